using System.Globalization;
using Sluice.Benchmarking;
using Sluice.Cli.Options;
using Sluice.Failures;

namespace Sluice.Cli.Output;

/// <summary>A benchmark's result for people, 80 columns wide, or as a narrower terminal is. What was not measured is a dash.</summary>
static class BenchTable
{
    const int Widest = 79, LabelWidth = 12, ColumnWidth = 13;

    // Below this an object costs more by its request than by its bytes.
    const long BytesDominate = 64 << 10;

    static readonly (string Label, Func<Distribution, double> Of)[] Rows =
    [
        ("mean", static d => d.Mean), ("sd", static d => d.StandardDeviation), ("min p0", static d => d.P0), ("p5", static d => d.P5), ("p25", static d => d.P25),
        ("p50", static d => d.P50), ("p75", static d => d.P75), ("p90", static d => d.P90), ("p95", static d => d.P95), ("p99", static d => d.P99), ("max p100", static d => d.P100),
    ];

    /// <summary>The lines.</summary>
    /// <param name="result">What was measured.</param>
    /// <param name="paint">How it is coloured.</param>
    /// <param name="width">Cells of the terminal's lines: columns without room come below the others.</param>
    public static IEnumerable<string> Lines(BenchResult result, Paint paint, int width = int.MaxValue)
    {
        width = Math.Min(width, Widest);
        yield return result.Total.Failed == 0 ? paint.Green(Headline(result)) : $"{paint.Red("Incomplete:")} {Headline(result)}";
        yield return paint.Bold(Rates(result));
        yield return "";
        foreach (string line in Distributions(result, paint, Math.Max(1, (width - LabelWidth) / ColumnWidth)))
            yield return line;
        yield return "";
        foreach ((string label, string text) in Facts(result))
            foreach (string line in Wrap(label, text, paint, width))
                yield return line;
        foreach (string remark in result.Remarks)
            foreach (string line in Wrap("remark", remark, paint, width))
                yield return line;
    }

    static string Headline(BenchResult result)
    {
        BenchTotals total = result.Total;
        string what = result.Operation switch
        {
            BenchOperation.List => Numbers.Count(total.Objects, "key") + " listed",
            BenchOperation.Mixed => Numbers.Count(total.Objects, "operation") + " done",
            BenchOperation.Copy => Numbers.Count(total.Objects, "object") + " copied",
            BenchOperation.Upload => Numbers.Count(total.Objects, "object") + " uploaded",
            _ => Numbers.Count(total.Objects, "object") + " downloaded",
        };
        string bytes = total.Bytes > 0 ? $", {ByteSize.Format(total.Bytes)}" : "";
        return $"{what}{bytes} in {Numbers.Seconds(TimeSpan.FromSeconds(total.Seconds))}";
    }

    static string Rates(BenchResult result)
    {
        BenchTotals total = result.Total;
        string bytes = total.Bytes > 0 ? $"{Numbers.Rate(total.BytesPerSecond)}, {Numbers.Bits(total.BytesPerSecond)}, " : "";
        return $"{bytes}{Numbers.PerSecond(total.ObjectsPerSecond)} {Noun(result)}s/s";
    }

    static string Noun(BenchResult result) => result.Operation switch { BenchOperation.List => "key", BenchOperation.Mixed => "operation", _ => "object" };

    static IEnumerable<string> Distributions(BenchResult result, Paint paint, int room)
    {
        (string Title, Distribution? Values, Func<double, string> Show)[] columns =
        [
            ("per object", result.ObjectThroughput, Numbers.Rate), ("per second", result.SecondThroughput, Numbers.Rate), ("in bits", result.SecondThroughput, Numbers.Bits),
            ("first byte", result.FirstByte, Numbers.Time), ("latency", result.Latency, Numbers.Time),
        ];
        bool isFirst = true;
        foreach ((string Title, Distribution? Values, Func<double, string> Show)[] shown in columns.Chunk(room))
        {
            if (!isFirst)
                yield return "";
            isFirst = false;
            yield return paint.Dim(Row("", shown.Select(static column => column.Title)));
            foreach ((string label, Func<Distribution, double> of) in Rows)
                yield return paint.Dim(label.PadRight(LabelWidth)) + Row("", shown.Select(column => column.Values is { } values ? column.Show(of(values)) : "-"))[LabelWidth..];
            yield return paint.Dim(Row("values", shown.Select(static column => column.Values is { } values ? Numbers.Count(values.Count) : "-")));
        }
    }

    static string Row(string label, IEnumerable<string> cells) => label.PadRight(LabelWidth) + string.Concat(cells.Select(static cell => cell.PadLeft(ColumnWidth)));

