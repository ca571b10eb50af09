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

    /// <summary>Warns where another job goes on from one whose work goes on.</summary>
    public static void WarnOfSuccessor(Session session, JobStore store, S3ClientFactory clients)
    {
        if (JobSuccessor.Of(store, clients, session.Stop) is { } next)
            session.Errors.Warning($"{next} goes on from this job, and has what this one had not done then: what both copy, the later one leaves.");
    }

    /// <summary>From one that is cancelled.</summary>
    /// <param name="job">What it is.</param>
    /// <param name="place">Where it is, as a shell reads it.</param>
    public static string AfterCancel(JobDefinition job, string place) => job.NamesHash is not null
        ? $"A job of a list of names is made anew, with the names that 'sluice job report {place}' does not call done."
        : $"'sluice job create NAME --since {place} -- COMMAND', with the same command, makes a job of what it has left.";
}
