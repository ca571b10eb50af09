using System.Globalization;

namespace Sluice.Cli.Options;

/// <summary>Ages as people write them: <c>90s</c>, <c>30m</c>, <c>24h</c>, <c>7d</c>.</summary>
static class Age
{
    /// <summary>Reads an age; false when it is none, or longer than a century.</summary>
    public static bool TryParse(string text, out TimeSpan age)
    {
        age = default;
        if (text.Length < 2 || !double.TryParse(text.AsSpan(0, text.Length - 1), NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out double count))
            return false;
        double seconds = count * text[^1] switch { 's' => 1, 'm' => 60, 'h' => 3600, 'd' => 86400, _ => double.NaN };
        // Also false for what is no number.
        if (!(seconds is >= 0 and <= 100 * 365 * 86400.0))
            return false;
        age = TimeSpan.FromSeconds(seconds);
        return true;
    }

    /// <summary>An age for people: "12 s", "5 min", "3 h", "2 d". One of the future, by a clock that went backwards, is none.</summary>
    public static string Format(TimeSpan age) => age switch
    {
        { TotalMinutes: < 1 } => Text(Math.Max(0, age.TotalSeconds), "s"),
        { TotalHours: < 1 } => Text(age.TotalMinutes, "min"),
        { TotalDays: < 2 } => Text(age.TotalHours, "h"),
        _ => Text(age.TotalDays, "d"),
    };

    static string Text(double count, string unit) => string.Create(CultureInfo.InvariantCulture, $"{(long)count:N0} {unit}");
}
