using System.Text.Json;
using Sluice.Failures;

namespace Sluice.Benchmarking.Comparing;

/// <summary>What changed from one result to another.</summary>
public sealed record BenchComparison
{
    /// <summary>Figure by figure. The first is what <see cref="Interval"/> is of.</summary>
    public required IReadOnlyList<ComparedFigure> Figures { get; init; }

    /// <summary>The ratio of the first figure, B over A; null when there is too little to say how sure it is.</summary>
    public RatioInterval? Interval { get; init; }

    /// <summary>What makes the results less comparable: sentences for people, fit for a terminal.</summary>
    public required IReadOnlyList<string> Warnings { get; init; }

    /// <summary>True when B is slower than A by more than the tolerance, and the whole interval says so.</summary>
    public required bool IsRegression { get; init; }

    /// <summary>Compares two results of one operation.</summary>
    /// <param name="a">What was.</param>
    /// <param name="b">What is.</param>
    /// <param name="options">Tolerance, confidence and seed.</param>
    /// <exception cref="ArgumentException">The results are of different operations.</exception>
    public static BenchComparison Create(BenchResult a, BenchResult b, ComparisonOptions options)
    {
        if (a.Operation != b.Operation)
            throw new ArgumentException("Results of different operations have nothing to compare.", nameof(b));
        bool byBytes = a.Total.Bytes > 0 && b.Total.Bytes > 0;
        RatioInterval? interval = ThroughputRatio.Create(a, b, byBytes, options, out string reason);
        List<string> warnings = [.. Differences("settings", SettingsOf(a), SettingsOf(b)), .. Differences("machine", MachineOf(a), MachineOf(b)), .. Shortcomings("A", a), .. Shortcomings("B", b)];
        if (interval is null)
            warnings.Add($"There is no confidence interval: {reason}. No regression is concluded.");
        return new BenchComparison
        {
            Figures = FiguresOf(a, b, byBytes),
            Interval = interval,
            Warnings = warnings,
            IsRegression = interval is not null && interval.High < 1 - options.Tolerance,
        };
    }

    static ComparedFigure[] FiguresOf(BenchResult a, BenchResult b, bool byBytes)
    {
        ComparedFigure objects = Figure(a.Operation == BenchOperation.List ? "keys per second" : "objects per second", FigureUnit.PerSecond, a, b, static result => result.Total.ObjectsPerSecond, more: true);
        ComparedFigure throughput = Figure("throughput", FigureUnit.BytesPerSecond, a, b, static result => result.Total.BytesPerSecond, more: true);
        return
        [
            .. byBytes ? (ComparedFigure[])[throughput, objects] : [objects],
            Figure("throughput of seconds, p5", FigureUnit.BytesPerSecond, a, b, static result => result.SecondThroughput?.P5, more: true),
            Figure("throughput of seconds, p50", FigureUnit.BytesPerSecond, a, b, static result => result.SecondThroughput?.P50, more: true),
            Figure("throughput of seconds, p95", FigureUnit.BytesPerSecond, a, b, static result => result.SecondThroughput?.P95, more: true),
            Figure("throughput of objects, p50", FigureUnit.BytesPerSecond, a, b, static result => result.ObjectThroughput?.P50, more: true),
            Figure("time to first byte, p50", FigureUnit.Seconds, a, b, static result => result.FirstByte?.P50),
            Figure("time to first byte, p99", FigureUnit.Seconds, a, b, static result => result.FirstByte?.P99),
            Figure("time to last byte, p50", FigureUnit.Seconds, a, b, static result => result.Latency?.P50),
            Figure("time to last byte, p99", FigureUnit.Seconds, a, b, static result => result.Latency?.P99),
            Figure("CPU time per GiB", FigureUnit.Seconds, a, b, static result => result.Total.CpuPerGiB),
            Figure("CPU time per 1,000 objects", FigureUnit.Seconds, a, b, static result => result.Total.CpuPerThousandObjects),
            Figure("peak memory", FigureUnit.Bytes, a, b, static result => result.Total.PeakMemory),
            Figure("allocated per object", FigureUnit.Bytes, a, b, static result => result.Total.AllocatedBytesPerObject),
            Figure("pauses of the collector", FigureUnit.Seconds, a, b, static result => result.Total.GcPause),
            Figure("requests", FigureUnit.Count, a, b, static result => result.Total.Requests),
            Figure("retries", FigureUnit.Count, a, b, static result => result.Total.Retries),
            Figure("throttles", FigureUnit.Count, a, b, static result => result.Total.Throttles),
            Figure("connections", FigureUnit.Count, a, b, static result => result.Total.Connections),
        ];
    }

    static ComparedFigure Figure(string name, FigureUnit unit, BenchResult a, BenchResult b, Func<BenchResult, double?> value, bool more = false) =>
        new(name, unit, value(a), value(b), more);

    static IEnumerable<string> Shortcomings(string side, BenchResult result)
    {
        if (result.Total.Failed > 0)
            yield return $"In {side} {result.Total.Failed} objects failed.";
        foreach (string remark in result.Remarks)
            yield return $"{side}: {DisplayText.Of(remark)}";
    }

    // Compared as they are written, so that no setting is forgotten. Another version is what one compares for.
    static IEnumerable<string> Differences(string what, JsonElement a, JsonElement b) =>
        from name in a.EnumerateObject().Concat(b.EnumerateObject()).Select(static member => member.Name).Distinct()
        let valueA = TextOf(a, name)
        let valueB = TextOf(b, name)
        where valueA != valueB && name != "sluice"
        select $"The {what} differ{(what == "machine" ? "s" : "")} in {name}: {valueA} in A, {valueB} in B.";

    static string TextOf(JsonElement element, string name) => element.TryGetProperty(name, out JsonElement value) ? DisplayText.Of(value.ToString()) : "not set";

    static JsonElement SettingsOf(BenchResult result) => JsonSerializer.SerializeToElement(result.Settings, ResultJson.OneLine.BenchSettings);

    static JsonElement MachineOf(BenchResult result) => JsonSerializer.SerializeToElement(result.Machine, ResultJson.OneLine.BenchMachine);
}
