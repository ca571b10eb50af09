using System.Buffers;
using System.Globalization;

namespace Sluice.Cli.Options;

/// <summary>Points in time as people write them: an age (<c>90s</c>, <c>24h</c>, <c>7d</c>, <c>2w</c>, <c>1d12h</c>) or an ISO 8601 date or time.</summary>
static class TimeArgument
{
    // What signatures allow two clocks to differ (S3 API reference, "RequestTimeTooSkewed").
    static readonly TimeSpan MostAhead = TimeSpan.FromMinutes(15);

    static readonly SearchValues<char> NumberCharacters = SearchValues.Create("0123456789.");

    /// <summary>True for what counts from now, and so means another time whenever it is read.</summary>
    public static bool IsRelative(string text) => !text.Contains('-', StringComparison.Ordinal);

    /// <summary>Reads one that lies ahead: a length of time from now on, an ISO 8601 or RFC 3339 date or time, or a date of HTTP (RFC 9110, 5.6.7).</summary>
    public static bool TryParseAhead(string text, TimeProvider clock, out DateTimeOffset moment, out string problem)
    {
        if (DateTimeOffset.TryParseExact(text, "r", CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out moment))
        {
            problem = "";
            return true;
        }
        if (text.Length > 0 && !text.Contains('-', StringComparison.Ordinal) && TryParseAge(text, out TimeSpan length, out problem))
        {
            DateTimeOffset now = clock.GetUtcNow();
            moment = DateTimeOffset.MaxValue - now > length ? now + length : DateTimeOffset.MaxValue;
            return true;
        }
        if (TryParse(text, clock, out moment, out problem))
            return true;
        if (!problem.StartsWith("the unit", StringComparison.Ordinal))
            problem = "write a length of time such as 24h, 7d or 2w, a time such as 2026-11-22T10:30:00Z, or a date as in HTTP.";
        return false;
    }

    /// <summary>Reads one of a store's past. What is still to come is refused, but for what its clock may be before this one.</summary>
    public static bool TryParsePast(string text, TimeProvider clock, out DateTimeOffset moment, out string problem)
    {
        if (!TryParse(text, clock, out moment, out problem))
            return false;
        if (moment > clock.GetUtcNow() + MostAhead)
            problem = "that is still to come; nobody knows what will be there.";
        return problem.Length == 0;
    }

    static readonly string[] Formats =
    [
        "yyyy-MM-dd", "yyyy-MM-dd'T'HH:mm", "yyyy-MM-dd'T'HH:mm:ss", "yyyy-MM-dd'T'HH:mm:ss.FFFFFFF",
        "yyyy-MM-dd HH:mm", "yyyy-MM-dd HH:mm:ss",
        "yyyy-MM-dd'T'HH:mmK", "yyyy-MM-dd'T'HH:mm:ssK", "yyyy-MM-dd'T'HH:mm:ss.FFFFFFFK", "yyyyMMdd'T'HHmmssK",
    ];

    /// <summary>Reads one. A time without a zone is in the clock's local zone; an age counts back from the clock's now.</summary>
    /// <param name="text">As typed.</param>
    /// <param name="clock">Now, and the local zone.</param>
    /// <param name="moment">The point in time.</param>
    /// <param name="problem">What is wrong and what to write instead; empty when all is well.</param>
    public static bool TryParse(string text, TimeProvider clock, out DateTimeOffset moment, out string problem)
    {
        moment = default;
        problem = "";
        if (text.Length > 0 && !text.Contains('-', StringComparison.Ordinal) && TryParseAge(text, out TimeSpan age, out problem))
        {
            DateTimeOffset now = clock.GetUtcNow();
            moment = now.UtcTicks > age.Ticks ? now - age : DateTimeOffset.MinValue;
            return true;
        }
        if (problem.Length > 0)
            return false;
        if (DateTime.TryParseExact(text, Formats, CultureInfo.InvariantCulture, DateTimeStyles.RoundtripKind, out DateTime time))
        {
            moment = time.Kind switch
            {
                DateTimeKind.Utc => new DateTimeOffset(time, TimeSpan.Zero),
                // A zone was written: read again, because DateTime has turned it into this process's.
                DateTimeKind.Local => DateTimeOffset.ParseExact(text, Formats, CultureInfo.InvariantCulture, DateTimeStyles.None),
                _ => InZone(time, clock.LocalTimeZone),
            };
            return true;
        }
        problem = "write an age such as 90s, 24h, 7d or 2w, or a time such as 2026-11-22 or 2026-11-22T10:30:00Z.";
        return false;
    }

    // The first and last hours of the calendar have no UTC.
    static DateTimeOffset InZone(DateTime time, TimeZoneInfo zone)
    {
        TimeSpan offset = zone.GetUtcOffset(time);
        long utc = time.Ticks - offset.Ticks;
        return utc < 0 ? DateTimeOffset.MinValue : utc > DateTime.MaxValue.Ticks ? DateTimeOffset.MaxValue : new DateTimeOffset(time, offset);
    }

    /// <summary>Reads a length of time, such as <c>1d12h</c>; false, perhaps without a problem, for what is none.</summary>
    public static bool TryParseAge(string text, out TimeSpan age, out string problem)
    {
        age = default;
        problem = "";
        decimal seconds = 0;
        ReadOnlySpan<char> rest = text;
        while (!rest.IsEmpty)
        {
            int digits = rest.IndexOfAnyExcept(NumberCharacters);
            // No unit, or no number: perhaps a date.
            if (digits <= 0 || !decimal.TryParse(rest[..digits], NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out decimal number))
            {
                if (digits < 0 && decimal.TryParse(rest, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out _))
                    problem = $"the unit is missing: {text}s, {text}m, {text}h, {text}d or {text}w?";
                return false;
            }
            int unit = rest[digits] switch { 's' => 1, 'm' => 60, 'h' => 3600, 'd' => 86_400, 'w' => 604_800, _ => 0 };
            if (unit == 0)
            {
                if (rest[digits] is 'M' or 'y' or 'Y')
                    problem = "months and years have no one length; write days (30d, 365d).";
                return false;
            }
            if (number > 400_000_000)
            {
                problem = "that is longer than the calendar.";
                return false;
            }
            seconds += number * unit;
            rest = rest[(digits + 1)..];
        }
        // The calendar has 3.2e11 seconds; more are as good as that.
        age = new TimeSpan((long)(Math.Min(seconds, 320_000_000_000) * TimeSpan.TicksPerSecond));
        return true;
    }
}
