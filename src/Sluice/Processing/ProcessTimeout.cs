using System.Globalization;

namespace Sluice.Processing;

/// <summary>How long a program may take: a time, or a share of what the programs before it took.</summary>
/// <param name="Time">A time, more than zero; null where a share is meant.</param>
/// <param name="PercentOfMedian">Percent of the median of those that ended well, more than 100, once there are ten of them and at least a second; null where a time is meant.</param>
public sealed record ProcessTimeout(TimeSpan? Time, double? PercentOfMedian)
{
    /// <summary>What is wrong with it; null for nothing.</summary>
    public string? Problem => Time <= TimeSpan.Zero ? "A timeout of 0 would end every program at once; leave it out for none."
        : PercentOfMedian <= 100 ? "A timeout of at most 100% of the median would end every second program; give more."
        : null;

    /// <summary>Reads <c>30s</c>, <c>500ms</c>, <c>5m</c>, <c>2h</c> or <c>200%</c>.</summary>
    public static bool TryParse(string text, out ProcessTimeout timeout)
    {
        timeout = new ProcessTimeout(null, null);
        int unit = text.AsSpan().LastIndexOfAnyInRange('0', '9') + 1;
        if (!double.TryParse(text.AsSpan(0, unit), NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out double number) || number is not (>= 0 and <= 1e9))
            return false;
        if (text[unit..] == "%")
        {
            timeout = new ProcessTimeout(null, number);
            return true;
        }
        double? seconds = text[unit..] switch { "ms" => number / 1000, "s" => number, "m" or "min" => number * 60, "h" => number * 3600, _ => null };
        // A century of seconds: more is no time that a program takes, and no TimeSpan.
        if (seconds is not { } value || value > 100 * 365 * 86400.0)
            return false;
        timeout = new ProcessTimeout(TimeSpan.FromSeconds(value), null);
        return true;
    }
}
