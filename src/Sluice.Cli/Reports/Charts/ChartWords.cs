using System.Globalization;

namespace Sluice.Cli.Reports.Charts;

/// <summary>Round values as an axis names them: without the zeros that the same values have in a table.</summary>
static class ChartWords
{
    /// <summary>A value of an axis.</summary>
    /// <param name="unit">What the axis measures.</param>
    /// <param name="value">The value.</param>
    /// <param name="step">From one name to the next; moments are named by it.</param>
    public static string Of(ChartUnit unit, double value, double step = 0) => value == 0 ? "0" : unit switch
    {
        ChartUnit.Rate => Bytes(value),
        ChartUnit.Share => Number(value * 100) + " %",
        ChartUnit.Time => value < 1e-3 ? Number(value * 1e6) + " µs" : value < 1 ? Number(value * 1e3) + " ms" : Number(value) + " s",
        ChartUnit.Moment => step >= 86_400 ? Number(value / 86_400) + " d" : step >= 3600 ? Number(value / 3600) + " h" : step >= 60 ? Number(value / 60) + " min" : Number(value) + " s",
        _ => Number(value),
    };

    static string Bytes(double value)
    {
        ReadOnlySpan<string> units = ["B/s", "KiB/s", "MiB/s", "GiB/s", "TiB/s", "PiB/s"];
        int unit = 0;
        for (; value >= 1024 && unit < units.Length - 1; unit++)
            value /= 1024;
        return Number(value) + " " + units[unit];
    }

    static string Number(double value) => value.ToString("#,0.######", CultureInfo.InvariantCulture);
}
