using Sluice.Engine;
using Sluice.Failures;
using Sluice.Jobs.Chunks;
using Sluice.Jobs.Store;
using Sluice.Transfer;

namespace Sluice.Jobs.Splits;

/// <summary>What a chunk does of a large object that several workers copy: it begins the upload, copies a range of its parts, or joins them.</summary>
internal sealed class ChunkSplit
{
    readonly JobStore _store;
    readonly JobDefinition _job;
    readonly string _chunk;
    readonly IReadOnlyList<ChunkItem> _items;
    // Rows of a range that could not be copied, which are those of the object, and how they end it; null for none.
    SealedFile? _refused;
    OutcomeKind _ends;

    ChunkSplit(JobStore store, JobDefinition job, string chunk, ChunkContent content, SplitStep step) =>
        (_store, _job, _chunk, _items, Step, Bytes) = (store, job, chunk, content.Items, step, content.Bytes);

    /// <summary>For whoever copies.</summary>
    public SplitStep Step { get; }

    /// <summary>Bytes that its seal accounts for: those of a range; those that ranges leave, of the object.</summary>
    public long Bytes { get; private init; }

    /// <summary>False for one that joins ranges of which some are not sealed yet.</summary>
    public bool IsReady { get; private init; } = true;

    /// <summary>Looks; null for a chunk whose items are done as they are. Throws <see cref="FailureException"/> when the store fails, and for what is damaged.</summary>
    public static ChunkSplit? Find(JobStore store, JobDefinition job, string chunk, ChunkContent content, CancellationToken cancellationToken)
    {
        int? range = JobNames.RangeOf(chunk);
        if (range is null && !JobNames.IsJoin(chunk))
            return content.Items is [{ SplitSize: >= JobDefinition.MinSplitSize and var size }] ? new ChunkSplit(store, job, chunk, content, SplitStep.ToBegin(size)) : null;
        if (JobState.ReadSeal(store, JobNames.ParentOf(chunk)!, cancellationToken) is not { Split: { } begun } seal
            || JobJson.Read(Read(store, begun, seal.SplitHash, cancellationToken), JobJson.Default.SplitUpload) is not { PartSize: > 0, PartsOfRange: > 0 } upload
            || content.Items is not [{ Size: > 0 and var length }] || upload.Size != length || upload.Ranges > SplitUpload.MostRanges || range >= upload.Ranges)
            throw Wrong(chunk);
        if (range is { } number)
            return new ChunkSplit(store, job, chunk, content, SplitStep.ToCopy(upload, number)) { Bytes = upload.BytesOf(number) };
        // 1 Its ranges, which are all sealed before it is done.
        List<SplitPart> parts = [];
        bool isDoubtful = false;
        long bytes = content.Bytes;
        SealedFile? refused = null;
        OutcomeRow? row = null;
        foreach (string of in seal.Halves.Where(static half => JobNames.RangeOf(half) is not null))
        {
            if (JobState.ReadSeal(store, of, cancellationToken, out bool isSealed) is not { } ended)
                return isSealed ? throw Wrong(of) : new ChunkSplit(store, job, chunk, content, SplitStep.ToJoin(upload, null)) { IsReady = false };
            bytes -= ended.Bytes ?? 0;
            if (ended.Split is not { } what)
                throw Wrong(of);
            if (!JobNames.IsSplit(what))
            {
                if (refused is null)
                {
                    byte[] rows = Read(store, what, ended.SplitHash, cancellationToken) ?? throw Wrong(of);
                    row = OutcomeRow.Read(rows, 1) is [_, var only] && KindOf(only) is not null ? only : throw Wrong(of);
                    refused = new SealedFile(what, SealedFile.HashOf(rows));
                }
                continue;
            }
            SplitParts copied = JobJson.Read(Read(store, what, ended.SplitHash, cancellationToken), JobJson.Default.SplitParts) ?? throw Wrong(of);
            parts.AddRange(copied.Parts);
            isDoubtful |= copied.IsDoubtful;
        }
        // 2 All of them, or why not.
        if (row is not { } told)
            return new ChunkSplit(store, job, chunk, content, SplitStep.ToJoin(upload, new SplitParts(parts, isDoubtful))) { Bytes = bytes };
        OutcomeKind ends = KindOf(told)!.Value;
        return new ChunkSplit(store, job, chunk, content, SplitStep.ToJoin(upload, null, FailureOf(told, ends))) { Bytes = bytes, _refused = refused, _ends = ends };
    }

