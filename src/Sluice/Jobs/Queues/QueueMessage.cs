namespace Sluice.Jobs.Queues;

/// <summary>The body of a message.</summary>
/// <param name="Job">Which job it is of: a queue that another job used may still have some.</param>
/// <param name="Chunk">Name of the chunk.</param>
/// <param name="Deaths">Workers that had died over it when it was sent; each further receipt is one more.</param>
internal sealed record QueueMessage(string Job, string Chunk, int Deaths);
