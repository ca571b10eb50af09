using Sluice.Cli.Output;
using Sluice.Cli.Progress;
using Sluice.Cli.Settings;
using Sluice.Failures;
using Sluice.Probing;
using Sluice.S3;
using Sluice.Trees.S3;

namespace Sluice.Cli.Commands;

/// <summary>Probes a store, shows what was found, and writes it to the settings file.</summary>
sealed class ProbeCommand(Session session, ClientDefaults connection, S3Location scratch)
{
    // Checks that are done, as another thread reads it.
    long _checks;

    /// <summary>Runs, and returns the exit code.</summary>
    public int Run(bool writes)
    {
        // 1 A file that cannot be written later is told now.
        string path = SettingsFile.DefaultPath;
        SettingsFile file = SettingsFile.Read(path);
        if (writes)
            file.CheckWritable();
        // 2 Probe. Where it goes must not depend on what was found before.
        using S3ClientFactory clients = session.OpenClients(connection with { Deviations = null });
        string section = SettingsSection.Of(clients, scratch.Profile).First();
        S3Result<ProbeReport> result;
        using (ProgressView.For(session, new CountText(() => Volatile.Read(ref _checks), session.Clock, "probing", "check")))
        {
            result = new StoreProbe(clients.For(scratch.Profile), scratch, new ProbeOptions
            {
                StateDirectory = Path.Combine(StateDirectory.Root, "probe"),
                OnFinding = (finding, _) => Tell(finding),
                OnNote = note => session.Errors.Note(note),
            }).Run(session.Stop);
        }
        if (!result.TryGet(out ProbeReport? report, out S3Error? error))
        {
            if (session.Stop.IsCancellationRequested)
                return session.Stopped();
            session.Errors.Print(error, scratch.ToString());
            return ExitCode.CannotStart;
        }
        // 3 Remember what was decided.
        bool isWritten = writes && !report.IsInterrupted;
        StoreDeviations deviations = report.Deviations | file.DeviationsOf(section) & report.Undecided;
        if (isWritten)
            file.Write(section, deviations, $"{session.Clock.GetUtcNow():yyyy-MM-dd}: {Count(report, ProbeVerdict.Holds)} of {report.Findings.Count} checks hold, {Count(report, ProbeVerdict.Deviates)} deviate");
        Conclude(report, deviations, isWritten ? section : null, path);
        foreach (string left in report.Left)
            session.Errors.PrintSentence(left);
        return report.IsInterrupted ? session.Stopped()
            : report.BreaksPromises ? ExitCode.Differences
            : report.Left.Count > 0 ? ExitCode.Failures
            : ExitCode.Done;
    }

    void Tell(ProbeFinding finding)
    {
        if (session.Settings.Json)
            session.Output.WriteLine(JsonLines.Line(new ProbeCheckRecord(finding.Check.Name, finding.Check.Area.ToString().ToLowerInvariant(), finding.Verdict.ToString().ToLowerInvariant(), finding.Check.Claim,
                finding.Check.Page, finding.Check.IsReliedOn, finding.Seen.Length > 0 ? finding.Seen : null, finding.Verdict == ProbeVerdict.Deviates ? finding.Check.Remedy : null), JsonLines.Readable.ProbeCheckRecord));
        Interlocked.Increment(ref _checks);
    }

    void Conclude(ProbeReport report, StoreDeviations deviations, string? section, string path)
    {
        string[] remembered = [.. DeviationNames.Of(deviations)];
        if (session.Settings.Json)
        {
            session.Output.WriteLine(JsonLines.Line(new ProbeRecord(Count(report, ProbeVerdict.Holds), Count(report, ProbeVerdict.Deviates), report.Findings.Count(static one => one.Verdict == ProbeVerdict.Deviates && one.Check.IsReliedOn),
                Count(report, ProbeVerdict.Unknown), report.Requests, report.BytesSent, Math.Round(report.Elapsed.TotalSeconds, 3), remembered, section is null ? null : DisplayText.Of(section),
                section is null ? null : DisplayText.Of(path), report.Left, report.IsInterrupted), JsonLines.Readable.ProbeRecord));
            return;
        }
        if (session.Settings.Quiet)
            return;
        foreach (string line in ProbeTable.Lines(report, session.OutputPaint))
            session.Output.WriteLine(line);
        foreach (string line in ProbeTable.Wrap(section is not null ? "remembered:" : report.IsInterrupted ? "deviations until it was stopped:" : "deviations:", remembered.Length == 0 ? DeviationNames.None : string.Join(", ", remembered)))
            session.Output.WriteLine(line);
        if (section is not null)
            session.Output.WriteLine($"Written to [{DisplayText.Of(section)}] of {DisplayText.Of(path)}.");
    }

    static int Count(ProbeReport report, ProbeVerdict verdict) => report.Findings.Count(finding => finding.Verdict == verdict);
}
