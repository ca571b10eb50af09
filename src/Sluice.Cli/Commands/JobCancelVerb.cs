using Sluice.Cli.Options;
using Sluice.Jobs;
using Sluice.Jobs.Store;
using Sluice.S3;
using Sluice.Trees;

namespace Sluice.Cli.Commands;

/// <summary><c>sluice job cancel</c>: workers begin no further chunk.</summary>
sealed class JobCancelVerb : Verb
{
    readonly ConnectionOptions _connection = new();
    readonly OutputFlags _output = new();

    /// <summary>Declares the command.</summary>
    public JobCancelVerb() : base("cancel", "Let workers begin no further chunk of a job.", "[options] JOB") => Declare(_output.RunGroup, _connection.Group);

    /// <inheritdoc/>
    public override IReadOnlyList<Example> Examples => [new("sluice job cancel s3://jobs/nexrad", "what runs ends, what is sealed stays"), new("sluice job cancel /shared/jobs/thumbs", "a job in a directory")];

    /// <inheritdoc/>
    public override BoundCommand Bind(Options.CommandLine line)
    {
        Location? place = JobVerb.ReadPlace(line, line.Operands(Operands), "sluice job cancel JOB");
        ClientDefaults connection = _connection.Read(line);
        return new BoundCommand(_output.Read(line), session =>
        {
            using S3ClientFactory clients = session.OpenClients(connection);
            if (new JobEnd(JobStore.Open(place!, clients)).Cancel(session.Stop))
                return ExitCode.Done;
            session.Errors.PrintSentence($"There is no job {place}.");
            return ExitCode.CannotStart;
        });
    }
}
