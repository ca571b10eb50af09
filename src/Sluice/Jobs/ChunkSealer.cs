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

    /// <summary>Writes the rows of an attempt, and says what a seal of them has to name.</summary>
    public SealedFile Write(string chunk, int attempt, ReadOnlyMemory<byte> rows, CancellationToken cancellationToken)
    {
        using MemoryStream packed = new();
        using (GZipStream gzip = new(packed, CompressionLevel.Fastest))
            gzip.Write(rows.Span);
        return Write(packed.ToArray(), hash => JobNames.OutcomesOf(chunk, worker, attempt, hash), cancellationToken);
    }

    /// <summary>Writes what an attempt has begun, or has copied, of a large object, and says what a seal of it has to name.</summary>
    public SealedFile WriteSplit(string chunk, int attempt, byte[] content, CancellationToken cancellationToken) =>
        Write(content, hash => JobNames.SplitOf(chunk, worker, attempt, hash), cancellationToken);

    SealedFile Write(byte[] content, Func<string, string> nameOf, CancellationToken cancellationToken)
    {
        string hash = SealedFile.HashOf(content);
        SealedFile file = new(nameOf(hash), hash);
        store.Write(file.Name, content, cancellationToken);
        return file;
    }

    /// <summary>The seal of an attempt whose rows are written, or that has none; <paramref name="bytes"/> are those of its items as they were listed.</summary>
    public ChunkSeal Of(string chunk, int attempt, SealedFile? outcomes, OutcomeCounts counts, long bytes, long? unverified) =>
        new(chunk, worker, attempt, outcomes?.Name, [], counts.Done, counts.Skipped, counts.Missing, counts.Changed, counts.Denied, counts.Failed, counts.Quarantined)
        { Bytes = bytes, Unverified = unverified, Job = job.Mark, OutcomesHash = outcomes?.Hash };

    /// <summary>Seals a chunk as two halves, whose names are returned.</summary>
    public string[] Halve(string chunk, int attempt, IReadOnlyList<ChunkItem> items, CancellationToken cancellationToken)
    {
        int half = items.Count / 2;
        string[] halves = JobNames.Halves(chunk);
        // The same whoever writes them: two that halve at once do no harm. They count once the seal names them.
        store.Write(JobNames.Chunk(halves[0]), ChunkFile.Write(job.Mark, [.. items.Take(half)], chunk: halves[0]), cancellationToken);
        store.Write(JobNames.Chunk(halves[1]), ChunkFile.Write(job.Mark, [.. items.Skip(half)], chunk: halves[1]), cancellationToken);
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
