using Sluice.Engine;
using Sluice.Engine.Memory;
using Sluice.Failures;
using Sluice.S3;
using Sluice.S3.Checksums;
using Sluice.Transfer.Attributes;
using Sluice.Transfer.Integrity;
using Sluice.Transfer.Items;
using Sluice.Transfer.Journal;
using Sluice.Transfer.Planning;
using Sluice.Trees.Local;

namespace Sluice.Transfer.Uploads;

/// <summary>A multipart upload: begun once, filled in any order, then completed or aborted.</summary>
/// <param name="run">The run.</param>
/// <param name="item">The item that it writes.</param>
/// <param name="target">Where it goes.</param>
/// <param name="checksum">Checksum of parts and whole.</param>
/// <param name="limits">What the store allows of parts, as the item knows by now.</param>
internal sealed partial class MultipartWriter(TransferContext run, ItemTransfer item, ObjectTarget target, ChecksumAlgorithm checksum, PartLimits limits)
{
    // An abort outlives most storms of 503 while the run goes on, but does not hold up a user who cancelled it.
    static readonly TimeSpan AbortPatience = TimeSpan.FromSeconds(30);
    static readonly TimeSpan CancelledPatience = TimeSpan.FromSeconds(3);

    // Long enough for an answer that is on its way; short enough not to hold a user up who cancelled.
    static readonly TimeSpan IdPatience = TimeSpan.FromSeconds(1);

    readonly Lock _gate = new();
    // Guarded by _gate.
    readonly SortedList<int, UploadedPart> _parts = [];
    string? _id;
    ResumedUpload? _earlier;
    ObjectAttributes _attributes = ObjectAttributes.None;
    DateTimeOffset _begun;

    /// <summary>The item that it writes.</summary>
    public ItemTransfer Item => item;

    /// <summary>The upload's id; null before it was begun and after it ended.</summary>
    public string? Id => _id;

    /// <summary>Checksum of parts and whole.</summary>
    public ChecksumAlgorithm Checksum => checksum;

    /// <summary>
    /// Begins, or goes on with what an earlier run of the same command began of the same source with the same plan. What
    /// does not fit is said and aborted.
    /// </summary>
    /// <param name="worker">Who begins.</param>
    /// <param name="attributes">What the object gets besides its bytes.</param>
    /// <param name="stamp">The source, as the journal knows it.</param>
    /// <param name="plan">
    /// The parts; none for a stream, which no later run can go on with. An earlier run may have had to plan others, which are
    /// gone on with.
    /// </param>
    /// <param name="carried">Which of the attributes may be left out; null: none.</param>
    /// <param name="mostPartSize">Largest part that can be gone on with.</param>
    public ItemFailure? Begin(Worker worker, ObjectAttributes attributes, UInt128 stamp, ref ItemPlan plan, CopyAttributes? carried = null, long mostPartSize = S3Limits.MaxPartSize)
    {
        if (target.Condition?.Trial?.Completes() is { } unkept)
            return ItemFailure.From(unkept);
        _attributes = attributes;
        _begun = run.Options.Clock.GetUtcNow();
        if (run.Journal is not { } journal)
            return Create(attributes, carried);
        ItemIdentity identity = new(ItemIdentity.PlaceOf(target), stamp);
        foreach (UnfinishedItem earlier in journal.Take(identity.Place))
        {
            // Without an id there may be an upload all the same: the end of the run looks for it.
            if (earlier.UploadId is null)
                continue;
            if (_earlier is null && earlier.CanResume && earlier.PartSize <= mostPartSize && earlier.Fits(stamp, plan with { PartSize = earlier.PartSize, PartCount = earlier.PartCount }, checksum))
                plan = ItemPlan.Parted(plan.Kind, plan.Size, earlier.PartSize);
            if (_earlier is null && earlier.Fits(stamp, plan, checksum))
            {
                _earlier = ResumedUpload.Find(this, target with { Attributes = attributes }, earlier, worker, out ItemFailure? unasked);
                if (unasked is not null)
                    return unasked;
                if (_earlier is not null)
                {
                    item.Journal = journal.Continue(earlier);
                    _begun = earlier.Begun;
                    continue;
                }
            }
            GiveUp(journal, earlier, stamp);
        }
        if (_earlier is not null)
        {
            _id = _earlier.Id;
            return null;
        }
        item.Journal = journal.Begin(new UnfinishedItem
        {
            Identity = identity,
            Begun = _begun,
            Size = plan.Size,
            PartSize = plan.PartSize,
            PartCount = plan.PartCount,
            Algorithm = checksum,
            To = target.Location,
            Endpoint = ItemIdentity.EndpointOf(target.Client),
        });
        ItemFailure? refused = Create(attributes, carried);
        if (refused is null)
            item.Journal.Uploading(_id!);
        // Where no bucket is there is no upload that a later run could go on with.
        else if (refused.Code == "NoSuchBucket")
            item.Journal.End();
        return refused;
    }

