using System.Globalization;
using Sluice.Failures;
using Sluice.Pacing;

namespace Sluice.Cli.Options;

/// <summary>
/// Rates as people write them: <c>10MB/s</c> (the <c>/s</c> may be left out, the unit may not), <c>off</c>, and timetables:
/// <c>08:00,10MB/s 18:00,off Sat-00:00,off</c>.
/// </summary>
static class RateText
{
    // Below a kilobyte a second a run would only seem to hang.
    const long Least = 1000;
    const int MostChanges = 1000;
    const double LeastRequests = 0.1;
    const double MostRequests = 1_000_000;

    static readonly char[] Blanks = [' ', '\t', ';'];

    /// <summary>Reads a bandwidth; a null schedule means no limit.</summary>
    public static bool TryParse(string text, out RateSchedule? schedule, out string problem)
    {
        schedule = null;
        if (!text.Contains(',', StringComparison.Ordinal))
        {
            if (!TryRate(text.Trim(), out double? rate, out problem))
                return false;
            schedule = rate is { } perSecond ? RateSchedule.Constant(perSecond) : null;
            return true;
        }
        List<RateChange> changes = [];
        foreach (string entry in text.Split(Blanks, StringSplitOptions.RemoveEmptyEntries))
        {
            if (!TryChange(entry, out RateChange change, out problem))
            {
                problem = $"'{DisplayText.Of(entry)}': {problem}";
                return false;
            }
            changes.Add(change);
        }
        if (changes.Count > MostChanges)
        {
            problem = $"a timetable has {MostChanges:N0} changes at most.";
            return false;
        }
        try
        {
            schedule = RateSchedule.From(changes);
        }
        catch (ArgumentException)
        {
            problem = "two changes are at the same time.";
            return false;
        }
        problem = "";
        return true;
    }

    /// <summary>Reads requests per second; a null schedule means no limit.</summary>
    public static bool TryParseRequests(string text, out RateSchedule? schedule, out string problem)
    {
        schedule = null;
        problem = "";
        if (IsOff(text))
            return true;
        if (double.TryParse(text, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out double rate) && rate is >= LeastRequests and <= MostRequests)
        {
            schedule = RateSchedule.Constant(rate);
            return true;
        }
        problem = "give a number from 0.1 to 1,000,000, or off.";
        return false;
    }

    /// <summary>As it can be read again.</summary>
    public static string Format(RateSchedule? schedule) => schedule switch
    {
        null => "off",
        { Changes: [{ Day: null, At.Ticks: 0 } always] } => Format(always.PerSecond),
        _ => string.Join(' ', schedule.Changes.Select(static change => string.Create(CultureInfo.InvariantCulture,
            $"{(change.Day is { } day ? day.ToString()[..3] + "-" : "")}{change.At:HH\\:mm},{Format(change.PerSecond)}"))),
    };

    /// <summary>The rate in the largest unit that divides it.</summary>
    public static string Format(double? perSecond)
    {
        if (perSecond is not { } rate)
            return "off";
        ReadOnlySpan<(string Unit, double Bytes)> units = [("GiB", 1L << 30), ("GB", 1e9), ("MiB", 1L << 20), ("MB", 1e6), ("KiB", 1L << 10), ("KB", 1e3)];
        foreach ((string unit, double bytes) in units)
            if (rate >= bytes && rate * 1000 / bytes % 1 == 0)
                return string.Create(CultureInfo.InvariantCulture, $"{rate / bytes:0.###}{unit}/s");
        return string.Create(CultureInfo.InvariantCulture, $"{rate:0}B/s");
    }

    static bool TryChange(string entry, out RateChange change, out string problem)
    {
        change = default;
        int comma = entry.IndexOf(',', StringComparison.Ordinal);
        if (comma < 0)
        {
            problem = "write the time, a comma and the rate, such as 08:00,10MB/s or Sat-00:00,off.";
            return false;
        }
        ReadOnlySpan<char> time = entry.AsSpan(0, comma);
        int dash = time.IndexOf('-');
        DayOfWeek? day = dash < 0 ? null : DayOf(time[..dash]);
        if (dash >= 0 && day is null)
        {
            problem = "the day is one of Mon, Tue, Wed, Thu, Fri, Sat, Sun.";
            return false;
        }
        if (!TimeOnly.TryParseExact(time[(dash + 1)..], "HH:mm", CultureInfo.InvariantCulture, DateTimeStyles.None, out TimeOnly at))
        {
            problem = "the time has the form HH:MM, from 00:00 to 23:59.";
            return false;
        }
        if (!TryRate(entry[(comma + 1)..], out double? rate, out problem))
            return false;
        change = new RateChange(day, at, rate);
        return true;
    }

    static bool TryRate(string text, out double? rate, out string problem)
    {
        rate = null;
        problem = "";
        if (IsOff(text))
            return true;
        string size = text.EndsWith("/s", StringComparison.OrdinalIgnoreCase) ? text[..^2] : text;
        if (size.EndsWith('b') && size.Any(char.IsAsciiLetterUpper))
        {
            problem = $"{text} is bits by custom, and rates are bytes here: 10MB/s is 80 megabits a second.";
            return false;
        }
        if (!ByteSize.TryParse(size, out long bytes, out problem))
            return false;
        if (bytes < Least)
        {
            problem = bytes == 0 ? "nothing would ever arrive; write off for no limit." : "1KB/s is the least.";
            return false;
        }
        rate = bytes;
        return true;
    }

    static bool IsOff(string text) => text.Trim().Equals("off", StringComparison.OrdinalIgnoreCase);

    static DayOfWeek? DayOf(ReadOnlySpan<char> name)
    {
        foreach (DayOfWeek day in Enum.GetValues<DayOfWeek>())
            if (name.Equals(day.ToString(), StringComparison.OrdinalIgnoreCase) || name.Equals(day.ToString().AsSpan(0, 3), StringComparison.OrdinalIgnoreCase))
                return day;
        return null;
    }
}
