using Sluice.Engine;
using Sluice.Failures;
using Sluice.S3;
using Sluice.S3.Wire;
using Sluice.Transfer.Items;
using Sluice.Transfer.Journal;
using Sluice.Trees;
using Sluice.Trees.Listing;
using Sluice.Trees.Names;
using Sluice.Trees.S3;

namespace Sluice.Transfer.InPlace;

/// <summary>The listing side: finds the objects of each target, leaves out what is filtered and what an earlier run has done, and offers the work on the others.</summary>
internal sealed class ObjectOperationRun(ObjectOperationRequest request, IReadOnlyList<Tree> targets, TransferContext run)
{
    readonly TreeQuery _query = new() { Order = request.DryRun ? ListingOrder.SortedWherePossible : ListingOrder.Any, CustomerKey = run.Request.SourceCustomerKey, TakesVersions = true };

    readonly ObjectOperation _operation = request.Operation.ForRun();

    /// <summary>Lists everything; why it ended early, or null.</summary>
    public Failure? Produce()
    {
        foreach (Tree target in targets)
            if (Produce(target) is { } failure)
                return failure;
        _operation.Finish(run);
        return null;
    }

    // What lists need not be the store: an inventory or a chunk of a job stands in its place.
    Failure? Produce(Tree listed)
    {
        S3Tree target = listed.Objects!;
        using TreeListing items = request.Names is { } names
            ? listed.Named(new NameFeed(names, run.OpenInput, target, areFiles: false, run.Token), _query, run.Token)
            : UnchangedListing.Of(listed, _query, run.Token);
        using ConnectionsAhead? ahead = listed.Shape != TreeShape.One && request.Names is null && !request.DryRun ? run.OpenAhead(target) : null;
        bool any = false;
        while (items.TryNext(out TreeEntry entry))
        {
            ahead?.Dispose();
            any = true;
            if (!Offer(target, entry))
                return null;
        }
        if (run.Token.IsCancellationRequested)
            return null;
        if (items.Error is { } error)
            return listed.Shape == TreeShape.One ? EndOne(target, error) : error;
        run.MissesSource |= !any && request.Names is not null;
        if (!any && request.Names is null && (listed.Shape == TreeShape.Pattern || !target.Place.Key.IsEmpty) && listed.WhyEmpty(run.Token) is { } nothing)
        {
            run.Ledger.Listed(0);
            run.Ledger.Ended(OutcomeKind.Missing, target.Given, null, nothing.Code, nothing.Message);
        }
        return null;
    }

    Failure? EndOne(S3Tree target, Failure error)
    {
        if (error.Kind == FailureKind.Canceled)
            return null;
        // Who may tag an object need not be one who may read it, and tags have no need of a customer's key.
        if (_operation.TakesUnseen && request.Filter.AcceptsAll && error.Kind is FailureKind.Denied or FailureKind.BadRequest)
        {
            Offer(target, target.Entry(ReadOnlyMemory<byte>.Empty, null, null, null));
            return null;
        }
        ItemFailure failure = ItemFailure.From(error);
        run.Judge(failure);
        run.Ledger.Listed(0);
        run.Ledger.Ended(failure, target.Given, error.Attempts);
        return failure.EndsRun ?? (error.Kind == FailureKind.Network ? error : null);
    }

    bool Offer(S3Tree target, TreeEntry entry)
    {
        // A worker asks for what no listing has told.
        if (entry.Problem is null && entry.Info is null && (request.Names is not null || target.ListsThePast || request.Filter.Needs(entry.Size, entry.Modified)))
        {
            run.Ledger.Listed(0);
            return run.Offer(new NamedObject(run, target, entry.Name, found =>
            {
                if (Make(target, found) is { } item)
                    run.Add(item);
            })
            { IsListed = request.Names is null, VersionId = entry.Object?.Version?.Id });
        }
        run.Ledger.Listed(entry.Size ?? 0);
        return Make(target, entry) is { } item ? run.Offer(item) : !run.Token.IsCancellationRequested;
    }

    // Also on workers' threads.
    WorkItem? Make(S3Tree target, in TreeEntry entry)
    {
        if (entry.Problem is { } problem)
            return End(ItemFailure.From(problem, Trees.Local.LocalSkip.None), target.At(entry));
        if (!request.Filter.AcceptsAll && request.Filter.LeftOut(target.Shape == TreeShape.One ? target.BaseName : entry.Text, entry.Size, entry.Modified) is { } leftOut)
            return End(leftOut, target.At(entry));
        ObjectSource source = ObjectSource.From(target, entry);
        // What the journal has shows in no listing: somebody else may have changed it since, so that each looks again.
        UInt128? fingerprint = run.RemembersDone && !request.DryRun ? ItemIdentity.FingerprintOf(source) : null;
        return _operation.Make(run, source, request.DryRun, new DoneMark(fingerprint, fingerprint is { } known && !run.Journal!.DoneOf(known).IsEmpty));
    }

    WorkItem? End(ItemFailure failure, Location from)
    {
        run.Ledger.Ended(failure.Kind, from, null, failure.Code, failure.Message);
        return null;
    }
}
