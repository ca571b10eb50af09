using System.Globalization;
using Sluice.Failures;
using Sluice.Jobs.Store;

namespace Sluice.Jobs;

/// <summary>Ends a job, or removes it. Throws <see cref="FailureException"/> when its store fails.</summary>
/// <param name="store">The job.</param>
public sealed class JobEnd(JobStore store)
{
    /// <summary>Workers begin no further chunk; false when there is no job.</summary>
    public bool Cancel(CancellationToken cancellationToken)
    {
        if (store.Read(JobNames.Job, cancellationToken) is null)
            return false;
        if (IsBeingDeleted(cancellationToken))
            return true;
        store.Write(JobNames.Cancelled, default, cancellationToken);
        return IsCancelled(cancellationToken) ? true : throw new FailureException(Failure.Local("NotWritten", "The store says that it has taken the cancellation, and has it not."));
    }

    /// <summary>True when it was cancelled, and when it is being removed.</summary>
    /// <param name="cancellationToken">Ends it.</param>
    /// <param name="isBeingDeleted">Its removal has begun, and has not come to its end: what is left of it does not tell what became of its items.</param>
    public bool IsCancelled(CancellationToken cancellationToken, out bool isBeingDeleted)
    {
        byte[]? mark = store.Read(JobNames.Cancelled, cancellationToken)?.Content;
        isBeingDeleted = IsDeletion(mark);
        return mark is not null;
    }

    /// <summary>The same.</summary>
    public bool IsCancelled(CancellationToken cancellationToken) => IsCancelled(cancellationToken, out _);

    /// <summary>True when its removal has begun.</summary>
    public bool IsBeingDeleted(CancellationToken cancellationToken) => IsCancelled(cancellationToken, out bool isBeingDeleted) && isBeingDeleted;

    /// <summary>The same, of what stands in <see cref="JobNames.Cancelled"/>.</summary>
    internal static bool IsDeletion(ReadOnlySpan<byte> cancelled) => cancelled.SequenceEqual(JobNames.Deletion);

    /// <summary>True when workers have noted multipart uploads that nobody has ended or removed since, as far as is known.</summary>
    public bool HasNotedUploads(CancellationToken cancellationToken) => store.List(JobNames.Uploads, "", cancellationToken).Any(static entry => entry.Name[JobNames.Uploads.Length..].Split('/') is [var chunk, { Length: > 0 }] && JobNames.IsChunk(chunk));

    /// <summary>True when there are files that workers have written for a job which is not there any more, as far as names tell.</summary>
    public bool HasRest(CancellationToken cancellationToken) => Rest(JobNames.OfWorkers, cancellationToken).Any();

    /// <summary>Removes those. How many files there were.</summary>
    public long DeleteRest(CancellationToken cancellationToken) => Remove([.. JobNames.OfWorkers, JobNames.Seconds, JobNames.Retries, JobNames.Uploads], cancellationToken);

    /// <summary>Removes what a job has in its store, its own file last: a removal that was interrupted can be made again. How many files there were.</summary>
    public long Delete(CancellationToken cancellationToken)
    {
        // Workers that are at it begin no further chunk, and whoever looks at what is left knows what it is.
        store.Write(JobNames.Cancelled, JobNames.Deletion.ToArray(), cancellationToken);
        string[] parts = [JobNames.Leases, JobNames.Seconds, JobNames.Surveys, JobNames.Left, JobNames.Tallies, JobNames.Retries, JobNames.Outcomes, JobNames.Uploads, JobNames.Unreadable, JobNames.Chunks, JobNames.Seals, JobNames.Plan, JobNames.Over, JobNames.Next];
        long removed = Remove(parts, cancellationToken);
        if (Rest(parts, cancellationToken).LongCount() is > 0 and long left)
            throw new FailureException(Failure.Local("StillThere", string.Create(CultureInfo.InvariantCulture, $"The store said that {removed:N0} {(removed == 1 ? "file of the job was" : "files of the job were")} removed, and has {left:N0} still. Workers may be at it, which begin no further chunk now: the same command goes on once they have ended.")));
        store.Delete(JobNames.Cancelled, cancellationToken);
        if (store.List(JobNames.Job, "", cancellationToken).Any(static entry => entry.Name == JobNames.Job))
            store.Delete(JobNames.Job, cancellationToken);
        // Its own file is read: what a listing leaves out is not gone.
        return store.Read(JobNames.Job, cancellationToken) is null ? removed + 1
            : throw new FailureException(Failure.Local("StillThere", "The job's file (job.json) is there still, and the store does not list it: others of its files may be, too."));
    }

    long Remove(IReadOnlyList<string> parts, CancellationToken cancellationToken)
    {
        long removed = 0;
        foreach (string part in parts)
        {
            foreach (JobEntry entry in Rest([part], cancellationToken).ToList())
            {
                store.Delete(entry.Name, cancellationToken);
                removed++;
            }
        }
        return removed;
    }

    // Nothing that is not a job's own is touched.
    IEnumerable<JobEntry> Rest(IReadOnlyList<string> parts, CancellationToken cancellationToken) =>
        parts.SelectMany(part => store.List(part, "", cancellationToken)).Where(static entry => JobNames.IsOwn(entry.Name));
}
