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
        Dictionary<string, DateTimeOffset> touched = Touched(cancellationToken);
        IEnumerable<string> chunks = store.List(JobNames.Chunks, "", cancellationToken).Select(static entry => JobNames.ChunkOf(entry.Name)).Where(static chunk => chunk is { Length: JobNames.Digits })!;
        return ReadAhead.InOrder(chunks, (chunk, stop) => EarlierChunk.Read(store, job, rows, chunk, stop), cancellationToken, room).SelectMany(chunk => chunk.Items(touched.GetValueOrDefault(chunk.Name), cancellationToken));
    }

    // By chunk, with the halves and retries of each.
    Dictionary<string, DateTimeOffset> Touched(CancellationToken cancellationToken)
    {
        Dictionary<string, DateTimeOffset> touched = new(StringComparer.Ordinal);
        foreach (string part in (string[])[JobNames.Leases, JobNames.Seals])
            foreach (JobEntry entry in store.List(part, "", cancellationToken))
                if (entry.Name[part.Length..] is var name && JobNames.IsChunk(name) && name[..JobNames.Digits] is var chunk && entry.Modified > touched.GetValueOrDefault(chunk))
                    touched[chunk] = entry.Modified;
        return touched;
    }

    /// <summary>What is known of items by a job and by an earlier one: the later one knows better, but a copy that it has not made anew is still there.</summary>
    /// <param name="later">Of the one.</param>
    /// <param name="earlier">Of the other, and of those before it.</param>
    /// <param name="created">When the later one was created, by its store: a worker of the earlier one that was at it after that may have written, or removed, what the later one had done.</param>
    public static IEnumerable<EarlierItem> Merge(IEnumerable<EarlierItem> later, IEnumerable<EarlierItem> earlier, DateTimeOffset created)
    {
        using IEnumerator<EarlierItem> a = later.GetEnumerator(), b = earlier.GetEnumerator();
        bool hasA = a.MoveNext(), hasB = b.MoveNext();
        while (hasA || hasB)
        {
            int order = !hasA ? 1 : !hasB ? -1 : a.Current.Item.Name.AsSpan().SequenceCompareTo(b.Current.Item.Name);
            yield return order > 0 ? b.Current : order < 0 ? a.Current : Merge(a.Current, b.Current, created);
            if (order >= 0)
                hasB = b.MoveNext();
            if (order <= 0)
                hasA = a.MoveNext();
        }
    }

    // Where the later job has not done it, what is there may be its copy or still the earlier one's.
    static EarlierItem Merge(EarlierItem later, EarlierItem earlier, DateTimeOffset created)
    {
        bool isLate = earlier.Touched > created && !JobDelta.IsSame(earlier.Item, later.Item);
        DateTimeOffset touched = later.Touched > earlier.Touched ? later.Touched : earlier.Touched;
        if (later.Item.IsRemoved)
            return isLate && earlier.IsCopied && !later.IsCopied ? later with { IsDone = false, IsCopied = true, Copy = earlier.Copy, Touched = touched } : later with { Touched = touched };
        return later with
        {
            IsDone = later.IsDone && !isLate,
            IsCopied = later.IsCopied || earlier.IsCopied,
            Touched = touched,
            Copy = !later.IsCopied ? earlier.Copy : later.IsDone && !isLate || !earlier.IsCopied ? later.Copy : () => later.Copy?.Invoke()?.Else(earlier.Copy?.Invoke()),
        };
    }
}
