using Sluice.Engine;
using Sluice.Engine.Concurrency;
using Sluice.Failures;
using Sluice.S3;
using Sluice.S3.Checksums;
using Sluice.Transfer.Attributes;
using Sluice.Transfer.Items;
using Sluice.Transfer.Journal;
using Sluice.Transfer.Planning;
using Sluice.Transfer.Removing;
using Sluice.Transfer.Uploads;
using Sluice.Trees;

namespace Sluice.Transfer.Copies;

/// <summary>
/// A large object copied inside its store in parts. A multipart upload starts from nothing, so metadata and tags are
/// read from the source and given to it explicitly.
/// </summary>
internal sealed class PartCopy(TransferContext run, ObjectSource source, ObjectTarget target) : PartedTransfer(run)
{
    ItemPlan _plan;
    MultipartWriter? _writer;
    ObjectInfo? _info;
    CopyAttributes? _attributes;
    ObjectChecksum? _stored;
    StoreParts? _parts;

    /// <inheritdoc/>
    public override Location From => source.Location;

    /// <inheritdoc/>
    public override Location? To => target.Location;

    /// <inheritdoc/>
    protected override ObjectTarget? Written => target;

    /// <inheritdoc/>
    protected override ItemFailure? RemoveSource() => ObjectRemoval.Remove(Run, this, source);

    /// <inheritdoc/>
    protected override ItemFailure? Begin(Worker worker)
    {
        if (SourceAttributes.Head(this, source, Run, worker, out _info) is { } unread)
            return unread;
        PartLimits limits = Limits(target.Client);
        _plan = Planner.ServerSideCopy(source.Size, Run.Options.PartSize, Run.Options.PartCopyThreshold, limits);
        if (_plan.Kind == PlanKind.Refuse)
            return Planner.TooLarge(From, limits);
        if (SourceAttributes.Copy(this, source, target, Run, worker, _info, storeCopies: false, out _attributes) is { } untagged)
            return untagged;
        _parts = new StoreParts(this, source, target, _info!);
        _stored = _info!.Checksum is { IsComposite: false } whole ? whole : null;
        // The source's own kind of checksum, so that the two can be compared.
        _writer = new MultipartWriter(Run, this, target, _stored is { } stored && CrcCombine.IsPossible(stored.Algorithm) ? stored.Algorithm : Run.Checksum, limits);
        ItemFailure? failure = _writer.Begin(worker, _attributes.Now, ItemIdentity.StampOf(source, _info.ETag), ref _plan, _attributes);
        (Size, PartCount) = (source.Size, _plan.PartCount);
        return failure;
    }

    /// <inheritdoc/>
    protected override ItemFailure? Move(int part, Worker worker) =>
        _writer!.TryKeep(part + 1, out _) ? null : _parts!.Copy(_writer, part + 1, _plan.Part(part), worker);

    /// <inheritdoc/>
    protected override void Finish(Worker worker)
    {
        ItemFailure? failure = Failure;
        ObjectChecksum? whole = null;
        PutResult? result = null;
        if (!IsGivenUp)
        {
            // The parts' checksums, where the store tells them, must add up to the source's before the copy gets a name.
            whole = _writer!.Whole();
            if (whole is { IsComposite: false } computed && _stored is { } stored && computed.Algorithm == stored.Algorithm && computed != stored)
                failure = ItemFailure.Corrupt($"The {computed.Algorithm} of the copied parts is {computed.Base64}, the source has {stored.Base64}.");
            failure ??= _parts!.Looks ? _parts.Changed(worker) : null;
            failure ??= _writer.Complete(worker, _plan.Size, whole, out result);
            if (result is not null)
            {
                ETag = result.ETag;
                _attributes!.Made(result, _info, _writer.Checksum);
                _attributes.CheckTags(worker);
                failure ??= Unchanged(target, worker);
            }
        }
        if (IsToBePlannedAnew(failure))
        {
            _writer!.Abort(failure);
            BeginAnew();
            return;
        }
        failure = _writer is null ? failure : _writer.Abort(failure);
        if (failure is not null && _parts is { CannotCopy: true } && StreamedCopy.TryInstead(Run, this, source, target, ofParts: true))
            EndPending();
        else if (failure is not null)
            EndFailed(failure);
        else if (IsGivenUp)
            EndPending();
        else
            EndDone(_plan.Size, whole, _writer!.IsDoubtful ? Verification.Unverified : Verification.ServerSide);
    }
}
