using System.IO.Compression;
using Sluice.Engine;
using Sluice.Jobs.Chunks;
using Sluice.Jobs.Store;

namespace Sluice.Jobs;

/// <summary>Seals chunks for a worker: first the rows of the attempt, then the seal, which the first of several gets, then its tally. Safe for many threads.</summary>
/// <param name="store">The job.</param>
/// <param name="job">What it is.</param>
/// <param name="worker">Name of the worker.</param>
internal sealed class ChunkSealer(JobStore store, JobDefinition job, string worker)
{
    /// <summary>Name of the worker.</summary>
    public string Worker => worker;

    readonly Lock _gate = new();
    // Guarded by _gate.
    int _count;
    OutcomeCounts _outcomes;
    long _unverified;

    /// <summary>Chunks that were sealed here, without those that were halved, and their items by outcome.</summary>
    public (int Chunks, OutcomeCounts Outcomes) Sealed
    {
        get
        {
            lock (_gate)
                return (_count, _outcomes);
        }
    }

    /// <summary>Items of those chunks that are done and whose bytes nothing proves, as far as that was told.</summary>
    public long Unverified
    {
        get
        {
            lock (_gate)
                return _unverified;
        }
    }

    /// <summary>Writes the rows of an attempt, and gives their name.</summary>
    public string Write(string chunk, int attempt, ReadOnlyMemory<byte> rows, CancellationToken cancellationToken)
    {
        string name = JobNames.OutcomesOf(chunk, worker, attempt);
        using MemoryStream packed = new();
        using (GZipStream gzip = new(packed, CompressionLevel.Fastest))
            gzip.Write(rows.Span);
        store.Write(name, packed.ToArray(), cancellationToken);
        return name;
    }

    /// <summary>The seal of an attempt whose rows are written, or that has none; <paramref name="bytes"/> are those of its items as they were listed.</summary>
    public ChunkSeal Of(string chunk, int attempt, string? outcomes, OutcomeCounts counts, long bytes, long? unverified) =>
        new(chunk, worker, attempt, outcomes, [], counts.Done, counts.Skipped, counts.Missing, counts.Changed, counts.Denied, counts.Failed, counts.Quarantined) { Bytes = bytes, Unverified = unverified };

    /// <summary>Seals a chunk as two halves, whose names are returned.</summary>
    public string[] Halve(string chunk, int attempt, IReadOnlyList<ChunkItem> items, CancellationToken cancellationToken)
    {
        int half = items.Count / 2;
        string[] halves = JobNames.Halves(chunk);
        // The same whoever writes them: two that halve at once do no harm. They count once the seal names them.
        store.Write(JobNames.Chunk(halves[0]), ChunkFile.Write(job.Hash, [.. items.Take(half)]), cancellationToken);
        store.Write(JobNames.Chunk(halves[1]), ChunkFile.Write(job.Hash, [.. items.Skip(half)]), cancellationToken);
        Seal(Of(chunk, attempt, null, default, bytes: 0, unverified: 0) with { Halves = halves }, cancellationToken);
        return halves;
    }

    /// <summary>Seals; false when another one was first.</summary>
    public bool Seal(ChunkSeal seal, CancellationToken cancellationToken)
    {
        byte[] content = JobJson.Write(seal, JobJson.Default.ChunkSeal);
        if (store.Create(JobNames.Seal(seal.Chunk), content, cancellationToken) is null)
            return false;
        lock (_gate)
            (_count, _outcomes, _unverified) = (_count + (seal.Halves.Count == 0 || seal.Outcomes is not null ? 1 : 0), _outcomes.Plus(seal.Counts), _unverified + (seal.Unverified ?? 0));
        store.Write(JobNames.Tally(seal, content), default, cancellationToken);
        return true;
    }
}
