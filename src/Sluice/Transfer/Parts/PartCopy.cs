using Sluice.Locations;
using Sluice.S3;
using Sluice.S3.Checksums;
using Sluice.Transfer.Journal;
using Sluice.Transfer.Planning;
using Sluice.Transfer.Scheduling;

namespace Sluice.Transfer.Parts;

/// <summary>
/// A large object copied inside its store in parts. A multipart upload starts from nothing, so metadata and tags are
/// read from the source and given to it explicitly.
/// </summary>
internal sealed class PartCopy(RunContext run, ObjectSource source, ObjectTarget target, ItemPlan plan) : PartedTransfer(run)
{
    MultipartWriter? _writer;
    ObjectChecksum? _stored;

    /// <inheritdoc/>
    public override Location From => source.Location;

    /// <inheritdoc/>
    public override Location? To => target.Location;

    /// <inheritdoc/>
    protected override ObjectTarget? Written => target;

    /// <inheritdoc/>
    protected override ItemFailure? RemoveSource() => ObjectRemoval.Remove(Run, this, source);

    /// <inheritdoc/>
    protected override ItemFailure? Begin(PartWorker worker)
    {
        if (SourceAttributes.Read(this, source, Run, worker, out ObjectInfo? info, out ObjectAttributes attributes) is { } unread)
            return unread;
        _stored = info!.Checksum is { IsComposite: false } whole ? whole : null;
        // The source's own kind of checksum, so that the two can be compared.
        _writer = new MultipartWriter(Run, this, target, _stored is { } stored && CrcCombine.IsPossible(stored.Algorithm) ? stored.Algorithm : Run.Checksum);
        PartCount = plan.PartCount;
        return _writer.Begin(worker, SourceAttributes.Merge(target.Attributes, attributes), ItemIdentity.StampOf(source, info.ETag), plan);
    }

    /// <inheritdoc/>
    protected override ItemFailure? Move(int part, PartWorker worker)
    {
        if (_writer!.TryKeep(part + 1, out _))
            return null;
        ByteRange range = plan.Part(part);
        UploadPartCopyRequest copy = new(source.Bucket, source.Key, target.Bucket, target.Key, _writer.Id!, part + 1, range)
        {
            SourceIfMatch = source.ETag,
            Sse = Run.SourceCustomerKey is { } key ? (target.Attributes.Sse ?? new SseOptions()) with { CopySourceCustomerKey = key } : target.Attributes.Sse,
        };
        int interrupts = 0;
        while (true)
        {
            if (target.Client.UploadPartCopy(copy, worker.BeginRequest(0)).TryGet(out UploadedPart? copied, out S3Error? error))
            {
                CountAttempts();
                _writer.Add(copied with { PartNumber = part + 1, Length = range.Length });
                Run.CountMoved(range.Length);
                return null;
            }
            if (!WasInterrupted(error, ref interrupts))
                return ItemFailure.Of(error);
        }
    }

    /// <inheritdoc/>
    protected override void Finish(PartWorker worker)
    {
        ItemFailure? failure = Failure;
        ObjectChecksum? whole = null;
        if (!IsGivenUp)
        {
            // The parts' checksums, where the store tells them, must add up to the source's before the copy gets a name.
            whole = _writer!.Whole();
            if (whole is { IsComposite: false } computed && _stored is { } stored && computed.Algorithm == stored.Algorithm && computed != stored)
                failure = ItemFailure.Corrupt($"The {computed.Algorithm} of the copied parts is {computed.Base64}, the source has {stored.Base64}.");
            failure ??= _writer.Complete(worker, plan.Size, whole, out _);
        }
        failure = _writer is null ? failure : _writer.Abort(failure);
        if (failure is not null)
            EndFailed(failure);
        else if (IsGivenUp)
            EndPending();
        else
            EndDone(plan.Size, whole, Verification.ServerSide);
    }
}
