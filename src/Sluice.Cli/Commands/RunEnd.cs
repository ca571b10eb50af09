using Sluice.Cli.Output;
using Sluice.Failures;
using Sluice.Transfer;
using Sluice.Transfer.Reporting;

namespace Sluice.Cli.Commands;

/// <summary>What is said when a run has ended: its accounts are checked, then printed.</summary>
sealed class RunEnd(Session session, TransferReport result, ReportFile? file, bool dryRun)
{
    /// <summary>True when a part of the run ended before it had outcomes for all it listed, and said so.</summary>
    public bool EndedEarly { get; init; }

    /// <summary>What is counted.</summary>
    public string Unit { get; init; } = "object";

    /// <summary>The outcome of the only item, when one line is enough for it; null else.</summary>
    public ItemOutcome? Only { get; init; }

    /// <summary>Prints the summary and gives the exit code: the run's own, or 1 when its accounts do not balance or its report has gaps.</summary>
    /// <param name="operation">The verb.</param>
    /// <param name="done">The verb in the past tense.</param>
    /// <param name="exitCode">The run's own exit code.</param>
    /// <param name="more">A line for the end of the summary; null for none.</param>
    public int Tell(string operation, string done, int exitCode, string? more = null)
    {
        exitCode = Check(exitCode);
        session.IsResumable |= result.Resumable;
        // Lines of a list say nothing at their end: the list does.
        if (session.OutputClosed || session.Host is not null)
            return exitCode;
        if (session.Settings.Json)
            session.Output.WriteLine(JsonLines.Line(RunSummary.Record(operation, result, exitCode) with { UnfinishedRuns = UnfinishedRuns.Of(session) }, JsonLines.Readable.SummaryRecord));
        session.Output.Flush();
        if (session.Settings.Quiet)
            return exitCode;
        string? one = session.Settings.Verbose || dryRun ? null : RunSummary.OneLine(done, result, Only, session.ErrorPaint);
        foreach (string line in one is not null ? [one] : RunSummary.Lines(done, result, dryRun, session.ErrorPaint, Unit))
            session.Errors.Note(line);
        TellResumable(session, result);
        if (more is not null)
            session.Errors.Note(more);
        TellReport(session, file);
        return exitCode;
    }

    /// <summary>Checks the accounts; 1 instead of 0 when they do not balance or the report has gaps.</summary>
    public int Check(int exitCode)
    {
        if (file?.Problem is { } gap)
            exitCode = Worse(exitCode, gap, hint: null);
        if (Accounting.Problem(EndedEarly ? result with { Interrupted = true } : result, file is { Problem: null } ? file.Rows : null) is { } problem)
            exitCode = Worse(exitCode, $"This is a bug in sluice: the accounts do not balance. {problem}", "Please report it with the output of 'sluice version'.");
        return exitCode;
    }

    /// <summary>Says that the same command goes on from here, when it does. Who interrupted it is told that in other words.</summary>
    public static void TellResumable(Session session, TransferReport result)
    {
        if (result is { Resumable: true, Interrupted: false })
            session.Errors.Note("What is done is remembered: the same command goes on from here. 'sluice resume' lists unfinished runs.");
    }

    /// <summary>Says where the ledger file is.</summary>
    public static void TellReport(Session session, ReportFile? file)
    {
        if (file is not null)
            session.Errors.Note($"  {session.ErrorPaint.Dim("report")}     {(file.Problem is null ? Numbers.Count(file.Rows.Ended, "row") : $"only {Numbers.Count(file.Written, "row")}")} in {FileLink.Of(file.Path, session)}");
    }

    int Worse(int exitCode, string sentence, string? hint)
    {
        session.Errors.PrintSentence(sentence, hint);
        return exitCode == ExitCode.Done ? ExitCode.Failures : exitCode;
    }
}
