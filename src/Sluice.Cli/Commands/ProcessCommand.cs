using Sluice.Cli.Options;
using Sluice.Cli.Output;
using Sluice.Cli.Progress;
using Sluice.Cli.Reports;
using Sluice.Failures;
using Sluice.Processing;
using Sluice.S3;
using Sluice.Transfer;
using Sluice.Transfer.Reporting;

namespace Sluice.Cli.Commands;

/// <summary>Runs a processing with everything around it: progress, a line for each failure, the summary with failures by kind, the exit code.</summary>
sealed class ProcessCommand(Session session, TransferOptions options, ClientDefaults connection, ReportSettings? report)
{
    // More would hide the rest.
    const int MostKinds = 8;

    readonly FailureKinds _failures = new();

    /// <summary>Processes, and returns the exit code.</summary>
    public int Run(ProcessRequest request)
    {
        if (session.Host is { Rehearses: true } host)
        {
            new ObjectProcessor(new TransferEngine(options, host.Clients)).CheckOutputs(request, session.Stop);
            return ExitCode.Done;
        }
        OutcomePrinter outcomes = new(session, request.DryRun) { WritesRecords = request.DryRun };
        using ProcessReport? left = report is null ? null : new ProcessReport(report.Path, report.Overwrite, session.Clock);
        ReportFile? file = left?.Rows;
        ObjectProcessor processor = null!;
        EngineCommand command = new(session, options, connection) { ReportPath = file?.Path, Text = run => new ProcessText(run, () => processor.Progress, _failures) };
        TransferReport result = command.Execute((engine, stop) => (processor = new ObjectProcessor(engine)).ProcessAsync(request with
        {
            WritesLines = !session.Settings.Json,
            OnOutcome = outcome =>
            {
                (file ?? session.Host?.Report)?.Add(outcome);
                outcomes.Print(outcome);
            },
            OnProcessed = row =>
            {
                left?.Add(row);
                Take(row);
            },
            OnReduced = Take,
            OnErrorOutput = session.Host?.OnErrorOutput,
            OnNotice = session.Errors.Note,
        }, stop), request.Sources[0].InStore?.Profile);
        file?.Dispose();
        int exitCode = new RunEnd(session, result, file, request.DryRun) { Unit = request.BlockSize is null ? "object" : "block" }.Tell("process", "Processed", outcomes.ExitCodeOf(result));
        // Who only looks at some results has them; who keeps rows wants all of them.
        bool isFull = session.Output.Failure is not (null or OutputClosedException);
        if (session.OutputClosed && !result.Complete && (isFull || request.Results is not null))
        {
            session.Errors.PrintSentence($"{(isFull ? "Standard output takes no more" : "Nobody reads standard output any more")}: the run ended with {Numbers.Count(result.Outcomes.Done)} of {Numbers.Count(result.Listed, "object")} or more done.", request.Results is null ? null : "The same command goes on with the others.");
            exitCode = ExitCode.Failures;
        }
        // Kinds that have one failure each are named above.
        if (!session.Settings.Quiet && !session.OutputClosed && _failures.AnyRepeats)
            foreach ((string kind, long count) in _failures.Top(MostKinds, out _))
                session.Errors.Note($"  {session.ErrorPaint.Dim("failures")}   {Numbers.Count(count)} {Signs.Current.Times} {kind}");
        if (left is not null)
        {
            left.Write(request);
            session.Errors.Note($"  {session.ErrorPaint.Dim("page")}       {FileLink.Of(left.PagePath, session)}");
        }
        return exitCode;
    }

    void Take(ProcessedObject row)
    {
        _failures.Add(row);
        if (!session.Settings.Json || row.Kind is null)
            return;
        session.Output.WriteLine(JsonLines.Line(Record(row), JsonLines.Readable.ProcessedRecord));
        // Before the row that says that it is done; and whoever reads has the first result at once.
        session.Output.Flush();
        if (session.Output.Failure is { } lost)
            throw lost;
    }

    void Take(ProcessedReduction result)
    {
        if (session.Settings.Json)
            session.Output.WriteLine(JsonLines.Line(new ReducedRecord(result.Output is null ? result.Result : null, result.IsResultCut ? true : null, result.Output?.ToString()), JsonLines.Readable.ReducedRecord));
    }

    static ProcessedRecord Record(ProcessedObject row) => new(
        row.Kind!.Value.ToString().ToLowerInvariant(), row.Source.ToString()!, row.ETag, row.Size, row.Attempt, Round(row.Wall), Round(row.UserCpu), Round(row.SystemCpu), row.PeakMemory,
        row.BytesIn, row.BytesOut, row.ExitCode, row.Signal, NullIfEmpty(row.ErrorCode), NullIfEmpty(row.Message), NullIfEmpty(row.Result), row.IsResultCut ? true : null, NullIfEmpty(row.ErrorOutput), row.Output?.ToString());

    static double Round(TimeSpan time) => Math.Round(time.TotalSeconds, 6);

    static string? NullIfEmpty(string text) => text.Length == 0 ? null : text;
}
