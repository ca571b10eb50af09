using Sluice.Cli.Output;
using Sluice.Failures;
using Sluice.S3;
using Sluice.Transfer;
using Sluice.Verify;

namespace Sluice.Cli.Commands;

/// <summary>Runs a verification with everything around it: progress, a line for each difference, the summary, the exit code.</summary>
sealed class VerifyCommand(Session session, TransferOptions options, ClientDefaults connection)
{
    /// <summary>Verifies, and returns the exit code.</summary>
    public int Run(VerifyRequest request)
    {
        VerifyEntryPrinter findings = new(session);
        VerifyReport report = new EngineCommand(session, options, connection).Execute((engine, stop) => new TreeVerifier(engine).VerifyAsync(request with { OnEntry = Tell }, stop));
        int exitCode = ExitCodeOf(report);
        // Of a chunk the job has the sums.
        bool isAlone = session.Host is null;
        if (session.Settings.Json && isAlone)
            session.Output.WriteLine(JsonLines.Line(VerifySummary.Record(report, exitCode), JsonLines.Readable.VerifySummaryRecord));
        session.Output.Flush();
        if (report.CacheProblem is { } problem)
            session.Errors.Warning($"Checksums could not be kept for the next run: {DisplayText.Of(problem)}");
        if (report.CacheFilesDropped > 0 && !session.Settings.Quiet)
            session.Errors.Note(VerifySummary.Dropped(report.CacheFilesDropped));
        // Of what did not begin there is nothing to sum up.
        if (isAlone && !session.Settings.Quiet && exitCode != ExitCode.CannotStart)
            foreach (string line in VerifySummary.Lines(report, session.ErrorPaint))
                session.Errors.Note(line);
        return exitCode;

        void Tell(VerifyEntry finding)
        {
            findings.Print(finding);
            session.Host?.Report?.Add(VerifyOutcome.From(finding));
        }
    }

    int ExitCodeOf(VerifyReport report)
    {
        if (report.Run.Interrupted)
            return ExitCode.Interrupted;
        bool cannotStart = false;
        if (report.Run.ListingError is { } error)
        {
            session.Errors.Print(error);
            cannotStart = report.Listed == 0;
        }
        return cannotStart ? ExitCode.CannotStart
            : report.Counts.Differences > 0 ? ExitCode.Differences
            : report.Identical ? ExitCode.Done
            : ExitCode.Failures;
    }
}
