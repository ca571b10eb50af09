using System.CommandLine;
using Sluice.Cli.Jobs;
using Sluice.Cli.Jobs.Engines;
using Sluice.Cli.Lines;
using Sluice.Cli.Options;
using Sluice.Cli.Output;
using Sluice.Cli.Progress;
using Sluice.Failures;
using Sluice.Jobs;
using Sluice.Jobs.Store;
using Sluice.Jobs.Watching;
using Sluice.S3;
using Sluice.Transfer;
using Sluice.Trees;

namespace Sluice.Cli.Commands;

/// <summary><c>sluice job run</c>: starts workers, here or by an engine.</summary>
sealed class JobRunVerb : Verb
{
    static readonly (string Word, IWorkerEngine Engine)[] Engines =
    [
        ("here", new LocalEngine()), ("slurm", new SlurmEngine()), ("kubernetes", new KubernetesEngine()), ("batch", new BatchEngine()), ("spot", new SpotEngine()),
    ];

    readonly ConnectionOptions _connection = new();
    readonly EngineFlags _engine = new();
    readonly OutputFlags _output = new();
    readonly Option<string> _on = Flags.Value("--on", "WHERE", $"{string.Join(", ", Engines.Select(static one => one.Word))}. Default: here, as processes of this machine.", [.. Engines.Select(static one => one.Word)]);
    readonly Option<string> _workers = Flags.Value("--workers", "N", "Workers, from 1; 64 at most here. Default: 1.");
    readonly Option<bool> _print = Flags.Switch("--print", "Write what would be submitted instead of submitting it. Needs neither the engine nor the job.");
    readonly Option<string[]> _options = Flags.Values("--engine-option", "KEY=VALUE", "An option of the engine, such as partition=main; any of sbatch's for slurm. docs/jobs.md lists the others.");
    readonly Option<string> _image = Flags.Value("--image", "IMAGE", "The image of containers, which begins with sluice.");
    readonly Option<string> _command = Flags.Value("--command", "PATH", "The command sluice where the workers run. Default: where this one is (slurm), what the image begins (containers), sluice.");
    readonly Option<string> _parallel = Flags.Value("--chunks", "N", "Chunks at once of each worker, 1 to 64. Default: 2.");
    readonly Option<string[]> _allowed = Flags.Values("--allow-program", "NAME|HASH", "A program that the workers may run, or the hash of the job's command. Default: none.");

    /// <summary>Declares the command.</summary>
    public JobRunVerb() : base("run", "Start workers of a job.", "[options] JOB") =>
        Declare(new("The engine", _on, _workers, _print, _options, _image, _command), new("The workers", _parallel, _allowed), _engine.SharedGroup, _output.RunGroup, _connection.Group);

    /// <inheritdoc/>
    public override string? Notes =>
        """
        A worker is 'sluice work JOB' with the options given here; whatever runs programs can run it. Nothing
        that is submitted has a secret in it: each worker has credentials of its own, and profiles are names.
        """;

    /// <inheritdoc/>
    public override IReadOnlyList<Example> Examples =>
    [
        new("sluice job run s3://jobs/nexrad --workers 4", "four processes on this machine"),
        new("sluice job run s3://jobs/nexrad --on slurm --workers 64 --engine-option partition=main", "a job array"),
        new("sluice job run s3://jobs/nexrad --on kubernetes --image registry/sluice --print > job.yaml", "the manifest of an Indexed Job"),
    ];

    /// <inheritdoc/>
    public override BoundCommand Bind(Options.CommandLine line)
    {
        IReadOnlyList<string> operands = line.Operands(Operands);
        Location? place = JobVerb.ReadPlace(line, operands, "sluice job run JOB");
        IWorkerEngine engine = line.Choice(_on, Engines[0].Engine, Engines);
        int workers = line.Number(_workers, 1, engine.MostWorkers) ?? 1;
        _ = line.Number(_parallel, 1, 64);
        FleetOptions options = FleetOptions.Parse(line.Texts(_options), line.Problem);
        ClientDefaults connection = _connection.Read(line);
        TransferOptions limits = _engine.ReadLimits(line);
        if (place is null)
            return new BoundCommand(_output.Read(line), static _ => ExitCode.Usage);
        WorkerFleet fleet = new(place, workers, WordsOf(line, operands[0], place), options)
        {
            Command = OneLine(line, _command),
            Image = OneLine(line, _image),
            Memory = limits.Limits?.Memory,
            Settings = WorkerFleet.SettingsOf(Environment.GetEnvironmentVariable),
        };
        // What is wrong with another engine than was meant is beside the point.
        if (line.Text(_on) is not { } named || Engines.Any(one => one.Word == named))
            foreach (string problem in engine.Problems(fleet))
                line.Problem(problem);
        line.Exclude(_print, _output.Json, "--print shows what the engine would get, in the engine's own form: it has no --json.");
        OutputSettings output = _output.Read(line);
        if (line.Has(_print))
        {
            return new BoundCommand(output, session =>
            {
                session.Output.WriteLine(engine.Print(fleet).TrimEnd());
                return ExitCode.Done;
            })
            { OnlyReads = true };
        }
        return new BoundCommand(output, session => Run(session, engine, fleet, connection));
    }

