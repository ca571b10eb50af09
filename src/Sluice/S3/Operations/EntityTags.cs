namespace Sluice.S3.Operations;

/// <summary>Entity tags as stores write them: in quotes, without, and with the mark of weak ones (RFC 9110, 8.8.3).</summary>
internal static class EntityTags
{
    /// <summary>True when both are there and tag the same, however they are written.</summary>
    public static bool AreSame(string? a, string? b) => a is not null && b is not null && Bare(a).SequenceEqual(Bare(b));

    /// <summary>In quotes, as answers' headers have it; null when there is none.</summary>
    public static string? Quoted(string? tag) => tag is null || tag.StartsWith('"') || tag.StartsWith("W/", StringComparison.Ordinal) ? tag : $"\"{tag}\"";

    /// <summary>What is between the quotes.</summary>
    public static ReadOnlySpan<char> Bare(string tag) => (tag.StartsWith("W/", StringComparison.Ordinal) ? tag.AsSpan(2) : tag).Trim('"');
}
