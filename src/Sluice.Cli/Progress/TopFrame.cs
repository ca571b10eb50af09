using System.Globalization;
using Sluice.Cli.Limits;
using Sluice.Cli.Options;
using Sluice.Cli.Output;

namespace Sluice.Cli.Progress;

/// <summary>The lines of <c>sluice top</c>: the sum of all running commands, then a row for each, the fastest first, then what is unfinished.</summary>
static class TopFrame
{
    // Below it a command has lines of its own, under its figures.
    const int Narrow = 60;
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
            PieceLine.Fit(
            [
                new(Numbers.Count(samples.Count + silent.Count, "command"), Tone.Strong), new(Numbers.Rate(samples.Sum(static sample => sample.Rate))),
                new($"{Numbers.PerSecond(samples.Sum(static sample => sample.ItemsPerSecond))} items/s"), new($"{Numbers.Count(samples.Sum(static sample => (long)sample.Running.AtOnce()))} requests at once"),
            ], width),
        ];
        List<IReadOnlyList<Piece>> rows = [];
        TopColumns columns = new(width);
        string indent = new(' ', width < Narrow ? 2 : 9);
        foreach (TopSample sample in samples.OrderByDescending(static sample => sample.Rate).ThenBy(static sample => sample.Running.Pid))
        {
            string command = Words(sample.Running.Command);
            if (columns.HasCommand)
                rows.Add([.. columns.Row(sample), new("  " + TextCells.Middle(command, width - columns.Cells))]);
            else
                rows.AddRange([[.. columns.Row(sample)], [new(indent + TextCells.Middle(command, width - indent.Length))]]);
            if (Limits(sample.Running) is { Length: > 0 } limits)
                rows.AddRange(WordWrap.Fold($"{indent}limits {limits}", width).Select(static line => (IReadOnlyList<Piece>)[new(line, Tone.Dim)]));
        }
        foreach (SilentRecord record in silent)
        {
            string begin = $"{record.Pid,7}  ", what = record.Stopped ? "stopped" : "does not answer";
            rows.Add([new(begin), new(what, Tone.Warning), new("  " + TextCells.Middle(Words(record.Command ?? ""), width - begin.Length - what.Length - 2))]);
        }
        List<IReadOnlyList<Piece>> after = [];
        foreach (UnfinishedRow run in unfinished)
            after.AddRange(Rows(run, width));
        if (rows.Count > 0)
            lines.Add([new(columns.Heading, Tone.Dim)]);
        int room = height - lines.Count;
        List<IReadOnlyList<Piece>> all = [.. rows, .. after];
        lines.AddRange(all.Take(all.Count > room ? Math.Max(0, room - 1) : room));
        if (all.Count > room)
            lines.Add([new($"{Numbers.Count(all.Count - Math.Max(0, room - 1), "line")} more: a higher window shows them.", Tone.Dim)]);
        return [.. lines.Select(line => TextCells.Cut(line, width))];
    }

    // Where its words do not fit, what it does and where it writes tell more than its options; the id alone is enough to go on with it.
    static IEnumerable<IReadOnlyList<Piece>> Rows(UnfinishedRow run, int width)
    {
        Piece begin = new("unfinished ", Tone.Warning);
        int room = width - begin.Text.Length - TextCells.CountOf(run.Id) - 2;
        if (TextCells.CountOf(run.Command) + 2 + TextCells.CountOf(run.Resume) <= room)
            return [[begin, new($"{run.Id}  {run.Command}"), new($"  {run.Resume}", Tone.Dim)]];
        if (width >= Narrow)
            return [[begin, new($"{run.Id}  {Words(run, room)}")]];
        return [room + 2 >= 0 ? [begin, new(run.Id)] : [new(run.Id, Tone.Warning)], [new("  " + Words(run, width - 2))]];
    }

    static string Words(UnfinishedRow run, int room)
    {
        string few = $"{run.Verb} {Signs.Current.More} ";
        return TextCells.CountOf(run.Command) <= room ? run.Command : few + TextCells.Last(run.Destination, room - TextCells.CountOf(few));
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
