using Sluice.Engine;
using Sluice.Engine.Scheduling;
using Sluice.Failures;
using Sluice.S3;
using Sluice.Sync.Removing;
using Sluice.Transfer;
using Sluice.Trees;
using Sluice.Trees.Local;
using Sluice.Trees.Names;
using Sluice.Trees.S3;

namespace Sluice.Sync.FilesFrom;

/// <summary>A sync of the names of a list: workers look each up on both sides, nothing is listed, and what happens then is as in any sync.</summary>
internal sealed class NamedRun(SyncRequest request, NameList list, TransferContext run, Tree source, Tree destination, SyncTransferFactory transfers, DeferredDeletions removals)
{
    readonly Lock _deciding = new();
    readonly SyncItems _items = new(request, run, source, destination, transfers, removals);

    /// <summary>Reads the whole list; the error that ended it early, or null.</summary>
    public Failure? Produce()
    {
        if (source.Files is { } files && files.Kind != FileKind.Directory)
        {
            EndNow("Missing", "There is no such directory.");
            return null;
        }
        using NameFeed names = new(list, run.OpenInput, source, areFiles: destination.Files is not null, run.Token);
        run.MissesSource = true;
        while (names.TryNext(out byte[] name, out LocalProblem? problem))
        {
            run.MissesSource = false;
            if (problem is not null)
            {
                run.Ledger.Listed(0);
                run.Ledger.Ended(OutcomeKind.Failed, source.At(name), null, problem.Code, problem.Message);
            }
            else if (!run.Offer(new NamedPair(run, request, source, destination, name, Decide)))
                return null;
        }
        // What is to be removed is known when all have been looked up.
        if (!run.Drain())
            return null;
        if (names.Error is { } error)
        {
            removals.GiveUp("the list of names was not complete.");
            return error;
        }
        // A mistyped source has none of them either.
        if (removals.Any && _items.SourceItems == 0 && !request.AllowEmptySource)
        {
            EndNow("EmptySource", "None of the names is there.");
            removals.GiveUp("the source has none of the names.");
            return null;
        }
        removals.CarryOut(_items.DestinationItems);
        return null;
    }

    // From many workers.
    void Decide(TreeEntry? item, TreeEntry? old)
    {
        lock (_deciding)
        {
            if (item is { } here)
                _items.TakeSource(here, old);
            else
                _items.TakeNamedSurplus(old!.Value);
        }
    }

    void EndNow(string code, string message)
    {
        run.Ledger.Listed(0);
        run.Ledger.Ended(OutcomeKind.Missing, request.Source, null, code, message);
    }
}
