using System.Globalization;
using Sluice.Cli.Options;
using Sluice.Cli.Output;
using Sluice.Failures;
using Sluice.Transfer;

namespace Sluice.Cli.Progress;

/// <summary>Draws a sample as text. Pure: the same sample and width give the same lines, none wider than asked.</summary>
static class ProgressFrame
{
    const int WidestBar = 40;

    /// <summary>The live view: a bar with bytes, rate and time to go, and a line of counts below.</summary>
    public static IReadOnlyList<IReadOnlyList<Piece>> Live(ProgressSample sample, int width)
    {
        Piece perSecond = new($"{Numbers.PerSecond(sample.ShownObjectsPerSecond)} objects/s");
        List<Piece> amounts = sample.IsOfBytes ? [Bytes(sample), new(Numbers.Rate(sample.BytesPerSecond), Tone.Strong)] : [ObjectCount.Piece(sample.Run), perSecond with { Tone = Tone.Strong }];
        if (sample.Remaining is { } left)
            amounts.Add(new($"{Numbers.Clock(left)} left") { IsKept = true });

        List<Piece> counts = sample.IsOfBytes && !sample.IsOpenEnded ? [ObjectCount.Piece(sample.Run)] : [];
        if (sample.Run.Outcomes.NotArrived > 0)
            counts.Add(new(Numbers.Count(sample.Run.Outcomes.NotArrived, "error"), Tone.Bad) { IsKept = true });
        if (ObjectCount.Skipped(sample.Run) is { Length: > 0 } skipped)
            counts.Add(new(skipped, Tone.Dim));
        if (sample.Run.Retries > 0)
            counts.Add(new(Numbers.Retries(sample.Run.Retries), Tone.Warning));
        if (sample.IsOfBytes && !sample.IsOpenEnded)
            counts.Add(perSecond);
        counts.Add(new($"{Numbers.Count(sample.Run.InFlight)} in flight", Tone.Dim));
        Piece clock = new(Numbers.Clock(sample.Run.Elapsed), Tone.Dim);
        (sample.IsOpenEnded ? amounts : counts).Add(clock);

        List<IReadOnlyList<Piece>> lines = [sample.IsOpenEnded ? PieceLine.Fit(amounts, width) : BesideBar(amounts, sample.Share, sample.Run.Elapsed, width), PieceLine.Fit(counts, width)];
        lines.AddRange(Details(sample.Run, width));
        return lines;
    }

    /// <summary>Why requests were sent again, and the largest items under way: a line each.</summary>
    public static IReadOnlyList<IReadOnlyList<Piece>> Details(TransferProgress run, int width)
    {
        List<IReadOnlyList<Piece>> lines = [];
        if (run.RetryReasons.Count > 0)
            lines.Add([new("retries  ", Tone.Dim), new(TextCells.First(RetryText.Of(run.RetryReasons), width - 9), Tone.Warning)]);
        foreach (LargeTransfer large in run.Largest)
            lines.Add([new($"{Share(large),4}  ", Tone.Dim), new(TextCells.Last(DisplayText.Of((large.To is { IsStream: false } to ? to : large.From).ToString()!), width - 6))]);
        return lines;
    }

    /// <summary>A line that begins with a bar, where there is room for one.</summary>
    /// <param name="amounts">What stands beside it, in order of worth.</param>
    /// <param name="share">Share that is done, 0 to 1; null while nobody knows.</param>
    /// <param name="elapsed">Time so far: without a share a mark wanders with it.</param>
    /// <param name="width">Cells at most.</param>
    public static IReadOnlyList<Piece> BesideBar(List<Piece> amounts, double? share, TimeSpan elapsed, int width)
    {
        List<Piece> bar = Bar(share, elapsed, Math.Min(width - amounts.Sum(PieceLine.CellsWithGap), WidestBar));
        if (bar.Count > 0)
            return [.. bar, .. PieceLine.Fit(amounts, width - bar.Sum(static piece => piece.Text.Length))];
        // The share needs less room than anything else that tells how far it is.
        return PieceLine.Fit(share is { } known ? [new(Percent(known), Tone.Good) { IsKept = true }, .. amounts] : amounts, width);
    }

