using Sluice.Processing.Programs;
using Sluice.Transfer;

namespace Sluice.Processing.Actions;

/// <summary>How one attempt ended.</summary>
/// <param name="Failure">Why it did not do its work; null when it did.</param>
/// <param name="Exit">How its program ended, and what it used.</param>
internal readonly record struct ActionResult(ItemFailure? Failure, ProgramExit Exit);
