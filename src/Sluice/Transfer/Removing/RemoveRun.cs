using System.Text;
using Sluice.Engine;
using Sluice.Failures;
using Sluice.S3;
using Sluice.Transfer.Items;
using Sluice.Trees;
using Sluice.Trees.Listing;
using Sluice.Trees.Local;
using Sluice.Trees.Names;
using Sluice.Trees.S3;

namespace Sluice.Transfer.Removing;

/// <summary>The listing side of a removal: finds the items of each target and offers them, those of a store in batches.</summary>
internal sealed class RemoveRun(RemoveRequest request, IReadOnlyList<Tree> targets, TransferContext run)
{
    bool _exceeds;

    readonly TreeQuery _query = new() { Order = request.DryRun ? ListingOrder.SortedWherePossible : ListingOrder.Any, Own = run.Own, TakesVersions = true };

    /// <summary>Lists everything; why it ended early, or null.</summary>
    public Failure? Produce()
    {
        Failure? excess = request.MaxDelete is { } limit ? Excess(limit) : null;
        // What cannot be listed is not known to be too much. What is too much is an item all the same, and stays.
        if (excess is { Code: not DeletionLimit.TooMany })
            return excess;
        _exceeds = excess is not null;
        foreach (Tree target in targets)
        {
            Failure? failure = target.Objects is { Shape: TreeShape.One, ShowsVersions: false } one ? ProduceObject(one) : Produce(target);
            if (failure is not null)
                return failure;
        }
        return excess;
    }

    // Nothing is removed before all of it is known to be allowed.
    Failure? Excess(DeletionLimit limit)
    {
        long items = 0, wanted = 0;
        foreach (Tree target in targets)
        {
            using TreeListing listing = target.List(_query, run.Token);
            while (listing.TryNext(out TreeEntry entry))
            {
                items++;
                wanted += entry.Problem is null && request.Filter.Decide(entry.Text, entry.Size, entry.Modified) != false ? 1 : 0;
            }
            // What one that was named alone lacks is told when it is its turn.
            if (listing.Error is { } error && target.Shape != TreeShape.One)
                return error;
        }
        return limit.Allows(wanted, items) ? null
            : Failure.Local(DeletionLimit.TooMany, string.Create(System.Globalization.CultureInfo.InvariantCulture, $"Nothing {(request.DryRun ? "would be" : "was")} removed: {wanted:N0} of {items:N0} would go, and --max-delete allows {limit}."));
    }

    Failure? Produce(Tree target)
    {
        S3Tree? objects = target.Objects;
        using RemovalCheck? check = objects is null || request.Names is not null ? null : new(objects.Client, objects.Place);
        using TreeListing items = request.Names is { } names
            ? target.Named(new NameFeed(names, run.OpenInput, target, areFiles: false, run.Token), _query, run.Token)
            : UnchangedListing.Of(target, _query, run.Token);
        List<ObjectIdentifier> batch = [];
        bool any = false;
        while (items.TryNext(out TreeEntry entry))
        {
            any = true;
            if (!Offer(target, entry, ref batch, check))
                return null;
        }
        if (run.Token.IsCancellationRequested)
            return null;
        if (items.Error is { } error && request.Names is null)
            return error;
        // A bucket that is empty already is what was asked for; of a prefix nobody knows whether it was ever there.
        if (!any && request.Names is null && (objects is null || target.Shape == TreeShape.Pattern || !objects.Place.Key.IsEmpty) && target.WhyEmpty(run.Token) is { } nothing)
        {
            run.Ledger.Listed(0);
            run.Ledger.Ended(OutcomeKind.Missing, target.Given, null, nothing.Code, nothing.Message);
        }
        if (objects is not null && Flush(objects, ref batch, check) && check is not null && run.Drain())
            check.Look(run.Token);
        if (objects is null && run.Drain())
            target.RemoveEmptied(run.Token);
        return items.Error;
    }

    bool Offer(Tree target, TreeEntry entry, ref List<ObjectIdentifier> batch, RemovalCheck? check)
    {
        // A worker asks for what no listing has told, and each goes by itself: a batch would have to wait for others to be found. Of a version that a list names nobody has told that it is there.
        bool isNamed = target.Objects is { NamesVersions: false } && entry.NamedVersion is not null;
        if (entry.Problem is null && target.Objects is { } asked && (request.Names is not null || target.ListsThePast || isNamed || request.Filter.Needs(entry.Size, entry.Modified)))
        {
            run.Ledger.Listed(0);
            return run.Offer(new NamedObject(run, asked, entry.Name, found => Remove(asked, found, check, target.ListsThePast ? entry : found)) { IsListed = request.Names is null, VersionId = entry.Object?.Version?.Id, TakesMarkers = isNamed });
        }
        run.Ledger.Listed(entry.Size ?? 0);
        if (entry.Problem is { } problem)
        {
            ItemFailure failure = ItemFailure.From(problem, LocalSkip.None);
            run.Ledger.Ended(failure.Kind, target.At(entry), null, failure.Code, failure.Message);
            return !run.Token.IsCancellationRequested;
        }
        if (!IsWanted(target, entry, entry.Text))
            return !run.Token.IsCancellationRequested;
        if (target.Objects is not { } objects)
            return run.Offer(new EntryRemoval(run, target, entry));
        batch.Add(Identifier(entry));
        return batch.Count < RemoveBatch.SizeFor(objects.Client) || Flush(objects, ref batch, check);
    }

