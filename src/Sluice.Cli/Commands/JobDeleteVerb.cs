using System.CommandLine;
using Sluice.Cli.Options;
using Sluice.Cli.Output;
using Sluice.Jobs;
using Sluice.Jobs.Store;
using Sluice.S3;
using Sluice.Trees;

namespace Sluice.Cli.Commands;

/// <summary><c>sluice job delete</c>: removes what a job's store has of it.</summary>
sealed class JobDeleteVerb : Verb
{
    readonly ConnectionOptions _connection = new();
    readonly OutputFlags _output = new();
    readonly Option<bool> _force = Flags.Switch("--force", "Also when it is not over.", "-f");

    /// <summary>Declares the command.</summary>
    public JobDeleteVerb() : base("delete", "Remove a job and what became of it; nothing else.", "[options] JOB") => Declare(new("What to remove", _force), _output.RunGroup, _connection.Group);

    /// <inheritdoc/>
    public override IReadOnlyList<Example> Examples => [new("sluice job delete s3://jobs/nexrad", "one that is over or cancelled"), new("sluice job delete -f s3://jobs/nexrad", "any")];

    /// <inheritdoc/>
    public override BoundCommand Bind(Options.CommandLine line)
    {
        Location? place = JobVerb.ReadPlace(line, line.Operands(Operands), "sluice job delete JOB");
        bool force = line.Has(_force);
        ClientDefaults connection = _connection.Read(line);
        return new BoundCommand(_output.Read(line), session =>
        {
            using S3ClientFactory clients = session.OpenClients(connection);
            JobStore store = JobStore.Open(place!, clients);
            if (JobState.Read(store, session.Stop) is not { } state)
            {
                session.Errors.PrintSentence($"There is no job {place}.");
                return ExitCode.CannotStart;
            }
            if (!force && !state.IsOver && !state.IsCancelled)
            {
                session.Errors.PrintSentence("The job is not over, and workers may be at it.", "Cancel it first, or add --force.");
                return ExitCode.Usage;
            }
            long removed = new JobEnd(store).Delete(session.Stop);
            if (!session.Settings.Quiet)
                session.Errors.Note($"{Numbers.Count(removed, "file")} of the job removed.");
            return ExitCode.Done;
        });
    }
}
