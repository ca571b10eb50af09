using System.Globalization;
using System.Xml.Linq;
using Sluice.Endpoint.Http;
using Sluice.Endpoint.Storage;
using Sluice.Endpoint.Xml;

namespace Sluice.Endpoint.Configurations;

/// <summary>One rule of a lifecycle document (S3 User Guide, "Lifecycle configuration elements"). Expiry is carried out on demand; transitions are only kept.</summary>
sealed record LifecycleRule
{
    const int MostRules = 1000;
    const int LongestId = 255;

    public required string Id { get; init; }

    public required bool IsEnabled { get; init; }

    public required string Prefix { get; init; }

    public IReadOnlyList<KeyValuePair<string, string>> Tags { get; init; } = [];

    /// <summary>Objects larger than this, in bytes; null: any.</summary>
    public long? LargerThan { get; init; }

    /// <summary>Objects smaller than this, in bytes; null: any.</summary>
    public long? SmallerThan { get; init; }

    public int? ExpirationDays { get; init; }

    public DateTimeOffset? ExpirationDate { get; init; }

    /// <summary>Delete markers that hide nothing go too.</summary>
    public bool ExpiresMarkers { get; init; }

    public int? NoncurrentDays { get; init; }

    /// <summary>So many of the newest noncurrent versions stay.</summary>
    public int NewerNoncurrent { get; init; }

    public int? AbortUploadsDays { get; init; }

    /// <summary>Throws <see cref="RefusalException"/> (MalformedXML, InvalidArgument). A rule without an id is given one.</summary>
    public static IReadOnlyList<LifecycleRule> ReadAll(XElement document)
    {
        document.Allow("Rule");
        List<LifecycleRule> rules = [];
        HashSet<string> ids = new(StringComparer.Ordinal);
        foreach (XElement element in document.Children("Rule"))
        {
            if (element.Text("ID") is null or "")
            {
                element.Child("ID")?.Remove();
                element.AddFirst(DocumentXml.New("ID", Guid.NewGuid().ToString("n")));
            }
            LifecycleRule rule = Read(element);
            if (!ids.Add(rule.Id))
                throw new RefusalException(Refusal.InvalidArgument("Rule ID must be unique. Found same ID for more than one rule"));
            rules.Add(rule);
        }
        return rules.Count is > 0 and <= MostRules ? rules : throw new RefusalException(Refusal.MalformedXml);
    }

    /// <summary>True when the object is one of those the rule is for.</summary>
    public bool Covers(KeptObject stored) => IsEnabled
        && System.Text.Encoding.UTF8.GetString(stored.Key.Bytes).StartsWith(Prefix, StringComparison.Ordinal)
        && (LargerThan is null || stored.Size > LargerThan) && (SmallerThan is null || stored.Size < SmallerThan)
        && Tags.All(stored.Description.Tags.Contains);

    /// <summary>When a current object expires: S3 rounds up to the next midnight UTC. Null when the rule does not say.</summary>
    public DateTimeOffset? ExpiryOf(KeptObject stored) => ExpirationDays is { } days ? MidnightAfter(stored.LastModified, days) : ExpirationDate;

    public static DateTimeOffset MidnightAfter(DateTimeOffset time, int days) => new DateTimeOffset(time.UtcDateTime.Date, TimeSpan.Zero).AddDays(days + 1);

    static LifecycleRule Read(XElement rule)
    {
        rule.Allow("ID", "Status", "Prefix", "Filter", "Expiration", "NoncurrentVersionExpiration", "AbortIncompleteMultipartUpload", "Transition", "NoncurrentVersionTransition");
        string id = rule.Text("ID")!;
        if (id.Length > LongestId)
            throw new RefusalException(Refusal.InvalidArgument("ID length should not exceed allowed limit of 255"));
        string? status = rule.Text("Status");
        if (status is not ("Enabled" or "Disabled") || rule.Child("Prefix") is not null == rule.Child("Filter") is not null)
            throw new RefusalException(Refusal.MalformedXml);
        if (!rule.Elements().Any(static e => e.Name.LocalName is "Expiration" or "NoncurrentVersionExpiration" or "AbortIncompleteMultipartUpload" or "Transition" or "NoncurrentVersionTransition"))
            throw new RefusalException(Refusal.InvalidRequest("At least one action needs to be specified in a rule."));
        XElement? filter = rule.Child("Filter");
        if (filter is not null && filter.Elements().Count() > 1)
            throw new RefusalException(Refusal.MalformedXml);
        XElement? conditions = filter?.Child("And") ?? filter;
        conditions?.Allow("Prefix", "Tag", "ObjectSizeGreaterThan", "ObjectSizeLessThan");
        XElement? expiration = rule.Child("Expiration"), noncurrent = rule.Child("NoncurrentVersionExpiration"), abort = rule.Child("AbortIncompleteMultipartUpload");
        expiration?.Allow("Days", "Date", "ExpiredObjectDeleteMarker");
        if (expiration is not null && expiration.Elements().Count() != 1)
            throw new RefusalException(Refusal.MalformedXml);
        return new LifecycleRule
        {
            Id = id,
            IsEnabled = status == "Enabled",
            Prefix = rule.Text("Prefix") ?? conditions?.Text("Prefix") ?? "",
            Tags = conditions is null ? [] : [.. conditions.Children("Tag").Select(static t => new KeyValuePair<string, string>(t.Text("Key") ?? throw new RefusalException(Refusal.MalformedXml), t.Text("Value") ?? ""))],
            LargerThan = conditions is null ? null : Size(conditions, "ObjectSizeGreaterThan"),
            SmallerThan = conditions is null ? null : Size(conditions, "ObjectSizeLessThan"),
            ExpirationDays = expiration is null ? null : Days(expiration, "Days", least: 1),
            ExpirationDate = expiration is null ? null : Date(expiration),
            ExpiresMarkers = expiration?.Text("ExpiredObjectDeleteMarker") == "true",
            NoncurrentDays = noncurrent is null ? null : Days(noncurrent, "NoncurrentDays", least: 1) ?? throw new RefusalException(Refusal.MalformedXml),
            NewerNoncurrent = noncurrent is null ? 0 : Days(noncurrent, "NewerNoncurrentVersions", least: 1) ?? 0,
            AbortUploadsDays = abort is null ? null : Days(abort, "DaysAfterInitiation", least: 1) ?? throw new RefusalException(Refusal.MalformedXml),
        };
    }

    public static int? Days(XElement action, string name, int least) => action.Text(name) is not { } text ? null
        : !int.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out int days) ? throw new RefusalException(Refusal.MalformedXml)
        : days >= least ? days
        : throw new RefusalException(Refusal.InvalidArgument($"'{name}' for the action must be a positive integer"));

    static long? Size(XElement conditions, string name) => conditions.Text(name) is not { } text ? null
        : long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out long size) ? size : throw new RefusalException(Refusal.MalformedXml);

    public static DateTimeOffset? Date(XElement action)
    {
        if (action.Text("Date") is not { } text)
            return null;
        if (!text.Contains('-', StringComparison.Ordinal) || !DateTimeOffset.TryParse(text, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal | DateTimeStyles.AdjustToUniversal, out DateTimeOffset date))
            throw new RefusalException(Refusal.MalformedXml);
        return date.TimeOfDay == TimeSpan.Zero ? date : throw new RefusalException(Refusal.InvalidArgument("'Date' must be at midnight GMT"));
    }
}
