using Sluice.Cli.Output;
using Sluice.Jobs;
using Sluice.Jobs.Store;
using Sluice.Trees;

namespace Sluice.Cli.Commands;

/// <summary><c>sluice job cancel</c>: workers begin no further chunk.</summary>
sealed class JobCancelVerb : OneJobVerb
{
    /// <summary>Declares the command.</summary>
    public JobCancelVerb() : base("cancel", "Let workers begin no further chunk of a job.") => DeclareOwn();

    /// <inheritdoc/>
    public override IReadOnlyList<Example> Examples => [new("sluice job cancel s3://jobs/nexrad", "what runs ends, what is sealed stays"), new("sluice job cancel /shared/jobs/thumbs", "a job in a directory")];

    /// <inheritdoc/>
    protected override Func<OneJob, int> Read(Options.CommandLine line) => static job =>
    {
        new JobEnd(job.Store).Cancel(job.Session.Stop);
        return ExitCode.Done;
    };
}
