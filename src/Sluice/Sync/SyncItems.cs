using Sluice.Engine;
using Sluice.Sync.Removing;
using Sluice.Transfer;
using Sluice.Trees;
using Sluice.Trees.Local;

namespace Sluice.Sync;

/// <summary>
/// What becomes of each item of a sync: leaves out what is filtered or the same, offers the rest, puts aside what the
/// source does not have. For one thread at a time.
/// </summary>
internal sealed class SyncItems(SyncRequest request, TransferContext run, Tree source, Tree destination, SyncTransferFactory transfers, DeferredDeletions removals)
{
    // What lies below these on the other side is not judged by their absence.
    readonly LeftOutBranches _leftOut = new();
    ReadOnlyMemory<byte>? _destinationLink;
    ReadOnlyMemory<byte>? _destinationOwn;

    /// <summary>Items of the source so far.</summary>
    public long SourceItems { get; private set; }

    /// <summary>Items so far of which a listing told no size or no time.</summary>
    public long Untold { get; private set; }

    /// <summary>Items of the destination so far.</summary>
    public long DestinationItems { get; private set; }

    /// <summary>Takes an item of the source, and what the destination has under its name. False when the run was stopped.</summary>
    public bool TakeSource(in TreeEntry item, TreeEntry? old)
    {
        if (old is { } there)
            SeeDestination(there);
        // No item; what the other side has of that name, from whenever, is not judged by it.
        if (item.Problem is { IsOwn: true })
        {
            _leftOut.Add(item.Name.Span);
            return !run.Token.IsCancellationRequested;
        }
        SourceItems++;
        // What a bound asks for and a listing does not tell is asked for below.
        bool? isTaken = request.Filter.AcceptsAll ? true : request.Filter.Decide(item, item.Text);
        if (isTaken == false)
        {
            if (request is { Delete: true, DeleteExcluded: true } && old is { Problem: null } excluded)
                removals.Add(excluded);
            return End(item, ItemFilter.Filtered);
        }
        if (item.Problem is { } problem)
        {
            ItemFailure failure = ItemFailure.From(problem, run.Request.Skips);
            if (failure.Kind == OutcomeKind.Skipped)
                _leftOut.Add(item.Name.Span);
            return End(item, failure.Kind, failure.Code, failure.Message);
        }
        if (_destinationLink is { } link && item.Name.Span.StartsWith(link.Span))
            return End(item, OutcomeKind.Failed, "DirectoryLink", "A directory on its way is a symbolic link at the destination, which is not followed.");
        if (old is { Problem.IsOwn: true } || _destinationOwn is { } own && item.Name.Span.StartsWith(own.Span))
            return End(item, OutcomeKind.Failed, OwnFiles.Code, "This run itself writes what has its name at the destination.");
        if (old is { Problem.Code: "NotAFile" })
            return End(item, OutcomeKind.Failed, "NotAFile", "What has its name at the destination is no file.");
        if (IsMarkerOfDirectory(item, destination))
            return EndSame(item);
        SyncVerdict verdict = old is { Problem: null } existing ? SyncRules.Compare(request.Comparison, item, existing) : SyncVerdict.IsNew;
        if (request.NoClobber && old is not null)
            return verdict == SyncVerdict.Same ? EndSame(item) : EndExisting(item);
        if (verdict == SyncVerdict.AskStore || item is { Object: not null, Size: null } || isTaken is null)
        {
            Untold++;
            return transfers.Ask(item, old is { Problem: null } ? old : null, Decide);
        }
        return Act(item, old, verdict);
    }

    // On a worker's thread: of what was looked up.
    void Decide(TreeEntry item, TreeEntry? old)
    {
        if (request.Filter.LeftOut(item.Text, item.Size, item.Modified) is { } leftOut)
        {
            End(item, leftOut);
            return;
        }
        SyncVerdict verdict = old is { } existing ? SyncRules.Compare(request.Comparison, item, existing) : SyncVerdict.IsNew;
        Act(item, old, verdict == SyncVerdict.AskStore ? SyncVerdict.AskContent : verdict, onWorker: true);
    }

    bool Act(in TreeEntry item, TreeEntry? old, SyncVerdict verdict, bool onWorker = false)
    {
        if (verdict == SyncVerdict.Same)
            return EndSame(item);
        run.Ledger.Listed(item.Size ?? 0);
        return transfers.Offer(item, old is { Problem: null } ? old : null, verdict, onWorker: onWorker);
    }

    bool EndExisting(in TreeEntry item)
    {
        run.Ledger.Listed(item.Size ?? 0);
        run.EndExisting(source.At(item), destination.At(item.Name.Span), item.Size ?? 0);
        return !run.Token.IsCancellationRequested;
    }

