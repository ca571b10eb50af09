using Sluice.Locations;
using Sluice.S3;
using Sluice.Sync.Removing;
using Sluice.Transfer;
using Sluice.Transfer.Sinks;

namespace Sluice.Sync;

/// <summary>
/// The listing side of a sync: walks both sides together, leaves out what is filtered or the same, offers the rest while
/// the listings go on, and has removed at the end what the source does not have.
/// </summary>
internal sealed class SyncRun(SyncRequest request, RunContext run, SyncSide source, SyncSide destination, SyncTransfers transfers, Removals removals)
{
    long _sourceItems;
    long _destinationItems;

    // Links to directories that are not followed: what lies below them on the other side is not judged by their absence.
    ReadOnlyMemory<byte>? _sourceLink;
    ReadOnlyMemory<byte>? _destinationLink;

    /// <summary>Lists everything; the error that ended a listing early, or null.</summary>
    public S3Error? Produce()
    {
        if (source.Directory is { } directory && FileStatus.Of(directory).Kind != FileKind.Directory)
        {
            EndNow(OutcomeKind.Missing, "Missing", "There is no such directory.");
            return null;
        }
        using SideStream left = source.Open(request.FollowDirectoryLinks, run.Token);
        using SideStream right = destination.Open(request.FollowDirectoryLinks, run.Token);
        MergeJoin join = new(left, right);
        while (join.TryNext(out SideItem? onSource, out SideItem? onDestination))
        {
            if (!(onSource is { } item ? TakeSource(item, onDestination) : TakeSurplus(onDestination!.Value)))
                return null;
        }
        if (run.Token.IsCancellationRequested)
            return null;
        if (join.Error is { } error)
        {
            removals.GiveUp("the listing was not complete.");
            return error;
        }
        // A bucket says nothing of a prefix that is not there, and a mistyped one would empty the destination.
        if (_sourceItems == 0 && !request.AllowEmptySource && (source.Prefix is not null || request.Delete))
        {
            EndNow(OutcomeKind.Missing, "EmptySource", source.Prefix is not null ? "No object begins with this prefix." : "The directory is empty.");
            removals.GiveUp("the source is empty.");
            return null;
        }
        removals.CarryOut(_destinationItems);
        return null;
    }

    bool TakeSource(in SideItem item, SideItem? old)
    {
        _sourceItems++;
        if (old is { } there)
            SeeDestination(there);
        if (!request.Filter.AcceptsAll && !request.Filter.Accepts(item.Text, item.Size, item.Modified))
        {
            if (request is { Delete: true, DeleteExcluded: true } && old is { Problem: null } excluded)
                removals.Add(excluded);
            return End(item, OutcomeKind.Skipped, "Filtered", "Left out by a filter.");
        }
        if (item.Problem is { } problem)
        {
            if (problem.Code == "DirectoryLink")
                _sourceLink = item.Name;
            return End(item, KindOf(problem), problem.Code, problem.Message);
        }
        if (_destinationLink is { } link && item.Name.Span.StartsWith(link.Span))
            return End(item, OutcomeKind.Failed, "DirectoryLink", "A directory on its way is a symbolic link at the destination, which is not followed.");
        if (old is { Problem.Code: "NotAFile" })
            return End(item, OutcomeKind.Failed, "NotAFile", "What has its name at the destination is no file.");
        if (IsMarkerOfDirectory(item, destination))
            return EndSame(item);
        SyncVerdict verdict = old is { Problem: null } existing ? SyncRules.Compare(request.Comparison, item, existing) : SyncVerdict.IsNew;
        if (verdict == SyncVerdict.Same)
            return EndSame(item);
        run.Ledger.Listed(item.Size);
        return transfers.Offer(item, old is { Problem: null } ? old : null, verdict);
    }

    bool TakeSurplus(in SideItem item)
    {
        SeeDestination(item);
        if (!request.Delete)
            return !run.Token.IsCancellationRequested;
        if (item.Problem is { } problem)
        {
            // What could not be looked at must not be taken for what is there.
            if (problem.Code is "Denied" or "Unreadable")
            {
                run.Ledger.Listed(0);
                run.Ledger.Ended(KindOf(problem), destination.At(item), null, problem.Code, problem.Message);
            }
            return !run.Token.IsCancellationRequested;
        }
        bool stays = item.Name.Length == 0
            // What an earlier run left half done is the journal's, which goes on with it or clears it away.
            || request.Journal is not null && item.Path is { } path && TemporaryNames.IsOne(Path.GetFileName(path))
            || _sourceLink is { } link && item.Name.Span.StartsWith(link.Span)
            || IsMarkerOfDirectory(item, source)
            || !request.DeleteExcluded && !request.Filter.AcceptsAll && !request.Filter.Accepts(item.Text, item.Size, item.Modified);
        if (!stays)
            removals.Add(item);
        return !run.Token.IsCancellationRequested;
    }

    void SeeDestination(in SideItem item)
    {
        if (item.Problem is null)
            _destinationItems++;
        else if (item.Problem.Code == "DirectoryLink")
            _destinationLink = item.Name;
    }

    // An object "a/" without bytes stands for a directory, which is no item of a local side.
    static bool IsMarkerOfDirectory(in SideItem item, SyncSide other)
    {
        if (item is not { Object: not null, Size: 0 } || other.Directory is not { } root)
            return false;
        ReadOnlySpan<byte> name = item.Name.Span;
        return name.IsEmpty ? Directory.Exists(root) : name[^1] == '/' && KeyPath.TryToPath(name, out _, out _) && Directory.Exists(other.PathOf(name));
    }

    bool EndSame(in SideItem item) => End(item, OutcomeKind.Skipped, "Same", "The same on both sides.");

    // Of an item that is not moved no bytes are counted as listed: progress is told in what there is to move.
    bool End(SideItem item, OutcomeKind kind, string code, string message)
    {
        run.Ledger.Listed(0);
        run.Ledger.Ended(kind, 0, Verification.None, (Sync: this, item, kind, code, message), static ended => new ItemOutcome
        {
            Kind = ended.kind,
            Operation = ended.Sync.Operation,
            From = ended.Sync.LocationOf(ended.item),
            To = ended.code == "Filtered" ? null : ended.Sync.TargetOf(ended.item),
            ErrorCode = ended.code,
            Message = ended.message,
        });
        return !run.Token.IsCancellationRequested;
    }

    string Operation => run.Ledger.Operation;

    Location LocationOf(in SideItem item) => source.At(item);

    Location TargetOf(in SideItem item) => destination.At(item.Name.Span);

    void EndNow(OutcomeKind kind, string code, string message)
    {
        run.Ledger.Listed(0);
        run.Ledger.Ended(kind, request.Source, null, code, message);
    }

    static OutcomeKind KindOf(LocalProblem problem) =>
        problem.Code switch { "DirectoryLink" => OutcomeKind.Skipped, "Missing" => OutcomeKind.Missing, "Denied" => OutcomeKind.Denied, _ => OutcomeKind.Failed };
}
