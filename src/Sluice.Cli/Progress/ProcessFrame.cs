using Sluice.Cli.Options;
using Sluice.Cli.Output;

namespace Sluice.Cli.Progress;

/// <summary>Draws a sample of a processing as text. Pure: the same sample and width give the same lines, none wider than asked.</summary>
static class ProcessFrame
{
    // Below it words are short.
    const int Wide = 100;

    static readonly TimeSpan Slow = TimeSpan.FromSeconds(1);

    /// <summary>
    /// The live view: a bar with objects, rate and time to go; what objects are doing; what has run for longest, once that is a second; the most frequent
    /// failures, a line each.
    /// </summary>
    public static IReadOnlyList<IReadOnlyList<Piece>> Live(ProcessSample sample, int width)
    {
        List<Piece> amounts = [ObjectCount.Piece(sample.Run)];
        if (sample.Run.Outcomes.NotArrived > 0)
            amounts.Add(new($"{Numbers.Count(sample.Run.Outcomes.NotArrived)} failed", Tone.Bad) { IsKept = true });
        amounts.Add(new($"{Numbers.PerSecond(sample.ObjectsPerSecond)} objects/s", Tone.Strong));
        if (sample.Remaining is { } left)
            amounts.Add(new($"{Numbers.Clock(left)} left") { IsKept = true });
        List<IReadOnlyList<Piece>> lines = [ProgressFrame.BesideBar(amounts, sample.Share, sample.Run.Elapsed, width), PieceLine.Fit(Doing(sample, width), width)];
        if (sample.Now is { Slowest: { } name, SlowestTime: var time } && time >= Slow)
        {
            string head = $"slowest  {Numbers.Seconds(time)}  ";
            lines.Add([new(head, Tone.Dim), new(TextCells.Last(name, width - head.Length))]);
        }
        foreach ((string kind, long count) in sample.Failures)
        {
            string head = $"{Numbers.Count(count)} {Signs.Current.Times} ";
            lines.Add([new(head, Tone.Bad), new(TextCells.First(kind, width - head.Length))]);
        }
        if (sample.OtherKinds > 0)
            lines.Add([new(TextCells.First($"and {Numbers.Count(sample.OtherKinds, "other kind")} of failures", width), Tone.Dim)]);
        return lines;
    }

    /// <summary>One line for a log, or for a terminal that cannot redraw.</summary>
    public static string Plain(ProcessSample sample)
    {
        string left = sample.Remaining is { } remaining ? $", {Numbers.Clock(remaining)} left" : "";
        string slowest = sample.Now is { Slowest: { } name, SlowestTime: var time } && time >= Slow ? $"; slowest {name} {Numbers.Seconds(time)}" : "";
        string failures = string.Concat(sample.Failures.Select(static failure => $"; {Numbers.Count(failure.Count)} {Signs.Current.Times} {failure.Kind}"));
        return $"{Numbers.Clock(sample.Run.Elapsed)}  {ObjectCount.Text(sample.Run)}{(ObjectCount.Skipped(sample.Run) is { Length: > 0 } skipped ? $", {skipped}" : "")}, {Numbers.PerSecond(sample.ObjectsPerSecond)} objects/s{left}, "
            + $"{string.Join(", ", Doing(sample, Wide).Where(static piece => piece.Tone != Tone.Dim).Select(static piece => piece.Text))}, {Numbers.Count(sample.Run.Outcomes.NotArrived)} failed{slowest}{failures}";
    }

    static List<Piece> Doing(ProcessSample sample, int width)
    {
        bool isWide = width >= Wide;
        List<Piece> pieces = [new($"{Numbers.Count(sample.Now.Running)} running"), new($"{Numbers.Count(sample.Now.Waiting)} waiting{(isWide ? " for programs" : "")}"), new($"{Numbers.Count(sample.Now.Fetching)} {(isWide ? "waiting for the network" : "fetching")}")];
        if (sample.Now.Publishing > 0)
            pieces.Add(new($"{Numbers.Count(sample.Now.Publishing)} publishing"));
        if (sample.Now.Pausing > 0)
            pieces.Add(new($"{Numbers.Count(sample.Now.Pausing)} pausing"));
        if (sample.Repeated > 0)
            pieces.Add(new($"{Numbers.Count(sample.Repeated)} repeated", Tone.Warning));
        if (ObjectCount.Skipped(sample.Run) is { Length: > 0 } skipped)
            pieces.Add(new(skipped));
        if (sample.Run.Retries > 0)
            pieces.Add(new(isWide ? $"{Numbers.Retries(sample.Run.Retries)} of requests" : Numbers.Retries(sample.Run.Retries), Tone.Warning));
        pieces.Add(new(Numbers.Rate(sample.BytesPerSecond), Tone.Dim));
        pieces.Add(new(Numbers.Clock(sample.Run.Elapsed), Tone.Dim));
        return pieces;
    }
}
