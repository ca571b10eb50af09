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
        // Nothing is left that could be cancelled, and what a job did stays what it is.
        JobState? state = JobState.Read(job.Store, job.Session.Stop);
        if (state is { IsOver: true, IsCancelled: false })
            Tell(job, $"{job.Place} is over already: nothing is left to cancel.");
        else if (state is { IsCancelled: true })
            Tell(job, $"{job.Place} is cancelled already.");
        else
        {
            new JobEnd(job.Store).Cancel(job.Session.Stop);
            Tell(job, $"{job.Place} is cancelled: workers begin no further chunk.");
        }
        return ExitCode.Done;
    };

    static void Tell(OneJob job, string sentence)
    {
        if (!job.Session.Settings.Quiet)
            job.Session.Errors.Note(sentence);
    }
}
