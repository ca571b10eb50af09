using Sluice.Engine;
using Sluice.Failures;
using Sluice.S3;
using Sluice.Transfer.Journal;

namespace Sluice.Transfer.Uploads;

internal sealed partial class MultipartWriter
{
    /// <summary>
    /// Gives the upload up, so that the store does not keep (and charge for) its parts. Nothing to do when it was not begun
    /// or is complete. Bounded: 30 s of refusals, or 3 s once the run is cancelled.
    /// </summary>
    /// <returns>The failure given, which also names the upload when the store would not let go of it.</returns>
    public ItemFailure? Abort(ItemFailure? failure)
    {
        if (_id is not { } id)
        {
            if (failure is not null && !item.IsLeftForLater(failure))
                item.Journal?.End();
            return failure;
        }
        _id = null;
        if (item.IsLeftForLater(failure))
            return failure;
        using CancellationTokenSource patience = new(AbortPatience);
        using CancellationTokenRegistration cancelled = EndsAfterRun(patience, CancelledPatience);
        S3Error? kept = target.Client.AbortMultipartUploadFully(new AbortMultipartUploadRequest(target.Bucket, target.Key, id), patience.Token);
        item.CountAttempts(kept?.Attempts ?? 1);
        if (kept is null)
        {
            item.Journal?.End();
            run.Uploads?.Ended(id);
        }
        return failure is null || kept is null
            ? failure
            : failure with { Message = $"{failure.Message.TrimEnd('.')}. Its multipart upload {DisplayText.Of(id)} could not be aborted and keeps its parts." };
    }

    // What is not there is the upload, or the bucket: the item is.
    static ItemFailure OfUpload(S3Error error) => ItemFailure.From(error) is { Kind: OutcomeKind.Missing } missing ? missing with { Kind = OutcomeKind.Failed } : ItemFailure.From(error);

    void GiveUp(RunJournal journal, UnfinishedItem earlier, UInt128 stamp)
    {
        if (earlier.CanResume)
            journal.Say($"{item.From}: {(earlier.Identity.Stamp != stamp ? "changed since its upload was begun" : "its unfinished upload cannot be gone on with")}; starting again.");
        // When this fails the end of the run tries again.
        S3Error? kept = target.Client.AbortMultipartUploadFully(new AbortMultipartUploadRequest(target.Bucket, target.Key, earlier.UploadId!), run.Token);
        item.CountAttempts(kept?.Attempts ?? 1);
        if (kept is null)
            journal.End(earlier);
    }

    CancellationTokenRegistration EndsAfterRun(CancellationTokenSource patience, TimeSpan time) =>
        run.Token.UnsafeRegister(static pair =>
        {
            (CancellationTokenSource source, TimeSpan after) = ((CancellationTokenSource, TimeSpan))pair!;
            source.CancelAfter(after);
        }, (patience, time));
}
