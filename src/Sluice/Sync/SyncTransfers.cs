using Sluice.Locations;
using Sluice.S3;
using Sluice.Sync.Content;
using Sluice.Sync.Guards;
using Sluice.Sync.Plans;
using Sluice.Transfer;
using Sluice.Transfer.Copying;
using Sluice.Transfer.Parts;
using Sluice.Transfer.Scheduling;

namespace Sluice.Sync;

/// <summary>Turns items that are to be copied into transfers, with the questions that come first; in a dry run, into lines of the plan.</summary>
internal sealed class SyncTransfers
{
    readonly SyncRequest _request;
    readonly RunContext _run;
    readonly Func<ActiveTransfer, bool> _offer;
    readonly Func<ActiveTransfer, bool> _add;
    // Names of the destination are given out one at a time.
    readonly Lock _making = new();
    readonly SyncSide _source;
    readonly SyncSide _destination;
    readonly SyncSide? _backup;
    readonly PlanWriter? _plan;
    readonly ContentComparison _contents;
    readonly ObjectTargets? _objects;
    readonly LocalTargets? _files;

    /// <summary>Transfers of one run, which <paramref name="offer"/> gives to its scheduler, and <paramref name="add"/> without waiting for room.</summary>
    public SyncTransfers(SyncRequest request, RunContext run, Func<ActiveTransfer, bool> offer, Func<ActiveTransfer, bool> add, SyncSide source, SyncSide destination, SyncSide? backup, PlanWriter? plan, ChecksumCache? checksums)
    {
        (_request, _run, _offer, _add, _source, _destination, _backup, _plan) = (request, run, offer, add, source, destination, backup, plan);
        _contents = new ContentComparison(run, source.ToRoot(), destination.ToRoot(), checksums);
        CopyRequest copy = new() { Sources = [request.Source], Destination = destination.Root, Attributes = request.Attributes, Preserve = request.Preserve };
        if (request.DryRun)
            return;
        if (destination.Prefix is { } prefix)
            _objects = new ObjectTargets(run, copy, prefix, destination.Client!, isPrefix: true);
        else
            _files = new LocalTargets(run, new LocalLocation(destination.Directory!), isDirectory: true, dryRun: false, preserve: request.Preserve);
    }

    /// <summary>Offers an item; false when the run was stopped.</summary>
    /// <param name="item">The item of the source.</param>
    /// <param name="old">What the destination has under its name.</param>
    /// <param name="verdict">Why it is to be copied, or what decides that.</param>
    /// <param name="pinned">Both must still be what they were when that was decided.</param>
    /// <param name="onWorker">A worker offers: it must not wait for room, for it is who makes room.</param>
    public bool Offer(SideItem item, SideItem? old, SyncVerdict verdict, bool pinned = false, bool onWorker = false)
    {
        Location from = _source.At(item), to = _destination.At(item.Name.Span);
        List<Guard> guards = [];
        if (pinned)
            Pin(item, old, guards);
        if (verdict == SyncVerdict.AskTime)
            guards.Add(AskTime(item, old!.Value));
        else if (verdict == SyncVerdict.AskContent)
            guards.Add(ContentGuard.For(_contents, item, old!.Value));
        if (_request.DryRun)
        {
            guards.Add((_, _) => Planned(item, old, verdict));
            if (guards.Count > 1)
                return (onWorker ? _add : _offer)(new GuardedTransfer(_run, from, to, guards, next: null));
            ItemFailure planned = guards[0](null!, null!)!;
            _run.Ledger.Ended(planned.Kind, from, to, planned.Code, planned.Message);
            return !_run.Token.IsCancellationRequested;
        }
        if (_backup is not null && old is { Problem: null } overwritten)
            guards.Add(Backup(overwritten));
        ActiveTransfer? transfer;
        lock (_making)
            transfer = Make(item, old, pinned ? ConditionOf(old) : null);
        if (transfer is null)
            return !_run.Token.IsCancellationRequested;
        return (onWorker ? _add : _offer)(guards.Count == 0 ? transfer : new GuardedTransfer(_run, from, to, guards, transfer));
    }

