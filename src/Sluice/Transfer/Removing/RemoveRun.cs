using System.Text;
using Sluice.Engine;
using Sluice.Engine.Scheduling;
using Sluice.Failures;
using Sluice.S3;
using Sluice.Transfer.Copying;
using Sluice.Transfer.FilesFrom;
using Sluice.Transfer.Items;
using Sluice.Trees;
using Sluice.Trees.Listing;
using Sluice.Trees.S3;

namespace Sluice.Transfer.Removing;

/// <summary>The listing side of a removal: finds the objects of each target and offers them in batches.</summary>
internal sealed class RemoveRun(RemoveRequest request, TransferContext run, S3ClientFactory clients)
{
    /// <summary>Lists everything; the error that ended the listing early, or null.</summary>
    public Failure? Produce()
    {
        foreach (S3Location target in request.Targets)
        {
            Failure? error = CopySource.Of(target, request.Recursive || request.Names is not null) is PrefixSource prefix
                ? request.Names is { } names ? ProduceNames(prefix, names) : ProducePrefix(prefix)
                : ProduceObject(target);
            if (error is not null)
                return error;
        }
        return null;
    }

    S3Error? ProducePrefix(PrefixSource source)
    {
        S3Client client = clients.For(source.Location.Profile);
        List<ObjectKey> batch = [];
        using RemovalCheck check = new(client, source.Location with { Key = source.Prefix });
        using PrefixObjects objects = new(client, source, request.DryRun ? ListingOrder.SortedWherePossible : ListingOrder.Any, run.Token);
        while (objects.TryNext(out ListedObject listed))
        {
            ReadOnlyMemory<byte> name = listed.Key.Memory[source.NameStart..];
            if (request.Filter.Needs(listed.Size, listed.LastModified))
            {
                if (!OfferNamed(client, source.Location with { Key = listed.Key, IsLiteral = true }, name.ToArray(), check))
                    return null;
                continue;
            }
            if (!Take(source.Location, listed.Key, listed.Size, listed.LastModified, Encoding.UTF8.GetString(name.Span)))
                continue;
            batch.Add(listed.Key);
            if (batch.Count >= RemoveBatch.SizeFor(client) && !Flush(client, source.Location, ref batch, check))
                return null;
        }
        if (objects.Error is { } error)
            return error;
        // A bucket that is empty already is what was asked for; of a prefix nobody knows whether it was ever there.
        if (!objects.Any && (source.IsGlob || !source.Prefix.IsEmpty))
        {
            run.Ledger.Listed(0);
            (string code, string message) = AbsentName.OfPrefix(client, source, run.Token);
            run.Ledger.Ended(OutcomeKind.Missing, source.Location, null, code, message);
        }
        if (Flush(client, source.Location, ref batch, check) && run.Drain())
            check.Look(run.Token);
        return null;
    }

    Failure? ProduceNames(PrefixSource source, NameList list)
    {
        S3Client client = clients.For(source.Location.Profile);
        S3Location root = source.Location with { Key = source.Prefix, IsLiteral = true };
        BucketCheck bucket = new(client, root.Bucket);
        using NameFeed names = new(run, list, root);
        using RemovalCheck check = new(client, root, lists: false);
        while (names.TryNext(out byte[] name))
        {
            run.Ledger.Listed(0);
            if (!run.Offer(new NamedObject(run, client, root, name, bucket, (found, within) => Remove(found, within, check))))
                break;
        }
        if (run.Drain())
            check.Look(run.Token);
        return names.Error;
    }

    bool OfferNamed(S3Client client, S3Location at, byte[] name, RemovalCheck check)
    {
        run.Ledger.Listed(0);
        return run.Offer(new NamedObject(run, client, at, [], new BucketCheck(client, at.Bucket), (found, _) => Remove(found, name, check)));
    }

    // On a worker's thread. A batch would have to wait for others to be found.
    void Remove(ObjectSource found, ReadOnlyMemory<byte> name, RemovalCheck check)
    {
        if (IsWanted(found.Location, found.Size, found.LastModified, Encoding.UTF8.GetString(name.Span)))
            run.Add(new RemoveBatch(run, found.Client, found.Location, [found.Key], check));
    }

    Failure? ProduceObject(S3Location target)
    {
        S3Client client = clients.For(target.Profile);
        S3Result<ObjectInfo> head = client.HeadObject(new HeadObjectRequest(target.Bucket, target.Key) { ChecksumMode = false }, run.Token);
        // S3 answers a DELETE of nothing with success: only a HEAD tells that the key was mistyped. Refused HEADs do not stand in the way.
        if (head.Error is { } error && error.Kind is not (FailureKind.Denied or FailureKind.BadRequest))
        {
            if (error.Kind == FailureKind.Canceled)
                return null;
            error = AbsentName.OfObject(client, target, error, run.Token);
            ItemFailure failure = ItemFailure.Of(error);
            run.Ledger.Listed(0);
            run.Ledger.Ended(failure, target, error.Attempts);
            return failure.EndsRun ?? (error.Kind == FailureKind.Network ? error : null);
        }
        if (!Take(target, target.Key, head.Error is null ? head.Value.TotalLength : null, head.Error is null ? head.Value.LastModified : null, target.Key.ToString()))
            return null;
        List<ObjectKey> batch = [target.Key];
        using RemovalCheck check = new(client, target, lists: false);
        if (Flush(client, target, ref batch, check) && run.Drain())
            check.Look(run.Token);
        return null;
    }

    bool Take(S3Location location, ObjectKey key, long? size, DateTimeOffset? modified, string name)
    {
        run.Ledger.Listed(size ?? 0);
        return IsWanted(location with { Key = key }, size, modified, name);
    }

    bool IsWanted(S3Location at, long? size, DateTimeOffset? modified, string name)
    {
        if (!request.Filter.Accepts(name, size, modified))
        {
            run.Ledger.Ended(OutcomeKind.Skipped, at, null, "Filtered", "Left out by a filter.");
            return false;
        }
        if (request.DryRun)
        {
            run.Ledger.Planned(at, null, size ?? 0, "Would be removed.");
            return false;
        }
        return true;
    }

    bool Flush(S3Client client, S3Location location, ref List<ObjectKey> batch, RemovalCheck? check = null)
    {
        if (batch.Count == 0)
            return true;
        List<ObjectKey> keys = batch;
        batch = [];
        return run.Offer(new RemoveBatch(run, client, location, keys, check));
    }
}
