using Sluice.Engine;
using Sluice.Engine.Concurrency;
using Sluice.S3;
using Sluice.S3.Checksums;
using Sluice.Transfer.Attributes;
using Sluice.Transfer.Downloads;
using Sluice.Transfer.Items;
using Sluice.Transfer.Journal;
using Sluice.Transfer.Planning;
using Sluice.Transfer.Uploads;
using Sluice.Trees;

namespace Sluice.Transfer.Copies;

/// <summary>Begins the upload of an object that several programs copy, with all that it has besides its bytes. One that can only come in one stream is copied whole instead.</summary>
internal sealed class SplitBegin(TransferContext run, ObjectSource source, ObjectTarget target, SplitStep step, bool isThroughHere, Func<WorkItem> whole) : SingleTransfer(run)
{
    // A part is held in memory by whichever program copies it.
    const long MostHeld = 256L << 20;

    /// <inheritdoc/>
    public override Location From => source.Location;

    /// <inheritdoc/>
    public override Location? To => target.Location;

    /// <inheritdoc/>
    protected override void Move(Worker worker)
    {
        if (Begin(worker) is { } failure)
            EndFailed(failure);
    }

    ItemFailure? Begin(Worker worker)
    {
        if (SourceAttributes.Head(this, source, Run, worker, out ObjectInfo? info) is { } unread)
            return unread;
        if (SourceAttributes.Copy(this, source, target, Run, worker, info, storeCopies: false, out CopyAttributes attributes) is { } untagged)
            return untagged;
        // 1 Parts as large as the copy by one program would have them, and no larger than a range.
        PartLimits limits = target.Client.PartLimits;
        ItemPlan plan = isThroughHere
            ? Planner.StreamingCopy(source.Size, Math.Min(Run.Options.PartSize ?? Planner.HeldPartSize, step.RangeSize), Run.Memory.Limit, limits)
            : Planner.ServerSideCopy(source.Size, Math.Min(Run.Options.PartSize ?? Planner.CopyPartSize, step.RangeSize), partsAbove: 0, limits);
        if (isThroughHere && (source.Client.IgnoresRanges || info!.OtherChecksums.Count > 0) || !plan.IsParted)
        {
            EndPending();
            Run.Add(whole());
            return null;
        }
        // 2 A checksum of parts is compared along the borders of those parts.
        bool isAsStored = isThroughHere && StoredPartSize.Suppose(this, source, info!, worker, Math.Min(Run.Memory.Limit / 4, MostHeld)) is >= S3Limits.MinPartSize and long stored
            && stored >= limits.MinSize && stored <= limits.MaxSize && info!.Checksum!.Value.PartCount <= limits.MaxParts && (plan = ItemPlan.Parted(plan.Kind, source.Size, stored)).IsParted;
        ChecksumAlgorithm checksum = isAsStored || info!.Checksum is { IsComposite: false } sum && CrcCombine.IsPossible(sum.Algorithm) ? info!.Checksum!.Value.Algorithm : Run.Checksum;
        // 3 The upload.
        MultipartWriter writer = new(Run, this, target, checksum, limits);
        ItemFailure? failure = writer.Begin(worker, attributes.Now, ItemIdentity.StampOf(source, info!.ETag), ref plan, attributes);
        if (failure is not null || IsGivenUp)
            return writer.Abort(failure ?? ItemFailure.From(Failures.Failure.Local("Stopped", "The run was stopped.")));
        step.Aborts(target, writer.Id!);
        step.Begun = new SplitUpload(writer.Id!, plan.Size, plan.PartSize, SplitUpload.PartsFor(plan, step.RangeSize), checksum, Run.Options.Clock.GetUtcNow() + target.Client.ClockAhead, info.VersionId, isAsStored, attributes.Refused);
        Run.Ledger.Spared(source.Size);
        EndDone(0, null, Verification.ServerSide);
        return null;
    }
}
