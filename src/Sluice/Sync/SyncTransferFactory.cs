using Sluice.Engine;
using Sluice.Failures;
using Sluice.Sync.Plans;
using Sluice.Sync.Preconditions;
using Sluice.Transfer;
using Sluice.Transfer.Content;
using Sluice.Transfer.Copying;
using Sluice.Transfer.Items;
using Sluice.Trees;
using Sluice.Trees.Local;
using Sluice.Trees.S3;

namespace Sluice.Sync;

/// <summary>Turns items that are to be copied into transfers, with the questions that come first; in a dry run, into lines of the plan.</summary>
internal sealed class SyncTransferFactory
{
    readonly SyncRequest _request;
    readonly TransferContext _run;
    readonly Func<WorkItem, bool> _offer;
    readonly Func<WorkItem, bool> _add;
    // Names of the destination are given out one at a time.
    readonly Lock _making = new();
    readonly Tree _source;
    readonly Tree _destination;
    readonly Tree? _backup;
    readonly PlanWriter? _plan;
    readonly ContentComparison _contents;
    readonly ObjectTransferFactory? _objects;
    readonly FileTransferFactory? _files;
    readonly TransferFactory? _others;

    /// <summary>Transfers of one run, which <paramref name="offer"/> gives to its scheduler, and <paramref name="add"/> without waiting for room.</summary>
    public SyncTransferFactory(SyncRequest request, TransferContext run, Func<WorkItem, bool> offer, Func<WorkItem, bool> add, Tree source, Tree destination, Tree? backup, PlanWriter? plan, ChecksumCache? checksums)
    {
        (_request, _run, _offer, _add, _source, _destination, _backup, _plan) = (request, run, offer, add, source, destination, backup, plan);
        _contents = new ContentComparison(run, source, destination, checksums);
        CopyRequest copy = new() { Sources = [request.Source], Destination = destination.Root, Attributes = request.Attributes, Preserve = request.Preserve, NoClobber = request.NoClobber };
        if (request.DryRun)
            return;
        if (destination.Objects is { } objects)
            _objects = new ObjectTransferFactory(run, copy, objects, isPrefix: true);
        else if (destination.Files is { } files)
            _files = new FileTransferFactory(run, files, isDirectory: true, dryRun: false, preserve: request.Preserve, keepsExisting: request.NoClobber);
        else
            _others = TransferFactory.For(run, copy, destination, isContainer: true, moves: null);
    }

    /// <inheritdoc cref="TransferFactory.Prepare"/>
    public Failure? Prepare() => _objects?.Prepare();

    /// <summary>Offers an item; false when the run was stopped.</summary>
    /// <param name="item">The item of the source.</param>
    /// <param name="old">What the destination has under its name.</param>
    /// <param name="verdict">Why it is to be copied, or what decides that.</param>
    /// <param name="pinned">Both must still be what they were when that was decided.</param>
    /// <param name="onWorker">A worker offers: it must not wait for room, for it is who makes room.</param>
    public bool Offer(TreeEntry item, TreeEntry? old, SyncVerdict verdict, bool pinned = false, bool onWorker = false)
    {
        Location from = _source.At(item), to = _destination.At(item.Name.Span);
        if (_request.NoClobber && old is not null)
        {
            _run.EndExisting(from, to, item.Size ?? 0);
            return !_run.Token.IsCancellationRequested;
        }
        List<Precondition> guards = [];
        if (pinned)
            Pin(item, old, guards);
        if (verdict == SyncVerdict.AskTime && AskTime(item, old!.Value) is { } asksTime)
            guards.Add(asksTime);
        else if (verdict == SyncVerdict.AskContent)
            guards.Add(ContentPrecondition.For(_contents, item, old!.Value));
        if (_request.DryRun)
        {
            guards.Add((_, _) => Planned(item, old, verdict));
            if (guards.Count > 1)
                return (onWorker ? _add : _offer)(new ConditionalTransfer(_run, from, to, guards, next: null));
            ItemFailure planned = guards[0](null!, null!)!;
            _run.Ledger.Ended(planned, from, to: to);
            return !_run.Token.IsCancellationRequested;
        }
        if (_backup is not null && old is { Problem: null } overwritten)
            guards.Add(Backup(overwritten));
        WorkItem? transfer;
        lock (_making)
            transfer = Make(item, old, pinned ? ConditionOf(old) : null);
        if (transfer is null)
            return !_run.Token.IsCancellationRequested;
        return (onWorker ? _add : _offer)(guards.Count == 0 ? transfer : new ConditionalTransfer(_run, from, to, guards, transfer));
    }

    /// <summary>Offers an item of which a listing did not tell all; <paramref name="told"/> gets all of it, on a worker's thread. False when the run was stopped.</summary>
    public bool Ask(in TreeEntry item, TreeEntry? old, Action<TreeEntry, TreeEntry?> told) =>
        _offer(new UntoldPair(_run, _request, _source, _destination, _contents, item, old, told));

