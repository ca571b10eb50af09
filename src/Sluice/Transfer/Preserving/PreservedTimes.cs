using System.Globalization;
using Sluice.S3;

namespace Sluice.Transfer.Preserving;

/// <summary>
/// The time of a file's last write, as metadata of its object keeps it: <c>mtime</c> in seconds since 1970 with up to
/// nine decimals (rclone, s3fs) or as RFC 3339, or inside <c>s3cmd-attrs</c>. What others wrote there is not trusted:
/// anything else counts as absent.
/// </summary>
internal static class PreservedTimes
{
    /// <summary>The metadata key, as rclone names it.</summary>
    public const string Key = "mtime";

    const long NanosecondsPerSecond = 1_000_000_000;
    const int NanosecondsPerTick = 100;

    // What .NET has a date for, and what file systems keep at most: a long of nanoseconds ends in 2262.
    static readonly Int128 First = (Int128)(DateTimeOffset.MinValue - DateTimeOffset.UnixEpoch).Ticks * NanosecondsPerTick;
    static readonly Int128 Last = (Int128)(DateTimeOffset.MaxValue - DateTimeOffset.UnixEpoch).Ticks * NanosecondsPerTick + NanosecondsPerTick - 1;

    /// <summary>The preserved time, in the 100 ns that .NET counts in, rounded down; null when there is none.</summary>
    public static DateTimeOffset? Of(ObjectAttributes attributes) =>
        NanosecondsOf(attributes) is { } nanoseconds ? FromNanoseconds(nanoseconds) : null;

    /// <summary>The preserved time in nanoseconds since 1970, of the years 1 to 9999; null when there is none.</summary>
    public static Int128? NanosecondsOf(ObjectAttributes attributes)
    {
        foreach ((string name, string value) in attributes.Metadata)
            if (name.Equals(Key, StringComparison.OrdinalIgnoreCase) && Parse(value) is { } time)
                return time;
        return S3cmdAttributes.Field(attributes, Key) is { } field ? Parse(field) : null;
    }

    /// <summary>The time as .NET has it, rounded down.</summary>
    public static DateTimeOffset FromNanoseconds(Int128 nanoseconds)
    {
        (Int128 ticks, Int128 rest) = Int128.DivRem(nanoseconds, NanosecondsPerTick);
        return DateTimeOffset.UnixEpoch.AddTicks((long)ticks - (rest < 0 ? 1 : 0));
    }

    /// <summary>A time of .NET in nanoseconds since 1970.</summary>
    public static Int128 Nanoseconds(DateTimeOffset time) => (Int128)(time - DateTimeOffset.UnixEpoch).Ticks * NanosecondsPerTick;

    /// <summary>Writes a time as rclone does: seconds, and decimals without zeros at the end.</summary>
    public static string Format(Int128 nanoseconds)
    {
        UInt128 size = (UInt128)(nanoseconds < 0 ? -nanoseconds : nanoseconds);
        string seconds = (size / NanosecondsPerSecond).ToString(CultureInfo.InvariantCulture);
        string decimals = (size % NanosecondsPerSecond).ToString("D9", CultureInfo.InvariantCulture).TrimEnd('0');
        return (nanoseconds < 0 ? "-" : "") + seconds + (decimals.Length > 0 ? "." + decimals : "");
    }

    /// <summary>Reads either form; null for anything else.</summary>
    public static Int128? Parse(ReadOnlySpan<char> text)
    {
        text = text.Trim();
        if (text.Length > 40)
            return null;
        if (text.Length > 10 && text[4..].Contains('-'))
            return ParseDate(text);
        bool negative = text.StartsWith("-", StringComparison.Ordinal);
        if (negative)
            text = text[1..];
        int point = text.IndexOf('.');
        ReadOnlySpan<char> whole = point < 0 ? text : text[..point];
        if (!long.TryParse(whole, NumberStyles.None, CultureInfo.InvariantCulture, out long seconds) || point >= 0 && !AreDigits(text[(point + 1)..]))
            return null;
        long fraction = 0;
        for (int at = 0; at < 9; at++)
            fraction = fraction * 10 + (point >= 0 && point + 1 + at < text.Length ? text[point + 1 + at] - '0' : 0);
        Int128 total = (Int128)seconds * NanosecondsPerSecond + fraction;
        total = negative ? -total : total;
        return total >= First && total <= Last ? total : null;
    }

    static Int128? ParseDate(ReadOnlySpan<char> text)
    {
        if (!DateTimeOffset.TryParse(text, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out DateTimeOffset time))
            return null;
        return Nanoseconds(time);
    }

    static bool AreDigits(ReadOnlySpan<char> text) => text.Length > 0 && text.IndexOfAnyExceptInRange('0', '9') < 0;
}