    /// <summary>Writes what an attempt has come to, and gives the seal that names it; null where that is as of any other chunk.</summary>
    public ChunkSeal? Write(ChunkSealer sealer, int attempt, ChunkResult result, CancellationToken cancellationToken)
    {
        if (JobNames.RangeOf(_chunk) is not null)
            return Step.Copied is { } copied ? Of(Write(JobJson.Write(copied, JobJson.Default.SplitParts))) : WriteRefused(sealer, attempt, result.Rows, cancellationToken);
        if (Step.Begun is { } begun)
        {
            string[] ranges = [.. Enumerable.Range(0, begun.Ranges).Select(range => JobNames.Range(_chunk, range))];
            // The same whoever writes them: they say nothing of the upload, which the seal names. What joins them first: it has the object's row.
            string[] all = [JobNames.Join(_chunk), .. ranges];
            foreach (string chunk in all)
                _store.Write(JobNames.Chunk(chunk), ChunkFile.Write(_job.Mark, _items, chunk: chunk), cancellationToken);
            return Of(Write(JobJson.Write(begun, JobJson.Default.SplitUpload))) with { Halves = all, Bytes = 0 };
        }
        if (_refused is null)
            return null;
        return sealer.Of(_chunk, attempt, _refused, OutcomeCounts.From([.. Enum.GetValues<OutcomeKind>().Select(kind => kind == _ends ? 1L : 0)]), Bytes, unverified: 0);

        SealedFile Write(byte[] content) => sealer.WriteSplit(_chunk, attempt, content, cancellationToken);

        ChunkSeal Of(SealedFile split) => sealer.Of(_chunk, attempt, null, default, Bytes, unverified: 0) with { Split = split.Name, SplitHash = split.Hash };
    }

    /// <summary>As <see cref="Write"/>, of a range that could not be copied: its rows become those of the object.</summary>
    public ChunkSeal WriteRefused(ChunkSealer sealer, int attempt, ReadOnlyMemory<byte> rows, CancellationToken cancellationToken)
    {
        SealedFile refused = sealer.Write(_chunk, attempt, rows, cancellationToken);
        return sealer.Of(_chunk, attempt, null, default, Bytes, unverified: 0) with { Split = refused.Name, SplitHash = refused.Hash };
    }

    /// <summary>After its seal: chunks that can be done from now on.</summary>
    public IReadOnlyList<string> Next(ChunkSeal seal, CancellationToken cancellationToken)
    {
        if (seal.Halves.Count > 0)
            return [.. seal.Halves.Where(static half => !JobNames.IsJoin(half))];
        // Whoever seals the last one sees all seals.
        return Step.Range is not null && JobNames.ParentOf(_chunk) is { } parent
            && _store.List(JobNames.Seal(JobNames.RangesOf(parent)), "", cancellationToken).Count() == Step.Upload!.Ranges ? [JobNames.Join(parent)] : [];
    }

    /// <summary>After the seal of what joins the ranges: notes of the upload go, once it is there no more.</summary>
    public void Forget(CancellationToken cancellationToken)
    {
        foreach (JobEntry entry in _store.List($"{JobNames.Uploads}{JobNames.ParentOf(_chunk)}/", "", cancellationToken).ToList())
            if (JobJson.Read(_store.Read(entry.Name, cancellationToken)?.Content, JobJson.Default.UploadNote)?.Uploads is [var only] && only.Id == Step.Upload!.Id)
                _store.Delete(entry.Name, cancellationToken);
    }

    static OutcomeKind? KindOf(OutcomeRow row) => row.Outcome switch
    {
        "missing" => OutcomeKind.Missing,
        "changed" => OutcomeKind.Changed,
        "denied" => OutcomeKind.Denied,
        "quarantined" => OutcomeKind.Quarantined,
        "failed" => OutcomeKind.Failed,
        _ => null,
    };

    static ItemFailure FailureOf(OutcomeRow row, OutcomeKind kind) => new(kind, row.Field(OutcomeRow.CodeColumn), row.Field(OutcomeRow.MessageColumn))
    {
        RequestId = row.Field(OutcomeRow.RequestColumn) is { Length: > 0 } request ? request : null,
    };

    static byte[]? Read(JobStore store, string name, string? hash, CancellationToken cancellationToken) =>
        store.Read(name, cancellationToken)?.Content is { } content && SealedFile.Fits(content, hash) ? content : null;

    static FailureException Wrong(string chunk) => Failure.Local(ChunkFile.Damaged, $"Chunk {DisplayText.Of(chunk)} is no part of a large object of this job: what was begun of it cannot be read.").ToException();
}
