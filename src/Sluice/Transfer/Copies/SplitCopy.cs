using Sluice.Engine;
using Sluice.S3;
using Sluice.Transfer.Items;

namespace Sluice.Transfer.Copies;

/// <summary>Copies that several programs make together, each some parts of one multipart upload.</summary>
internal static class SplitCopy
{
    /// <summary>The work item of a step.</summary>
    /// <param name="run">The run.</param>
    /// <param name="source">What is copied.</param>
    /// <param name="target">Where to.</param>
    /// <param name="step">What is done of it.</param>
    /// <param name="isThroughHere">The bytes come through this machine.</param>
    /// <param name="looksFirst">A target whose condition is looked at before anything is begun; null for none.</param>
    /// <param name="whole">Makes the copy of an object that cannot be split.</param>
    public static WorkItem Make(TransferContext run, ObjectSource source, ObjectTarget target, SplitStep step, bool isThroughHere, ObjectTarget? looksFirst, Func<WorkItem> whole) =>
        step.Upload is not { } upload ? new SplitBegin(run, source, target, step, isThroughHere, whole) { LooksFirst = looksFirst }
        : step.Range is { } range ? new SplitRange(run, source, target, step, upload, range, isThroughHere)
        : new SplitJoin(run, source, target, step, upload, isThroughHere);

    /// <summary>As <see cref="SourceAttributes.Head"/>, and that it is the version of which the upload was begun.</summary>
    public static ItemFailure? Head(ItemTransfer item, ObjectSource source, SplitUpload upload, TransferContext run, Worker worker, bool wantsProof, out ObjectInfo? info) =>
        SourceAttributes.Head(item, source, run, worker, out info, wantsProof)
        ?? (upload.Version is { } version && info!.VersionId is { } now && now != version || source.Size != upload.Size ? ItemFailure.Changed("The object is another version than when its copy was begun.") : null);
}
