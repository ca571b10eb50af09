using Sluice.Engine;
using Sluice.Failures;
using Sluice.Jobs.Store;
using Sluice.Jobs.Watching;

namespace Sluice.Jobs;

/// <summary>How far a job is, from listings of its store: listed = done + skipped + missing + changed + denied + failed + quarantined + pending.</summary>
/// <param name="Job">What it is.</param>
/// <param name="Plan">The end of its plan; null while it is created.</param>
/// <param name="Chunks">Chunks that there are.</param>
/// <param name="SealedChunks">Chunks that are sealed.</param>
/// <param name="Items">Items of all chunks so far.</param>
/// <param name="Outcomes">Items of sealed chunks by outcome.</param>
/// <param name="Leases">Chunks that a worker has claimed and not sealed, and since when, by the store's clock, it has not renewed that.</param>
/// <param name="IsCancelled">It was cancelled.</param>
public sealed record JobState(JobDefinition Job, JobPlan? Plan, int Chunks, int SealedChunks, long Items, OutcomeCounts Outcomes, IReadOnlyDictionary<string, TimeSpan> Leases, bool IsCancelled)
{
    /// <summary>Bytes of items that have an outcome, as they were listed; null where a seal tells none, and where no listing told any.</summary>
    public long? Bytes { get; init; }

    /// <summary>Items that no seal names yet.</summary>
    public long Pending => Items - Outcomes.Ended;

    /// <summary>Its removal has begun, and has not come to its end: what is counted is what is left of it.</summary>
    public bool IsBeingDeleted { get; init; }

    /// <summary>True when nothing is left to do.</summary>
    public bool IsOver => Plan is not null && Chunks == SealedChunks && !IsBeingDeleted;

    /// <summary>What of it is known to be unreadable, in the order of the chunks. Items of a seal that cannot be read are pending.</summary>
    public IReadOnlyList<JobDamage> Damage { get; init; } = [];

    /// <summary>Seals that were read; of the others only names were.</summary>
    public int ReadSeals { get; init; }

    /// <summary>Items that are done and whose bytes nothing that a store told proves; null where some seal does not tell.</summary>
    public long? Unverified { get; init; }

    /// <summary>True when something of it cannot be read, and when nothing is left to do and yet not every item is accounted for: the store has lost chunks.</summary>
    public bool IsDamaged => !IsBeingDeleted && Damage.Count > 0 || IsOver && Pending != 0;

    /// <summary>True when all that is left are chunks that no worker can read.</summary>
    public bool IsStuck => Plan is not null && !IsOver && Chunks - SealedChunks <= Damage.Count(static damage => damage.Kind == JobDamageKind.Chunk);

    /// <summary>Code of the failure to read a job that is there.</summary>
    public const string Damaged = "BadJob";

    /// <summary>Code of the failure of a worker whose job is not there any more.</summary>
    public const string Deleted = "JobDeleted";

    /// <summary>The job of a store; null when there is none. Throws <see cref="FailureException"/> when the store fails, and for one that is damaged.</summary>
    public static JobDefinition? Find(JobStore store, CancellationToken cancellationToken)
    {
        (bool isThere, store.Job) = ReadJob(store, cancellationToken);
        return isThere && store.Job is null ? throw new FailureException(Failure.Local(Damaged, "The job's file (job.json) cannot be read.")) : store.Job;
    }

    /// <summary>Throws <see cref="FailureException"/> with <see cref="Deleted"/> when a job that was there is not.</summary>
    internal static void ThrowIfDeleted(JobStore store, CancellationToken cancellationToken)
    {
        if (store.Read(JobNames.Job, cancellationToken) is null)
            throw new FailureException(Failure.Local(Deleted, "The job is not there any more: somebody has deleted it."));
    }

    /// <summary>Looks; null when there is no job.</summary>
    public static JobState? Read(JobStore store, CancellationToken cancellationToken)
    {
        JobWatch watch = new(store);
        return watch.ReadAll(cancellationToken) ? watch.State : null;
    }

    /// <summary>The end of the plan; null while the job is created. Throws <see cref="FailureException"/> when the store fails, and for one that is damaged or another job's.</summary>
    internal static JobPlan? ReadPlan(JobStore store, CancellationToken cancellationToken)
    {
        (bool isThere, JobPlan? plan) = store.Read(JobNames.Plan, JobJson.Default.JobPlan, read => IsOf(store, read), cancellationToken);
        if (!isThere)
            return null;
        if (plan is null)
            throw new FailureException(Failure.Local(Damaged, "The job's plan (plan.json) cannot be read."));
        return IsOf(store, plan) ? plan : throw new FailureException(Failure.Local(Damaged, "The job's plan (plan.json) is another job's."));
    }

    /// <summary>The seal of a chunk; null where there is none, and for one that cannot be read or is not of this job.</summary>
    internal static ChunkSeal? ReadSeal(JobStore store, string chunk, CancellationToken cancellationToken) => ReadSeal(store, chunk, cancellationToken, out _);

    /// <summary>The same, and whether there is one.</summary>
    internal static ChunkSeal? ReadSeal(JobStore store, string chunk, CancellationToken cancellationToken, out bool isThere)
    {
        (isThere, ChunkSeal? seal) = store.Read(JobNames.Seal(chunk), JobJson.Default.ChunkSeal, Fits, cancellationToken);
        return seal is not null && Fits(seal) ? seal : null;

        bool Fits(ChunkSeal read) => read.Seals(chunk) && (JobOf(store, cancellationToken) is not { } job || read.IsOf(job));
    }

    static bool IsOf(JobStore store, JobPlan plan) => store.Job is null || plan.Hash == store.Job.Mark;

    // It never changes while it is there. Where it cannot be read nothing is known to compare with, and whoever needs it finds that.
    static JobDefinition? JobOf(JobStore store, CancellationToken cancellationToken) => store.Job ??= ReadJob(store, cancellationToken).Job;

    static (bool IsThere, JobDefinition? Job) ReadJob(JobStore store, CancellationToken cancellationToken)
    {
        (bool isThere, JobDefinition? job) = store.Read(JobNames.Job, JobJson.Default.JobDefinition, static job => IsJob(job) && job.Problem is null, cancellationToken);
        return (isThere, job is not null && IsJob(job) ? job : null);
    }

    // What JSON lets be missing, and a time that is none.
    static bool IsJob(JobDefinition job) => job is { Words: not null, Claim: not null, Hash: not null, LeaseSeconds: >= 0 and <= 1e9 } && job.Words.All(static word => word is not null);
}
