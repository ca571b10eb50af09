using Sluice.Failures;
using Sluice.Jobs.Claims;
using Sluice.Jobs.Store;

namespace Sluice.Jobs;

/// <summary>What a worker waits for that has had nothing to do for a minute. Safe for many threads.</summary>
/// <param name="store">The job.</param>
/// <param name="queue">Where its chunks come from.</param>
internal sealed class WaitNote(JobStore store, IChunkQueue queue)
{
    /// <summary>What is long: a creation writes chunks all the time, unless its source is slow to list.</summary>
    public static readonly TimeSpan LongIdle = TimeSpan.FromMinutes(1);

    const int SaidPlan = 1, SaidOthers = 2;

    int _said;

    /// <summary>A sentence, the first time that it is true; null otherwise.</summary>
    /// <param name="waited">For how long it has had nothing to do.</param>
    /// <param name="cancellationToken">Ends it.</param>
    public string? After(TimeSpan waited, CancellationToken cancellationToken)
    {
        if (waited < LongIdle || Volatile.Read(ref _said) >= SaidOthers)
            return null;
        if (JobState.ReadPlan(store, cancellationToken) is null)
            return Interlocked.CompareExchange(ref _said, SaidPlan, 0) == 0
                ? "Nothing was left to do for a minute, and the job's plan has no end (plan.json): it is still being created, or whoever created it has stopped; then the same 'sluice job create' goes on with it." : null;
        if (queue.Awaited is not { } chunk || Interlocked.Exchange(ref _said, SaidOthers) == SaidOthers)
            return null;
        // Whose it is only a lease tells: what was claimed through a queue is known to the queue alone.
        string holder = store.Read(JobNames.Lease(chunk), cancellationToken) is { Tag: { } tag } found && JobJson.Read(found.Content, JobJson.Default.ChunkLease) is { } lease
            ? $" is with {DisplayText.Of(lease.Worker)}{(store.Age(JobNames.Lease(chunk), tag, cancellationToken) is { } age ? $", who renewed it last {(long)age.TotalSeconds} s ago" : "")}" : " is with another worker";
        return $"Nothing was left to take for a minute: chunk {chunk}{holder}. It is taken over when its lease has run out, or done a second time where that is faster.";
    }
}
