using Sluice.Cli.Lines;
using Sluice.Cli.Output;
using Sluice.Jobs;
using Sluice.Jobs.Deltas;
using Sluice.Jobs.Store;
using Sluice.S3;
using Sluice.Trees;

namespace Sluice.Cli.Jobs;

/// <summary>How to go on from a job that is not gone on with itself.</summary>
static class JobNext
{
    /// <summary>What is said of a job whose removal has begun.</summary>
    public const string BeingDeleted = "The job is being deleted: what is left of it does not tell what became of its items.";

    /// <summary>From one whose removal has begun.</summary>
    /// <param name="place">Where it is, as a shell reads it.</param>
    public static string AfterDelete(string place) => $"Give 'sluice job delete {place}' again, once its workers have ended: it goes on with that.";

    /// <summary>Says both of a job, on stderr; the exit code.</summary>
    public static int TellDeletion(Session session, Location place)
    {
        session.Errors.PrintSentence(BeingDeleted, AfterDelete(ShellLine.Join([place.ToString()!])));
        return ExitCode.Failures;
    }

    /// <summary>True where another job goes on from one that is not over, and says so: what this one would write late, nobody would look at again.</summary>
    /// <param name="session">The run.</param>
    /// <param name="store">The job.</param>
    /// <param name="clients">The stores.</param>
    /// <param name="again">What is over of it is to be done again.</param>
    public static bool IsSuperseded(Session session, JobStore store, S3ClientFactory clients, bool again = false)
    {
        if (JobSuccessor.Of(store, clients, session.Stop) is not { } next || !again && JobState.Read(store, session.Stop) is { IsOver: true })
            return false;
        session.Errors.PrintSentence(JobSuccessor.Sentence(next), AfterOthers(store, clients, session.Stop));
        return true;
    }

    /// <summary>From one that another job goes on from; null for one that none does.</summary>
    public static string? AfterOthers(JobStore store, S3ClientFactory clients, CancellationToken cancellationToken)
    {
        if (JobSuccessor.All(store, clients, cancellationToken) is not [.., var last] all)
            return null;
        string place = ShellLine.Join([last.ToString()!]);
        if (JobState.Read(JobStore.Open(last, clients), cancellationToken) is { IsOver: true })
            return $"'sluice job create NAME --since {place} -- COMMAND', with the same command, makes a job of what none of them has done.";
        return $"'sluice job run {place}' does it{(all.Count == 1 ? $"; before it has begun, 'sluice job delete --force {place}' lets this one go on" : "")}.";
    }

    /// <summary>From one that is cancelled.</summary>
    /// <param name="job">What it is.</param>
    /// <param name="place">Where it is, as a shell reads it.</param>
    public static string AfterCancel(JobDefinition job, string place) => job.NamesHash is not null
        ? $"A job of a list of names is made anew, with the names that 'sluice job report {place}' does not call done."
        : $"'sluice job create NAME --since {place} -- COMMAND', with the same command, makes a job of what it has left.";
}
