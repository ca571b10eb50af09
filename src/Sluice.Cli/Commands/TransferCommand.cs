using Sluice.Cli.Options;
using Sluice.Cli.Output;
using Sluice.Engine;
using Sluice.S3;
using Sluice.Transfer;
using Sluice.Transfer.Reporting;
using Sluice.Trees;
using Sluice.Trees.S3;

namespace Sluice.Cli.Commands;

/// <summary>Runs a copy, a move or a removal with everything around it: progress, one line for each failure, the ledger file, the summary, the exit code.</summary>
sealed class TransferCommand(Session session, TransferOptions options, ClientDefaults connection, ReportSettings? report = null)
{
    readonly EngineCommand _engine = new(session, options, connection) { ReportPath = report?.Path };

    /// <summary>Copies, or moves.</summary>
    public int Copy(CopyRequest request) =>
        Run(request.Move ? "mv" : "cp", request.Move ? "Moved" : "Copied", request.DryRun,
            (engine, onOutcome, stop) => engine.CopyAsync(request with { OnOutcome = onOutcome, Journal = JournalFlags.Told(request.Journal, session) }, stop), ProfileOf([request.Destination, .. request.Sources]));

    /// <summary>Removes.</summary>
    public int Remove(RemoveRequest request) =>
        Run("rm", "Removed", request.DryRun, (engine, onOutcome, stop) => engine.RemoveAsync(request with { OnOutcome = onOutcome }, stop), ProfileOf(request.Targets),
            result => UndoText.For(result, request.Targets, request.Recursive));

    /// <summary>Makes places what they were.</summary>
    public int Undo(UndoRequest request) =>
        Run("undo", "Restored", request.DryRun, (engine, onOutcome, stop) => engine.UndoAsync(request with { OnOutcome = onOutcome, Journal = JournalFlags.Told(request.Journal, session) }, stop), ProfileOf(request.Targets),
            result => UndoText.ForUndo(result, request));

    /// <summary>Changes objects where they are.</summary>
    /// <param name="request">What, and of which objects.</param>
    /// <param name="done">The verb in the past tense.</param>
    /// <param name="seen">Told of each outcome, too; null for nobody.</param>
    /// <param name="more">As for <see cref="Run"/>.</param>
    public int Apply(ObjectOperationRequest request, string done, Action<ItemOutcome>? seen = null, Func<TransferReport, string?>? more = null) =>
        Run(request.Operation.Name, done, request.DryRun, (engine, onOutcome, stop) => engine.ApplyAsync(request with { OnOutcome = seen + onOutcome, Journal = JournalFlags.Told(request.Journal, session) }, stop), ProfileOf(request.Targets), more);

    /// <summary>Reads something of objects, writes it, and says nothing else unless something fails. Bytes that are wrong make the exit code 4.</summary>
    public int Read(ObjectOperationRequest request, Action<ItemOutcome> write)
    {
        OutcomePrinter outcomes = new(session, dryRun: false) { WritesRecords = false };
        TransferReport result = _engine.Execute((engine, stop) => engine.ApplyAsync(request with { OnOutcome = outcome => (outcome.Kind == OutcomeKind.Done ? write : Fail)(outcome) }, stop), ProfileOf(request.Targets));
        ListingNotices.Tell(session, result.Concessions);
        return ExitCodeOf(outcomes, result);

        void Fail(ItemOutcome outcome)
        {
            outcomes.Print(outcome);
            session.Errors.PrintRecord(outcome);
        }
    }

    /// <summary>Copies to stdout and says nothing unless something fails or is not proved. Bytes that were printed and are wrong make the exit code 4.</summary>
    public int Write(CopyRequest request)
    {
        OutcomePrinter outcomes = new(session, dryRun: false);
        TransferReport result = _engine.Execute((engine, stop) => engine.CopyAsync(request with { OnOutcome = outcomes.Print }, stop), ProfileOf(request.Sources));
        if (result.Verified.GetValueOrDefault(Verification.Unverified) is > 0 and long unproved)
            session.Errors.Warning($"{Numbers.Count(unproved, "object")} {RunSummary.Unproved}.");
        if (!session.Settings.Quiet && result.Verified.GetValueOrDefault(Verification.Size) is > 0 and long sized)
            session.Errors.Note($"{Numbers.Count(sized, "object")} verified by size only.");
        ListingNotices.Tell(session, result.Concessions);
        return ExitCodeOf(outcomes, result);
    }

    static int ExitCodeOf(OutcomePrinter outcomes, TransferReport result)
    {
        int exitCode = outcomes.ExitCodeOf(result);
        return exitCode == ExitCode.Failures && outcomes.AnyCorrupt ? ExitCode.Differences : exitCode;
    }

    /// <summary>Any run, with everything around it.</summary>
    /// <param name="operation">The verb.</param>
    /// <param name="done">The verb in the past tense: Copied, Removed.</param>
    /// <param name="dryRun">True when nothing is written.</param>
    /// <param name="start">Starts it on an engine; its outcomes go to the action.</param>
    /// <param name="profile">As for <see cref="EngineCommand.Execute"/>.</param>
    /// <param name="more">A line for the end of the summary, or null; null for never.</param>
    public int Run(string operation, string done, bool dryRun, Func<TransferEngine, Action<ItemOutcome>, CancellationToken, Task<TransferReport>> start, string? profile = null, Func<TransferReport, string?>? more = null)
    {
        OutcomePrinter outcomes = new(session, dryRun);
        using ReportFile? file = report is null ? null : new ReportFile(report.Path, report.Overwrite, session.Clock);
        ReportFile? rows = file ?? session.Host?.Report;
        TransferReport result = _engine.Execute((engine, stop) => start(engine, rows is null ? outcomes.Print : outcome =>
        {
            rows.Add(outcome);
            outcomes.Print(outcome);
        }, stop), profile);
        file?.Dispose();
        return new RunEnd(session, result, file, dryRun) { Only = operation is "cp" or "mv" or "rm" ? outcomes.Only : null }.Tell(operation, done, outcomes.ExitCodeOf(result), more?.Invoke(result));
    }

    static string? ProfileOf(IEnumerable<Location> locations) => locations.OfType<S3Location>().Select(static location => location.Profile).FirstOrDefault(static profile => profile is not null);
}