    /// <summary>One line for a log, or for a terminal that cannot redraw.</summary>
    public static string Plain(ProgressSample sample)
    {
        string share = sample.Share is { } known && (sample.Bytes > 0 || !sample.IsOfBytes) ? $" ({Percent(known)})" : "";
        string left = sample.Remaining is { } remaining ? $", {Numbers.Clock(remaining)} left" : "";
        string skipped = ObjectCount.Skipped(sample.Run) is { Length: > 0 } also ? $", {also}" : "";
        string reasons = sample.Run.RetryReasons.Count > 0 ? $" ({RetryText.Of(sample.Run.RetryReasons)})" : "";
        string large = string.Concat(sample.Run.Largest.Take(1).Select(static large => $"; {DisplayText.Of(large.From.ToString()!)}{(large.Share is null ? "" : " " + Share(large))}"));
        return $"{Numbers.Clock(sample.Run.Elapsed)}  {ObjectCount.Text(sample.Run)}{(sample.IsOfBytes ? $"{skipped}, {Bytes(sample).Text}{share}, {Numbers.Rate(sample.BytesPerSecond)}" : $"{share}{skipped}, {Numbers.PerSecond(sample.ShownObjectsPerSecond)} objects/s")}{left}, "
            + $"{Numbers.Retries(sample.Run.Retries)}{reasons}, {Numbers.Count(sample.Run.Outcomes.NotArrived, "error")}, {Numbers.Count(sample.Run.InFlight)} in flight{large}";
    }

    /// <summary>The same for programs.</summary>
    public static ProgressRecord Record(ProgressSample sample) => new(Math.Round(sample.Run.Elapsed.TotalSeconds, 3))
    {
        Objects = sample.Run.Outcomes.Ended,
        ObjectsListed = sample.Run.ListedItems,
        ObjectsSkipped = sample.Run.Outcomes.Skipped,
        ListingComplete = sample.Run.ListingComplete,
        Bytes = sample.Run.MovedBytes,
        BytesListed = sample.Run.ListedBytes,
        BytesPerSecond = Math.Round(sample.BytesPerSecond, 3),
        ObjectsPerSecond = Math.Round(sample.ObjectsPerSecond, 3),
        ObjectsExpected = sample.Run.ExpectedItems,
        BytesExpected = sample.Run.ExpectedBytes,
        SecondsLeft = sample.Remaining?.TotalSeconds,
        Errors = sample.Run.Outcomes.NotArrived,
        Retries = sample.Run.Retries,
        RetryReasons = RetryText.Records(sample.Run.RetryReasons),
        Concurrency = sample.Run.Concurrency,
        InFlight = sample.Run.InFlight,
        Largest = sample.Run.Largest.Count == 0 ? null : [.. sample.Run.Largest.Select(static large => new LargeTransferRecord(DisplayText.Of(large.From.ToString()!), large.To is { } to ? DisplayText.Of(to.ToString()!) : null, large.Parts > 0 ? large.Parts : null, large.Done) { Bytes = large.Bytes, BytesDone = large.MovedBytes })],
    };

    static string Share(LargeTransfer large) => large.Share is { } share ? Percent(share) : "";

    // What was counted ahead is no promise.
    static Piece Bytes(ProgressSample sample)
    {
        string moved = ByteSize.Format(sample.Run.MovedBytes);
        if (sample.Bytes is not (> 0 and var bytes))
            return new Piece(moved) { IsKept = true };
        string about = sample.Run.ListingComplete ? "" : "~", all = ByteSize.Format(bytes);
        // A unit that both have is told once.
        string few = moved.Split(' ') is [var number, var unit] && all.EndsWith(' ' + unit, StringComparison.Ordinal) ? $"{number}/{about}{all}" : moved;
        return new Piece($"{moved} of {about}{all}") { Short = few, IsKept = true };
    }

    // A bar of less than six cells says nothing. Without a total a mark wanders, so that one sees life.
    static List<Piece> Bar(double? known, TimeSpan elapsed, int width)
    {
        int cells = width - 7;
        if (cells < 6)
            return [];
        if (known is { } share)
        {
            int full = (int)(share * cells);
            return [new($"{Percent(share),4} "), new(new string(Signs.Current.Full, full), Tone.Good), new(new string(Signs.Current.Empty, cells - full), Tone.Dim), new("  ")];
        }
        int at = (int)(elapsed.TotalMilliseconds / 100) % cells;
        return [new("     "), new(new string(Signs.Current.Empty, at), Tone.Dim), new($"{Signs.Current.Full}", Tone.Good), new(new string(Signs.Current.Empty, cells - at - 1), Tone.Dim), new("  ")];
    }

    // Rounded down: 100% only when all is there.
    static string Percent(double share) => string.Create(CultureInfo.InvariantCulture, $"{Math.Floor(share * 100):0}%");
}
