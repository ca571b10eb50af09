using Sluice.Failures;
using Sluice.Jobs.Chunks;
using Sluice.Jobs.Store;
using Sluice.S3;
using Sluice.Trees;

namespace Sluice.Jobs.Deltas;

/// <summary>What an earlier job, and those that it went on from, leave to be done by the next one: items that are new, other ones, those that are not done.</summary>
public sealed class JobDelta
{
    // A job of every hour for a month and more.
    const int MostJobs = 1000;

    readonly IReadOnlyList<(JobStore Store, JobDefinition Job)> _jobs;

    // Null for what leaves no note.
    readonly S3ClientFactory? _clients;

    JobDelta(Location place, bool removes, IReadOnlyList<(JobStore Store, JobDefinition Job)> jobs, S3ClientFactory? clients) => (Place, Removes, _jobs, _clients) = (place, removes, jobs, clients);

    /// <summary>The earlier job.</summary>
    public Location Place { get; }

    /// <summary>Its definition.</summary>
    public JobDefinition Job => _jobs[0].Job;

    /// <summary>Its definition, and those of the jobs that it went on from.</summary>
    public IEnumerable<JobDefinition> All => _jobs.Select(static one => one.Job);

    /// <summary>Copies whose source is gone are removed from the destination too. What no job has copied is not.</summary>
    public bool Removes { get; }

    /// <summary>Opens it. Throws <see cref="ArgumentException"/> for a job that cannot be gone on from, and <see cref="FailureException"/> when its store fails.</summary>
    /// <param name="place">The earlier job.</param>
    /// <param name="removes">See <see cref="Removes"/>.</param>
    /// <param name="clients">The stores.</param>
    /// <param name="cancellationToken">Ends it.</param>
    /// <param name="writes">The next job writes, so that a third one would have to know of it: it is noted at the earlier one. False for one that only compares.</param>
    public static JobDelta Open(Location place, bool removes, S3ClientFactory clients, CancellationToken cancellationToken, bool writes = true)
    {
        List<(JobStore Store, JobDefinition Job)> jobs = [];
        string? expected = null;
        for (Location? at = place; at is not null;)
        {
            JobStore store = JobStore.Open(at, clients);
            JobDefinition job = JobState.Find(store, cancellationToken) ?? throw new ArgumentException(at == place ? $"--since: there is no job {at}." : $"--since: {place} goes on from {at}, which is not there any more: what that one had done is not known. Begin with a whole job.");
            if (job.Problem is { } problem)
                throw new ArgumentException($"--since: {at}: {problem}");
            if (expected is not null && job.Id != expected)
                throw new ArgumentException($"--since: {place} goes on from {at}, which is another job by now: what the one of that name had done is not known. Begin with a whole job.");
            expected = job.SinceId;
            if (new JobEnd(store).IsBeingDeleted(cancellationToken))
                throw new ArgumentException($"--since: the job {at} is being deleted: what is left of it does not tell what it has done.");
            if (JobState.ReadPlan(store, cancellationToken) is null)
                throw new ArgumentException($"--since: the job {at} was not created to its end.");
            jobs.Add((store, job));
            if (jobs.Count > MostJobs)
                throw new ArgumentException($"--since: more than {MostJobs:N0} jobs go on from each other; begin with a whole one.");
            at = job.Since is { } since ? LocationParser.TryParse(since, out Location before, out string wrong) ? before : throw new ArgumentException($"--since: {at} goes on from {DisplayText.Of(since)}: {wrong}") : null;
        }
        return new JobDelta(place, removes, jobs, writes ? clients : null);
    }

    /// <summary>Notes at the earlier job which one goes on from it. Throws <see cref="ArgumentException"/> where another one does.</summary>
    internal void Note(JobStore store, JobDefinition job, CancellationToken cancellationToken)
    {
        if (_clients is { } clients)
            JobSuccessor.Note(_jobs[0].Store, store, job, clients, cancellationToken);
    }

    /// <summary>Takes that back.</summary>
    internal void Release(JobStore store, JobDefinition job, CancellationToken cancellationToken)
    {
        if (_clients is not null)
            JobSuccessor.Release(_jobs[0].Store, store, job, cancellationToken);
    }

    /// <summary>What of a sorted listing is to be done, in its order; removals are among it. Look at the listing's error before the end is believed.</summary>
    internal IEnumerable<ChunkItem> Rest(IEnumerable<ChunkItem> listed, Func<bool> isWhole, Location source, Location? destination, CancellationToken cancellationToken)
    {
        using IEnumerator<EarlierItem> earlier = Earlier(source, destination, cancellationToken).GetEnumerator();
        bool has = earlier.MoveNext();
        foreach (ChunkItem item in listed)
        {
            for (; has && earlier.Current.Item.Name.AsSpan().SequenceCompareTo(item.Name) < 0; has = earlier.MoveNext())
                if (Removal(earlier.Current) is { } gone)
                    yield return gone;
            bool isKnown = has && earlier.Current.Item.Name.AsSpan().SequenceEqual(item.Name);
            if (!isKnown || !(earlier.Current.IsDone && IsSame(earlier.Current.Item, item)))
                yield return item;
            if (isKnown)
                has = earlier.MoveNext();
        }
        // What a listing that broke off did not tell is not gone.
        if (!isWhole())
            yield break;
        for (; has; has = earlier.MoveNext())
            if (Removal(earlier.Current) is { } gone)
                yield return gone;
    }

    ChunkItem? Removal(in EarlierItem item) => Removes && item.IsCopied ? new ChunkItem(item.Item.Name, null, null, null, null, IsRemoved: true) { Copy = item.Copy?.Invoke() } : null;

    // A version stays what it is, but for the one that a bucket without versioning writes again and again.
    internal static bool IsSame(in ChunkItem before, in ChunkItem now) => !before.IsRemoved && before.Version == now.Version
        && (now.Version is not (null or ObjectVersion.Null)
            || before.Size == now.Size && (before.ETag is not null && now.ETag is not null ? before.ETag == now.ETag : before.Modified is not null && before.Modified == now.Modified));

    // By the clock that times of its workers are told by.
    static DateTimeOffset CreatedOf(JobStore store, JobDefinition job, CancellationToken cancellationToken) =>
        store.List(JobNames.Job, "", cancellationToken).FirstOrDefault(static entry => entry.Name == JobNames.Job)?.Modified ?? job.Created;

    IEnumerable<EarlierItem> Earlier(Location source, Location? destination, CancellationToken cancellationToken)
    {
        IEnumerable<EarlierItem>? all = null;
        // Of one job or of a thousand: so many chunks are held, and one of each.
        SemaphoreSlim room = new(ReadAhead.AtOnce);
        foreach ((JobStore store, JobDefinition job) in _jobs.Reverse())
        {
            IEnumerable<EarlierItem> own = new EarlierItems(store, job, new ItemRows(store, source, destination)).Read(room, cancellationToken);
            all = all is null ? own : EarlierItems.Merge(own, all, CreatedOf(store, job, cancellationToken));
        }
        return all!;
    }
}
