using Sluice.Failures;
using Sluice.S3;

namespace Sluice.Transfer;

/// <summary>Headers and metadata as lines, so that two can be compared and what differs be said.</summary>
public static class MetadataText
{
    /// <summary>A line <c>name: value</c> for each header, and <c>x-amz-meta-name: value</c> for each entry of metadata, in the order of their names. Not fit for a terminal as they are.</summary>
    public static IReadOnlyList<string> Lines(ObjectAttributes attributes) =>
    [
        .. Headers(attributes).Where(static header => header.Value is not null).Select(static header => $"{header.Name}: {header.Value}"),
        .. attributes.Metadata.OrderBy(static pair => pair.Key, StringComparer.Ordinal).Select(static pair => $"x-amz-meta-{pair.Key}: {pair.Value}"),
    ];

    /// <summary>What goes, behind a minus, and what comes, behind a plus; fit for a terminal.</summary>
    internal static string Difference(IReadOnlyList<string> before, IReadOnlyList<string> after) =>
        DisplayText.Of(string.Join(", ", before.Except(after).Select(static line => $"-{line}").Concat(after.Except(before).Select(static line => $"+{line}"))));

    /// <summary>Headers by their names; null for one that is not there.</summary>
    public static IEnumerable<(string Name, string? Value)> Headers(ObjectAttributes attributes) =>
    [
        ("cache-control", attributes.CacheControl), ("content-disposition", attributes.ContentDisposition), ("content-encoding", attributes.ContentEncoding), ("content-language", attributes.ContentLanguage),
        ("content-type", attributes.ContentType), ("expires", attributes.Expires), ("storage-class", attributes.StorageClass), ("website-redirect", attributes.WebsiteRedirect),
    ];
}
