using Sluice.Cli.Limits;
using Sluice.Cli.Lines;
using Sluice.Cli.Options;
using Sluice.Cli.Output;
using Sluice.Cli.Progress;
using Sluice.Cli.Settings;
using Sluice.Failures;
using Sluice.S3;
using Sluice.Transfer;
using Sluice.Transfer.Reporting;
using Sluice.Trees.Local;

namespace Sluice.Cli.Commands;

/// <summary>Runs a list of commands as one run: one progress, one ledger, one summary, one exit code.</summary>
sealed class LinesCommand(Session session, string path, int jobs, bool stopOnError, TransferOptions options, ClientDefaults connection, ReportSettings? report, OptionDefaults? defaults)
{
    readonly string _name = path == "-" ? "stdin" : DisplayText.Of(path);

    /// <summary>Runs it, and returns the exit code.</summary>
    public int Run()
    {
        // 1 A file can be read twice: every mistake is told before anything runs. A pipe cannot.
        if (path != "-" && RegularFile.LengthOf(path) is not null)
        {
            using LineSource first = new(Open());
            if (LineCheck.Tell(session, first, _name, defaults) is > 0 and long wrong)
            {
                session.Errors.Note($"Nothing was run: {Numbers.Count(wrong, "line")} cannot be understood.");
                return ExitCode.Usage;
            }
        }
        // 2 One run of the engine carries all lines.
        using ReportFile? file = report is null ? null : new ReportFile(report.Path, report.Overwrite, session.Clock);
        using LineSource lines = new(Open());
        EngineCommand.WarnOfFiles(session, options);
        using S3ClientFactory clients = session.OpenClients(EngineCommand.Limited(connection, options));
        TransferEngine engine = new(SettingsFile.Apply(EngineCommand.WithOwn(options, report?.Path, session.LogPath), clients, profile: null), clients);
        LineJobs? work = null;
        Task<TransferReport> running = engine.CarryAsync("run", carrier =>
        {
            using Session shared = session.ForLines(new LineHost(clients, carrier, file));
            work = new LineJobs(shared, lines, _name, jobs, stopOnError, defaults);
            work.Run();
        }, session.Stop);
        TransferReport result;
        using (LimitListener? _ = EngineCommand.Listen(options, engine))
        using (ProgressView.For(session, () => engine.Progress))
            result = running.GetAwaiter().GetResult();
        file?.Dispose();
        // 3 A line that ended early has said so; its items are pending here.
        return new RunEnd(session, result, file, dryRun: false) { EndedEarly = work!.Failed > 0 }.Tell("run", "Finished", ExitCodeOf(result, work), Lines(work));
    }

    static int ExitCodeOf(TransferReport result, LineJobs work) =>
        result.Interrupted ? ExitCode.Interrupted
        : work.Unreadable > 0 ? ExitCode.Usage
        : work.Failed > 0 || !result.Complete ? ExitCode.Failures
        : ExitCode.Done;

    string Lines(LineJobs work) =>
        $"  {session.ErrorPaint.Dim("lines")}      {Numbers.Count(work.Succeeded + work.Failed)} run = {Numbers.Count(work.Succeeded)} succeeded + {Numbers.Count(work.Failed)} failed{(work.StoppedOnError ? "; the others were not begun (--stop-on-error)" : "")}";

    Stream Open() => path == "-" ? session.OpenInput() : new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite, bufferSize: 0);
}
