using System.Text.Json.Nodes;
using Sluice.Administration;
using Sluice.Administration.Lifecycle;
using Sluice.Cli.Options;
using Sluice.Cli.Output;
using Sluice.Cli.Progress;
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

    /// <summary>Adds all that is there to forecasts, with progress where it takes long; the error that kept it from being all.</summary>
    public Failure? AddTo(bool keepsVersions, params ReadOnlySpan<LifecycleForecast> forecasts)
    {
        long listed = 0;
        using ObjectLister lister = new(client, new ListObjectsRequest(bucket.Bucket), new ListingOptions { Order = ListingOrder.Sorted, Versions = keepsVersions }, session.Stop);
        using ProgressView? view = ProgressView.For(session, new CountText(() => Volatile.Read(ref listed), session.Clock, "listing", keepsVersions ? "version" : "object"));
        while (lister.TryNext(out ListObjectsPage page))
        {
            foreach (ListedObject found in page.Objects)
                foreach (LifecycleForecast forecast in forecasts)
                    forecast.Add(found);
            Volatile.Write(ref listed, listed + page.Objects.Count);
        }
        foreach (LifecycleForecast forecast in forecasts)
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

    /// <summary>
    /// What is dangerous of a lifecycle, each as the end of "this ...": the dangers of its rules with what they remove now and soon; and that all of it removes more than is allowed
    /// without asking, and than the lifecycle before.
    /// </summary>
    public IEnumerable<string> Dangers(IReadOnlyList<SettingDanger> dangers, JsonObject after, JsonObject? before, int maxDelete)
    {
        IReadOnlyList<BucketLifecycleRule> rules = BucketLifecycleRule.ReadAll(after);
        if (!rules.Any(static rule => rule.IsEnabled && rule.Removes))
            return dangers.Select(static danger => danger.Sentence);
        if (!KeepsVersions().TryGet(out bool keepsVersions, out S3Error? error))
            return Unknown(dangers, error);
        DateTimeOffset now = session.Clock.GetUtcNow();
        LifecycleForecast forecast = new(rules, keepsVersions, now), already = new(BucketLifecycleRule.ReadAll(before), keepsVersions, now);
        if (AddTo(keepsVersions, forecast, already) is { } failed)
            return Unknown(dangers, failed);
        string noun = keepsVersions ? "version" : "object";
        List<string> told = [.. dangers.Select(danger => $"{danger.Sentence} ({Amounts([.. forecast.Effects.Where(effect => effect.Removes && effect.Rule.Id == danger.Rule)], noun)})")];
        if (forecast.Removed > maxDelete && forecast.Removed > already.Removed)
            told.Add($"{Removed(forecast, keepsVersions)} ({Amounts([.. forecast.Effects.Where(static effect => effect.Removes)], noun)}), which is more than --max-delete {Numbers.Count(maxDelete)}");
        return told;
    }

    /// <summary>What all rules remove or hide together, which <c>--max-delete</c> goes by: "removes or hides 3 versions of 13 B that are there now".</summary>
    public static string Removed(LifecycleForecast forecast, bool keepsVersions)
    {
        LifecycleEffect[] effects = [.. forecast.Effects.Where(static effect => effect.Removes)];
        bool hides = Array.Exists(effects, static effect => effect.Action == LifecycleAction.Hide);
        return $"{(hides ? "removes or hides" : "removes")} {(Array.Exists(effects, static effect => effect.Rule.HasTags) ? "at most " : "")}{Numbers.Count(forecast.Removed, keepsVersions ? "version" : "object")} of {ByteSize.Format(forecast.RemovedBytes)} that {(forecast.Removed == 1 ? "is" : "are")} there now";
    }

    static IEnumerable<string> Unknown(IReadOnlyList<SettingDanger> dangers, Failure error) =>
        [.. dangers.Select(static danger => danger.Sentence), $"removes objects, and how many cannot be told: {error.Message}"];

    static string Amounts(IReadOnlyList<LifecycleEffect> effects, string noun)
    {
        long due = 0, dueBytes = 0, soon = 0, soonBytes = 0, later = 0, laterBytes = 0;
        foreach (LifecycleEffect effect in effects)
        {
            (due, dueBytes, soon, soonBytes) = (due + effect.Due, dueBytes + effect.DueBytes, soon + effect.Soon, soonBytes + effect.SoonBytes);
            (later, laterBytes) = (later + effect.Later - effect.Soon, laterBytes + effect.LaterBytes - effect.SoonBytes);
        }
        string most = effects.Any(static effect => effect.Rule.HasTags) ? "at most " : "";
        string Amount(long count, long bytes) => $"{most}{Numbers.Count(count, noun)} of {ByteSize.Format(bytes)}";
        return due + soon + later == 0 ? $"no {noun} that is there now"
            : $"{Amount(due, dueBytes)} at once, {Amount(soon, soonBytes)} within {LifecycleForecast.SoonDays} days{(later > 0 ? $", {Amount(later, laterBytes)} later" : "")}";
    }
}
