using System.CommandLine;
using Sluice.Cli.Jobs;
using Sluice.Cli.Options;
using Sluice.Failures;
using Sluice.S3;
using Sluice.Transfer;
using Sluice.Trees;

namespace Sluice.Cli.Commands;

/// <summary><c>sluice work</c>: a worker of a job, started by hand or by whatever runs one.</summary>
sealed class WorkVerb : Verb
{
    readonly ConnectionOptions _connection = new();
    readonly EngineFlags _engine = new();
    readonly OutputFlags _output = new();
    readonly Option<string> _shard = Flags.Value("--shard", "I/N", "Which of N workers this is, from 0. Default: what Slurm, AWS Batch, Kubernetes and others say, else 0/1.");
    readonly Option<string> _parallel = Flags.Value("--chunks", "N", "Chunks at once, 1 to 64. Default: 2.");
    readonly Option<string[]> _allowed = Flags.Values("--allow-program", "NAME|HASH", "A program that jobs may run here, or the hash of a job's command. Default: none.");

    readonly Option<string> _notices = Flags.Value("--spot-notices", "WHEN", "Heed that EC2 takes a Spot instance back: auto (default: where the machine says that it is one), always, never.", "auto", "always", "never");

    /// <summary>Declares the command.</summary>
    public WorkVerb() : base("work", "Do chunks of a job until there are none.", "[options] JOB") =>
        Declare(new("The worker", _shard, _parallel, _allowed, _notices), _engine.SharedGroup, _output.RunGroup, _connection.Group);

    /// <inheritdoc/>
    public override string? Notes =>
        """
        Chunks are claimed one by one; as many workers as one likes share a job, and one that dies has its
        chunks taken over when its leases have run out. SIGTERM, and the notice of an EC2 Spot instance, give back
        what is not done, with exit code 75. Otherwise the exit code is that of the items which this worker did:
        1 when one of them failed, each of which it names; 42 when the job was cancelled. 'sluice job status' has
        the code of the whole job. Credentials, endpoints and limits are this worker's own: a job has none.
        """;

    /// <inheritdoc/>
    public override IReadOnlyList<Example> Examples =>
    [
        new("sluice work s3://jobs/nexrad", "a worker"),
        new("sluice work s3://jobs/nexrad --shard 3/64", "with --claim index: every 64th chunk, from the fourth"),
        new("sluice work s3://jobs/thumbs --allow-program ./resize", "a job of process"),
    ];

    /// <inheritdoc/>
    public override BoundCommand Bind(Options.CommandLine line)
    {
        Location? place = JobVerb.ReadPlace(line, line.Operands(Operands), "sluice work JOB");
        WorkerIndex index = WorkerIndex.FromEnvironment(Environment.GetEnvironmentVariable) ?? new WorkerIndex(0, 1);
        if (line.Text(_shard) is { } shard && !WorkerIndex.TryParse(shard, out index))
            line.Problem($"--shard {DisplayText.Of(shard)}: give I/N, such as 0/8 for the first of eight; the last of N is N-1/N.");
        int parallel = line.Number(_parallel, 1, 64) ?? 2;
        bool? notices = line.Choice<bool?>(_notices, null, ("auto", null), ("always", true), ("never", false));
        IReadOnlyList<string> allowed = line.Texts(_allowed);
        ClientDefaults connection = _connection.Read(line);
        TransferOptions engine = _engine.ReadLimits(line);
        return new BoundCommand(_output.Read(line), session => new WorkCommand(session, place!, index, parallel, allowed, notices, engine, connection).Run());
    }
}
