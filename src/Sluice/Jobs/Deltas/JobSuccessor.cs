using System.Text;
using Sluice.Failures;
using Sluice.Jobs.Store;
using Sluice.S3;
using Sluice.Trees;

namespace Sluice.Jobs.Deltas;

/// <summary>
/// Which job goes on from another one, as that one's store notes it: one at most. A second would not know what the first has copied or removed since, and would leave out what is undone there.
/// Methods throw <see cref="FailureException"/> when a store fails.
/// </summary>
public static class JobSuccessor
{
    /// <summary>The job that goes on from one; null where none has been noted, or it is not there any more.</summary>
    /// <param name="store">The one.</param>
    /// <param name="clients">The stores.</param>
    /// <param name="cancellationToken">Ends it.</param>
    public static Location? Of(JobStore store, S3ClientFactory clients, CancellationToken cancellationToken) =>
        Noted(store, cancellationToken) is { } noted && LocationParser.TryParse(noted, out Location next, out _) && JobStore.Open(next, clients).Read(JobNames.Job, cancellationToken) is not null ? next : null;

    /// <summary>Notes that a job goes on from another one. Throws <see cref="ArgumentException"/> where a third one does.</summary>
    internal static void Note(JobStore before, JobStore job, S3ClientFactory clients, CancellationToken cancellationToken)
    {
        if (before.Create(JobNames.Next, Encoding.UTF8.GetBytes(job.Name), cancellationToken) is not null || Noted(before, cancellationToken) is not { } other || other == job.Name)
            return;
        throw new ArgumentException(Of(before, clients, cancellationToken) is { } next
            ? $"--since: {next} goes on from {before.Place} already, and what that one copies or removes would be unknown here: go on from it (--since {next})."
            : $"--since: {DisplayText.Of(other)} went on from {before.Place} and is deleted: what it had copied or removed is not known. Begin with a whole job.");
    }

    /// <summary>Lets another job go on from the one that a job goes on from, where this one has done nothing: before it is deleted.</summary>
    /// <param name="store">The job that is going to be deleted.</param>
    /// <param name="job">What it is.</param>
    /// <param name="clients">The stores.</param>
    /// <param name="cancellationToken">Ends it.</param>
    public static void Release(JobStore store, JobDefinition job, S3ClientFactory clients, CancellationToken cancellationToken)
    {
        if (job.Since is not { } since || !LocationParser.TryParse(since, out Location before, out _) || JobNames.OfWorkers.Any(part => part != JobNames.Chunks && store.List(part, "", cancellationToken).Any(static entry => JobNames.IsOfChunk(entry.Name))))
            return;
        JobStore earlier = JobStore.Open(before, clients);
        if (Noted(earlier, cancellationToken) == store.Name)
            earlier.Delete(JobNames.Next, cancellationToken);
    }

    static string? Noted(JobStore store, CancellationToken cancellationToken) => store.Read(JobNames.Next, cancellationToken) is { } note ? Encoding.UTF8.GetString(note.Content) : null;
}
