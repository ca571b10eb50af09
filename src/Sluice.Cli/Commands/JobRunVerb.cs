using System.CommandLine;
using System.Diagnostics;
using System.Globalization;
using Sluice.Cli.Options;
using Sluice.Cli.Output;
using Sluice.Jobs;
using Sluice.Jobs.Store;
using Sluice.S3;
using Sluice.Trees;

namespace Sluice.Cli.Commands;

/// <summary><c>sluice job run</c>: starts workers.</summary>
sealed class JobRunVerb : Verb
{
    readonly ConnectionOptions _connection = new();
    readonly EngineFlags _engine = new();
    readonly OutputFlags _output = new();
    readonly Option<string> _on = Flags.Value("--on", "WHERE", "here: processes on this machine (default).", "here");
    readonly Option<string> _workers = Flags.Value("--workers", "N", "Workers, 1 to 64. Default: 1.");
    readonly Option<string> _parallel = Flags.Value("--chunks", "N", "Chunks at once of each worker, 1 to 64. Default: 2.");
    readonly Option<string[]> _allowed = Flags.Values("--allow-program", "NAME|HASH", "A program that the job may run here, or the hash of its command. Default: none.");

    /// <summary>Declares the command.</summary>
    public JobRunVerb() : base("run", "Start workers of a job.", "[options] JOB") =>
        Declare(new("The workers", _on, _workers, _parallel, _allowed), _engine.SharedGroup, _output.RunGroup, _connection.Group);

    /// <inheritdoc/>
    public override string? Notes =>
        """
        Each worker is a process, 'sluice work JOB --shard I/N' with the options given here. Elsewhere workers
        are started by whatever runs programs there, with that command line.
        """;

    /// <inheritdoc/>
    public override IReadOnlyList<Example> Examples =>
    [
        new("sluice job run s3://jobs/nexrad --workers 4", "four processes on this machine"),
        new("sluice job run s3://jobs/nexrad --chunks 4 --memory 2GiB", "options of workers"),
    ];

    /// <inheritdoc/>
    public override BoundCommand Bind(Options.CommandLine line)
    {
        Location? place = JobVerb.ReadPlace(line, line.Operands(Operands), "sluice job run JOB");
        _ = line.Choice(_on, "here", ("here", "here"));
        int workers = line.Number(_workers, 1, 64) ?? 1;
        _ = line.Number(_parallel, 1, 64);
        ClientDefaults connection = _connection.Read(line);
        _ = _engine.ReadLimits(line);
        IReadOnlyList<string> words = Without(line.Words, _on.Name, _workers.Name);
        return new BoundCommand(_output.Read(line), session => Run(session, words, workers, place!, connection));
    }

    static int Run(Session session, IReadOnlyList<string> words, int workers, Location place, ClientDefaults connection)
    {
        using (S3ClientFactory clients = session.OpenClients(connection))
        {
            if (JobState.Find(JobStore.Open(place, clients), session.Stop) is null)
                return JobVerb.NoJob(session, place);
        }
        List<Process> running = [];
        try
        {
            for (int index = 0; index < workers; index++)
            {
                ProcessStartInfo start = new(Environment.ProcessPath!) { UseShellExecute = false, RedirectStandardInput = true };
                // As .NET's own host runs it.
                if (Environment.GetCommandLineArgs()[0] is var self && self.EndsWith(".dll", StringComparison.Ordinal))
                    start.ArgumentList.Add(self);
                foreach (string word in (IEnumerable<string>)["work", .. words, "--shard", string.Create(CultureInfo.InvariantCulture, $"{index}/{workers}")])
                    start.ArgumentList.Add(word);
                running.Add(Process.Start(start)!);
            }
            int worst = ExitCode.Done;
            foreach (Process worker in running)
            {
                // A terminal sends its signals to all of them; each gives back what it has.
                worker.WaitForExit();
                worst = Math.Max(worst, worker.ExitCode);
            }
            int told = new JobStatusCommand(session, place, connection).Run();
            return session.Stop.IsCancellationRequested ? ExitCode.Interrupted : worst is ExitCode.Done ? told : worst;
        }
        finally
        {
            foreach (Process worker in running)
                worker.Dispose();
        }
    }

    // The words behind 'job run', without these options and their values.
    static List<string> Without(IReadOnlyList<string> words, params ReadOnlySpan<string> names)
    {
        List<string> kept = [];
        for (int at = 2; at < words.Count; at++)
            if (names.Contains(words[at]))
                at++;
            else
                kept.Add(words[at]);
        return kept;
    }
}
