using System.Globalization;
using Sluice.Engine;
using Sluice.Engine.Scheduling;
using Sluice.S3;
using Sluice.Sync.Plans;
using Sluice.Sync.Preconditions;
using Sluice.Transfer;
using Sluice.Transfer.Removing;
using Sluice.Transfer.Sinks;
using Sluice.Trees;
using Sluice.Trees.Local;
using Sluice.Trees.S3;

namespace Sluice.Sync.Removing;

/// <summary>
/// What is to be removed from the destination: put aside while both sides are listed, and removed only when that is
/// complete, every copy has arrived, and the limit allows all of it. Else nothing is, and somebody is told why.
/// </summary>
/// <param name="request">The sync.</param>
/// <param name="run">The run.</param>
/// <param name="source">The other side.</param>
/// <param name="destination">The side they are on.</param>
/// <param name="backup">Where they go first; null for nowhere.</param>
/// <param name="transfers">Makes the guards.</param>
/// <param name="plan">Takes what a dry run would remove.</param>
/// <param name="pinned">Objects must still be what they were when that was decided. Files always must.</param>
internal sealed class DeferredDeletions(SyncRequest request, TransferContext run, Tree source, Tree destination, Tree? backup, SyncTransferFactory transfers, PlanWriter? plan, bool pinned) : IDisposable
{
    // 64,000 keys at once: enough for every worker, few enough for memory.
    const int MaxBatches = 64;
    const int FilesOfABatch = 100;

    readonly SpillFile _spool = new();
    Exception? _notKept;
    long _cannotGo;

    /// <summary>Items that the source has not and that stay, each with a row of its own; 0 when all went.</summary>
    public long Left { get; private set; }

    /// <summary>Why nothing was removed; null when nothing was to be, or all was.</summary>
    public string? Problem { get; private set; }

    /// <summary>True when something was put aside.</summary>
    public bool Any => _spool.Count > 0;

    /// <summary>Puts an item aside. Where that is not possible (no temporary directory, or a full one) the copies go on, and nothing is removed.</summary>
    public void Add(in TreeEntry item)
    {
        try
        {
            if (_notKept is null)
            {
                _spool.Add(item);
                return;
            }
        }
        catch (Exception exception) when (LocalFailure.IsLocal(exception))
        {
            _notKept = exception;
        }
        Leave(item, "it could not be put aside.");
    }

    /// <summary>An item that the source has not can never go. It has failed, and keeps nothing else from going.</summary>
    public void CannotGo() => _cannotGo++;

    // What stays although it was to go is an item all the same.
    void Leave(in TreeEntry item, string why)
    {
        Left++;
        run.Ledger.Listed(0);
        run.Ledger.Ended(OutcomeKind.Skipped, destination.At(item), null, LeftCode, $"The source has none and it stays: {why}");
    }

    /// <summary>The code of what stays although it was to go.</summary>
    public const string LeftCode = "NotRemoved";

    // The last of them may be in memory still.
    bool IsKept()
    {
        try
        {
            _spool.Flush();
        }
        catch (Exception exception) when (LocalFailure.IsLocal(exception))
        {
            _notKept ??= exception;
        }
        if (_notKept is not null)
            Problem = $"Nothing was removed, because what is to go could not be put aside: {ItemFailure.From(_notKept, Path.GetTempPath()).Message}";
        return _notKept is null;
    }

    /// <summary>Nothing will be removed; each item that was to go is told to stay, and why.</summary>
    public void GiveUp(string why)
    {
        if (!IsKept() || _spool.Count == 0)
            return;
        foreach (TreeEntry item in _spool.Read(destination))
            Leave(item, why);
        Problem = string.Create(CultureInfo.InvariantCulture, $"Nothing was removed, and {_spool.Count:N0} {(_spool.Count == 1 ? "item stays" : "items stay")} that the source has not: {why}");
    }

