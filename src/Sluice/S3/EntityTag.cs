namespace Sluice.S3;

/// <summary>
/// The one form in which ETags are compared. Stores and proxies send one tag in many: in quotes or without, quotes as
/// entities, weakened (<c>W/</c>, RFC 9110, 8.8.3), with white space, the hexadecimal digits of an MD5 in upper case.
/// </summary>
internal static class EntityTag
{
    const string Quote = "&quot;";

    // 32 digits of an MD5, alone or before the number of parts.
    const int Md5Digits = 32;

    static readonly System.Buffers.SearchValues<char> HexDigits = System.Buffers.SearchValues.Create("0123456789abcdefABCDEF");

    /// <summary>True when both are there and tag the same: an absent tag is equal to none, also not to another absent one.</summary>
    public static bool AreSame(string? a, string? b)
    {
        if (a is null || b is null)
            return false;
        ReadOnlySpan<char> one = Core(a), other = Core(b);
        return IsMd5(one) ? one.Equals(other, StringComparison.OrdinalIgnoreCase) : one.SequenceEqual(other);
    }

    /// <summary>The tag; null for one with nothing in it, which tells nothing apart.</summary>
    public static string? OrNull(string? tag) => tag is null || Core(tag).IsEmpty ? null : tag;

    /// <summary>The form that is compared, as text; null for no tag.</summary>
    public static string? Normal(string? tag)
    {
        if (tag is null)
            return null;
        ReadOnlySpan<char> core = Core(tag);
        return IsMd5(core) ? core.ToString().ToLowerInvariant() : core.ToString();
    }

    /// <summary>
    /// The form that a condition is sent in: quoted, as the store gave what is between the quotes. Not weakened: If-Match
    /// compares strongly (RFC 9110, 13.1.1), so that a weak tag, which proxies make, would never match.
    /// </summary>
    public static string? Condition(string? tag)
    {
        if (tag is null or "*")
            return tag;
        ReadOnlySpan<char> core = Core(tag);
        return core.Length + 2 == tag.Length && tag[0] == '"' ? tag : $"\"{core}\"";
    }

    /// <summary>What is between the quotes.</summary>
    public static ReadOnlySpan<char> Core(ReadOnlySpan<char> tag)
    {
        tag = tag.Trim();
        if (tag.StartsWith("W/", StringComparison.OrdinalIgnoreCase) && tag.Length > 2 && (tag[2] == '"' || tag[2..].StartsWith(Quote)))
            tag = tag[2..];
        while (true)
        {
            ReadOnlySpan<char> before = tag;
            if (tag.StartsWith(Quote))
                tag = tag[Quote.Length..];
            if (tag.EndsWith(Quote))
                tag = tag[..^Quote.Length];
            tag = tag.Trim('"').Trim();
            // Quotes that were put around a weak tag.
            if (tag.StartsWith("W/\"", StringComparison.OrdinalIgnoreCase) || tag.StartsWith($"W/{Quote}", StringComparison.OrdinalIgnoreCase))
                tag = tag[2..];
            if (tag.Length == before.Length)
                return tag;
        }
    }

    static bool IsMd5(ReadOnlySpan<char> core) => core.Length >= Md5Digits && !core[..Md5Digits].ContainsAnyExcept(HexDigits)
        && (core.Length == Md5Digits || core[Md5Digits] == '-');
}