    static IEnumerable<(string Label, string Text)> Facts(BenchResult result)
    {
        BenchTotals total = result.Total;
        BenchMachine machine = result.Machine;
        BenchSettings settings = result.Settings;
        string objects = settings.Objects == 0 ? "" : $" of {Numbers.Count(settings.Objects, Noun(result))}";
        string each = settings.ObjectSize is { } size ? $", {ByteSize.Format(size)} each" : "";
        yield return ("rounds", $"{Numbers.Count(result.Iterations.Count)} full{objects}{each}; warm-up {Numbers.Seconds(TimeSpan.FromSeconds(settings.WarmUp))}");
        yield return ("requests", $"{Numbers.Count(total.Requests)} sent, {Numbers.Retries(total.Retries)}, {Numbers.Count(total.Throttles)} asked to slow down, {Numbers.Count(total.Connections, "connection")}");
        if (total.Failed > 0)
            yield return ("failed", Numbers.Count(total.Failed, "object"));
        yield return ("CPU", Cpu(result));
        string allocated = total.AllocatedBytesPerObject is { } per ? $", {ByteSize.Format(per)} allocated per {Noun(result)}" : "";
        yield return ("memory", $"peak {ByteSize.Format(total.PeakMemory)}{allocated}; GC {Numbers.Time(total.GcPause)} in {Numbers.Count(total.Collections.Sum(), "collection")}{Generations(total)}");
        yield return ("settings", Settings(settings, result.Timeline is [.., { } last] ? last.Concurrency : null));
        yield return ("endpoint", $"{settings.Endpoint}, {settings.Target}{(machine.Server is { } server ? $", {server}" : "")}");
        yield return ("network", machine.Interface is { } nic ? $"{nic}, {(machine.InterfaceSpeed is { } speed ? Numbers.Bits(speed / 8.0) : "speed unknown")}" : "unknown");
        yield return ("machine", $"{(machine.Cpu is { } cpu ? cpu + ", " : "")}{Numbers.Count(machine.Cores, "core")}, {ByteSize.Format(machine.Memory)}; {machine.System}; {machine.Runtime}; sluice {machine.Sluice}");
    }

    static string Cpu(BenchResult result)
    {
        BenchTotals total = result.Total;
        List<string> terms = [];
        double all = Math.Max(total.UserCpu + total.SystemCpu, double.Epsilon);
        // Per GiB where bytes dominate; a copy moves none through this process.
        if (result.Operation != BenchOperation.Copy && total.Bytes >= total.Objects * (double)BytesDominate)
            Add(total.CpuPerGiB, "per GiB");
        else
            Add(total.CpuPerThousandObjects, $"per 1,000 {Noun(result)}s");
        terms.Add(string.Create(CultureInfo.InvariantCulture, $"{total.UserCpu:0.00} s user + {total.SystemCpu:0.00} s system in all"));
        return string.Join("; ", terms);

        void Add(double? cost, string unit)
        {
            if (cost is { } value)
                terms.Add(string.Create(CultureInfo.InvariantCulture, $"{value:0.00} CPU-s {unit} ({value * total.UserCpu / all:0.00} user + {value * total.SystemCpu / all:0.00} system)"));
        }
    }

    static string Generations(BenchTotals total) => total.Collections.Sum() == 0 ? "" : $" ({string.Join(" + ", total.Collections.Select(static count => Numbers.Count(count)))} of generations 0 to {total.Collections.Count - 1})";

    static string Settings(BenchSettings settings, int? inFlight)
    {
        List<string> pinned = [];
        Add("concurrency", settings.Concurrency);
        Add("file parallelism", settings.FileParallelism);
        Size("part size", settings.PartSize);
        Add("max connections", settings.MaxConnections);
        Add("I/O threads", settings.IoThreads);
        Size("chunk size", settings.ChunkSize);
        string given = pinned.Count == 0 ? $"all found while running{(inFlight is { } requests ? $": {Numbers.Count(requests, "request")} in flight at the end" : "")}" : string.Join(", ", pinned) + "; the rest found while running";
        return $"{given}{(settings.SaveTo is { } to ? to == "null" ? "; saved nowhere" : $"; saved to {DisplayText.Of(to)}" : "")}{(settings.Validate ? "" : "; checksums left out")}";

        void Add(string name, int? value)
        {
            if (value is { } given)
                pinned.Add($"{name} {Numbers.Count(given)}");
        }

        void Size(string name, long? value)
        {
            if (value is { } given)
                pinned.Add($"{name} {ByteSize.Format(given)}");
        }
    }

    // A label, and text that goes on below itself; at the left where there is next to no room behind labels.
    static IEnumerable<string> Wrap(string label, string text, Paint paint, int width)
    {
        string line = "", left = label.PadRight(LabelWidth), below = new(' ', width < 2 * LabelWidth ? 2 : LabelWidth);
        foreach (string word in text.Split(' '))
        {
            if (line.Length > 0 && left.Length + line.Length + 1 + word.Length > width)
            {
                yield return paint.Dim(left) + line;
                (left, line) = (below, "");
            }
            line += line.Length == 0 ? word : " " + word;
        }
        yield return paint.Dim(left) + line;
    }
}
