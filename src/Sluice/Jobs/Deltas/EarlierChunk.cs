using Sluice.Failures;
using Sluice.Jobs.Chunks;
using Sluice.Jobs.Store;

namespace Sluice.Jobs.Deltas;

/// <summary>A chunk of an earlier job: its items, and what seals say of them. What no seal says is not done.</summary>
/// <param name="store">The job.</param>
/// <param name="job">What it is.</param>
/// <param name="rows">Finds its items among rows.</param>
/// <param name="chunk">The chunk's name.</param>
internal sealed class EarlierChunk(JobStore store, JobDefinition job, ItemRows rows, string chunk)
{
    // Keys of items that are not done; that the command has left out; whose copy is nobody's any more.
    readonly HashSet<string> _open = new(StringComparer.Ordinal), _leftOut = new(StringComparer.Ordinal), _others = new(StringComparer.Ordinal);

    IReadOnlyList<ChunkItem> _items = [];

    /// <summary>Its name.</summary>
    public string Name => chunk;

    /// <summary>Reads one. One that cannot be read has no items. Throws <see cref="FailureException"/> when the store fails.</summary>
    public static EarlierChunk Read(JobStore store, JobDefinition job, ItemRows rows, string chunk, CancellationToken cancellationToken)
    {
        EarlierChunk read = new(store, job, rows, chunk);
        if (read.TryRead(chunk, cancellationToken) is { } content)
        {
            read._items = content.Items;
            read.Judge(chunk, content.Items, cancellationToken);
        }
        return read;
    }

    /// <summary>Its items, in order.</summary>
    /// <param name="touched">When a worker was heard of last that had it.</param>
    /// <param name="cancellationToken">Ends it.</param>
    public IEnumerable<EarlierItem> Items(DateTimeOffset touched, CancellationToken cancellationToken)
    {
        Lazy<Dictionary<string, string>> moved = new(() => Checksums(cancellationToken));
        foreach (ChunkItem item in _items)
        {
            string key = rows.KeyOf(item);
            bool isDone = !_open.Contains(key);
            yield return new EarlierItem(item, isDone, item.IsRemoved ? !isDone && !_others.Contains(key) : !_leftOut.Contains(key))
            {
                Touched = touched,
                Copy = () => item.IsRemoved ? item.Copy : new MadeCopy(item.Size, item.ETag, moved.Value.GetValueOrDefault(key)),
            };
        }
    }

    void Judge(string part, IReadOnlyList<ChunkItem> items, CancellationToken cancellationToken)
    {
        ChunkSeal? seal = JobState.ReadSeal(store, part, cancellationToken);
        if (seal is { Halves.Count: > 0 })
        {
            // Of a large object, what joins its ranges has its row.
            foreach (string half in seal.Halves.Where(static half => JobNames.RangeOf(half) is null))
            {
                if (TryRead(half, cancellationToken) is { } content)
                    Judge(half, content.Items, cancellationToken);
                else
                    _open.UnionWith(KeysOf(items));
            }
            return;
        }
        if (seal?.Outcomes is not null && seal.Counts.Done == seal.Counts.Ended)
            return;
        // Rows that are lost tell nothing.
        if (seal is null || OutcomeRow.Read(store, seal, cancellationToken) is not { } told)
        {
            _open.UnionWith(KeysOf(items));
            // Nobody has begun it: what is there is no copy of this job's.
            if (seal is null && job.Claim == "lease" && store.Read(JobNames.Lease(part), cancellationToken) is null)
                _leftOut.UnionWith(KeysOf(items));
            return;
        }
        // Under leases a first attempt that found no source has copied nothing, nor has anybody else.
        bool copiedNone = seal.Attempt == 1 && job.Claim == "lease";
        foreach (OutcomeRow row in told.Skip(1))
        {
            if (row.Outcome is not ("done" or "skipped"))
                _open.Add(row.Key);
            if (row.Outcome == "skipped" || row.Outcome == "missing" && copiedNone)
                _leftOut.Add(row.Key);
            // Of a removal: what is there is nobody's copy any more.
            if (row.Outcome == "changed")
                _others.Add(row.Key);
        }
        // One that cannot be read leaves its items as they were.
        if (TryRead(JobNames.Retry(part), cancellationToken)?.Items is not { } again)
            return;
        _open.ExceptWith(KeysOf(again));
        Judge(JobNames.Retry(part), again, cancellationToken);
    }

    IEnumerable<string> KeysOf(IReadOnlyList<ChunkItem> items) => items.Select(item => rows.KeyOf(item));

    // Of what was done, by key. Rows that are lost tell none.
    Dictionary<string, string> Checksums(CancellationToken cancellationToken)
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

    ChunkContent? TryRead(string part, CancellationToken cancellationToken)
    {
        try
        {
            return ChunkFile.Read(store, part, job.Mark, cancellationToken);
        }
        catch (FailureException damaged) when (damaged.Failure.Code == ChunkFile.Damaged)
        {
            return null;
        }
    }
}
