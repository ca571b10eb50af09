using Sluice.Jobs.Store;

namespace Sluice.Jobs;

/// <summary>
/// Which chunks count. Whoever halves a chunk writes the halves first and seals then, and another one may seal it in between, as a whole: halves that no seal names
/// have items that are counted already. Not safe for many threads.
/// </summary>
/// <param name="store">The job.</param>
internal sealed class ChunkFamily(JobStore store)
{
    readonly Dictionary<string, bool> _known = [];

    /// <summary>True for a chunk that was planned, that a seal names as a half, or that is a retry.</summary>
    public bool Counts(string chunk, CancellationToken cancellationToken)
    {
        if (JobNames.ParentOf(chunk) is not { } parent)
            return true;
        if (_known.TryGetValue(parent, out bool isHalved))
            return isHalved;
        // One that is not sealed yet may still be.
        return JobState.ReadSeal(store, parent, cancellationToken) is { } seal && (_known[parent] = seal.Halves.Contains(chunk));
    }
}
