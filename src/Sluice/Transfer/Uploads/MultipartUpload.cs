using Sluice.Engine;
using Sluice.Engine.Concurrency;
using Sluice.S3;
using Sluice.S3.Checksums;
using Sluice.Transfer.Integrity;
using Sluice.Transfer.Items;
using Sluice.Transfer.Journal;
using Sluice.Transfer.Planning;
using Sluice.Transfer.Removing;
using Sluice.Trees;
using Sluice.Trees.Local;

namespace Sluice.Transfer.Uploads;

/// <summary>
/// A large file to an object: its parts are read straight from the file by the client, in any order; the file is
/// compared with what it was before the parts are joined, so that a mixture never gets a name.
/// </summary>
internal sealed class MultipartUpload : PartedTransfer
{
    readonly Tree _tree;
    readonly TreeEntry _entry;
    readonly ObjectTarget _target;
    MultipartWriter? _writer;
    UploadSource? _file;
    ItemPlan _plan;

    /// <summary>A file to upload in parts.</summary>
    public MultipartUpload(TransferContext run, Tree tree, TreeEntry entry, ObjectTarget target) : base(run) => (_tree, _entry, _target) = (tree, entry, target);

    /// <inheritdoc/>
    public override Location From => _tree.At(_entry);

    /// <inheritdoc/>
    public override Location? To => _target.Location;

    /// <inheritdoc/>
    internal override bool CanYield => true;

    /// <inheritdoc/>
    protected override ObjectTarget? Written => _target;

    /// <inheritdoc/>
    protected override bool IsOrderProved => _writer is { IsOrderProved: true };

    /// <inheritdoc/>
    protected override ItemFailure? RemoveSource() => ItemFailure.From(_tree.Remove(_entry, _file!));

    /// <inheritdoc/>
    protected override ItemFailure? Begin(Worker worker)
    {
        if (_file is null && _tree.Open(_entry, out _file) is { } unreadable)
            return ItemFailure.From(unreadable).OrSkipped(Run.Request.Skips);
        PartLimits limits = Limits(_target.Client);
        _writer = new MultipartWriter(Run, this, _target, Run.Checksum, limits);
        _plan = Planner.Upload(_file!.Length, Run.Options.PartSize, limits);
        if (_plan.Kind == PlanKind.Refuse)
            return Planner.TooLarge(From, limits);
        if (_file!.Length == 0)
            return ItemFailure.Changed($"{From}: The file was emptied since it was listed.");
        ItemFailure? failure = _writer.Begin(worker, _target.Attributes, ItemIdentity.StampOf(Run.Paths, _tree, _entry, _file), ref _plan);
        (Size, PartCount) = (_file.Length, _plan.PartCount);
        PartAtRisk = _plan.PartSize;
        PartHeld = HeldBytes.Holds(Run, _file, _plan.PartSize) ? _plan.PartSize : 0;
        return failure;
    }

    /// <inheritdoc/>
    protected override ItemFailure? Move(int part, Worker worker)
    {
        ByteRange range = _plan.Part(part);
        if (_writer!.TryKeep(part + 1, _file!.Body(range.Offset, range.Length), worker))
            return null;
        // The last one, which is shorter, takes what another one gave back.
        if (HeldBytes.Read(this, _file, range.Offset, range.Length, _plan.PartSize, out HeldBytes? held) is { } unread)
            return unread;
        using HeldBytes bytes = held!;
        worker.BeginSend(bytes.Body);
        ItemFailure? failure = _writer.Send(part + 1, bytes.Body, worker);
        worker.EndSend(arrived: failure is null);
        return failure is { Kind: OutcomeKind.Failed } ? SourceChange.Explain(_file, failure, Run) : failure;
    }

    /// <inheritdoc/>
    protected override void Finish(Worker worker)
    {
        UploadSource? file = _file;
        ItemFailure? failure = Failure;
        ObjectChecksum? whole = null;
        PutResult? result = null;
        Verification verified = default;
        if (!IsGivenUp)
        {
            whole = _writer!.Whole();
            failure = SourceChange.Of(file!, _plan, whole, Run, worker) ?? _writer.Complete(worker, file!.Length, whole, out result);
            if (failure is null)
                (verified, failure) = _writer.Judge(result!, whole, file!.Length);
        }
        if (IsToBePlannedAnew(failure))
        {
            _writer!.Abort(failure);
            BeginAnew();
            return;
        }
        failure = _writer is null ? failure : _writer.Abort(failure);
        RequestId = result?.RequestId;
        VersionId = result?.VersionId;
        ETag = result?.ETag;
        using (file)
        {
            if (failure is not null)
                EndFailed(failure);
            else if (IsGivenUp)
                EndPending();
            else
                EndDone(file!.Length, whole, verified);
        }
    }
}
