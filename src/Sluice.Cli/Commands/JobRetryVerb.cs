using System.CommandLine;
using Sluice.Cli.Jobs;
using Sluice.Cli.Lines;
using Sluice.Cli.Options;
using Sluice.Cli.Output;
using Sluice.Jobs;
using Sluice.Jobs.Store;
using Sluice.S3;
using Sluice.Trees;

namespace Sluice.Cli.Commands;

/// <summary><c>sluice job retry</c>: what failed is done again.</summary>
sealed class JobRetryVerb : OneJobVerb
{
    readonly Option<bool> _damaged = Flags.Switch("--damaged", "Also do again, whole, chunks whose seal or rows cannot be read; no worker is to run.");

    /// <summary>Declares the command.</summary>
    public JobRetryVerb() : base("retry", "Let what failed, was denied or is set apart be done again.") => DeclareOwn(new OptionGroup("What to do again", _damaged));

    /// <inheritdoc/>
    public override string? Notes =>
        """
        Makes new chunks of those items, for workers to do; their old rows count no more. What is missing or
        changed stays as it is. Of a chunk whose seal or rows cannot be read it is not known what failed: it is
        named, with exit code 1, and with --damaged all of its items are done again.
        """;

    /// <inheritdoc/>
    public override IReadOnlyList<Example> Examples => [new("sluice job retry s3://jobs/nexrad", "then run it again"), new("sluice job retry /shared/jobs/thumbs", "a job in a directory")];

    /// <inheritdoc/>
    protected override Func<OneJob, int> Read(Options.CommandLine line)
    {
        bool opens = line.Has(_damaged);
        return one => Run(one, opens);
    }

    static int Run(OneJob one, bool opens)
    {
        (Session session, Location place, JobStore store, JobDefinition job, S3ClientFactory clients) = one;
        Location? source = JobCommandLine.SourceOf(job.Words, out Location? destination, out IReadOnlyList<string> problems);
        if (job.Problem is not null || source is null)
        {
            session.Errors.PrintSentence(job.Problem ?? string.Join(' ', problems));
            return ExitCode.CannotStart;
        }
        if (JobNext.IsSuperseded(session, store, clients, again: true))
            return ExitCode.Failures;
        List<JobDamage> damage = [];
        (long items, int chunks) = new JobRetry(store) { OpensDamaged = opens, OnDamage = damage.Add }.Create(job, source, destination, session.Stop);
        if (session.Settings.Json)
            session.Output.WriteLine(JsonLines.Line(new RetryRecord(place.ToString()!, items, chunks), JsonLines.Readable.RetryRecord));
        else
            session.Output.WriteLine(items == 0 ? damage.Count == 0 ? "Nothing of it failed." : "Nothing that can be read of it failed." : $"{Numbers.Count(items, "item")} in {Numbers.Count(chunks, "chunk")} to be done again. Run it with: sluice job run {ShellLine.Join([place.ToString()!])}");
        one.Tell(damage);
        return damage.Count > 0 ? ExitCode.Failures : ExitCode.Done;
    }
}
