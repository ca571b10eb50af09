using System.Text.Json.Nodes;
using Sluice.Administration.Lifecycle;
using Sluice.Cli.Options;
using Sluice.Cli.Output;
using Sluice.Failures;
using Sluice.S3;
using Sluice.Trees.Listing;
using Sluice.Trees.S3;

namespace Sluice.Cli.Commands;

/// <summary>Lists a bucket for the forecast of a lifecycle: versions where it keeps them, and unfinished uploads.</summary>
sealed class LifecycleListing(Session session, S3Client client, S3Location bucket)
{
    /// <summary>Whether the bucket keeps versions; a store that knows nothing of them keeps none.</summary>
    public S3Result<bool> KeepsVersions()
    {
        S3Result<VersioningStatus> status = client.GetBucketVersioning(bucket.Bucket, session.Stop);
        return status.Error is { Kind: not FailureKind.NotSupported } error ? error : status.Error is null && status.Value != VersioningStatus.Off;
    }

    /// <summary>Adds all that is there; the error that kept it from being all.</summary>
    public Failure? AddTo(LifecycleForecast forecast, bool keepsVersions)
    {
        using ObjectLister lister = new(client, new ListObjectsRequest(bucket.Bucket), new ListingOptions { Order = ListingOrder.Sorted, Versions = keepsVersions }, session.Stop);
        while (lister.TryNext(out ListObjectsPage page))
            foreach (ListedObject found in page.Objects)
                forecast.Add(found);
        forecast.End();
        return lister.Error;
    }

    /// <summary>Adds the unfinished uploads; the error that kept it from being all.</summary>
    public Failure? AddUploadsTo(LifecycleForecast forecast)
    {
        UploadLister uploads = new(client, new ListMultipartUploadsRequest(bucket.Bucket), session.Stop);
        while (uploads.TryNext(out MultipartUploadEntry upload))
            forecast.AddUpload(upload.Key, upload.Initiated);
        return uploads.Error;
    }

    /// <summary>What a lifecycle removes, as the end of "this ..."; null when it is no more than is allowed without asking, or than the lifecycle before removes.</summary>
    public string? Removal(JsonObject after, JsonObject? before, int maxDelete)
    {
        IReadOnlyList<BucketLifecycleRule> rules = BucketLifecycleRule.ReadAll(after);
        if (!rules.Any(static rule => rule.IsEnabled && rule.Removes))
            return null;
        if (!KeepsVersions().TryGet(out bool keepsVersions, out S3Error? error))
            return $"removes objects, and how many cannot be told: {error.Message}";
        DateTimeOffset now = session.Clock.GetUtcNow();
        LifecycleForecast forecast = new(rules, keepsVersions, now), already = new(BucketLifecycleRule.ReadAll(before), keepsVersions, now);
        using ObjectLister lister = new(client, new ListObjectsRequest(bucket.Bucket), new ListingOptions { Order = ListingOrder.Sorted, Versions = keepsVersions }, session.Stop);
        while (lister.TryNext(out ListObjectsPage page))
            foreach (ListedObject found in page.Objects)
            {
                forecast.Add(found);
                already.Add(found);
            }
        forecast.End();
        already.End();
        if (lister.Error is { } failed)
            return $"removes objects, and how many cannot be told: {failed.Message}";
        if (forecast.Removed <= maxDelete || forecast.Removed <= already.Removed)
            return null;
        string which = rules.Any(static rule => rule.HasTags) ? "at most " : "";
        return $"removes {which}{Numbers.Count(forecast.Removed, keepsVersions ? "version" : "object")} of {ByteSize.Format(forecast.RemovedBytes)} that are there now, which is more than --max-delete {Numbers.Count(maxDelete)}";
    }
}
