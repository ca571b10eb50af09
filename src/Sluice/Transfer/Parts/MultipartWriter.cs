using Sluice.S3;
using Sluice.S3.Checksums;
using Sluice.Transfer.Integrity;
using Sluice.Transfer.Scheduling;

namespace Sluice.Transfer.Parts;

/// <summary>A multipart upload: begun once, filled in any order, then completed or aborted.</summary>
internal sealed class MultipartWriter(ItemTransfer item, ObjectTarget target, ChecksumAlgorithm checksum)
{
    // Aborting happens after the run was cancelled, and must not hold the user up.
    static readonly TimeSpan AbortPatience = TimeSpan.FromMilliseconds(1500);

    readonly Lock _gate = new();
    // Guarded by _gate.
    readonly SortedList<int, UploadedPart> _parts = [];
    string? _id;

    /// <summary>The upload's id; null before it was begun and after it ended.</summary>
    public string? Id => _id;

    /// <summary>Checksum of parts and whole.</summary>
    public ChecksumAlgorithm Checksum => checksum;

    /// <summary>Begins.</summary>
    public ItemFailure? Begin(PartWorker worker, ObjectAttributes attributes)
    {
        CreateMultipartUploadRequest create = new(target.Bucket, target.Key) { Attributes = attributes, Checksum = checksum };
        int interrupts = 0;
        while (true)
        {
            if (target.Client.CreateMultipartUpload(create, worker.BeginRequest(0)).TryGet(out _id, out S3Error? error))
            {
                item.CountAttempts();
                return null;
            }
            if (!item.WasInterrupted(error, ref interrupts))
                return ItemFailure.Of(error);
        }
    }

    /// <summary>Sends a part, counted from 1. A part that arrives damaged is sent again.</summary>
    public ItemFailure? Send(int number, RequestBody body, PartWorker worker)
    {
        UploadPartRequest upload = new(target.Bucket, target.Key, _id!, number, body)
        {
            Checksum = checksum,
            CustomerKey = target.Attributes.Sse?.CustomerKey,
        };
        int interrupts = 0;
        for (int sends = 1; ; sends++)
        {
            if (target.Client.UploadPart(upload, worker.BeginRequest(0)).TryGet(out UploadedPart? part, out S3Error? error))
            {
                item.CountAttempts();
                Add(part with { Length = body.Length });
                return null;
            }
            if (item.WasInterrupted(error, ref interrupts))
                continue;
            ItemFailure failure = ItemFailure.Of(error);
            if (!failure.IsCorruption || sends == SingleDownload.MaxFetches)
                return failure;
        }
    }

    /// <summary>Notes a part that the store has.</summary>
    public void Add(UploadedPart part)
    {
        lock (_gate)
            _parts[part.PartNumber] = part;
    }

    /// <summary>The parts' checksum as a whole: combined for CRCs, composed for SHA; null when the store or the algorithm gives none.</summary>
    public ObjectChecksum? Whole()
    {
        lock (_gate)
        {
            PartChecksums parts = new(_parts.Count);
            for (int index = 0; index < _parts.Count; index++)
                parts.Set(index, _parts.Values[index].Checksum, _parts.Values[index].Length);
            return checksum is ChecksumAlgorithm.Sha1 or ChecksumAlgorithm.Sha256 ? parts.Compose(checksum) : parts.Combine(checksum);
        }
    }

    /// <summary>Joins the parts.</summary>
    public ItemFailure? Complete(PartWorker worker, long size, ObjectChecksum? whole, out PutResult? result)
    {
        CompleteMultipartUploadRequest complete;
        lock (_gate)
            complete = new(target.Bucket, target.Key, _id!, [.. _parts.Values])
            {
                Checksum = whole is { IsComposite: false } ? whole : null,
                ObjectSize = size,
                CustomerKey = target.Attributes.Sse?.CustomerKey,
            };
        int interrupts = 0;
        while (true)
        {
            if (target.Client.CompleteMultipartUpload(complete, worker.BeginRequest(0)).TryGet(out result, out S3Error? error))
            {
                item.CountAttempts();
                _id = null;
                return null;
            }
            if (!item.WasInterrupted(error, ref interrupts))
                return ItemFailure.Of(error);
        }
    }

    /// <summary>Gives the upload up, so that the store does not keep (and charge for) its parts. Nothing to do when it was not begun or is complete.</summary>
    public void Abort()
    {
        if (_id is not { } id)
            return;
        _id = null;
        using CancellationTokenSource patience = new(AbortPatience);
        // An abort that fails leaves parts behind, which only a lifecycle rule or a later clean-up can find; the item's outcome is a failure either way.
        _ = target.Client.AbortMultipartUpload(new AbortMultipartUploadRequest(target.Bucket, target.Key, id), patience.Token);
        item.CountAttempts();
    }
}
