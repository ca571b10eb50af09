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
        Piece objects = new(Objects(sample.Run)), perSecond = new($"{Numbers.PerSecond(sample.ObjectsPerSecond)} objects/s");
        List<Piece> amounts = sample.IsOfBytes ? [new(Bytes(sample)), new(Numbers.Rate(sample.BytesPerSecond), Tone.Strong)] : [objects, perSecond with { Tone = Tone.Strong }];
        if (sample.Remaining is { } left)
            amounts.Add(new($"{Numbers.Clock(left)} left"));

        List<Piece> counts = sample.IsOfBytes && !sample.IsOpenEnded ? [objects] : [];
        if (sample.Run.Outcomes.NotArrived > 0)
            counts.Add(new(Numbers.Count(sample.Run.Outcomes.NotArrived, "error"), Tone.Bad));
        if (sample.Run.Retries > 0)
            counts.Add(new(Numbers.Retries(sample.Run.Retries), Tone.Warning));
        if (sample.IsOfBytes && !sample.IsOpenEnded)
            counts.Add(perSecond);
        counts.Add(new($"{Numbers.Count(sample.Run.InFlight)} in flight", Tone.Dim));
        Piece clock = new(Numbers.Clock(sample.Run.Elapsed), Tone.Dim);
        (sample.IsOpenEnded ? amounts : counts).Add(clock);

        List<IReadOnlyList<Piece>> lines = [sample.IsOpenEnded ? Fit(amounts, width) : BesideBar(amounts, sample.Share, sample.Run.Elapsed, width), Fit(counts, width)];
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
        List<Piece> bar = Bar(share, elapsed, Math.Min(width - amounts.Sum(static piece => piece.Text.Length + 2), WidestBar));
        // Where no bar fits the share may, and takes nothing else away.
        if (bar.Count == 0 && share is { } known && Fit([new(Percent(known), Tone.Good), .. amounts], width) is var line && line.Count > Fit(amounts, width).Count)
            return line;
        return [.. bar, .. Fit(amounts, width - bar.Sum(static piece => piece.Text.Length))];
    }

    /// <summary>One line for a log, or for a terminal that cannot redraw.</summary>
    public static string Plain(ProgressSample sample)
    {
        string share = sample.Share is { } known && (sample.Bytes > 0 || !sample.IsOfBytes) ? $" ({Percent(known)})" : "";
        string left = sample.Remaining is { } remaining ? $", {Numbers.Clock(remaining)} left" : "";
        string reasons = sample.Run.RetryReasons.Count > 0 ? $" ({RetryText.Of(sample.Run.RetryReasons)})" : "";
        string large = string.Concat(sample.Run.Largest.Take(1).Select(static large => $"; {DisplayText.Of(large.From.ToString()!)}{(large.Share is null ? "" : " " + Share(large))}"));
        return $"{Numbers.Clock(sample.Run.Elapsed)}  {Objects(sample.Run)}{(sample.IsOfBytes ? $", {Bytes(sample)}{share}, {Numbers.Rate(sample.BytesPerSecond)}" : $"{share}, {Numbers.PerSecond(sample.ObjectsPerSecond)} objects/s")}{left}, "
            + $"{Numbers.Retries(sample.Run.Retries)}{reasons}, {Numbers.Count(sample.Run.Outcomes.NotArrived, "error")}, {Numbers.Count(sample.Run.InFlight)} in flight{large}";
    }

    /// <summary>The same for programs.</summary>
    public static ProgressRecord Record(ProgressSample sample) => new(Math.Round(sample.Run.Elapsed.TotalSeconds, 3))
    {
        Objects = sample.Run.Outcomes.Ended,
        ObjectsListed = sample.Run.ListedItems,
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
        Largest = sample.Run.Largest.Count == 0 ? null : [.. sample.Run.Largest.Select(static large => new LargeTransferRecord(DisplayText.Of(large.From.ToString()!), large.To is { } to ? DisplayText.Of(to.ToString()!) : null, large.Parts > 0 ? large.Parts : null, large.Done) { Bytes = large.Bytes, BytesDone = large.MovedBytes })],
    };

    static string Share(LargeTransfer large) => large.Share is { } share ? Percent(share) : "";

    // What was counted ahead is no promise.
    static string Bytes(ProgressSample sample) => sample.Bytes is > 0 and var bytes
        ? $"{ByteSize.Format(sample.Run.MovedBytes)} of {(sample.Run.ListingComplete ? "" : "~")}{ByteSize.Format(bytes)}"
        : ByteSize.Format(sample.Run.MovedBytes);

    /// <summary>How many have ended, and of how many that are known.</summary>
    public static string Objects(TransferProgress run) => run.ListingComplete
        ? $"{Numbers.Count(run.Outcomes.Ended)} of {Numbers.Count(run.ListedItems, "object")}"
        : run.ExpectedItems is { } expected ? $"{Numbers.Count(run.Outcomes.Ended)} of ~{Numbers.Count(expected, "object")}"
        : $"{Numbers.Count(run.Outcomes.Ended)} of {Numbers.Count(run.ListedItems)} objects so far";

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

    /// <summary>One line of pieces, two blanks apart, no wider than asked.</summary>
    // Pieces come in order of worth: the last ones go first when the terminal is narrow.
    public static IReadOnlyList<Piece> Fit(List<Piece> pieces, int width)
    {
        List<Piece> line = [];
        int used = 0;
        foreach (Piece piece in pieces)
        {
            int gap = used == 0 ? 0 : 2;
            if (used + gap + piece.Text.Length > width)
                break;
            if (gap > 0)
                line.Add(new("  "));
            line.Add(piece);
            used += gap + piece.Text.Length;
        }
        return line;
    }
}