    /// <summary>Takes an item of the destination that the source does not have. False when the run was stopped.</summary>
    public bool TakeSurplus(in TreeEntry item)
    {
        SeeDestination(item);
        if (!request.Delete)
            return item.Problem == DirectoryWalk.BadName ? EndBadName(item) : !run.Token.IsCancellationRequested;
        if (item.Problem is { } problem)
        {
            if (problem == DirectoryWalk.BadName)
                return EndBadName(item);
            // What could not be looked at must not be taken for what is there.
            return problem.Code is "Denied" or "Unreadable" ? EndSurplus(item, ItemFailure.From(problem, LocalSkip.None).Kind, problem.Code, problem.Message) : !run.Token.IsCancellationRequested;
        }
        if (item.Name.Length == 0 || _leftOut.Covers(item.Name.Span) || IsMarkerOfDirectory(item, source))
            return !run.Token.IsCancellationRequested;
        ItemFailure? filtered = request.DeleteExcluded ? null : request.Filter.LeftOut(item.Text, item.Size, item.Modified);
        if (filtered is { Kind: OutcomeKind.Failed })
            return EndSurplus(item, filtered.Kind, filtered.Code, $"It stays. {filtered.Message}");
        if (filtered is null)
            removals.Add(item);
        return !run.Token.IsCancellationRequested;
    }

    /// <summary>
    /// Takes an item of the destination that was named and that the source does not have: unlike one that a listing came
    /// upon, it has an outcome also when nothing is done with it. False when the run was stopped.
    /// </summary>
    public bool TakeNamedSurplus(in TreeEntry item)
    {
        SeeDestination(item);
        if (!request.DeleteExcluded && request.Filter.LeftOut(item.Text, item.Size, item.Modified) is { } leftOut)
            return EndSurplus(item, leftOut.Kind, leftOut.Code, leftOut.Message);
        if (item.Problem is { } problem)
            return EndSurplus(item, ItemFailure.From(problem, LocalSkip.None).Kind, problem.Code, problem.Message);
        if (IsMarkerOfDirectory(item, source))
            return EndSame(item);
        if (!request.Delete)
            return EndSurplus(item, OutcomeKind.Skipped, "NotInSource", "The source has none, and without --delete this one stays.");
        removals.Add(item);
        return !run.Token.IsCancellationRequested;
    }

    void SeeDestination(in TreeEntry item)
    {
        if (item.Problem is null)
            DestinationItems++;
        else if (item.Problem.Code == "DirectoryLink")
            _destinationLink = item.Name;
        else if (item.Problem.IsOwn && item.Name.Span is [.., (byte)'/'])
            _destinationOwn = item.Name;
    }

    // No key can have it, so that the source has none surely; nor can it be removed by a name that cannot be said.
    bool EndBadName(in TreeEntry item)
    {
        if (!request.DeleteExcluded && !request.Filter.AcceptsAll && !request.Filter.Accepts(item.Text, item.Size, item.Modified))
            return !run.Token.IsCancellationRequested;
        if (!request.Delete)
            return EndSurplus(item, OutcomeKind.Skipped, DirectoryWalk.BadName.Code, "Its name is not valid UTF-8, so no key can be it; it was not looked at.");
        removals.CannotGo();
        return EndSurplus(item, OutcomeKind.Failed, DirectoryWalk.BadName.Code, "It stays, and nobody knows what it is: its name is not valid UTF-8.");
    }

    // An object "a/" without bytes stands for a directory, which is no item of a local side.
    static bool IsMarkerOfDirectory(in TreeEntry item, Tree other)
    {
        if (item is not { Object: not null, Size: 0 })
            return false;
        ReadOnlySpan<byte> name = item.Name.Span;
        return (name.IsEmpty || name[^1] == '/') && other.HasDirectory(name);
    }

    bool EndSurplus(in TreeEntry item, OutcomeKind kind, string code, string message)
    {
        run.Ledger.Listed(0);
        run.Ledger.Ended(kind, destination.At(item), null, code, message);
        return !run.Token.IsCancellationRequested;
    }

    bool EndSame(in TreeEntry item) => End(item, OutcomeKind.Skipped, "Same", "The same on both sides.");

    bool End(in TreeEntry item, ItemFailure failure) => End(item, failure.Kind, failure.Code, failure.Message);

    // Of an item that is not moved no bytes are counted as listed: progress is told in what there is to move.
    bool End(TreeEntry item, OutcomeKind kind, string code, string message)
    {
        run.Ledger.Listed(0);
        run.Ledger.Ended(kind, 0, Verification.None, (Sync: this, item, kind, code, message), static ended => new ItemOutcome
        {
            Kind = ended.kind,
            Operation = ended.Sync.Operation,
            From = ended.Sync.LocationOf(ended.item),
            To = ended.Sync.TargetOf(ended.item),
            ErrorCode = ended.code,
            Message = ended.message,
        });
        return !run.Token.IsCancellationRequested;
    }

    string Operation => run.Ledger.Operation;

    Location LocationOf(in TreeEntry item) => source.At(item);

    Location TargetOf(in TreeEntry item) => destination.At(item.Name.Span);
}
