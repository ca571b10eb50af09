using Sluice.Benchmarking;
using Sluice.Cli.Options;
using Sluice.Cli.Output;
using Sluice.Cli.Progress;
using Sluice.Cli.Reports;
using Sluice.S3;
using Sluice.Transfer;

namespace Sluice.Cli.Commands;

/// <summary>Runs a benchmark with everything around it: progress, failures by name, the report, the result, the exit code.</summary>
sealed class BenchCommand(Session session, TransferOptions options, ClientDefaults connection, ReportSettings? report)
{
    // Failures of a benchmark are of one kind as a rule, and there may be thousands a second.
    const int MostFailures = 10;

    long _failures;

    /// <summary>Measures, and returns the exit code.</summary>
    public int Run(BenchRequest request)
    {
        using BenchReport? files = report is null ? null : new BenchReport(report.Path, report.Overwrite, session.Clock);
        EngineCommand.WarnOfFiles(session, options);
        Benchmark benchmark = new(request, options with { Clock = session.Clock }, onRequest => session.OpenClients(connection with { Client = connection.Client with { OnRequest = connection.Client.OnRequest + onRequest } }))
        {
            Version = VersionVerb.Current().Version,
            OnNote = session.Errors.Note,
            OnFailure = Tell,
            OnMeasuring = files is null ? null : files.Begin,
            OnRequest = files is null ? null : files.Add,
        };
        BenchResult result;
        try
        {
            Task<BenchResult> running = benchmark.RunAsync(session.Stop);
            using (ProgressView.For(session, new BenchText(() => benchmark.Progress)))
                result = running.GetAwaiter().GetResult();
        }
        catch (BenchException nothing)
        {
            session.Errors.PrintSentence(nothing.Message);
            return nothing.CouldNotStart ? ExitCode.CannotStart : ExitCode.Failures;
        }
        finally
        {
            if (_failures > MostFailures)
                session.Errors.Note($"{Numbers.Count(_failures - MostFailures)} more failures are not shown.");
            if (benchmark.Left is { } left)
                session.Errors.Warning(left);
        }
        result = files?.End(result) ?? result;
        // First shown: a disk that is full now costs the report, not the result.
        Show(result);
        session.Output.Flush();
        if (files is not null)
        {
            files.Write(result);
            session.Errors.Note($"Report: {FileLink.Of(files.PagePath, session)}");
        }
        return result.Total.Failed > 0 || benchmark.Left is not null ? ExitCode.Failures : ExitCode.Done;
    }

    void Show(BenchResult result)
    {
        if (session.Settings.Json)
            session.Output.WriteLine(ResultFile.Line(result));
        else if (!session.Settings.Quiet)
            foreach (string line in BenchTable.Lines(result, session.OutputPaint, session.Terminal.OutputWidth is { } width ? width() - 1 : int.MaxValue))
                session.Output.WriteLine(line);
    }

    void Tell(ItemOutcome outcome)
    {
        if (++_failures <= MostFailures)
            session.Errors.Print(outcome);
    }
}
