using System.Globalization;
using Sluice.Cli.Options;

namespace Sluice.Cli.Output;

/// <summary>Counts, rates and times for people; the same everywhere, in every locale.</summary>
static class Numbers
{
    /// <summary>1,234,567.</summary>
    public static string Count(long count) => count.ToString("N0", CultureInfo.InvariantCulture);

    /// <summary>"1 object", "2 objects".</summary>
    public static string Count(long count, string noun) => $"{Count(count)} {noun}{(count == 1 ? "" : "s")}";

    /// <summary>"316 MiB/s".</summary>
    public static string Rate(double bytesPerSecond) => ByteSize.Format(bytesPerSecond) + "/s";

    /// <summary>"2.65 Gb/s": bits per second in powers of 1,000, as networks are measured.</summary>
    public static string Bits(double bytesPerSecond)
    {
        ReadOnlySpan<string> units = ["b/s", "kb/s", "Mb/s", "Gb/s", "Tb/s"];
        double bits = bytesPerSecond * 8;
        int unit = 0;
        while (bits >= 999.5 && unit < units.Length - 1)
        {
            bits /= 1000;
            unit++;
        }
        return bits.ToString(unit == 0 || bits >= 99.95 ? "0" : bits >= 9.995 ? "0.0" : "0.00", CultureInfo.InvariantCulture) + " " + units[unit];
    }

    /// <summary>"1 retry", "2 retries".</summary>
    public static string Retries(long count) => count == 1 ? "1 retry" : $"{Count(count)} retries";

    /// <summary>A time that may be short: "85 µs", "1.24 ms", "12.4 s".</summary>
    public static string Time(double seconds)
    {
        (double value, string unit) = seconds switch { 0 => (0, "s"), < 0.001 => (seconds * 1e6, Signs.Current.Micro + "s"), < 1 => (seconds * 1e3, "ms"), _ => (seconds, "s") };
        return value.ToString(value >= 99.95 ? "0" : value >= 9.995 ? "0.0" : "0.00", CultureInfo.InvariantCulture) + " " + unit;
    }

    /// <summary>Objects a second: "1,234" or "3.4".</summary>
    public static string PerSecond(double rate) => rate.ToString(rate < 10 ? "0.0" : "N0", CultureInfo.InvariantCulture);

    /// <summary>"0.42 s", "9.4 s", "2 min 05 s", "1 h 02 min".</summary>
    public static string Seconds(TimeSpan time) => time.TotalSeconds switch
    {
        < 1 => time.TotalSeconds.ToString("0.00", CultureInfo.InvariantCulture) + " s",
        < 60 => time.TotalSeconds.ToString("0.0", CultureInfo.InvariantCulture) + " s",
        < 3600 => string.Create(CultureInfo.InvariantCulture, $"{(int)time.TotalMinutes} min {time.Seconds:00} s"),
        _ => string.Create(CultureInfo.InvariantCulture, $"{(long)time.TotalHours} h {time.Minutes:00} min"),
    };

    /// <summary>"0:05", "12:34", "1:02:03"; for what shrinks while one looks at it.</summary>
    public static string Clock(TimeSpan time) => time.TotalHours >= 1
        ? string.Create(CultureInfo.InvariantCulture, $"{(long)time.TotalHours}:{time.Minutes:00}:{time.Seconds:00}")
        : string.Create(CultureInfo.InvariantCulture, $"{time.Minutes}:{time.Seconds:00}");
}