    /// <summary>The guard that saves an item of the destination.</summary>
    public Precondition Backup(TreeEntry old) => _backup!.Objects is { Place: var prefix }
        ? BackupPrecondition.Create(ObjectSource.From(_destination.Objects!, old), prefix with { Key = prefix.Key.Append(old.Name.Span) }, _request.Attributes.Sse)
        : BackupPrecondition.Create(old.Path!, _backup.Files!.PathOf(old.Name.Span));

    /// <summary>The guard that sees that an item of the destination is still the same one.</summary>
    public Precondition PinDestination(TreeEntry old) => _destination.Objects is { } objects
        ? PinPrecondition.Create(ObjectSource.From(objects, old), _request.Attributes.Sse?.CustomerKey, "destination")
        : PinPrecondition.Create(_destination, old, "destination");

    // An ETag that the listing did not tell cannot be asked for.
    static WriteCondition? ConditionOf(TreeEntry? old) => old is not { } there ? WriteCondition.Absent : there.Object?.ETag is { } etag ? new WriteCondition(etag) : null;

    WorkItem? Make(in TreeEntry item, TreeEntry? old, WriteCondition? condition) =>
        _objects is not null ? _objects.Make(_source, item, item.Name.Span, condition)
        : _files is not null ? _files.Make(_source, item, item.Name.Span, ListedOf(old))
        : _others!.Make(_source, item, item.Name.Span);

    // Of what is no file that could be looked at the publication says what is wrong.
    static ListedFile? ListedOf(TreeEntry? old) => old is not { } there ? ListedFile.None
        : there is { Problem: null, Size: { } size, Modified: { } modified } ? new ListedFile(size, modified, there.Inode) : null;

    // An object that is read is pinned by its ETag already.
    void Pin(in TreeEntry item, TreeEntry? old, List<Precondition> guards)
    {
        if (item.Object is null)
            guards.Add(PinPrecondition.Create(_source, item, "source"));
        if (old is { } there)
            guards.Add(PinDestination(there));
        else
            guards.Add(_destination.Objects is { } objects
                ? PinPrecondition.CreateForNone(objects.Client, objects.Place with { Key = objects.KeyOf(item.Name.Span) }, _request.Attributes.Sse?.CustomerKey)
                : PinPrecondition.CreateForNone(_destination, item.Name));
    }

    // Null where neither side can have kept a time.
    Precondition? AskTime(in TreeEntry item, in TreeEntry old) =>
        _source.Objects is { } from ? ByListingOr(item, old, TimePrecondition.For(ObjectSource.From(from, item), old.Modified!.Value, _request.SourceCustomerKey))
        : _destination.Objects is { } to ? OrBytes(item, old, TimePrecondition.For(ObjectSource.From(to, old), item.Modified!.Value, _request.Attributes.Sse?.CustomerKey))
        : null;

    // In one second, by a clock that counts seconds: whether the file was changed before it was copied or behind it no time tells, but its bytes do.
    Precondition OrBytes(TreeEntry file, TreeEntry stored, Precondition ask) => !SyncRules.IsSameTime(file.Modified!.Value, stored.Modified!.Value) ? ask
        : (transfer, worker) => ask(transfer, worker) ?? ContentPrecondition.For(_contents, file, stored)(transfer, worker);

    // Its bytes, and the ETag that was listed, ask nobody.
    Precondition ByListingOr(TreeEntry item, TreeEntry old, Precondition ask) =>
        (transfer, worker) => _contents.AgreeByListing(transfer, item, old, worker) ? TimePrecondition.Unchanged : ask(transfer, worker);

    ItemFailure Planned(in TreeEntry item, TreeEntry? old, SyncVerdict verdict)
    {
        if (_destination.Files is not null && item.Name.Length > 0 && (!KeyPath.TryToPath(item.Name.Span, out string path, out string problem) || FileTransferFactory.IsOwnName(path, out problem)))
            return new ItemFailure(OutcomeKind.Failed, "BadName", problem);
        if (verdict is SyncVerdict.AskTime)
            verdict = SyncVerdict.SourceIsNewer;
        else if (verdict is SyncVerdict.AskContent)
            verdict = SyncVerdict.ContentDiffers;
        _plan?.Copy(item, old, verdict);
        _run.Ledger.CountPlanned(item.Size ?? 0);
        (string reason, string why) = verdict switch
        {
            SyncVerdict.IsNew => ("new", "the destination has none"),
            SyncVerdict.SizeDiffers => ("size", "the sizes differ"),
            SyncVerdict.ContentDiffers => ("content", "the contents differ"),
            _ => ("time", "the times differ"),
        };
        return new ItemFailure(OutcomeKind.Skipped, ItemFailure.Planned, $"Would be copied: {why}.") { PlannedBytes = item.Size ?? 0, Reason = reason };
    }
}
