using Sluice.Jobs.Store;

namespace Sluice.Jobs;

/// <summary>
/// Which chunks count. Whoever halves a chunk, or begins a large object, writes the chunks that it becomes first and seals then, and another one may seal it in between: chunks that no
/// seal names have items that are counted already. Not safe for many threads.
/// </summary>
/// <param name="store">The job.</param>
internal sealed class ChunkFamily(JobStore store)
{
    readonly Dictionary<string, HashSet<string>> _known = [];

    /// <summary>True for a chunk that was planned, that a seal names as a part of another one, or that is a retry.</summary>
    public bool Counts(string chunk, CancellationToken cancellationToken) =>
        JobNames.ParentOf(chunk) is not { } parent || PartsOf(parent, cancellationToken)?.Contains(chunk) == true;

    /// <summary>True for a chunk that can be done now: one that joins others can be once they are sealed.</summary>
    public bool IsReady(string chunk, HashSet<string> done, CancellationToken cancellationToken) =>
        !JobNames.IsJoin(chunk) || PartsOf(JobNames.ParentOf(chunk)!, cancellationToken) is { } parts && parts.All(part => part == chunk || done.Contains(part));

    /// <summary>What a chunk has become; null while it is not sealed. Asked once.</summary>
    HashSet<string>? PartsOf(string chunk, CancellationToken cancellationToken)
    {
        if (_known.TryGetValue(chunk, out HashSet<string>? parts))
            return parts;
        // One that is not sealed yet may still be.
        return JobState.ReadSeal(store, chunk, cancellationToken) is { } seal ? _known[chunk] = [.. seal.Halves] : null;
    }
}
