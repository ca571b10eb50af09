using Sluice.Cli.Limits;

namespace Sluice.Cli.Progress;

/// <summary>A running command as <c>sluice top</c> sees it.</summary>
/// <param name="Running">What it last said.</param>
/// <param name="Rates">Bytes per second of each look, the latest last; never negative.</param>
/// <param name="ItemsPerSecond">Since the look before.</param>
sealed record TopSample(RunningRecord Running, IReadOnlyList<double> Rates, double ItemsPerSecond)
{
    /// <summary>Looks whose rates are kept.</summary>
    public const int MostRates = 12;

    /// <summary>Bytes per second since the look before.</summary>
    public double Rate => Rates.Count > 0 ? Rates[^1] : 0;

    /// <summary>The next look at the same command.</summary>
    public static TopSample From(RunningRecord now, TopSample? before)
    {
        double seconds = before is null ? 0 : now.Seconds - before.Running.Seconds;
        if (seconds <= 0)
            return new TopSample(now, before?.Rates ?? [], before?.ItemsPerSecond ?? 0);
        double rate = Math.Max(0, now.Bytes - before!.Running.Bytes) / seconds;
        return new TopSample(now, [.. before.Rates.TakeLast(MostRates - 1), rate], Math.Max(0, now.Items - before.Running.Items) / seconds);
    }
}
