using Sluice.Engine;
using Sluice.Engine.Concurrency;
using Sluice.Failures;
using Sluice.S3;
using Sluice.Transfer.Copies;
using Sluice.Transfer.Items;
using Sluice.Trees;

namespace Sluice.Transfer.InPlace;

/// <summary>One archived object is asked for, unless it can be read or was asked for already; or looked at, where that was done.</summary>
/// <param name="run">The run.</param>
/// <param name="source">The object.</param>
/// <param name="restore">How it is restored.</param>
/// <param name="dryRun">Only say what would be asked for.</param>
/// <param name="waits">Where it goes while it is being restored; null where nobody waits.</param>
/// <param name="was">What this run did of it before it was waited for; null at first.</param>
/// <param name="untold">Looks so far at which the store said nothing of a restore.</param>
internal sealed class RestoreItem(TransferContext run, ObjectSource source, ArchiveRestore restore, bool dryRun, RestoreWaits? waits, OutcomeKind? was = null, int untold = 0) : SingleTransfer(run)
{
    // A store may tell late, and one that never tells must not be asked for ever.
    const int MostUntold = 3;

    /// <inheritdoc/>
    public override Location From => source.Location;

    /// <inheritdoc/>
    public override Location? To => null;

    /// <inheritdoc/>
    protected override void Move(Worker worker)
    {
        // 1 What the listing has told already.
        if (source.StorageClass is { } listed && !CanBeArchived(listed))
        {
            Leave("NotArchived", $"It is no archive: its storage class is {DisplayText.Of(listed)}.");
            return;
        }
        // S3 API reference, RestoreObject: "Expedited retrievals" are of S3 Glacier Flexible Retrieval and of the Archive Access tier.
        if (source.StorageClass == "DEEP_ARCHIVE" && restore.Tier == "Expedited")
        {
            EndFailed(TooDeep("the class DEEP_ARCHIVE"));
            return;
        }
        // 2 How it is now.
        if (SourceAttributes.Head(this, was is null ? source : source with { Info = null }, Run, worker, out ObjectInfo? info, wantsProof: false) is { } unread)
        {
            EndFailed(unread);
            return;
        }
        string storageClass = info!.Attributes.StorageClass ?? source.StorageClass ?? "STANDARD";
        if (!CanBeArchived(storageClass) || storageClass == "INTELLIGENT_TIERING" && info is { ArchiveStatus: null, Restore: null })
            EndReadable(was is null ? "NotArchived" : "Restored", was is null ? $"It is no archive: its storage class is {DisplayText.Of(storageClass)}." : "It can be read.");
        else if (info.Restore is { IsOngoing: true })
            EndOngoing();
        else if (info.Restore is { } there)
            EndReadable("Restored", there.Until is { } until ? string.Create(System.Globalization.CultureInfo.InvariantCulture, $"It can be read until {until.UtcDateTime:yyyy-MM-dd HH:mm} UTC.") : "It can be read.");
        else if (was is not null)
            EndUntold();
        else if (restore.Tier == "Expedited" && (storageClass == "DEEP_ARCHIVE" || info.ArchiveStatus == "DEEP_ARCHIVE_ACCESS"))
            EndFailed(TooDeep(storageClass == "DEEP_ARCHIVE" ? "the class DEEP_ARCHIVE" : "the tier DEEP_ARCHIVE_ACCESS"));
        else if (dryRun)
        {
            Run.Ledger.Planned(From, null, source.KnownSize, $"Would be asked for: {DisplayText.Of(storageClass)}, {restore.Tier}, for {restore.Days} day{(restore.Days == 1 ? "" : "s")}.");
            EndPending();
        }
        else
            Ask(worker, storageClass);
    }

    void Ask(Worker worker, string storageClass)
    {
        RestoreObjectRequest request = new(source.Bucket, source.Key) { VersionId = source.VersionId, Days = storageClass == "INTELLIGENT_TIERING" ? null : restore.Days, Tier = restore.Tier };
        if (Send(worker, request, source.Client.RestoreObject).Error is not { } error)
            End(OutcomeKind.Done);
        // Somebody else was faster, or an answer was lost.
        else if (error.Code == "RestoreAlreadyInProgress")
            EndOngoing();
        else
            EndFailed(ItemFailure.From(error));
    }

    static ItemFailure TooDeep(string where) => new(OutcomeKind.Failed, "TierNotSupported", $"Expedited is not supported for {where}, and was not asked for: --tier Standard or Bulk.");

    static bool CanBeArchived(string storageClass) => storageClass is "GLACIER" or "DEEP_ARCHIVE" or "INTELLIGENT_TIERING";

    void End(OutcomeKind kind)
    {
        if (waits is not null)
        {
            waits.Add(Again(kind, untold: 0));
            EndPending();
        }
        else
            EndDone(0, null, Verification.None);
    }

    void EndOngoing()
    {
        if (dryRun || waits is null)
            Leave("BeingRestored", "It is being restored already.");
        else
            End(was ?? OutcomeKind.Skipped);
    }

    void EndReadable(string code, string message)
    {
        if (was == OutcomeKind.Done)
            EndDone(0, null, Verification.None);
        else
            Leave(code, message);
    }

    void EndUntold()
    {
        if (untold + 1 < MostUntold)
        {
            waits!.Add(Again(was!.Value, untold + 1));
            EndPending();
        }
        else
            EndFailed(new ItemFailure(OutcomeKind.Failed, "RestoreUntold", "It was asked for, and the store says nothing of its restore; whether it can be read nobody knows."));
    }

    RestoreItem Again(OutcomeKind kind, int untold) => new(Run, source with { Info = null }, restore, dryRun, waits, kind, untold);

    void Leave(string code, string message)
    {
        Run.Ledger.Ended(OutcomeKind.Skipped, From, null, code, message);
        EndPending();
    }
}
