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
    readonly TreeQuery _query = new() { Order = request.DryRun ? ListingOrder.SortedWherePossible : ListingOrder.Any, Own = run.Own };

    /// <summary>Lists everything; why it ended early, or null.</summary>
    public Failure? Produce()
    {
        foreach (Tree target in targets)
        {
            Failure? failure = target.Objects is { Shape: TreeShape.One } one ? ProduceObject(one) : Produce(target);
            if (failure is not null)
                return failure;
        }
        return null;
    }

    Failure? Produce(Tree target)
    {
        S3Tree? objects = target.Objects;
        using RemovalCheck? check = objects is null ? null : new(objects.Client, objects.Place, lists: request.Names is null);
        using TreeListing items = request.Names is { } names
            ? target.Named(new NameFeed(names, run.OpenInput, target, areFiles: false, run.Token), _query, run.Token)
            : target.List(_query, run.Token);
        List<ObjectKey> batch = [];
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
        if (objects is not null && Flush(objects, ref batch, check) && run.Drain())
            check!.Look(run.Token);
        return items.Error;
    }

    bool Offer(Tree target, TreeEntry entry, ref List<ObjectKey> batch, RemovalCheck? check)
    {
        // A worker asks for what no listing has told, and each goes by itself: a batch would have to wait for others to be found.
        if (entry.Problem is null && target.Objects is { } asked && (request.Names is not null || target.ListsThePast || request.Filter.Needs(entry.Size, entry.Modified)))
        {
            run.Ledger.Listed(0);
            return run.Offer(new NamedObject(run, asked, entry.Name, found => Remove(asked, found, check, target.ListsThePast ? entry : found)) { IsListed = request.Names is null });
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
        batch.Add(entry.Object!.Value.Key);
        return batch.Count < RemoveBatch.SizeFor(objects.Client) || Flush(objects, ref batch, check);
    }

    // On a worker's thread.
    void Remove(S3Tree tree, in TreeEntry found, RemovalCheck? check, in TreeEntry listed)
    {
        if (IsAnother(found, listed))
            run.Ledger.Ended(OutcomeKind.Changed, tree.At(found), null, "Changed", "It is another one by now than was listed, and stays.");
        else if (IsWanted(tree, found, found.Text))
            run.Add(new RemoveBatch(run, tree.Client, tree.Place, [found.Object!.Value.Key], check));
    }

    // HTTP tells times in whole seconds (RFC 9110, 8.8.2).
    static bool IsAnother(in TreeEntry found, in TreeEntry listed)
    {
        if (listed.Size is { } size && found.Size is { } now && size != now)
            return true;
        if (listed.Object?.ETag is { } etag && found.Object?.ETag is { } tag)
            return !EntityTag.AreSame(etag, tag);
        return listed.Modified is { } modified && found.Modified is { } written && (written - modified).Duration() >= TimeSpan.FromSeconds(1);
    }

    Failure? ProduceObject(S3Tree target)
    {
        S3Location at = target.Place;
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
        if (!IsWanted(target, entry, at.Key.ToString()))
            return null;
        List<ObjectKey> batch = [at.Key];
        using RemovalCheck check = new(target.Client, at, lists: false);
        if (Flush(target, ref batch, check) && run.Drain())
            check.Look(run.Token);
        return null;
    }

    bool IsWanted(Tree target, in TreeEntry entry, string name)
    {
        if (!request.Filter.Accepts(name, entry.Size, entry.Modified))
        {
            run.Ledger.Ended(OutcomeKind.Skipped, target.At(entry), null, "Filtered", "Left out by a filter.");
            return false;
        }
        if (request.DryRun)
        {
            run.Ledger.Planned(target.At(entry), null, entry.Size ?? 0, "Would be removed.");
            return false;
        }
        return true;
    }

    bool Flush(S3Tree tree, ref List<ObjectKey> batch, RemovalCheck? check)
    {
        if (batch.Count == 0)
            return true;
        List<ObjectKey> keys = batch;
        batch = [];
        return run.Offer(new RemoveBatch(run, tree.Client, tree.Place, keys, check));
    }
}
