using System.Text;
using Sluice.Jobs.Claims;
using Sluice.Jobs.Store;

namespace Sluice.Jobs.Leftovers;

/// <summary>Whether somebody may still be at a chunk, as the job's store tells. Not safe for many threads.</summary>
/// <param name="store">The job.</param>
/// <param name="job">What it is.</param>
internal sealed class ChunkHands(JobStore store, JobDefinition job)
{
    // A store takes no request that was signed longer ago (S3 API reference, "Authenticating requests"): none that was late comes later.
    static readonly TimeSpan MostLate = TimeSpan.FromMinutes(15);

    readonly TimeSpan _lease = TimeSpan.FromSeconds(job.LeaseSeconds);

    /// <summary>How long ago a chunk was sealed; null while it is not.</summary>
    public TimeSpan? SealedFor(string chunk, CancellationToken cancellationToken) =>
        store.Read(JobNames.Seal(chunk), cancellationToken) is not { } seal ? null : (seal.Tag is { } tag ? store.Age(JobNames.Seal(chunk), tag, cancellationToken) : null) ?? TimeSpan.Zero;

    /// <summary>
    /// Whether an upload is over that an attempt has noted. Where its chunk's seal names it, several workers fill it: until the chunk that joins its parts is sealed, or
    /// the job is cancelled.
    /// </summary>
    public LeftoverState StateOf(UploadNote note, NotedUpload upload, LeftoverState attempt, CancellationToken cancellationToken)
    {
        ChunkSeal? seal = JobState.ReadSeal(store, note.Chunk, cancellationToken, out bool isSealed);
        // What a seal names that cannot be read is not known: it may be this upload.
        if (seal is null && isSealed)
            return LeftoverState.Young;
        if (seal is not { Split: { } split, Halves.Count: > 0 })
            return attempt;
        return JobJson.Read(store.Read(split, cancellationToken)?.Content, JobJson.Default.SplitUpload) is not { } begun ? LeftoverState.Young
            : begun.Id != upload.Id ? LeftoverState.Abandoned
            : store.Read(JobNames.Seal(JobNames.Join(note.Chunk)), cancellationToken) is not null || store.Read(JobNames.Cancelled, cancellationToken) is not null ? LeftoverState.Abandoned
            : LeftoverState.Running;
    }

    /// <summary>Whether an attempt at a chunk is over.</summary>
    /// <param name="note">What it has noted.</param>
    /// <param name="isOld">What it has is older than what is taken for abandoned: where nobody tells who has the chunk, that decides.</param>
    /// <param name="cancellationToken">Ends it.</param>
    public LeftoverState StateOf(UploadNote note, bool isOld, CancellationToken cancellationToken)
    {
        // Whoever seals has ended its uploads before, or could not; who does the chunk all the same does it in vain.
        if (store.Read(JobNames.Seal(note.Chunk), cancellationToken) is not null)
            return LeftoverState.Abandoned;
        if (job.Claim != "lease" || store.Read(JobNames.Lease(note.Chunk), cancellationToken) is not { Tag: { } tag } there)
            return isOld ? LeftoverState.Abandoned : LeftoverState.Young;
        bool isSecond = store.Read(JobNames.Second(note.Chunk), cancellationToken) is { } second && Encoding.UTF8.GetString(second.Content) == note.Worker;
        ChunkLease? lease = JobJson.Read(there.Content, JobJson.Default.ChunkLease);
        if (lease is { IsFree: false } && lease.Worker == note.Worker && lease.Attempt == note.Attempt && !(store.Age(JobNames.Lease(note.Chunk), tag, cancellationToken) >= lease.LastsOf(_lease)))
            return LeftoverState.Running;
        return isSecond && !isOld ? LeftoverState.Young : LeftoverState.Abandoned;
    }

    /// <summary>True when a worker may have a chunk that is not sealed; of a queue and of an index nobody tells.</summary>
    public bool IsHeld(string chunk, CancellationToken cancellationToken) =>
        job.Claim == "lease" && store.Read(JobNames.Lease(chunk), cancellationToken) is { Tag: { } tag } there
        && JobJson.Read(there.Content, JobJson.Default.ChunkLease) is var lease && lease is not { IsFree: true } && !(store.Age(JobNames.Lease(chunk), tag, cancellationToken) >= (lease?.LastsOf(_lease) ?? _lease));

    /// <summary>True when something that has been there for so long was begun while workers may have been at the chunk: not before the job, and not long after its seal.</summary>
    public bool MayBeOf(string chunk, TimeSpan age, TimeSpan jobAge, CancellationToken cancellationToken) =>
        age <= jobAge + TimeSpan.FromSeconds(1) && !(SealedFor(chunk, cancellationToken) is { } sealedFor && age + _lease * ChunkLease.TimesRenewed + MostLate < sealedFor);
}
