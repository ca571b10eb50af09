using Sluice.Failures;
using Sluice.Jobs.Chunks;
using Sluice.Jobs.Store;

namespace Sluice.Jobs.Deltas;

/// <summary>The items of a job in the order of their names, and what its seals say of each. Chunks are read ahead.</summary>
/// <param name="store">The job.</param>
/// <param name="job">What it is.</param>
/// <param name="rows">Finds its items among rows.</param>
internal sealed class EarlierItems(JobStore store, JobDefinition job, ItemRows rows)
{
    /// <summary>Reads them. Throws <see cref="FailureException"/> when the store fails. What a chunk has that cannot be read is not known to be done, nor to be copied.</summary>
    /// <param name="room">For chunks that are read ahead: a place of it each, beside the one that is being read.</param>
    /// <param name="cancellationToken">Ends it.</param>
    public IEnumerable<EarlierItem> Read(SemaphoreSlim room, CancellationToken cancellationToken)
    {
        IEnumerable<string> chunks = store.List(JobNames.Chunks, "", cancellationToken).Select(static entry => JobNames.ChunkOf(entry.Name)).Where(static chunk => chunk is { Length: JobNames.Digits })!;
        return ReadAhead.InOrder(chunks, (chunk, stop) => EarlierChunk.Read(store, job, rows, chunk, stop), cancellationToken, room).SelectMany(chunk => chunk.Items(cancellationToken));
    }

    /// <summary>What is known of items by a job and by an earlier one: the later one knows better, but a copy that it has not made anew is still there.</summary>
    public static IEnumerable<EarlierItem> Merge(IEnumerable<EarlierItem> later, IEnumerable<EarlierItem> earlier)
    {
        using IEnumerator<EarlierItem> a = later.GetEnumerator(), b = earlier.GetEnumerator();
        bool hasA = a.MoveNext(), hasB = b.MoveNext();
        while (hasA || hasB)
        {
            int order = !hasA ? 1 : !hasB ? -1 : a.Current.Item.Name.AsSpan().SequenceCompareTo(b.Current.Item.Name);
            yield return order > 0 ? b.Current
                : order == 0 && !a.Current.Item.IsRemoved ? Merge(a.Current, b.Current)
                : a.Current;
            if (order >= 0)
                hasB = b.MoveNext();
            if (order <= 0)
                hasA = a.MoveNext();
        }
    }

    // Where the later job has not done it, what is there may be its copy or still the earlier one's.
    static EarlierItem Merge(EarlierItem later, EarlierItem earlier) => later with
    {
        IsCopied = later.IsCopied || earlier.IsCopied,
        Copy = !later.IsCopied ? earlier.Copy : later.IsDone || !earlier.IsCopied ? later.Copy : () => later.Copy?.Invoke()?.Else(earlier.Copy?.Invoke()),
    };
}
