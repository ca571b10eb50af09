using System.CommandLine;
using Sluice.Cli.Jobs;
using Sluice.Cli.Options;
using Sluice.Cli.Output;
using Sluice.Failures;
using Sluice.Jobs.Leftovers;
using Sluice.Trees;

namespace Sluice.Cli.Commands;

/// <summary><c>sluice job cleanup</c>: finds what workers of a job that died have left, and removes it.</summary>
sealed class JobCleanupVerb : OneJobVerb
{
    static readonly TimeSpan DefaultAge = TimeSpan.FromHours(24);

    readonly Option<string> _olderThan = Flags.Value("--older-than", "AGE", "What nobody tells to be abandoned is taken once it is so old: 90s, 30m, 24h, 7d. Default: 24h.");
    readonly Option<bool> _dryRun = Flags.Switch("--dry-run", "Show what would be removed; remove nothing.");

    /// <summary>Declares the command.</summary>
    public JobCleanupVerb() : base("cleanup", "Remove what workers of a job that died have left.") => DeclareOwn(new OptionGroup("What to remove", _olderThan, _dryRun));

    /// <inheritdoc/>
    public override string? Notes =>
        """
        Multipart uploads that the job's workers have noted and no worker has in hand; uploads without a part,
        of one of its keys, that were begun while it ran; unfinished files of its items; rows of attempts that
        no seal names, and data files of an inventory that none names, finished or not, once the job is over.
        An upload that has parts and that no worker has noted is somebody else's and stays. It may be given
        while the job runs.
        """;

    /// <inheritdoc/>
    public override IReadOnlyList<Example> Examples =>
    [
        new("sluice job cleanup s3://jobs/nexrad --dry-run", "what is left, and what it takes"),
        new("sluice job cleanup s3://jobs/nexrad --older-than 1h", "also what nobody tells to be abandoned, an hour old"),
    ];

    /// <inheritdoc/>
    // What notes are left of it tell of uploads still.
    protected override bool TakesDeleted => true;

    /// <inheritdoc/>
    protected override Func<OneJob, int> Read(Options.CommandLine line)
    {
        TimeSpan olderThan = DefaultAge;
        if (line.Text(_olderThan) is { } text && !Age.TryParse(text, out olderThan))
            line.Problem($"--older-than {DisplayText.Of(text)}: write a number and s, m, h or d, such as 24h.");
        bool dryRun = line.Has(_dryRun);
        return job => Run(job, olderThan, dryRun);
    }

    static int Run(OneJob job, TimeSpan olderThan, bool dryRun)
    {
        if (job.Definition.Problem is { } problem)
        {
            job.Session.Errors.PrintSentence(problem);
            return ExitCode.Failures;
        }
        if (JobCommandLine.SourceOf(job.Definition.Words, out Location? destination, out IReadOnlyList<string> problems) is not { } source)
        {
            foreach (string wrong in problems)
                job.Session.Errors.PrintSentence($"The job's command: {wrong}");
            return ExitCode.Failures;
        }
        OrphanCleanup leftovers = new(job.Session, null, olderThan, all: true, dryRun);
        foreach (JobLeftover found in new JobLeftovers(job.Store, job.Definition, source, destination, job.Clients, job.Session.Clock).Find(olderThan, job.Session.Stop))
        {
            DateTimeOffset? begun = found.Age is { } age ? job.Session.Clock.GetUtcNow() - age : null;
            LeftoverRecord record = new(found.At.ToString()!, found.UploadId, begun, Math.Round(found.Age?.TotalSeconds ?? 0), found.Parts, found.Bytes, "", null, null);
            leftovers.Take(record, found.State, () => found.Remove(job.Session.Stop) is { } failure ? DisplayText.Of(failure.Message) : null);
        }
        if (JobInventory.Of(job.Definition, job.Clients, job.Session.Clock) is { } inventory)
            foreach ((Location at, string name) in inventory.Unnamed(job.Store, job.Session.Stop))
                leftovers.Take(new LeftoverRecord(at.ToString()!, null, null, 0, null, null, "", null, null), LeftoverState.Abandoned, () => inventory.Remove(name, job.Session.Stop) is { } failure ? DisplayText.Of(failure) : null);
        return leftovers.End();
    }
}
