using System.CommandLine;
using Sluice.Cli.Lines;
using Sluice.Cli.Options;
using Sluice.Cli.Output;
using Sluice.Jobs;
using Sluice.Jobs.Deltas;
using Sluice.Jobs.Store;
using Sluice.Trees;

namespace Sluice.Cli.Commands;

/// <summary><c>sluice job delete</c>: removes what a job's store has of it.</summary>
sealed class JobDeleteVerb : OneJobVerb
{
    readonly Option<bool> _force = Flags.Switch("--force", "Also when it is not over, another one goes on from it, or its notes tell of unfinished uploads.", "-f");

    /// <summary>Declares the command.</summary>
    public JobDeleteVerb() : base("delete", "Remove a job and what became of it; nothing else.") => DeclareOwn(new OptionGroup("What to remove", _force));

    /// <inheritdoc/>
    public override IReadOnlyList<Example> Examples => [new("sluice job delete s3://jobs/nexrad", "one that is over or cancelled"), new("sluice job delete -f s3://jobs/nexrad", "any")];

    /// <inheritdoc/>
    protected override Func<OneJob, int> Read(Options.CommandLine line)
    {
        bool force = line.Has(_force);
        return job =>
        {
            // Whoever began with it was asked.
            if (new JobEnd(job.Store).IsBeingDeleted(job.Session.Stop))
                return Remove(job.Session, job.Store);
            if (!force && JobState.Read(job.Store, job.Session.Stop) is { IsOver: false, IsCancelled: false })
            {
                job.Session.Errors.PrintSentence("The job is not over, and workers may be at it.", "Cancel it first, or add --force.");
                return ExitCode.Usage;
            }
            // Its notes are all that tells them from those of others.
            if (!force && new JobEnd(job.Store).HasNotedUploads(job.Session.Stop))
            {
                job.Session.Errors.PrintSentence("Workers that died may have left multipart uploads, which only the job's notes tell of.", $"'sluice job cleanup {ShellLine.Join([job.Place.ToString()!])}' removes them; --force deletes the job as it is.");
                return ExitCode.Failures;
            }
            if (!force && JobSuccessor.Of(job.Store, job.Clients, job.Session.Stop) is { } next)
            {
                job.Session.Errors.PrintSentence($"{next} goes on from it: without this one no other job goes on from that one.", "--force deletes it all the same; the next job is then a whole one.");
                return ExitCode.Usage;
            }
            JobSuccessor.Release(job.Store, job.Definition, job.Clients, job.Session.Stop);
            return Remove(job.Session, job.Store);
        };
    }

    /// <inheritdoc/>
    protected override bool TakesDeleted => true;

    /// <inheritdoc/>
    protected override Func<Session, JobStore, int>? ReadForDamaged(Options.CommandLine line) => line.Has(_force) ? Remove : null;

    /// <inheritdoc/>
    // What workers wrote after it was deleted under them.
    protected override Func<Session, JobStore, int?>? ReadForNone(Options.CommandLine line)
    {
        bool force = line.Has(_force);
        return (session, store) =>
        {
            if (!new JobEnd(store).HasRest(session.Stop))
                return null;
            if (force)
                return Tell(session, new JobEnd(store).DeleteRest(session.Stop));
            session.Errors.PrintSentence($"There is no job {store.Place}, and there are files as workers of one leave them.", "--force removes those.");
            return ExitCode.CannotStart;
        };
    }

    static int Remove(Session session, JobStore store) => Tell(session, new JobEnd(store).Delete(session.Stop));

    static int Tell(Session session, long removed)
    {
        if (!session.Settings.Quiet)
            session.Errors.Note($"{Numbers.Count(removed, "file")} of the job removed.");
        return ExitCode.Done;
    }
}