    /// <summary>Goes on with an upload that another program has begun, and that is its own to give up.</summary>
    /// <param name="upload">The upload.</param>
    /// <param name="parts">Parts of it that are joined.</param>
    /// <param name="attributes">What it was begun with.</param>
    public void TakeOver(SplitUpload upload, IEnumerable<UploadedPart> parts, ObjectAttributes attributes)
    {
        // As this machine's clock would have told it.
        (_id, _attributes, _begun) = (upload.Id, attributes, upload.Begun - target.Client.ClockAhead);
        lock (_gate)
        {
            _parts.Clear();
            foreach (UploadedPart part in parts)
                _parts.Add(part.PartNumber, part);
        }
    }

    /// <summary>The parts that the store has taken of this one, by number.</summary>
    public IReadOnlyList<UploadedPart> Parts
    {
        get
        {
            lock (_gate)
                return [.. _parts.Values];
        }
    }

    /// <summary>True for a part that the store has from an earlier run; it needs no sending.</summary>
    public bool TryKeep(int number, out UploadedPart part)
    {
        if (_earlier is null || !_earlier.Kept.TryGetValue(number, out part!))
        {
            part = null!;
            return false;
        }
        lock (_gate)
            _parts[number] = part;
        item.TakeOver(part.Length);
        return true;
    }

    /// <summary>As <see cref="TryKeep(int, out UploadedPart)"/>, also for a part that only the store knows of, once the source's bytes have its checksum.</summary>
    public bool TryKeep(int number, RequestBody body, Worker worker)
    {
        if (TryKeep(number, out _))
            return true;
        if (_earlier is null || !_earlier.Unknown.TryGetValue(number, out UploadedPart? stored) || stored.Length != body.Length
            || stored.Checksum is not { IsComposite: false } theirs || theirs.Algorithm != checksum)
            return false;
        using (BufferLease lease = run.Memory.Reserve(run.ChunkSize, run.Token))
        {
            try
            {
                if (UploadCheck.ChecksumOf(body, lease.Span, worker.Hasher(checksum)) != theirs)
                    return false;
            }
            catch (Exception unreadable) when (LocalFailure.IsLocal(unreadable))
            {
                // Sending it will say why.
                return false;
            }
        }
        Add(stored);
        item.TakeOver(stored.Length);
        return true;
    }

    /// <summary>Begins. Who cancels meanwhile waits a moment for the upload's id, because without it nobody can abort what the store has begun.</summary>
    ItemFailure? Create(ObjectAttributes attributes, CopyAttributes? carried)
    {
        run.Token.ThrowIfCancellationRequested();
        CreateMultipartUploadRequest create = new(target.Bucket, target.Key) { Attributes = attributes, Checksum = checksum };
        using CancellationTokenSource patience = new();
        using CancellationTokenRegistration cancelled = EndsAfterRun(patience, IdPatience);
        while (true)
        {
            bool begun = target.Client.CreateMultipartUpload(create, patience.Token).TryGet(out _id, out S3Error? error);
            item.CountAttempts(error?.Attempts ?? 1);
            if (begun)
                return run.Uploads?.Begun(target.Bucket, target.Key, _id!) is { } unnoted ? ItemFailure.From(unnoted) : null;
            if (carried?.TryLess(error!) != true)
                return ItemFailure.From(error!);
            _attributes = carried.Now;
            create = create with { Attributes = _attributes };
        }
    }

