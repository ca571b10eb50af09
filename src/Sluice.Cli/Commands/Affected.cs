using Sluice.Administration;
using Sluice.Cli.Options;
using Sluice.Cli.Output;
using Sluice.Cli.Progress;
using Sluice.S3;
using Sluice.Trees.Listing;
using Sluice.Trees.S3;

namespace Sluice.Cli.Commands;

/// <summary>Says how much a danger is about: the objects and bytes below its prefix.</summary>
sealed class Affected(Session session, S3Client client, S3Location bucket)
{
    /// <summary>The danger with its counts.</summary>
    public string Tell(SettingDanger danger)
    {
        if (danger.Prefix is not { } prefix)
            return danger.Sentence;
        long objects = 0;
        UsageSum sum = default;
        using ObjectLister lister = new(client, new ListObjectsRequest(bucket.Bucket) { Prefix = new ObjectKey(prefix) }, new ListingOptions { Order = ListingOrder.Any }, session.Stop);
        using (ProgressView.For(session, new CountText(() => Volatile.Read(ref objects), session.Clock, "listing", "object")))
            while (lister.TryNext(out ListObjectsPage page))
            {
                foreach (ListedObject found in page.Objects)
                    sum = sum.With(found.Size);
                Volatile.Write(ref objects, objects + page.Objects.Count);
            }
        string where = prefix.Length == 0 ? "" : $" below {bucket with { Key = new ObjectKey(prefix) }}";
        return lister.Error is { } error ? $"{danger.Sentence} (how many objects{where} cannot be told: {error.Message})"
            : $"{danger.Sentence} ({Numbers.Count(objects, "object")} of {KnownBytes.TextBehindOf(sum.Bytes, sum.Unsized, sum.Objects)}{where})";
    }
}
