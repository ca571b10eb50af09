using Sluice.Cli.Jobs;
using Sluice.Cli.Options;
using Sluice.Cli.Output;
using Sluice.Jobs;
using Sluice.Jobs.Store;
using Sluice.S3;
using Sluice.Trees;

namespace Sluice.Cli.Commands;

/// <summary><c>sluice job retry</c>: what failed is done again.</summary>
sealed class JobRetryVerb : Verb
{
    readonly ConnectionOptions _connection = new();
    readonly OutputFlags _output = new();

    /// <summary>Declares the command.</summary>
    public JobRetryVerb() : base("retry", "Let what failed, was denied or is set apart be done again.", "[options] JOB") => Declare(_output.RunGroup, _connection.Group);

    /// <inheritdoc/>
    public override string? Notes =>
        """
        Makes new chunks of those items, for workers to do; their old rows count no more. What is missing or
        changed stays as it is.
        """;

    /// <inheritdoc/>
    public override IReadOnlyList<Example> Examples => [new("sluice job retry s3://jobs/nexrad", "then run it again"), new("sluice job retry /shared/jobs/thumbs", "a job in a directory")];

    /// <inheritdoc/>
    public override BoundCommand Bind(Options.CommandLine line)
    {
        Location? place = JobVerb.ReadPlace(line, line.Operands(Operands), "sluice job retry JOB");
        ClientDefaults connection = _connection.Read(line);
        return new BoundCommand(_output.Read(line), session =>
        {
            using S3ClientFactory clients = session.OpenClients(connection);
            JobStore store = JobStore.Open(place!, clients);
            if (JobState.Find(store, session.Stop) is not { } job || job.Problem is not null || JobCommandLine.SourceOf(job.Words, out _) is not { } source)
            {
                session.Errors.PrintSentence($"There is no job {place} that this version knows.");
                return ExitCode.CannotStart;
            }
            (long items, int chunks) = new JobRetry(store).Create(job, source, session.Stop);
            session.Output.WriteLine(items == 0 ? "Nothing of it failed." : $"{Numbers.Count(items, "item")} in {Numbers.Count(chunks, "chunk")} to be done again. Run it with: sluice job run {place}");
            return ExitCode.Done;
        });
    }
}