    /// <summary>Waits for the copies, decides, and removes.</summary>
    /// <param name="destinationItems">Items the destination had.</param>
    public void CarryOut(long destinationItems)
    {
        if (!IsKept() || _spool.Count == 0)
            return;
        // What is left to copy is known, and somebody may watch; what is removed comes on top.
        run.Ledger.ListingComplete();
        if (!run.Drain())
            return;
        long notArrived = run.Ledger.Totals().Outcomes.NotArrived - _cannotGo;
        if (notArrived > 0)
            GiveUp(string.Create(CultureInfo.InvariantCulture, $"{notArrived:N0} of the other items did not arrive or could not be looked at."));
        else if (request.MaxDelete is { } limit && !limit.Allows(_spool.Count, destinationItems))
            GiveUp(string.Create(CultureInfo.InvariantCulture, $"at most {limit} of the {destinationItems:N0} at the destination may go.{(request.DryRun ? "" : " All copies were made.")}"));
        else if (request.DryRun)
            Report();
        else if (Unlisted() is { } there)
            GiveUp($"{there} is at the source, which did not list it: it came meanwhile, or the store lists less than it has.");
        else if (destination.Files is { } files)
            RemoveFiles(files);
        else if (destination.Objects is not { } objects)
            RemoveEntries();
        else if (backup is not null || pinned)
            RemoveGuarded(objects);
        else
            RemoveBatches(objects);
    }

    // What is named was asked for already, what filters leave out may be there, and so may what was not there once.
    ObjectKey? Unlisted() => request.Names is not null || request.DeleteExcluded || source is not S3Tree { ListsThePast: false } objects ? null
        : new SourceLook(objects).Find(_spool.Read(destination).Select(static item => item.Name), _spool.Count, run.Token);

    /// <inheritdoc/>
    public void Dispose() => _spool.Dispose();

    void Report()
    {
        foreach (TreeEntry item in _spool.Read(destination))
        {
            run.Ledger.Listed(0);
            plan?.Remove(item);
            run.Ledger.CountPlanned(item.Size ?? 0);
            run.Ledger.Ended(new ItemFailure(OutcomeKind.Skipped, ItemFailure.Planned, "Would be removed: the source has none.") { PlannedBytes = item.Size ?? 0, Reason = "extra" }, destination.At(item));
        }
    }

    // Who gave a list of names wants nothing listed: some of them are asked for, by whoever removes them.
    RemovalCheck? Check(S3Tree objects) => request.Names is null ? new(objects.Client, objects.Place) : null;

    void RemoveBatches(S3Tree objects)
    {
        int offered = 0;
        using RemovalCheck? check = Check(objects);
        foreach (TreeEntry[] chunk in _spool.Read(destination).Chunk(check is null ? RemoveBatch.OneByOne : RemoveBatch.SizeFor(objects.Client)))
        {
            foreach (TreeEntry _ in chunk)
                run.Ledger.Listed(0);
            if (!run.Offer(new RemoveBatch(run, objects.Client, objects.Place, [.. chunk.Select(static item => new ObjectIdentifier(item.Object!.Value.Key))], check)))
                return;
            if (++offered % MaxBatches == 0 && !run.Drain())
                return;
        }
        if (run.Drain())
            check?.Look(run.Token);
    }

    void RemoveGuarded(S3Tree objects)
    {
        using RemovalCheck? check = Check(objects);
        foreach (TreeEntry item in _spool.Read(destination))
        {
            List<Precondition> guards = [];
            if (pinned)
                guards.Add(transfers.PinDestination(item));
            if (backup is not null)
                guards.Add(transfers.Backup(item));
            run.Ledger.Listed(0);
            RemoveBatch one = new(run, objects.Client, objects.Place, [new(item.Object!.Value.Key)], check);
            if (!run.Offer(new ConditionalTransfer(run, destination.At(item), null, guards, one)))
                return;
        }
        if (run.Drain())
            check?.Look(run.Token);
    }

    void RemoveEntries()
    {
        foreach (TreeEntry item in _spool.Read(destination))
        {
            run.Ledger.Listed(0);
            if (!run.Offer(new EntryRemoval(run, destination, item)))
                return;
        }
        if (run.Drain())
            destination.RemoveEmptied(run.Token);
    }

    void RemoveFiles(LocalTree files)
    {
        int offered = 0;
        foreach (TreeEntry[] chunk in _spool.Read(destination).Chunk(FilesOfABatch))
        {
            foreach (TreeEntry _ in chunk)
                run.Ledger.Listed(0);
            if (!run.Offer(new FileDeletion(run, files, backup?.Files, chunk)))
                return;
            if (++offered % (MaxBatches * 10) == 0 && !run.Drain())
                return;
        }
        if (!run.Drain())
            return;
        EmptyDirectories directories = new(files.Path);
        foreach (TreeEntry item in _spool.Read(destination))
            directories.After(item.Path!);
    }
}
