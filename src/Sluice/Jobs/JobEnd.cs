using Sluice.Jobs.Store;

namespace Sluice.Jobs;

/// <summary>Ends a job, or removes it. Throws <see cref="Failures.FailureException"/> when its store fails.</summary>
/// <param name="store">The job.</param>
public sealed class JobEnd(JobStore store)
{
    /// <summary>Workers begin no further chunk; false when there is no job.</summary>
    public bool Cancel(CancellationToken cancellationToken)
    {
        if (store.Read(JobNames.Job, cancellationToken) is null)
            return false;
        store.Write(JobNames.Cancelled, default, cancellationToken);
        return true;
    }

    /// <summary>Removes what a job has in its store, its own file last: a removal that was interrupted can be made again. How many files there were.</summary>
    public long Delete(CancellationToken cancellationToken)
    {
        long removed = 0;
        // Nothing that is not a job's own is touched.
        foreach (string part in (IEnumerable<string>)[JobNames.Leases, JobNames.Seconds, JobNames.Surveys, JobNames.Left, JobNames.Tallies, JobNames.Retries, JobNames.Outcomes, JobNames.Uploads, JobNames.Chunks, JobNames.Seals, JobNames.Plan, JobNames.Over, JobNames.Cancelled, JobNames.Job])
            foreach (JobEntry entry in store.List(part, "", cancellationToken).ToList())
            {
                store.Delete(entry.Name, cancellationToken);
                removed++;
            }
        return removed;
    }
}
