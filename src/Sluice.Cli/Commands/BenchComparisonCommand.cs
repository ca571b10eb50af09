using System.Globalization;
using Sluice.Benchmarking;
using Sluice.Benchmarking.Comparing;
using Sluice.Cli.Options;
using Sluice.Cli.Output;

namespace Sluice.Cli.Commands;

/// <summary>Compares two results and says what changed.</summary>
sealed class BenchComparisonCommand(Session session, ComparisonOptions options)
{
    const int NameWidth = 30, FigureWidth = 14, ChangeWidth = 12;

    /// <summary>Compares, and returns the exit code.</summary>
    public int Run(string pathA, string pathB)
    {
        // 1. Both are read, so that both problems are told at once.
        bool readA = ResultFile.TryRead(pathA, out BenchResult? a, out string problemA), readB = ResultFile.TryRead(pathB, out BenchResult? b, out string problemB);
        if (!readA)
            session.Errors.PrintSentence(problemA);
        if (!readB)
            session.Errors.PrintSentence(problemB);
        if (a is null || b is null)
            return ExitCode.CannotStart;
        if (a.Operation != b.Operation)
        {
            session.Errors.PrintSentence($"A is a result of 'bench {NameOf(a)}' and B of 'bench {NameOf(b)}': they have nothing to compare.");
            return ExitCode.Usage;
        }

        // 2. Compare, and say so.
        BenchComparison comparison = BenchComparison.Create(a, b, options);
        if (session.Settings.Json)
            session.Output.WriteLine(JsonLines.Line(RecordOf(comparison, NameOf(a)), JsonLines.Readable.ComparisonRecord));
        else
            Print(comparison, NameOf(a));
        session.Output.Flush();
        foreach (string warning in comparison.Warnings)
            session.Errors.Warning(warning);
        return comparison.IsRegression ? ExitCode.Differences : ExitCode.Done;
    }

    void Print(BenchComparison comparison, string operation)
    {
        Paint paint = session.OutputPaint;
        session.Output.WriteLine(paint.Bold($"{$"bench {operation}",-NameWidth}{"A",FigureWidth}{"B",FigureWidth}{"change",ChangeWidth}"));
        foreach (ComparedFigure figure in comparison.Figures)
        {
            if (figure.A is null && figure.B is null)
                continue;
            string change = $"{(figure.Change is { } share ? SignedPercent(share) : "-"),ChangeWidth}";
            session.Output.WriteLine($"{figure.Name,-NameWidth}{Text(figure.A, figure.Unit),FigureWidth}{Text(figure.B, figure.Unit),FigureWidth}{Painted(paint, figure, change)}");
        }
        if (comparison.Interval is not { } interval)
            return;
        session.Output.WriteLine("");
        session.Output.WriteLine(string.Create(CultureInfo.InvariantCulture,
            $"{comparison.Figures[0].Name}, B/A: {interval.Ratio:0.000}, {interval.Confidence * 100:0.#} % interval {interval.Low:0.000} to {interval.High:0.000} ({interval.CountA} and {interval.CountB} {NameOf(interval.Basis)})"));
        session.Output.WriteLine(Verdict(paint, comparison, interval));
    }

    string Verdict(Paint paint, BenchComparison comparison, RatioInterval interval)
    {
        string tolerance = string.Create(CultureInfo.InvariantCulture, $"{options.Tolerance * 100:0.##} %");
        return comparison.IsRegression ? paint.Red($"Regression: slower by more than {tolerance}, and the whole interval says so.")
            : interval.Low > 1 ? paint.Green("Faster: the whole interval lies above 1.")
            : interval.High < 1 ? $"Slower, but the interval does not say by more than {tolerance}."
            : "No difference that the interval supports.";
    }

    // Only a change that is more than noise as a rule is worth a colour.
    static string Painted(Paint paint, ComparedFigure figure, string change) => figure.Change is not { } share || Math.Abs(share) < 0.05 ? change
        : share > 0 == figure.MoreIsBetter ? paint.Green(change) : paint.Red(change);

    static string Text(double? value, FigureUnit unit) => value is not { } figure ? "-" : unit switch
    {
        FigureUnit.Bytes => ByteSize.Format(figure),
        FigureUnit.BytesPerSecond => Numbers.Rate(figure),
        FigureUnit.PerSecond => Numbers.PerSecond(figure) + "/s",
        FigureUnit.Seconds => Numbers.Time(figure),
        _ => Numbers.Count((long)figure),
    };

    static string SignedPercent(double share) => share.ToString("+0.0 %;-0.0 %;0.0 %", CultureInfo.InvariantCulture);

    static string NameOf(BenchResult result) => NameOf(result.Operation);

    static string NameOf(Enum value) => value.ToString().ToLowerInvariant();

    ComparisonRecord RecordOf(BenchComparison comparison, string operation) => new(
        operation,
        [.. comparison.Figures.Select(static figure => new FigureRecord(figure.Name, UnitName(figure.Unit), figure.A, figure.B, figure.Change, figure.MoreIsBetter))],
        comparison.Interval is { } interval
            ? new IntervalRecord(interval.Ratio, interval.Low, interval.High, interval.Confidence, NameOf(interval.Basis), interval.CountA, interval.CountB) : null,
        options.Tolerance, options.Seed, comparison.IsRegression, [.. comparison.Warnings]);

    static string UnitName(FigureUnit unit) => unit switch
    {
        FigureUnit.Bytes => "bytes",
        FigureUnit.BytesPerSecond => "bytes_per_second",
        FigureUnit.PerSecond => "per_second",
        FigureUnit.Seconds => "seconds",
        _ => "count",
    };
}
