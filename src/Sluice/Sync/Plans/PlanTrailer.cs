namespace Sluice.Sync.Plans;

/// <summary>The last line of a plan: without it the plan is cut short, and with another digest it was edited.</summary>
/// <param name="End"><c>true</c>: what tells this line from an action.</param>
/// <param name="Copies">Items to copy.</param>
/// <param name="Bytes">Their bytes.</param>
/// <param name="Deletes">Items to remove.</param>
/// <param name="Sha256">Of all lines before, their ends included, in hexadecimal.</param>
internal sealed record PlanTrailer(bool End, long Copies, long Bytes, long Deletes, string Sha256);