    /// <summary>Offers an item of which a listing did not tell all; <paramref name="told"/> gets all of it, on a worker's thread. False when the run was stopped.</summary>
    public bool Ask(in SideItem item, SideItem? old, Action<SideItem, SideItem?> told) =>
        _offer(new UntoldPair(_run, _request, _source, _destination, _contents, item, old, told));

    /// <summary>The guard that saves an item of the destination.</summary>
    public Guard Backup(SideItem old) => _backup!.Prefix is { } prefix
        ? BackupGuard.Of(_destination.SourceOf(old), prefix with { Key = prefix.Key.Append(old.Name.Span) }, _request.Attributes.Sse)
        : BackupGuard.Of(old.Path!, _backup.PathOf(old.Name.Span));

    /// <summary>The guard that sees that an item of the destination is still the same one.</summary>
    public Guard PinDestination(SideItem old) => old.Path is not null
        ? PinGuard.Of(_destination, old, "destination")
        : PinGuard.Of(_destination.SourceOf(old), _request.Attributes.Sse?.CustomerKey, "destination");

    // An ETag that the listing did not tell cannot be asked for.
    static WriteCondition? ConditionOf(SideItem? old) => old is not { } there ? WriteCondition.Absent : there.Object?.ETag is { } etag ? new WriteCondition(etag) : null;

    ActiveTransfer? Make(in SideItem item, SideItem? old, WriteCondition? condition) =>
        item.Path is { } path ? _objects!.Make(path, root: null, item.Size!.Value, item.Text, condition: condition)
        : _objects is not null ? _objects.Make(_source.SourceOf(item), item.Name.Span, condition)
        : _files!.Make(_source.SourceOf(item), item.Name.Span, ListedOf(old));

    // Of what is no file that could be looked at the publication says what is wrong.
    static ListedFile? ListedOf(SideItem? old) => old is not { } there ? ListedFile.None
        : there is { Problem: null, Size: { } size, Modified: { } modified } ? new ListedFile(size, modified, there.Inode) : null;

    // An object that is read is pinned by its ETag already.
    void Pin(in SideItem item, SideItem? old, List<Guard> guards)
    {
        if (item.Path is not null)
            guards.Add(PinGuard.Of(_source, item, "source"));
        if (old is { } there)
            guards.Add(PinDestination(there));
        else
            guards.Add(_destination.At(item.Name.Span) is S3Location at
                ? PinGuard.OfNone(_destination.Client!, at, _request.Attributes.Sse?.CustomerKey)
                : PinGuard.OfNone(_destination.PathOf(item.Name.Span)));
    }

    Guard AskTime(in SideItem item, in SideItem old) => item.Path is not null
        ? TimeGuard.For(_destination.SourceOf(old), item.Modified!.Value, _request.Attributes.Sse?.CustomerKey)
        : ByListingOr(item, old, TimeGuard.For(_source.SourceOf(item), old.Modified!.Value, _request.SourceCustomerKey));

    // Its bytes, and the ETag that was listed, ask nobody.
    Guard ByListingOr(SideItem item, SideItem old, Guard ask) =>
        (transfer, worker) => _contents.AgreeByListing(transfer, item, old, worker) ? TimeGuard.Unchanged : ask(transfer, worker);

    ItemFailure Planned(in SideItem item, SideItem? old, SyncVerdict verdict)
    {
        if (_destination.Directory is not null && item.Name.Length > 0 && (!KeyPath.TryToPath(item.Name.Span, out string path, out string problem) || LocalTargets.IsOwnName(path, out problem)))
            return new ItemFailure(OutcomeKind.Failed, "BadName", problem);
        if (verdict is SyncVerdict.AskTime)
            verdict = SyncVerdict.SourceIsNewer;
        else if (verdict is SyncVerdict.AskContent)
            verdict = SyncVerdict.ContentDiffers;
        _plan?.Copy(item, old, verdict);
        return new ItemFailure(OutcomeKind.Skipped, "DryRun", verdict switch
        {
            SyncVerdict.IsNew => "Would be copied: the destination has none.",
            SyncVerdict.SizeDiffers => "Would be copied: the sizes differ.",
            SyncVerdict.ContentDiffers => "Would be copied: the contents differ.",
            _ => "Would be copied: the times differ.",
        });
    }
}