    static int Run(Session session, IWorkerEngine engine, WorkerFleet fleet, ClientDefaults connection)
    {
        using S3ClientFactory clients = session.OpenClients(connection);
        JobStore store = JobStore.Open(fleet.Place, clients);
        if (JobState.Find(store, session.Stop) is not { } job)
            return JobVerb.NoJob(session, fleet.Place);
        if (new JobEnd(store).IsCancelled(session.Stop, out bool isBeingDeleted))
        {
            if (isBeingDeleted)
                return JobNext.TellDeletion(session, fleet.Place);
            session.Errors.PrintSentence("The job is cancelled: no worker would begin a chunk of it.", JobNext.AfterCancel(job, ShellLine.Join([fleet.Place.ToString()!])));
            return ExitCode.Failures;
        }
        if (job.Claim == "index" && !engine.TellsIndex)
        {
            session.Errors.PrintSentence("A job of --claim index needs workers that know which they are, and nothing tells these.", "Create the job with --claim lease.");
            return ExitCode.Usage;
        }
        if (JobNext.IsSuperseded(session, store, clients))
            return ExitCode.Failures;
        // Several workers on one terminal would draw over each other: what is shown is the job's.
        JobWatch watch = new(store);
        int exitCode;
        using (engine.Waits && fleet.Count > 1 && watch.ReadAll(session.Stop) ? ProgressView.For(session, new JobText(watch, session.Clock, session.Stop)) : null)
            exitCode = engine.Submit(fleet, session);
        if (!engine.Waits)
            return exitCode;
        int told = new JobStatusCommand(session, fleet.Place, connection).Run(workersEnded: true);
        if (job.Claim == "index" && !session.Settings.Quiet && watch.ReadAll(session.Stop) && ShardText.Of(watch, fleet.Count, ShellLine.Join([fleet.Place.ToString()!])) is { } shards)
            session.Errors.Note(shards);
        return session.Stop.IsCancellationRequested ? ExitCode.Interrupted
            : new JobEnd(store).IsCancelled(session.Stop) ? Math.Max(ExitCode.Failures, told)
            // A worker that was asked to stop, and whose work others have done, leaves nothing to start again.
            : exitCode == ExitCode.TryAgain && told == ExitCode.Done ? ExitCode.Done
            : exitCode is ExitCode.Done or ExitCode.Failures ? Math.Max(exitCode, told) : exitCode;
    }

    static string? OneLine(Options.CommandLine line, Option<string> option)
    {
        if (line.Text(option) is { } text && (text.Length == 0 || text.Any(char.IsControl)))
            line.Problem($"{option.Name} {DisplayText.Of(text)}: give one line.");
        return line.Text(option);
    }

    // The words behind 'job run', without the options of this command and their values. A directory is named in full: workers run elsewhere.
    string[] WordsOf(Options.CommandLine line, string operand, Location place)
    {
        HashSet<string> own = [_on.Name, _workers.Name, _options.Name, _image.Name, _command.Name];
        List<string> words = ["work"];
        IReadOnlyList<string> given = line.Words;
        for (int at = 2; at < given.Count; at++)
        {
            if (own.Contains(given[at]))
                at++;
            // What is set elsewhere is one word with its value.
            else if (given[at] != _print.Name && !own.Contains(given[at].Split('=')[0]))
                words.Add(ReferenceEquals(given[at], operand) && place.FilePath is { } path ? Path.GetFullPath(path) : given[at]);
        }
        return [.. words];
    }
}