    UploadPartRequest Part(int number, RequestBody body) => new(target.Bucket, target.Key, _id!, number, body) { Checksum = checksum, CustomerKey = target.Attributes.Sse?.CustomerKey };

    /// <summary>Sends a part, counted from 1. The client sends again what arrives damaged.</summary>
    public ItemFailure? Send(int number, RequestBody body, Worker worker)
    {
        UploadPartRequest upload = Part(number, body);
        int sends = 1;
        while (true)
        {
            if (item.Send(worker, upload, target.Client.UploadPart).TryGet(out UploadedPart? part, out S3Error? error))
            {
                if (UploadCheck.JudgePart(target.Client, target.Bucket, part, body.Length, target.Attributes) is { } wrong)
                {
                    if (sends++ == UploadCheck.MaxSends)
                        return wrong;
                    run.Ledger.CountRefetch();
                    continue;
                }
                Add(part with { Length = body.Length });
                return null;
            }
            return Refused(error, number, body.Length);
        }
    }

    /// <summary>A part that was not taken, and what that shows of the store's limits.</summary>
    public ItemFailure Refused(S3Error error, int number, long length)
    {
        bool hasOthers;
        lock (_gate)
            hasOthers = _parts.Count > 0;
        return OfUpload(error) with { Limits = limits.AfterPart(error, number, length, hasOthers) };
    }

    /// <summary>Notes a part that the store has.</summary>
    public void Add(UploadedPart part)
    {
        lock (_gate)
            _parts[part.PartNumber] = part;
        item.Journal?.Uploaded(part);
    }

    /// <summary>The parts' checksum as a whole: combined for CRCs, composed for SHA and MD5; null when the store or the algorithm gives none.</summary>
    public ObjectChecksum? Whole()
    {
        lock (_gate)
        {
            PartChecksums parts = new(_parts.Count);
            for (int index = 0; index < _parts.Count; index++)
                parts.Set(index, _parts.Values[index].Checksum, _parts.Values[index].Length);
            return checksum is ChecksumAlgorithm.Sha1 or ChecksumAlgorithm.Sha256 ? parts.Compose(checksum) : parts.Combine(checksum) ?? parts.Compose(ChecksumAlgorithm.Md5);
        }
    }

    /// <summary>Joins the parts.</summary>
    public ItemFailure? Complete(Worker worker, long size, ObjectChecksum? whole, out PutResult? result)
    {
        if (_earlier?.Completed is { } done)
        {
            result = done;
            _id = null;
            return null;
        }
        CompleteMultipartUploadRequest complete;
        lock (_gate)
            complete = new(target.Bucket, target.Key, _id!, [.. _parts.Values])
            {
                Checksum = whole is { IsComposite: false } && _parts.Values.All(static part => part.IsChecksumKept) ? whole : null,
                ObjectSize = size,
                Begun = _begun,
                Attributes = _attributes,
                CustomerKey = target.Attributes.Sse?.CustomerKey,
            };
        WriteCondition? condition = target.Condition;
        complete = WriteCondition.Set(complete, condition);
        while (true)
        {
            if (item.Send(worker, complete, target.Client.CompleteMultipartUpload, WriteCondition.Again).TryGet(out result, out S3Error? error))
            {
                // Known only now: what a plan was narrowed by has been proved to be what was wrong with it.
                target.Client.Learn(limits);
                // Where no such object is there the upload may still be: it is to be aborted.
                if (Joined(complete, whole, worker, ref result) is { } unjoined)
                    return unjoined;
                run.Uploads?.Ended(_id!);
                _id = null;
                return null;
            }
            if (condition?.IsToBlame(item, worker, target, error) == true)
                complete = WriteCondition.Set(complete, condition = null);
            else if (condition?.FailureOf(error) is { } unmet)
                return unmet;
            // Another write came between: only the whole upload can be tried again (S3 API reference, CompleteMultipartUpload, "If-None-Match").
            else if (condition is { IsStrict: true } && error.Code == "ConditionalRequestConflict")
                return OfUpload(error) with { Limits = limits };
            else
                return OfUpload(error) with { Limits = limits.AfterJoin(error, complete.Parts) };
        }
    }
}
