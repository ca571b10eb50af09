using System.Globalization;
using Sluice.Cli.Limits;
using Sluice.Cli.Options;
using Sluice.Cli.Output;

namespace Sluice.Cli.Progress;

/// <summary>The lines of <c>sluice top</c>: the sum of all running commands, then a row for each, the fastest first, then what is unfinished.</summary>
static class TopFrame
{
    const int LeastCommand = 16;
    const string Program = "sluice ";

    /// <summary>Draws them.</summary>
    /// <param name="samples">The running commands.</param>
    /// <param name="silent">Those that do not answer.</param>
    /// <param name="unfinished">Runs that wait for somebody to go on with them.</param>
    /// <param name="width">Cells of a line.</param>
    /// <param name="height">Most lines, at least 3; of what does not fit the number is told.</param>
    public static IReadOnlyList<IReadOnlyList<Piece>> Lines(IReadOnlyList<TopSample> samples, IReadOnlyList<SilentRecord> silent, IReadOnlyList<UnfinishedRow> unfinished, int width, int height)
    {
        List<IReadOnlyList<Piece>> lines =
        [
            [
                new(Numbers.Count(samples.Count + silent.Count, "command"), Tone.Strong),
                new($"  {Numbers.Rate(samples.Sum(static sample => sample.Rate))}  {Numbers.PerSecond(samples.Sum(static sample => sample.ItemsPerSecond))} items/s  {Numbers.Count(samples.Sum(static sample => (long)sample.Running.Concurrency))} requests at once"),
            ],
        ];
        List<IReadOnlyList<Piece>> rows = [];
        foreach (TopSample sample in samples.OrderByDescending(static sample => sample.Rate).ThenBy(static sample => sample.Running.Pid))
        {
            rows.Add(Row(sample, width));
            if (Limits(sample.Running) is { Length: > 0 } limits)
                rows.Add([new($"         limits {limits}", Tone.Dim)]);
        }
        foreach (SilentRecord record in silent)
            rows.Add([new($"{record.Pid,8}  "), new(record.Stopped ? "stopped" : "does not answer", Tone.Warning), new($"  {Words(record.Command ?? "")}")]);
        List<IReadOnlyList<Piece>> after = [];
        foreach (UnfinishedRow run in unfinished)
            after.Add(Row(run, width));
        if (rows.Count > 0)
            lines.Add([new(Heading(width), Tone.Dim)]);
        int room = height - lines.Count;
        List<IReadOnlyList<Piece>> all = [.. rows, .. after];
        lines.AddRange(all.Take(all.Count > room ? Math.Max(0, room - 1) : room));
        if (all.Count > room)
            lines.Add([new($"{Numbers.Count(all.Count - Math.Max(0, room - 1), "line")} more: a higher window shows them.", Tone.Dim)]);
        return [.. lines.Select(line => TextCells.Cut(line, width))];
    }

    // Of a narrow window the command is worth more than the rest.
    static bool HasCounts(int width) => width >= 63 + LeastCommand;

    static bool HasLine(int width) => width >= 65 + TopSample.MostRates + LeastCommand;

    static string Heading(int width) =>
        $"{"PID",8}  {"TIME",8}  {"BYTES",9}  {"RATE",11}  {(HasLine(width) ? new string(' ', TopSample.MostRates) + "  " : "")}{(HasCounts(width) ? $"{"ITEMS",10}  {"AT ONCE",7}  " : "")}COMMAND";

    static IReadOnlyList<Piece> Row(TopSample sample, int width)
    {
        RunningRecord running = sample.Running;
        string before = $"{running.Pid,8}  {Age.Format(TimeSpan.FromSeconds(Math.Clamp(running.Seconds, 0, 1e9))),8}  {ByteSize.Format(running.Bytes),9}  ";
        string rate = $"{(sample.Rates.Count == 0 ? "" : Numbers.Rate(sample.Rate)),11}  ";
        string line = HasLine(width) ? Sparkline(sample.Rates) + "  " : "", counts = HasCounts(width) ? $"{Numbers.Count(running.Items),10}  {Numbers.Count(running.Concurrency),7}  " : "";
        return [new(before), new(rate, Tone.Strong), new(line, Tone.Good), new($"{counts}{Words(running.Command)}")];
    }

    // Where its words do not fit, what it does and where it writes tell more than its options; the id alone is enough to go on with it.
    static IReadOnlyList<Piece> Row(UnfinishedRow run, int width)
    {
        Piece begin = new("unfinished ", Tone.Warning);
        int room = width - begin.Text.Length - TextCells.CountOf(run.Id) - 2;
        if (TextCells.CountOf(run.Command) + 2 + TextCells.CountOf(run.Resume) <= room)
            return [begin, new($"{run.Id}  {run.Command}"), new($"  {run.Resume}", Tone.Dim)];
        string few = $"{run.Verb} {Signs.Current.More} ";
        return [begin, new($"{run.Id}  {(TextCells.CountOf(run.Command) <= room ? run.Command : few + TextCells.Last(run.Destination, room - TextCells.CountOf(few)))}")];
    }

    // All are this program's.
    static string Words(string command) => ForeignText.Clean(command.StartsWith(Program, StringComparison.Ordinal) ? command[Program.Length..] : command);

    /// <summary>Rates as a line of blocks, the highest of them full; always as wide as <see cref="TopSample.MostRates"/>.</summary>
    public static string Sparkline(IReadOnlyList<double> rates)
    {
        double most = rates.Count > 0 ? rates.Max() : 0;
        return string.Concat(rates.Select(rate => most > 0 ? Signs.Current.Steps[(int)Math.Min(Signs.Current.Steps.Length - 1, rate / most * Signs.Current.Steps.Length)] : Signs.Current.Steps[0])).PadLeft(TopSample.MostRates);
    }

    static string Limits(RunningRecord running)
    {
        List<string> limits = [];
        if (running.Bandwidth is not "off")
            limits.Add($"bandwidth {ForeignText.Clean(running.Bandwidth)}");
        if (running.RequestsPerSecond is { } requests)
            limits.Add($"requests per second {requests.ToString("0.###", CultureInfo.InvariantCulture)}");
        if (running.MemoryLimit is { } memory)
            limits.Add($"memory {ByteSize.Format(memory)}");
        if (running.ConcurrencyLimit is { } most)
            limits.Add($"concurrency {Numbers.Count(most)}");
        return string.Join(", ", limits);
    }
}
