using Sluice.Cli.Options;
using Sluice.Cli.Output;
using Sluice.Cli.Progress;
using Sluice.Failures;
using Sluice.S3;
using Sluice.Trees;
using Sluice.Trees.Listing;
using Sluice.Trees.S3;

namespace Sluice.Cli.Commands;

/// <summary>Asks before an undo to a time when nothing was there: it would hide all that is there now.</summary>
sealed class EmptyPast(Session session, ClientDefaults connection, DateTimeOffset to)
{
    /// <summary>The exit code where that is not wanted, or nobody can be asked; null where the undo may go on. What cannot be listed is for the undo to tell.</summary>
    public int? Refuse(IReadOnlyList<Location> targets, bool recursive, bool dryRun)
    {
        using S3ClientFactory clients = session.OpenClients(connection);
        foreach (Location target in targets)
        {
            if (target.InStore is not { } place || !(recursive || place.Key.IsEmpty || place.Key.Bytes[^1] == '/'))
                continue;
            S3Client client = clients.For(place.Profile);
            ObjectKey prefix = recursive ? place.Key.AsPrefix() : place.Key;
            if (Count(client, place.Bucket, prefix, to, most: 1) is not { Objects: 0 } || Count(client, place.Bucket, prefix, at: null, long.MaxValue) is not { Objects: > 0 } now)
                continue;
            string danger = $"nothing was there at that time, and this undo hides {(now.Objects == 1 ? "the" : "all")} {Numbers.Count(now.Objects, "object")} of {KnownBytes.TextBehindOf(now.Bytes, now.Unsized, now.Objects)} that {(now.Objects == 1 ? "is" : "are")} there now";
            if (dryRun)
                session.Errors.Warning($"{place}: {danger}.");
            else if (!Confirmation.Ask(session, $"{place}: {danger}. Go on?", "--yes", "Nothing was changed."))
                return ExitCode.Usage;
        }
        return session.Stop.IsCancellationRequested ? session.Stopped() : null;
    }

    // What is there, now or then, up to a number; null where that cannot be told.
    UsageSum? Count(S3Client client, string bucket, ObjectKey prefix, DateTimeOffset? at, long most)
    {
        long objects = 0, untold = 0;
        UsageSum sum = default;
        using ObjectLister lister = new(client, new ListObjectsRequest(bucket) { Prefix = prefix }, new ListingOptions { Order = ListingOrder.Any, At = at }, session.Stop);
        using ProgressView? view = ProgressView.For(session, new CountText(() => Volatile.Read(ref objects), session.Clock, "listing", "object"));
        while (objects < most && lister.TryNext(out ListObjectsPage page))
        {
            foreach (ListedObject found in page.Objects)
                sum = sum.With(found.Size);
            untold += page.Untold.Count;
            Volatile.Write(ref objects, objects + page.Objects.Count);
        }
        return lister.Error is null && untold == 0 ? sum : null;
    }
}
