namespace Sluice.Jobs.Queues;

/// <summary>A message that this worker has, and nobody else for as long as it is not visible.</summary>
/// <param name="Body">What it says.</param>
/// <param name="Receipt">What it is extended and removed by: that of this receipt, no other.</param>
/// <param name="Receipts">How often it was received, this time included.</param>
internal sealed record ReceivedMessage(string Body, string Receipt, int Receipts);
