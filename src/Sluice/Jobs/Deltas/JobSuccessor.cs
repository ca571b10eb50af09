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
        Noted(store, cancellationToken) is { } noted && IsThere(noted, clients, cancellationToken, out Location? next) ? next : null;

    /// <summary>Why a job that another one goes on from does nothing any more.</summary>
    /// <param name="next">The other one.</param>
    public static string Sentence(Location next) => $"{next} goes on from this job: what this one has not done is for it, or for one after it, to do.";

    /// <summary>The jobs that go on from one, each from the one before it.</summary>
    /// <param name="store">The one.</param>
    /// <param name="clients">The stores.</param>
    /// <param name="cancellationToken">Ends it.</param>
    public static IReadOnlyList<Location> All(JobStore store, S3ClientFactory clients, CancellationToken cancellationToken)
    {
        List<Location> all = [];
        // What stands in a store may lead in a circle.
        for (HashSet<string> seen = new(StringComparer.Ordinal); Of(store, clients, cancellationToken) is { } next && seen.Add(next.ToString()!); store = JobStore.Open(next, clients))
            all.Add(next);
        return all;
    }

    /// <summary>Notes that a job goes on from another one. Throws <see cref="ArgumentException"/> where a third one does.</summary>
    /// <param name="before">The other one.</param>
    /// <param name="store">The one.</param>
    /// <param name="job">What it is: one that has its name later is another job.</param>
    /// <param name="clients">The stores.</param>
    /// <param name="cancellationToken">Ends it.</param>
    internal static void Note(JobStore before, JobStore store, JobDefinition job, S3ClientFactory clients, CancellationToken cancellationToken)
    {
        if (before.Create(JobNames.Next, Encoding.UTF8.GetBytes($"{store.Name}\n{job.Id}"), cancellationToken) is not null || Noted(before, cancellationToken) is not { } other || other == (store.Name, job.Id))
            return;
        throw new ArgumentException(other.Name != store.Name && IsThere(other, clients, cancellationToken, out Location? next)
            ? $"--since: {next} goes on from {before.Place} already, and what that one copies or removes would be unknown here: go on from it (--since {next})."
            : $"--since: {(other.Name == store.Name ? $"an earlier job of the name {store.Place}" : DisplayText.Of(other.Name))} went on from {before.Place} and is deleted: what it had copied or removed is not known. Begin with a whole job.");
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
        Release(JobStore.Open(before, clients), store, job, cancellationToken);
    }

    /// <summary>The same, of one that has nobody's work to be looked at.</summary>
    internal static void Release(JobStore before, JobStore store, JobDefinition job, CancellationToken cancellationToken)
    {
        if (Noted(before, cancellationToken) == (store.Name, job.Id))
            before.Delete(JobNames.Next, cancellationToken);
    }

    static (string Name, string Id)? Noted(JobStore store, CancellationToken cancellationToken)
    {
        if (store.Read(JobNames.Next, cancellationToken) is not { } note)
            return null;
        string text = Encoding.UTF8.GetString(note.Content);
        int end = text.LastIndexOf('\n');
        return end < 0 ? (text, "") : (text[..end], text[(end + 1)..]);
    }

    static bool IsThere((string Name, string Id) noted, S3ClientFactory clients, CancellationToken cancellationToken, out Location? next) =>
        LocationParser.TryParse(noted.Name, out next!, out _) && JobStore.Open(next, clients).Read(JobNames.Job, cancellationToken) is not null;
}