    static ObjectIdentifier Identifier(in TreeEntry entry) => new(entry.Object!.Value.Key, entry.Object.Value.Version?.Id);

    // On a worker's thread.
    void Remove(S3Tree tree, in TreeEntry found, RemovalCheck? check, in TreeEntry listed)
    {
        if (UnchangedListing.IsAnother(found, listed))
            run.Ledger.Ended(OutcomeKind.Changed, tree.At(found), null, "Changed", "It is another one by now than was listed, and stays.");
        else if (IsWanted(tree, found, found.Text))
            run.Add(new RemoveBatch(run, tree.Client, tree.Place, [Identifier(found)], check));
    }

    Failure? ProduceObject(S3Tree target)
    {
        S3Location at = target.Place;
        if (at.VersionId is not null)
            return ProduceVersion(target, at.VersionId);
        S3Result<ObjectInfo> head = target.Client.HeadObject(new HeadObjectRequest(at.Bucket, at.Key) { ChecksumMode = false }, run.Token);
        // S3 answers a DELETE of nothing with success: only a HEAD tells that the key was mistyped. Refused HEADs do not stand in the way.
        if (head.Error is { } error && error.Kind is not (FailureKind.Denied or FailureKind.BadRequest))
        {
            if (error.Kind == FailureKind.Canceled)
                return null;
            error = AbsentName.OfObject(target.Client, target.Given.InStore!, error, run.Token);
            ItemFailure failure = ItemFailure.From(error);
            run.Ledger.Listed(0);
            run.Ledger.Ended(failure, target.Given, error.Attempts);
            return failure.EndsRun ?? (error.Kind == FailureKind.Network ? error : null);
        }
        TreeEntry entry = head.Error is null ? S3Tree.EntryOf(ReadOnlyMemory<byte>.Empty, at.Key, head.Value) : target.Entry(ReadOnlyMemory<byte>.Empty, null, null, null);
        run.Ledger.Listed(Math.Max(0, entry.Size ?? 0));
        // Known before anything is asked of the store, also in a dry run.
        if (request.IfMatch is { } expected && head.TryGet(out ObjectInfo? now, out _) && now.ETag is { } tag && !EntityTag.AreSame(expected, tag))
        {
            run.Ledger.Ended(ConditionalRemoval.Another, target.Given, 1);
            return null;
        }
        if (!IsWanted(target, entry, at.Key.ToString()))
            return null;
        if (request.IfMatch is { } etag)
        {
            run.Offer(new ConditionalRemoval(run, target.Client, at, etag, head.Error is null ? head.Value : null));
            return null;
        }
        run.Offer(new RemoveBatch(run, target.Client, at, [new(at.Key)]));
        return null;
    }

    // A DELETE of a version that is not there succeeds too, and a HEAD of a delete marker does not: the listing tells both.
    Failure? ProduceVersion(S3Tree target, string id)
    {
        S3Location at = target.Place;
        if (!target.Client.ListObjectVersions(new ListObjectsRequest(at.Bucket) { Prefix = at.Key }, run.Token).TryGet(out ListObjectsPage? page, out S3Error? error))
        {
            run.Ledger.Listed(0);
            run.Ledger.Ended(ItemFailure.From(error), target.Given, error.Attempts);
            return ItemFailure.From(error).EndsRun ?? (error.Kind == FailureKind.Network ? error : null);
        }
        foreach (ListedObject found in page.Objects)
        {
            if (found.Key != at.Key || found.Version!.Id != id)
                continue;
            run.Ledger.Listed(found.Size ?? 0);
            TreeEntry entry = new(ReadOnlyMemory<byte>.Empty, found.Size, found.LastModified) { Object = found };
            if (IsWanted(target, entry, at.Key.ToString()))
                run.Offer(new RemoveBatch(run, target.Client, at, [Identifier(entry)]));
            return null;
        }
        run.Ledger.Listed(0);
        run.Ledger.Ended(OutcomeKind.Missing, target.Given, null, "NoSuchVersion", "The object has no such version.");
        return null;
    }

    bool IsWanted(Tree target, in TreeEntry entry, string name)
    {
        if (request.Filter.LeftOut(name, entry.Size, entry.Modified) is { } leftOut)
        {
            run.Ledger.Ended(leftOut.Kind, target.At(entry), null, leftOut.Code, leftOut.Message);
            return false;
        }
        if (_exceeds)
            run.Ledger.Ended(request.DryRun ? DeletionLimit.Exceeded : DeletionLimit.Stays, target.At(entry));
        else if (request.DryRun)
            run.Ledger.Planned(target.At(entry), null, entry.Size ?? 0, "Would be removed.");
        return !request.DryRun && !_exceeds;
    }

    bool Flush(S3Tree tree, ref List<ObjectIdentifier> batch, RemovalCheck? check)
    {
        if (batch.Count == 0)
            return true;
        List<ObjectIdentifier> objects = batch;
        batch = [];
        return run.Offer(new RemoveBatch(run, tree.Client, tree.Place, objects, check));
    }
}
