using Sluice.Cli.Jobs;
using Sluice.Cli.Output;
using Sluice.Jobs;
using Sluice.Jobs.Store;
using Sluice.Trees;

namespace Sluice.Cli.Commands;

/// <summary><c>sluice job retry</c>: what failed is done again.</summary>
sealed class JobRetryVerb : OneJobVerb
{
    /// <summary>Declares the command.</summary>
    public JobRetryVerb() : base("retry", "Let what failed, was denied or is set apart be done again.") => DeclareOwn();

    /// <inheritdoc/>
    public override string? Notes =>
        """
        Makes new chunks of those items, for workers to do; their old rows count no more. What is missing or
        changed stays as it is.
        """;

    /// <inheritdoc/>
    public override IReadOnlyList<Example> Examples => [new("sluice job retry s3://jobs/nexrad", "then run it again"), new("sluice job retry /shared/jobs/thumbs", "a job in a directory")];

    /// <inheritdoc/>
    protected override Func<OneJob, int> Read(Options.CommandLine line) => static one =>
    {
        (Session session, Location place, JobStore store, JobDefinition job, _) = one;
        Location? source = JobCommandLine.SourceOf(job.Words, out Location? destination, out IReadOnlyList<string> problems);
        if (job.Problem is not null || source is null)
        {
            session.Errors.PrintSentence(job.Problem ?? string.Join(' ', problems));
            return ExitCode.CannotStart;
        }
        (long items, int chunks) = new JobRetry(store).Create(job, source, destination, session.Stop);
        if (session.Settings.Json)
            session.Output.WriteLine(JsonLines.Line(new RetryRecord(place.ToString()!, items, chunks), JsonLines.Readable.RetryRecord));
        else
            session.Output.WriteLine(items == 0 ? "Nothing of it failed." : $"{Numbers.Count(items, "item")} in {Numbers.Count(chunks, "chunk")} to be done again. Run it with: sluice job run {place}");
        return ExitCode.Done;
    };
}
