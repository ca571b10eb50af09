using Sluice.Cli.Output;
using Sluice.Cli.Progress;
using Sluice.S3;
using Sluice.S3.Auth;
using Sluice.Transfer;

namespace Sluice.Cli.Commands;

/// <summary>Runs a copy or a removal with everything around it: progress, one line for each failure, the summary, the exit code.</summary>
sealed class TransferRun(Session session, EngineOptions options, ClientDefaults connection)
{
    /// <summary>Copies.</summary>
    public int Copy(CopyRequest request)
    {
        OutcomePrinter outcomes = new(session, request.DryRun);
        TransferReport report = Run((engine, stop) => engine.CopyAsync(request with { OnOutcome = outcomes.Print, Journal = Told(request.Journal) }, stop));
        return Finish("cp", "Copied", report, outcomes, request.DryRun);
    }

    /// <summary>Removes.</summary>
    public int Remove(RemoveRequest request)
    {
        OutcomePrinter outcomes = new(session, request.DryRun);
        TransferReport report = Run((engine, stop) => engine.RemoveAsync(request with { OnOutcome = outcomes.Print }, stop));
        return Finish("rm", "Removed", report, outcomes, request.DryRun);
    }

    /// <summary>Copies to stdout and says nothing unless something fails. Bytes that were printed and are wrong make the exit code 4.</summary>
    public int Write(CopyRequest request)
    {
        OutcomePrinter outcomes = new(session, dryRun: false);
        TransferReport report = Run((engine, stop) => engine.CopyAsync(request with { OnOutcome = outcomes.Print }, stop));
        int exitCode = ExitCodeOf(report, outcomes);
        return exitCode == ExitCode.Failures && outcomes.AnyCorrupt ? ExitCode.Differences : exitCode;
    }

    /// <summary>The journal of a run, with its sentences going to the user.</summary>
    public JournalRequest? Told(JournalRequest? journal) => journal is null ? null : journal with { OnNote = Tell };

    void Tell(string sentence)
    {
        if (!session.Settings.Quiet)
            session.Errors.Note(sentence);
    }

    TransferReport Run(Func<TransferEngine, CancellationToken, Task<TransferReport>> start)
    {
        using S3ClientFactory clients = session.OpenClients(connection);
        TransferEngine engine = new(options, clients) { OpenInput = session.OpenInput, OpenOutput = () => session.OutputStream };
        Task<TransferReport> running = start(engine, session.Stop);
        using (ProgressView.For(session, () => engine.Progress))
            return running.GetAwaiter().GetResult();
    }

    int Finish(string operation, string done, TransferReport report, OutcomePrinter outcomes, bool dryRun)
    {
        int exitCode = ExitCodeOf(report, outcomes);
        session.IsResumable = report.Resumable;
        if (session.OutputClosed)
            return exitCode;
        if (session.Settings.Json)
            session.Output.WriteLine(JsonLines.Line(Summary.Record(operation, report, exitCode), JsonLines.Readable.SummaryRecord));
        session.Output.Flush();
        if (!session.Settings.Quiet)
        {
            foreach (string line in Summary.Lines(done, report, dryRun, session.ErrorPaint))
                session.Errors.Note(line);
            if (report.Resumable && !report.Interrupted)
                session.Errors.Note("What is done is remembered: the same command goes on from here. 'sluice resume' lists unfinished runs.");
        }
        return exitCode;
    }

    int ExitCodeOf(TransferReport report, OutcomePrinter outcomes)
    {
        if (session.OutputClosed)
            return ExitCode.Done;
        if (report.Interrupted)
            return ExitCode.Interrupted;
        if (report.Complete)
            return ExitCode.Done;
        if (report.ListingError is { } error)
            outcomes.PrintEnd(error);
        bool nothingWorked = report.Outcomes.Done + report.Outcomes.Skipped == 0 && outcomes.OnlyStartFailures;
        return nothingWorked && (report.ListingError is null || Advice.CannotStart(report.ListingError)) ? ExitCode.CannotStart : ExitCode.Failures;
    }
}
