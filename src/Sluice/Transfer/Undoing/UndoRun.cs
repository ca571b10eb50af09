using Sluice.Engine;
using Sluice.Failures;
using Sluice.S3;
using Sluice.Transfer.Copying;
using Sluice.Transfer.Items;
using Sluice.Transfer.Removing;
using Sluice.Trees;
using Sluice.Trees.Listing;
using Sluice.Trees.S3;

namespace Sluice.Transfer.Undoing;

/// <summary>
/// The listing side of an undo: of each key all versions, of these the one that was there and the one that is there now, and what makes
/// one of the other. Nothing is lost by it: what is there now becomes an older version.
/// </summary>
internal sealed class UndoRun(UndoRequest request, IReadOnlyList<S3Tree> targets, TransferContext run, TreeContext context)
{
    bool _exceeds;

    readonly ObjectAttributes _attributes = request.CustomerKey is { } key ? new() { Sse = new SseOptions { CustomerKey = key, CopySourceCustomerKey = key } } : ObjectAttributes.None;

    /// <summary>Lists everything; why it ended early, or null.</summary>
    public Failure? Produce()
    {
        Failure? excess = request.MaxDelete is { } limit ? Excess(limit) : null;
        // What cannot be listed is not known to be too much. What is too much is an item all the same, and stays.
        if (excess is { Code: not DeletionLimit.TooMany })
            return excess;
        _exceeds = excess is not null;
        foreach (S3Tree target in targets)
            if (Produce(target) is { } failure)
                return failure;
        return excess;
    }

    Failure? Produce(S3Tree target)
    {
        // 1 Where nothing older is kept, what is overwritten is lost.
        S3Location place = target.Place;
        if (!target.Client.GetBucketVersioning(place.Bucket, run.Token).TryGet(out VersioningStatus versioning, out S3Error? error))
            return error;
        if (versioning != VersioningStatus.Enabled)
            return Failure.Local("NotVersioned", $"s3://{DisplayText.Of(place.Bucket)} keeps no versions ({(versioning == VersioningStatus.Off ? "versioning was never on" : "versioning is suspended")}): what an undo would overwrite would be lost.");
        // 2 Key by key.
        Location bucket = place with { Key = default, IsLiteral = false };
        ObjectTransferFactory copies = new(run, new CopyRequest { Sources = [target.Given], Destination = bucket, DryRun = request.DryRun, Attributes = _attributes, Carried = CarriedAttributes.All, SourceCustomerKey = request.CustomerKey }, bucket.OpenPlace(context, asContainer: true).Objects!, isPrefix: true);
        List<ObjectIdentifier> hidden = [];
        using RemovalCheck check = new(target.Client, place);
        Failure? ended = ForEachKey(target, versions => Take(target, versions, copies, hidden, check), out bool any);
        if (run.Token.IsCancellationRequested)
            return null;
        if (ended is null && !any && !place.Key.IsEmpty)
        {
            run.Ledger.Listed(0);
            run.Ledger.Ended(OutcomeKind.Missing, target.Given, null, "NoMatch", $"There is nothing of this name, and no older version of it.{Begun(target)}");
        }
        if (hidden.Count > 0)
            run.Offer(new RemoveBatch(run, target.Client, place, hidden, check));
        if (run.Drain())
            check.Look(run.Token);
        return ended;
    }

    // A prefix ends at a slash, as for cp; what was typed may be the beginning of names.
    string Begun(S3Tree target) => target.Given.InStore is { Key: var typed } given && typed != target.Place.Key
        && target.Client.ListObjectVersions(new ListObjectsRequest(given.Bucket) { Prefix = typed, MaxKeys = 1 }, run.Token) is { Error: null, Value.Objects.Count: > 0 }
        ? $" But names begin so: '{given with { Key = typed.Append("*"u8) }}' takes them." : "";

    // The versions of one key at a time, newest first, until it was stopped; why the listing broke off, or null.
    Failure? ForEachKey(S3Tree target, Func<List<ListedObject>, bool> take, out bool any)
    {
        using TreeListing listing = target.WithVersions(time: null).List(TreeQuery.Sorted, run.Token);
        List<ListedObject> versions = [];
        any = false;
        while (listing.TryNext(out TreeEntry entry))
        {
            any = true;
            ListedObject found = entry.Object!.Value;
            if (versions.Count > 0 && versions[0].Key != found.Key)
            {
                if (!take(versions))
                    return null;
                versions.Clear();
            }
            versions.Add(found);
        }
        if (listing.Error is null && versions.Count > 0 && !run.Token.IsCancellationRequested)
            take(versions);
        return listing.Error;
    }

