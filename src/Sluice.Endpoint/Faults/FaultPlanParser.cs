using System.Globalization;
using Sluice.Failures;

namespace Sluice.Endpoint.Faults;

/// <summary>Reads the textual form of a <see cref="FaultPlan"/>.</summary>
static class FaultPlanParser
{
    const string Names = "seed, latency, jitter, bandwidth, slowdown, prefix-rate, error, reset, truncate, corrupt, trickle, trickle-rate, late-error";

    public static bool TryParse(string text, out FaultPlan plan, out IReadOnlyList<string> problems)
    {
        List<string> found = [];
        plan = FaultPlan.None;
        foreach (string setting in text.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries))
        {
            int equals = setting.IndexOf('=', StringComparison.Ordinal);
            string name = equals < 0 ? setting : setting[..equals].TrimEnd();
            string value = equals < 0 ? "" : setting[(equals + 1)..].TrimStart();
            if (Apply(plan, name, value, out string expected) is { } changed)
                plan = changed;
            else
                found.Add(expected.Length == 0
                    ? $"'{DisplayText.Of(name)}' is not a fault; there are {Names}."
                    : $"{name} is '{DisplayText.Of(value)}'; it must be {expected}.");
        }
        problems = found;
        return found.Count == 0;
    }

    static FaultPlan? Apply(FaultPlan plan, string name, string value, out string expected)
    {
        expected = name switch
        {
            "seed" => "a whole number",
            "latency" or "jitter" => "a duration such as 30ms or 1.5s",
            "bandwidth" or "trickle-rate" => "bytes per second such as 1MB/s or 64KiB/s",
            "prefix-rate" => "requests per second such as 100/s",
            "slowdown" or "error" or "reset" or "truncate" or "corrupt" or "trickle" or "late-error" => "a share such as 0.5% or 0.005",
            _ => "",
        };
        return name switch
        {
            "seed" when int.TryParse(value, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out int seed) => plan with { Seed = seed },
            "latency" when Duration(value) is { } time => plan with { Latency = time },
            "jitter" when Duration(value) is { } time => plan with { Jitter = time },
            "bandwidth" when BytesPerSecond(value) is { } rate => plan with { Bandwidth = rate },
            "trickle-rate" when BytesPerSecond(value) is { } rate => plan with { TrickleRate = rate },
            "prefix-rate" when Number(value, "/s") is > 0 and < double.PositiveInfinity and { } rate => plan with { PrefixRate = rate },
            "slowdown" when Share(value) is { } share => plan with { SlowDown = share },
            "error" when Share(value) is { } share => plan with { Error = share },
            "reset" when Share(value) is { } share => plan with { Reset = share },
            "truncate" when Share(value) is { } share => plan with { Truncate = share },
            "corrupt" when Share(value) is { } share => plan with { Corrupt = share },
            "trickle" when Share(value) is { } share => plan with { Trickle = share },
            "late-error" when Share(value) is { } share => plan with { LateError = share },
            _ => null,
        };
    }

    static double? Share(string value)
    {
        double? share = value.EndsWith('%') ? Number(value, "%") / 100 : Number(value, "");
        return share is >= 0 and <= 1 ? share : null;
    }

    /// <summary>An hour at most: a longer wait is a typing error.</summary>
    static TimeSpan? Duration(string value)
    {
        double? seconds = value.EndsWith("ms", StringComparison.Ordinal) ? Number(value, "ms") / 1000 : value.EndsWith('s') ? Number(value, "s") : null;
        return seconds is >= 0 and <= 3600 ? TimeSpan.FromSeconds(seconds.Value) : null;
    }

    static long? BytesPerSecond(string value)
    {
        if (value.EndsWith("/s", StringComparison.Ordinal))
            value = value[..^2];
        (string Unit, double Bytes)[] units = [("KiB", 1 << 10), ("MiB", 1 << 20), ("GiB", 1 << 30), ("kB", 1e3), ("KB", 1e3), ("MB", 1e6), ("GB", 1e9), ("B", 1), ("", 1)];
        foreach ((string unit, double bytes) in units)
        {
            if (value.EndsWith(unit, StringComparison.Ordinal))
                return Number(value, unit) * bytes is >= 1 and <= 1e12 and { } rate ? (long)rate : null;
        }
        return null;
    }

    static double? Number(string value, string unit) =>
        double.TryParse(value.AsSpan(0, value.EndsWith(unit, StringComparison.Ordinal) ? value.Length - unit.Length : value.Length).TrimEnd(), NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out double number)
            ? number
            : null;
}
