using Sluice.Failures;
using Sluice.Jobs.Chunks;
using Sluice.Jobs.Store;

namespace Sluice.Jobs.Deltas;

/// <summary>The items of a job in the order of their names, and what its seals say of each. What no seal says is not done. Holds the items of one chunk at a time.</summary>
/// <param name="store">The job.</param>
/// <param name="job">What it is.</param>
/// <param name="rows">Finds its items among rows.</param>
internal sealed class EarlierItems(JobStore store, JobDefinition job, ItemRows rows)
{
    /// <summary>Reads them. Throws <see cref="FailureException"/> when the store fails. What a chunk has that cannot be read is not known to be done, nor to be copied.</summary>
    public IEnumerable<EarlierItem> Read(CancellationToken cancellationToken)
    {
        foreach (JobEntry entry in store.List(JobNames.Chunks, "", cancellationToken))
        {
            if (JobNames.ChunkOf(entry.Name) is not { Length: JobNames.Digits } chunk)
                continue;
            if (TryRead(chunk, cancellationToken) is not { } content)
                continue;
            (HashSet<string> open, HashSet<string> leftOut, HashSet<string> others) = ([], [], []);
            Judge(chunk, content.Items, open, leftOut, others, cancellationToken);
            Lazy<Dictionary<string, string>> moved = new(() => Checksums(chunk, cancellationToken));
            foreach (ChunkItem item in content.Items)
            {
                string key = rows.KeyOf(item);
                bool isDone = !open.Contains(key);
                yield return new EarlierItem(item, isDone, item.IsRemoved ? !isDone && !others.Contains(key) : !leftOut.Contains(key))
                {
                    Copy = () => item.IsRemoved ? item.Copy : new MadeCopy(item.Size, item.ETag, moved.Value.GetValueOrDefault(key)),
                };
            }
        }
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

    void Judge(string chunk, IReadOnlyList<ChunkItem> items, HashSet<string> open, HashSet<string> leftOut, HashSet<string> others, CancellationToken cancellationToken)
    {
        ChunkSeal? seal = JobState.ReadSeal(store, chunk, cancellationToken);
        if (seal is { Halves.Count: > 0 })
        {
            // Of a large object, what joins its ranges has its row.
            foreach (string half in seal.Halves.Where(static half => JobNames.RangeOf(half) is null))
            {
                if (TryRead(half, cancellationToken) is { } part)
                    Judge(half, part.Items, open, leftOut, others, cancellationToken);
                else
                    OpenAll(items);
            }
            return;
        }
        if (seal?.Outcomes is not null && seal.Counts.Done == seal.Counts.Ended)
            return;
        // Rows that are lost tell nothing.
        if (seal is null || rows.Keys(seal, static row => row.Outcome is not ("done" or "skipped"), cancellationToken) is not { } undone)
        {
            OpenAll(items);
            // Nobody has begun it: what is there is no copy of this job's.
            if (seal is null && job.Claim == "lease" && store.Read(JobNames.Lease(chunk), cancellationToken) is null)
                leftOut.UnionWith(items.Select(item => rows.KeyOf(item)));
            return;
        }
        open.UnionWith(undone);
        if (seal.Skipped > 0 && rows.Keys(seal, static row => row.Outcome == "skipped", cancellationToken) is { } skipped)
            leftOut.UnionWith(skipped);
        // Of a removal: what is there is nobody's copy any more.
        if (seal.Changed > 0 && rows.Keys(seal, static row => row.Outcome == "changed", cancellationToken) is { } changed)
            others.UnionWith(changed);
        // One that cannot be read leaves its items as they were.
        if (TryRead(JobNames.Retry(chunk), cancellationToken)?.Items is not { } again)
            return;
        foreach (ChunkItem item in again)
            open.Remove(rows.KeyOf(item));
        Judge(JobNames.Retry(chunk), again, open, leftOut, others, cancellationToken);

        void OpenAll(IReadOnlyList<ChunkItem> some)
        {
            foreach (ChunkItem item in some)
                open.Add(rows.KeyOf(item));
        }
    }

    // Of what was done, by key. Rows that are lost tell none.
    Dictionary<string, string> Checksums(string chunk, CancellationToken cancellationToken)
    {
        Dictionary<string, string> moved = new(StringComparer.Ordinal);
        for (Queue<string> left = new([chunk]); left.TryDequeue(out string? next);)
        {
            if (JobState.ReadSeal(store, next, cancellationToken) is not { } seal)
                continue;
            foreach (OutcomeRow row in OutcomeRow.Read(store, seal, cancellationToken)?.Skip(1) ?? [])
                if (row.Outcome == "done" && row.Field(OutcomeRow.ChecksumColumn) is { Length: > 0 } checksum)
                    moved[row.Key] = checksum;
            foreach (string half in seal.Halves.Where(static half => JobNames.RangeOf(half) is null))
                left.Enqueue(half);
            if (seal.Counts.Failures > 0)
                left.Enqueue(JobNames.Retry(next));
        }
        return moved;
    }

    ChunkContent? TryRead(string chunk, CancellationToken cancellationToken)
    {
        try
        {
            return ChunkFile.Read(store, chunk, job.Mark, cancellationToken);
        }
        catch (FailureException damaged) when (damaged.Failure.Code == ChunkFile.Damaged)
        {
            return null;
        }
    }
}
