using Sluice.Engine;
using Sluice.Failures;
using Sluice.S3;
using Sluice.Sync.Removing;
using Sluice.Transfer;
using Sluice.Transfer.Copying;
using Sluice.Trees;
using Sluice.Trees.Local;
using Sluice.Trees.S3;

namespace Sluice.Sync;

/// <summary>
/// The listing side of a sync: walks both sides together, offers what is to be copied while the listings go on, and has
/// removed at the end what the source does not have.
/// </summary>
internal sealed class SyncRun(SyncRequest request, TransferContext run, Tree source, Tree destination, SyncTransferFactory transfers, DeferredDeletions removals)
{
    readonly SyncItems _items = new(request, run, source, destination, transfers, removals);

    /// <summary>Items of which a listing told no size or no time.</summary>
    public long Untold => _items.Untold;

    /// <summary>Lists everything; the error that ended a listing early, or null.</summary>
    public Failure? Produce()
    {
        if (source.Files is { } files && files.Kind != FileKind.Directory)
        {
            EndNow(OutcomeKind.Missing, "Missing", "There is no such directory.");
            return null;
        }
        TreeQuery query = new() { PagesAhead = MergeJoin.PagesAhead, FollowDirectoryLinks = request.FollowDirectoryLinks, Own = run.Own };
        using AheadCount? ahead = request.FollowDirectoryLinks ? null : run.CountAhead(source);
        using TreeListing left = source.List(query with { SkipLinks = run.Request.Skips.HasFlag(LocalSkip.Links) }, run.Token);
        using TreeListing right = destination.List(query, run.Token);
        MergeJoin join = new(left, right);
        while (join.TryNext(out TreeEntry? onSource, out TreeEntry? onDestination))
        {
            if (!(onSource is { } item ? _items.TakeSource(item, onDestination) : _items.TakeSurplus(onDestination!.Value)))
                return null;
        }
        // What is looked up goes on as items of its own.
        if (run.Token.IsCancellationRequested || _items.Untold > 0 && !run.Drain())
            return null;
        if (join.Error is { } error)
        {
            removals.GiveUp("the listing was not complete.");
            return error;
        }
        // A bucket says nothing of a prefix that is not there, and a mistyped one would empty the destination.
        if (_items.SourceItems == 0 && !request.AllowEmptySource && (source.Objects is not null || request.Delete))
        {
            (string code, string message) = source.WhyEmpty(run.Token) ?? ("", "The directory is empty.");
            EndNow(OutcomeKind.Missing, code == AbsentName.IsObject ? code : "EmptySource", message);
            removals.GiveUp("the source is empty.");
            return null;
        }
        removals.CarryOut(_items.DestinationItems);
        return null;
    }

    void EndNow(OutcomeKind kind, string code, string message)
    {
        run.MissesSource = true;
        run.Ledger.Listed(0);
        run.Ledger.Ended(kind, request.Source, null, code, message);
    }
}
