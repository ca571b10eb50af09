namespace Sluice.Jobs.Claims;

/// <summary>Who works on a chunk (<c>leases/</c>). It lasts from when the store says that it was written.</summary>
/// <param name="Worker">Who.</param>
/// <param name="Attempt">Which attempt it is, from 1: so many workers died over the chunk, and one.</param>
/// <param name="IsFree">Given back: the next worker need not wait.</param>
/// <param name="Number">Counts what the worker has written: no two contents, and so no two ETags, are alike.</param>
internal sealed record ChunkLease(string Worker, int Attempt, bool IsFree, long Number);
