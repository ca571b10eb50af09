using System.Globalization;
using Sluice.Benchmarking;
using Sluice.Cli.Options;
using Sluice.Cli.Output;

namespace Sluice.Cli.Reports;

/// <summary>The figures of a result as words of a report. What was not measured has none and says so.</summary>
static class ReportFigures
{
    const string Unknown = "unknown";
    const string Auto = "left to sluice";

    /// <summary>What is looked at first: a name, the figure, and what belongs to it.</summary>
    public static IEnumerable<(string Name, string Figure, string More)> Headline(BenchResult result)
    {
        BenchTotals total = result.Total;
        if (total.Bytes > 0)
            yield return ("Throughput", Numbers.Rate(total.BytesPerSecond), $"{Numbers.Bits(total.BytesPerSecond)}, bytes over wall time");
        yield return (result.Operation == BenchOperation.List ? "Keys" : "Objects", $"{Numbers.PerSecond(total.ObjectsPerSecond)}/s", $"{Numbers.Count(total.Objects)} in {Seconds(total.Seconds)}");
        if (result.FirstByte is { } first)
            yield return ("First byte", Numbers.Time(first.P50), $"median; 99 % within {Numbers.Time(first.P99)}");
        yield return total.CpuPerGiB is { } cpu
            ? ("CPU", $"{Fixed(cpu, 2)} s/GiB", $"{Seconds(total.UserCpu)} user, {Seconds(total.SystemCpu)} system")
            : ("CPU", Seconds(total.UserCpu + total.SystemCpu), $"{Seconds(total.UserCpu)} user, {Seconds(total.SystemCpu)} system");
        yield return ("Peak memory", ByteSize.Format(total.PeakMemory), total.AllocatedBytesPerObject is { } each ? $"{ByteSize.Format(each)} allocated per object" : "");
        yield return ("Requests", Numbers.Count(total.Requests), $"{Numbers.Retries(total.Retries)}, {Numbers.Count(total.Throttles, "throttle")}");
    }

    /// <summary>All totals.</summary>
    public static IEnumerable<(string Name, string Value)> Totals(BenchResult result)
    {
        BenchTotals total = result.Total;
        yield return ("Wall time", Seconds(total.Seconds));
        yield return ("Bytes", $"{ByteSize.Format(total.Bytes)} ({Numbers.Count(total.Bytes)})");
        yield return ("Throughput", total.Bytes == 0 ? "no bytes" : $"{Numbers.Rate(total.BytesPerSecond)} ({Numbers.Bits(total.BytesPerSecond)})");
        yield return (result.Operation == BenchOperation.List ? "Keys" : "Objects", $"{Numbers.Count(total.Objects)} ({Numbers.PerSecond(total.ObjectsPerSecond)}/s)");
        yield return ("Failed", Numbers.Count(total.Failed));
        yield return ("Requests", $"{Numbers.Count(total.Requests)} ({Numbers.PerSecond(total.Seconds > 0 ? total.Requests / total.Seconds : 0)}/s)");
        yield return ("Retries", Numbers.Count(total.Retries));
        yield return ("Throttles", Numbers.Count(total.Throttles));
        yield return ("Connections", Numbers.Count(total.Connections));
        yield return ("CPU, user", Seconds(total.UserCpu));
        yield return ("CPU, system", Seconds(total.SystemCpu));
        yield return ("CPU per GiB", total.CpuPerGiB is { } perGiB ? $"{Fixed(perGiB, 3)} s" : "too few bytes to say");
        yield return ("CPU per 1,000 objects", total.CpuPerThousandObjects is { } perThousand ? $"{Fixed(perThousand, 3)} s" : "no objects");
        yield return ("Peak memory", ByteSize.Format(total.PeakMemory));
        yield return ("Allocated", $"{ByteSize.Format(total.AllocatedBytes)}{(total.AllocatedBytesPerObject is { } each ? $", {ByteSize.Format(each)} per object" : "")}");
        yield return ("Pauses of the garbage collector", Numbers.Time(total.GcPause));
        yield return ("Collections, generation 0 / 1 / 2", string.Join(" / ", total.Collections.Select(static count => Numbers.Count(count))));
    }

    /// <summary>What was asked for.</summary>
    public static IEnumerable<(string Name, string Value)> Settings(BenchSettings settings)
    {
        yield return ("Endpoint", settings.Endpoint);
        yield return ("Target", settings.Target);
        yield return ("Objects", settings.TestObjects
            ? $"{Numbers.Count(settings.Objects)} test objects{(settings.ObjectSize is { } size ? $" of {ByteSize.Format(size)}" : "")}, made for it and removed"
            : $"{Numbers.Count(settings.Objects)} that were there");
        yield return settings.Iterations is { } rounds ? ("Rounds", Numbers.Count(rounds)) : ("Duration", settings.Duration is { } duration ? Seconds(duration) : Auto);
        yield return ("Warm-up, not measured", Seconds(settings.WarmUp));
        yield return ("Concurrency", settings.Concurrency is { } concurrency ? Numbers.Count(concurrency) : Auto);
        yield return ("Objects at the same time", settings.FileParallelism is { } files ? Numbers.Count(files) : Auto);
        yield return ("Part size", settings.PartSize is { } part ? ByteSize.Format(part) : Auto);
        yield return ("Most connections", settings.MaxConnections is { } connections ? Numbers.Count(connections) : Auto);
        yield return ("Threads that write", settings.IoThreads is { } threads ? Numbers.Count(threads) : Auto);
        yield return ("Received before it is written", settings.ChunkSize is { } chunk ? ByteSize.Format(chunk) : Auto);
        yield return ("Saved to", settings.SaveTo switch { null => "does not apply", "null" => "nowhere", var place => place });
        yield return ("Checksums", settings.Validate ? "computed and compared" : "left out");
    }

    /// <summary>Where it ran.</summary>
    public static IEnumerable<(string Name, string Value)> Machine(BenchMachine machine)
    {
        yield return ("sluice", machine.Sluice);
        yield return ("Processor", machine.Cpu ?? Unknown);
        yield return ("Processors it may use", Numbers.Count(machine.Cores));
        yield return ("Memory it may use", ByteSize.Format(machine.Memory));
        yield return ("System", machine.System);
        yield return ("Runtime", machine.Runtime);
        yield return ("Interface to the endpoint", machine.Interface ?? Unknown);
        yield return ("Its speed", machine.InterfaceSpeed is { } speed ? Numbers.Bits(speed / 8.0) : Unknown);
        yield return ("Endpoint calls itself", machine.Server ?? Unknown);
    }

    /// <summary>The distributions that were measured, with the unit of their figures.</summary>
    public static IEnumerable<(string Name, Distribution Values, Func<double, string> Format)> Distributions(BenchResult result)
    {
        if (result.SecondThroughput is { } seconds)
            yield return ("Throughput, each second", seconds, Numbers.Rate);
        if (result.ObjectThroughput is { } objects)
            yield return ("Throughput, each object", objects, Numbers.Rate);
        if (result.FirstByte is { } first)
            yield return ("Time to first byte", first, Numbers.Time);
        if (result.Latency is { } latency)
            yield return ("Time to last byte", latency, Numbers.Time);
    }

    /// <summary>"9.50 s".</summary>
    public static string Seconds(double seconds) => Fixed(seconds, 2) + " s";

    /// <summary>"32.5 %".</summary>
    public static string Share(double share) => Fixed(share * 100, 1) + " %";

    static string Fixed(double value, int digits) => value.ToString("N" + digits.ToString(CultureInfo.InvariantCulture), CultureInfo.InvariantCulture);
}
