using System.Globalization;
using System.Text.Json.Nodes;
using Sluice.Administration.Documents;
using Sluice.S3;

namespace Sluice.Administration.Lifecycle;

/// <summary>One rule of a lifecycle (S3 User Guide, "Lifecycle configuration elements").</summary>
public sealed record BucketLifecycleRule
{
    BucketLifecycleRule(string id) => Id = id;

    /// <summary>Its ID; its place in the document (<c>#1</c>) when it has none.</summary>
    public string Id { get; }

    /// <summary>Its Status is Enabled.</summary>
    public bool IsEnabled { get; private init; }

    /// <summary>It matches keys that begin so; empty for all.</summary>
    public string Prefix { get; private init; } = "";

    /// <summary>It matches objects with certain tags only. Listings do not tell tags, so a forecast counts what could match at most.</summary>
    public bool HasTags { get; private init; }

    // S3 User Guide, "Transitioning objects using Amazon S3 Lifecycle", of TransitionDefaultMinimumObjectSize: what is below 128 KiB goes to two archives all the same.
    internal bool ArchivesSmall { get; private init; }

    internal long? LargerThan { get; private init; }

    internal long? SmallerThan { get; private init; }

    internal int? ExpirationDays { get; private init; }

    internal DateTimeOffset? ExpirationDate { get; private init; }

    internal bool ExpiresMarkers { get; private init; }

    internal int? NoncurrentDays { get; private init; }

    internal int NewerNoncurrent { get; private init; }

    internal int? AbortDays { get; private init; }

    internal IReadOnlyList<LifecycleTransition> Transitions { get; private init; } = [];

    internal IReadOnlyList<LifecycleTransition> OlderTransitions { get; private init; } = [];

    /// <summary>It has no filter: every object matches.</summary>
    internal bool IsOfAll => Prefix.Length == 0 && !HasTags && LargerThan is null && SmallerThan is null;

    /// <summary>It removes objects or older versions.</summary>
    public bool Removes => ExpirationDays is not null || ExpirationDate is not null || NoncurrentDays is not null;

    internal string RemovalInWords => string.Join(", ", ((string?[])
    [
        ExpirationDays is { } days ? $"it is removed {Days(days)} after it was written" : null,
        ExpirationDate is { } date ? string.Create(CultureInfo.InvariantCulture, $"it is removed from {date:yyyy-MM-dd} on") : null,
        NoncurrentDays is { } older ? $"older versions are removed after {Days(older)}" : null,
    ]).OfType<string>());

    /// <summary>The rules of a document; empty for null.</summary>
    public static IReadOnlyList<BucketLifecycleRule> ReadAll(JsonObject? document) => [.. document.Members("Rules").Select((rule, at) => Read(rule, at) with { ArchivesSmall = document.Text("TransitionDefaultMinimumObjectSize") == "varies_by_storage_class" })];

    internal bool Matches(ObjectKey key, long? size) => IsEnabled && key.Bytes.StartsWith(new ObjectKey(Prefix).Bytes)
        && (LargerThan is null || size > LargerThan) && (SmallerThan is null || size < SmallerThan);

    static BucketLifecycleRule Read(JsonNode rule, int at)
    {
        JsonObject? filter = rule.Fields("Filter"), and = filter.Fields("And") ?? filter, expiration = rule.Fields("Expiration"), older = rule.Fields("NoncurrentVersionExpiration");
        return new BucketLifecycleRule(rule.Text("ID") is { Length: > 0 } id ? id : string.Create(CultureInfo.InvariantCulture, $"#{at + 1}"))
        {
            IsEnabled = rule.Text("Status") == "Enabled",
            Prefix = rule.Text("Prefix") ?? and.Text("Prefix") ?? "",
            HasTags = filter?["Tag"] is not null || and?["Tags"] is not null,
            LargerThan = Size(and, "ObjectSizeGreaterThan"),
            SmallerThan = Size(and, "ObjectSizeLessThan"),
            ExpirationDays = expiration.Number("Days"),
            ExpirationDate = Date(expiration),
            ExpiresMarkers = expiration.Text("ExpiredObjectDeleteMarker") == "true",
            NoncurrentDays = older.Number("NoncurrentDays"),
            NewerNoncurrent = older.Number("NewerNoncurrentVersions") ?? 0,
            AbortDays = rule.Fields("AbortIncompleteMultipartUpload").Number("DaysAfterInitiation"),
            Transitions = [.. rule.Members("Transitions").Select(static one => Transition(one, "Days"))],
            OlderTransitions = [.. rule.Members("NoncurrentVersionTransitions").Select(static one => Transition(one, "NoncurrentDays"))],
        };
    }

    static LifecycleTransition Transition(JsonNode one, string days) => new(one.Number(days), Date(one as JsonObject), one.Text("StorageClass") ?? "", one.Number("NewerNoncurrentVersions") ?? 0);

    static long? Size(JsonObject? filter, string name) => long.TryParse(filter.Text(name), NumberStyles.None, CultureInfo.InvariantCulture, out long size) ? size : null;

    static DateTimeOffset? Date(JsonObject? fields) => DateTimeOffset.TryParse(fields.Text("Date"), CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal | DateTimeStyles.AdjustToUniversal, out DateTimeOffset date) ? date : null;

    static string Days(int days) => $"{days:N0} {(days == 1 ? "day" : "days")}";
}
