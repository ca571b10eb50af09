using System.CommandLine;
using Sluice.Cli.Options;
using Sluice.S3;
using Sluice.Trees;

namespace Sluice.Cli.Commands;

/// <summary><c>sluice job status</c>: how far a job is.</summary>
sealed class JobStatusVerb : Verb
{
    readonly ConnectionOptions _connection = new();
    readonly OutputFlags _output = new();
    readonly Option<bool> _watch = Flags.Switch("--watch", "Say it again until the job is over: in place on a terminal, else every five seconds. Costs a request a second.");

    /// <summary>Declares the command.</summary>
    public JobStatusVerb() : base("status", "Say how far a job is.", "[options] JOB") => Declare(new("What to show", _watch), _output.RunGroup, _connection.Group);

    /// <inheritdoc/>
    public override string? Notes =>
        """
        The exit code is that of the items that have an outcome: 0 also while nothing has failed and some are
        pending. With --watch it is that of the whole job; 130 when it was interrupted before the job's end. 1 when
        something failed, is damaged, or stays pending because the job is cancelled or another one goes on from it,
        which ends --watch; of a job of verify 4 when anything differs.
        """;

    /// <inheritdoc/>
    public override IReadOnlyList<Example> Examples => [new("sluice job status s3://jobs/nexrad", "its chunks and its ledger"), new("sluice job status s3://jobs/nexrad --watch -q", "wait for its end; the exit code is the job's"), new("sluice job status s3://jobs/nexrad --json", "for a program")];

    /// <inheritdoc/>
    public override BoundCommand Bind(Options.CommandLine line)
    {
        Location? place = JobVerb.ReadPlace(line, line.Operands(Operands), "sluice job status JOB");
        bool watches = line.Has(_watch);
        ClientDefaults connection = _connection.Read(line);
        return new BoundCommand(_output.Read(line), session => new JobStatusCommand(session, place!, connection).Run(watches)) { OnlyReads = true, IsView = watches };
    }
}
