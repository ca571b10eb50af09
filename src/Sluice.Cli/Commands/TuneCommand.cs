using Sluice.Benchmarking;
using Sluice.Benchmarking.Tuning;
using Sluice.Cli.Output;
using Sluice.Cli.Progress;
using Sluice.Cli.Settings;
using Sluice.Failures;
using Sluice.S3;
using Sluice.Transfer;
using Sluice.Trees.Local;
using Sluice.Trees.S3;

namespace Sluice.Cli.Commands;

/// <summary>Looks for settings, shows what was found, and writes it to the settings file.</summary>
sealed class TuneCommand(Session session, ClientDefaults connection, S3Location target, bool readOnly, TimeSpan duration)
{
    // More than runs try unless told: where that pays is what is to be found.
    const int Most = 1024;

    // What is tried at present, as another thread reads it.
    volatile string _work = "";

    /// <summary>Runs, and returns the exit code.</summary>
    public int Run(bool dryRun)
    {
        // 1 A file that cannot be written later is told now.
        string path = SettingsFile.DefaultPath;
        SettingsFile file = SettingsFile.Read(path);
        if (!dryRun)
            file.CheckWritable();
        string section = SectionOf();
        // 2 Look.
        Tuner tuner = new(target, readOnly, duration, new TransferOptions { Clock = session.Clock, MaxConnections = Most },
            onRequest => session.OpenClients(connection with { Client = connection.Client with { OnRequest = connection.Client.OnRequest + onRequest } }))
        {
            StateDirectory = Path.Combine(StateDirectory.Root, "bench"),
            OnBegin = (work, _) => _work = work.Name,
            OnFound = Show,
            OnNote = note => session.Errors.Note(note),
        };
        IReadOnlyList<TuneFinding> found;
        try
        {
            Task<IReadOnlyList<TuneFinding>> running = tuner.RunAsync(session.Stop);
            using (ProgressView.For(session, new BenchText(() => tuner.Current?.Progress ?? new BenchProgress { Phase = BenchPhase.Preparing }, () => _work)))
                found = running.GetAwaiter().GetResult();
        }
        catch (BenchException nothing)
        {
            session.Errors.PrintSentence(nothing.Message);
            return nothing.CouldNotStart ? ExitCode.CannotStart : ExitCode.Failures;
        }
        if (found.Count == 0)
        {
            session.Errors.PrintSentence("Nothing was moved for long enough to tell anything. Give a longer --duration.");
            return ExitCode.Failures;
        }
        // 3 Remember.
        FoundSettings settings = new(Tuner.StartOf(found), Tuner.MostOf(found));
        if (!dryRun)
            file.Write(section, settings, $"{session.Clock.GetUtcNow():yyyy-MM-dd}: {string.Join("; ", found.Select(Sentence))}");
        Conclude(settings, section, path, dryRun);
        return ExitCode.Done;
    }

    string SectionOf()
    {
        using S3ClientFactory clients = session.OpenClients(connection);
        return SettingsSection.Of(clients, target.Profile).First();
    }

    void Show(TuneFinding finding)
    {
        if (session.Settings.Json)
            session.Output.WriteLine(JsonLines.Line(new TuneWorkRecord(finding.Work.Name, finding.Work.ObjectSize, finding.Concurrency,
                Math.Round(finding.BytesPerSecond), Math.Round(finding.RequestsPerSecond, 1), finding.Throttles,
                [.. finding.Decisions.Select(static decision => new TuneDecisionRecord(Math.Round(decision.At.TotalSeconds, 2), decision.From, decision.To, decision.Reason))]), JsonLines.Readable.TuneWorkRecord));
        else if (!session.Settings.Quiet)
            session.Output.WriteLine(Sentence(finding));
    }

    void Conclude(FoundSettings settings, string section, string path, bool dryRun)
    {
        if (session.Settings.Json)
        {
            session.Output.WriteLine(JsonLines.Line(new TuneRecord(settings.StartConcurrency!.Value, settings.MaxConnections!.Value, section, DisplayText.Of(path), !dryRun), JsonLines.Readable.TuneRecord));
        }
        else if (!session.Settings.Quiet)
        {
            session.Output.WriteLine($"Runs begin with {Numbers.Count(settings.StartConcurrency!.Value, "request")} in flight, and try up to {Numbers.Count(settings.MaxConnections!.Value)}.");
            session.Output.WriteLine(dryRun ? $"Would be written to [{DisplayText.Of(section)}] of {DisplayText.Of(path)}." : $"Written to [{DisplayText.Of(section)}] of {DisplayText.Of(path)}.");
        }
    }

    static string Sentence(TuneFinding finding) => finding.Work.ObjectSize < 1 << 20
        ? $"{finding.Work.Name}: {Numbers.PerSecond(finding.RequestsPerSecond)} requests/s with {Numbers.Count(finding.Concurrency)} in flight"
        : $"{finding.Work.Name}: {Numbers.Rate(finding.BytesPerSecond)} with {Numbers.Count(finding.Concurrency)} in flight";
}