    // Nothing is done before all that would go is known to be allowed.
    Failure? Excess(DeletionLimit limit)
    {
        long items = 0, wanted = 0;
        foreach (S3Tree target in targets)
        {
            Failure? ended = ForEachKey(target, versions =>
            {
                if (!versions[0].Version!.IsDeleteMarker)
                {
                    items++;
                    TreeEntry shown = EntryOf(target, versions[0]);
                    wanted += VersionHistory.TryFind(versions, 0, versions.Count, request.To, out ListedObject? then) && then is null && request.Filter.Decide(shown.Text, shown.Size, shown.Modified) != false ? 1 : 0;
                }
                return !run.Token.IsCancellationRequested;
            }, out _);
            if (ended is not null)
                return ended;
        }
        return limit.Allows(wanted, items) ? null
            : Failure.Local(DeletionLimit.TooMany, string.Create(System.Globalization.CultureInfo.InvariantCulture, $"Nothing {(request.DryRun ? "would be" : "was")} undone: {wanted:N0} of {items:N0} would go, for they were not there, and --max-delete allows {limit}."));
    }

    // False when the run was stopped.
    bool Take(S3Tree target, List<ListedObject> versions, ObjectTransferFactory copies, List<ObjectIdentifier> hidden, RemovalCheck check)
    {
        ListedObject? now = versions[0].Version!.IsDeleteMarker ? null : versions[0];
        bool isTold = VersionHistory.TryFind(versions, 0, versions.Count, request.To, out ListedObject? then);
        TreeEntry shown = EntryOf(target, then ?? versions[0]);
        run.Ledger.Listed(then?.Size ?? 0);
        if (request.Filter.LeftOut(shown.Text, shown.Size, shown.Modified) is { } leftOut)
            return End(leftOut.Kind, target.At(shown), leftOut.Code, leftOut.Message);
        if (!isTold)
            return End(OutcomeKind.Failed, target.At(shown.Name.Span), ObjectListing.Untold.Code, ObjectListing.Untold.Message);
        if (then?.Version!.Id == now?.Version!.Id)
            return End(OutcomeKind.Skipped, target.At(shown), "Same", then is null ? "It was not there, and is not." : "It is what it was.");
        if (_exceeds)
            return End(OutcomeKind.Skipped, target.At(shown), request.DryRun ? DeletionLimit.Exceeded.Code : DeletionLimit.Stays.Code, request.DryRun ? DeletionLimit.Exceeded.Message : "It stays as it is: more would go than the limit of removals allows.");
        if (then is not { } past)
            return Hide(target, now!.Value, hidden, check);
        if (request.RemoveMarkers && now is null && versions.TakeWhile(version => version.Version != past.Version).All(static version => version.Version!.IsDeleteMarker))
            return Show(target, versions, past, check);
        return Restore(ObjectSource.From(target, EntryOf(target, past)), now is { } current ? ObjectSource.From(target, EntryOf(target, current)) : null, copies);
    }

    bool Hide(S3Tree target, in ListedObject now, List<ObjectIdentifier> hidden, RemovalCheck check)
    {
        if (request.DryRun)
        {
            run.Ledger.CountHidden(1);
            return Plan(target.At(EntryOf(target, now)), 0, "Would be hidden by a delete marker: it was not there.");
        }
        hidden.Add(new ObjectIdentifier(now.Key));
        if (hidden.Count < RemoveBatch.SizeFor(target.Client))
            return !run.Token.IsCancellationRequested;
        List<ObjectIdentifier> batch = [.. hidden];
        hidden.Clear();
        return run.Offer(new RemoveBatch(run, target.Client, target.Place, batch, check));
    }

    // The newest markers are on top: each that goes is an item, and the first of them the key's own.
    bool Show(S3Tree target, List<ListedObject> versions, ListedObject past, RemovalCheck check)
    {
        List<ObjectIdentifier> markers = [.. versions.TakeWhile(version => version.Version != past.Version).Select(static version => new ObjectIdentifier(version.Key, version.Version!.Id))];
        if (request.DryRun)
            return Plan(target.At(EntryOf(target, past)), 0, $"Its delete marker would be removed: that brings it back.");
        for (int more = 1; more < markers.Count; more++)
            run.Ledger.Listed(0);
        return run.Offer(new RemoveBatch(run, target.Client, target.Place, markers, check));
    }

    bool Restore(ObjectSource past, ObjectSource? now, ObjectTransferFactory copies)
    {
        // The same bytes may have other metadata; a copy of them for nothing would be one more version at each run.
        if (now is not null && now.Size == past.Size && now.ETag is not null && EntityTag.AreSame(now.ETag, past.ETag))
            return run.Offer(new RestoreCheck(run, past, now, () =>
            {
                lock (copies)
                    if (copies.Make(past, past.Key.Bytes) is { } copy)
                        run.Add(copy);
            }));
        WorkItem? transfer;
        lock (copies)
            transfer = copies.Make(past, past.Key.Bytes);
        return transfer is null ? !run.Token.IsCancellationRequested : run.Offer(transfer);
    }

    bool Plan(Location from, long bytes, string message)
    {
        run.Ledger.Planned(from, null, bytes, message);
        return !run.Token.IsCancellationRequested;
    }

    bool End(OutcomeKind kind, Location from, string code, string message)
    {
        run.Ledger.Ended(kind, from, null, code, message);
        return !run.Token.IsCancellationRequested;
    }

    static TreeEntry EntryOf(S3Tree target, in ListedObject found) => new(found.Key.Memory[target.NameStart..], found.Size, found.LastModified) { Object = found };
}
