using Sluice.S3;
using Sluice.S3.Checksums;
using Sluice.Transfer.Integrity;
using Sluice.Transfer.Memory;
using Sluice.Transfer.Planning;
using Sluice.Transfer.Scheduling;

namespace Sluice.Transfer.Parts;

/// <summary>A large object from one store to another in parts, each through leased memory; the parts' CRCs must add up to the source's before the copy gets a name.</summary>
internal sealed class StreamingPartCopy(RunContext run, ObjectSource source, ObjectTarget target, ItemPlan plan) : PartedTransfer(run)
{
    MultipartWriter? _writer;
    ObjectAttributes _attributes = ObjectAttributes.None;
    ObjectChecksum? _stored;
    string? _etag;

    /// <inheritdoc/>
    public override string SourceText => source.ToString();

    /// <inheritdoc/>
    public override string DestinationText => target.ToString();

    /// <inheritdoc/>
    protected override ItemFailure? Begin(PartWorker worker)
    {
        ItemFailure? unread = SourceAttributes.Head(this, source, Run, worker, out ObjectInfo? info);
        ObjectAttributes attributes = ObjectAttributes.None;
        unread ??= SourceAttributes.WithTags(this, source, info!, worker, out attributes);
        if (unread is not null)
            return unread;
        _etag = info!.ETag;
        _stored = info.Checksum is { IsComposite: false } whole && CrcCombine.IsPossible(whole.Algorithm) ? whole : null;
        _attributes = SourceAttributes.Merge(target.Attributes, attributes);
        _writer = new MultipartWriter(Run, this, target, _stored?.Algorithm ?? Run.Checksum);
        PartCount = plan.PartCount;
        return _writer.Begin(worker, _attributes);
    }

    /// <inheritdoc/>
    protected override ItemFailure? Move(int part, PartWorker worker)
    {
        ByteRange range = plan.Part(part);
        using BufferLease lease = Run.Memory.Reserve((int)range.Length, Run.Token);
        ChecksumAlgorithm algorithm = _stored?.Algorithm ?? ChecksumAlgorithm.Crc64Nvme;
        return MemoryFetch.Fetch(this, worker, source, range, _etag, lease.Span, algorithm, out _, out _, out _)
            ?? _writer!.Send(part + 1, new MemoryBody(lease.Memory), worker);
    }

    /// <inheritdoc/>
    protected override void Finish(PartWorker worker)
    {
        ItemFailure? failure = Failure;
        ObjectChecksum? whole = null;
        Verification verified = default;
        if (!IsGivenUp)
        {
            whole = _writer!.Whole();
            if (whole is { } computed && _stored is { } stored && computed.Algorithm == stored.Algorithm && computed != stored)
                failure = ItemFailure.Corrupt($"The {computed.Algorithm} of the bytes is {computed.Base64}, the source has {stored.Base64}.");
            failure ??= _writer.Complete(worker, plan.Size, whole, out PutResult? result) ?? Judge(result!, whole, out verified);
        }
        failure = _writer is null ? failure : _writer.Abort(failure);
        if (failure is not null)
            EndFailed(failure);
        else if (IsGivenUp)
            EndPending();
        else
            EndDone(plan.Size, whole, verified);
    }

    ItemFailure? Judge(PutResult result, ObjectChecksum? whole, out Verification verified)
    {
        RequestId = result.RequestId;
        (verified, ItemFailure? failure) = UploadCheck.Judge(target.Client, result, whole, _attributes, md5: null);
        if (_stored is null)
            verified = StreamingCopy.Weaker(verified, Verification.Size);
        return failure;
    }
}
