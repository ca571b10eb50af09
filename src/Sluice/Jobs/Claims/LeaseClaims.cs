using Sluice.Jobs.Store;

namespace Sluice.Jobs.Claims;

/// <summary>
/// Leases in the job's store. Claimed by creating them, renewed and taken over by replacing what they were: the tag is the fencing token. Whether one has run
/// out is judged by the store's times alone, for clocks of workers differ.
/// </summary>
/// <param name="store">The job.</param>
/// <param name="worker">This worker.</param>
/// <param name="lease">How long a lease lasts that was not renewed.</param>
internal sealed class LeaseClaims(JobStore store, string worker, TimeSpan lease) : IChunkClaims
{
    long _written;

    /// <inheritdoc/>
    public TimeSpan? Lasts => lease;

    /// <inheritdoc/>
    public ChunkClaim? TryClaim(string chunk, bool isClaimed, CancellationToken cancellationToken)
    {
        string name = JobNames.Lease(chunk);
        // Of what others seem to have had, it is read first: that costs a tenth of a claim that is refused.
        (byte[] Content, string? Tag)? found = isClaimed ? store.Read(name, cancellationToken) : null;
        if (found is null && store.Create(name, Content(1), cancellationToken) is { } created)
            return new ChunkClaim(chunk, 1) { Tag = created, Lasts = lease };
        // What it is known by first, then its age: one that is renewed in between is not taken.
        if ((found ?? store.Read(name, cancellationToken)) is not { Tag: { } tag } there)
            return null;
        ChunkLease? old = JobJson.Read(there.Content, JobJson.Default.ChunkLease);
        if (old is not { IsFree: true } && !(store.Age(name, tag, cancellationToken) >= (old?.LastsOf(lease) ?? lease)))
            return null;
        int attempt = old is { IsFree: true } ? old.Attempt : (old?.Attempt ?? 0) + 1;
        return store.Replace(name, Content(attempt), tag, cancellationToken) is { } taken
            ? new ChunkClaim(chunk, attempt) { Tag = taken, Lasts = lease, Died = old is { IsFree: false } ? old.Worker : null } : null;
    }

    /// <inheritdoc/>
    public TimeSpan? HeldFor(string chunk, CancellationToken cancellationToken) =>
        store.Read(JobNames.Lease(chunk), cancellationToken) is { Tag: { } tag } there && JobJson.Read(there.Content, JobJson.Default.ChunkLease) is { IsFree: false, Attempt: 1, Renewals: > 0 } held
        && store.Age(JobNames.Lease(chunk), tag, cancellationToken) is { } age && age < held.LastsOf(lease) ? held.HeldFor(lease, age) : null;

    /// <inheritdoc/>
    public bool Renew(ChunkClaim claim, CancellationToken cancellationToken)
    {
        lock (claim)
        {
            if (store.Replace(JobNames.Lease(claim.Chunk), Content(claim.Attempt, renewals: claim.Renewals + 1), claim.Tag, cancellationToken) is not { } tag)
                return false;
            (claim.Tag, claim.Lasts, claim.Renewals) = (tag, lease * ChunkLease.TimesRenewed, claim.Renewals + 1);
            return true;
        }
    }

    /// <inheritdoc/>
    public void Abandon(ChunkClaim claim, CancellationToken cancellationToken)
    {
        lock (claim)
            _ = store.Replace(JobNames.Lease(claim.Chunk), Content(claim.Attempt, isFree: true), claim.Tag, cancellationToken);
    }

    byte[] Content(int attempt, bool isFree = false, int renewals = 0) => JobJson.Write(new ChunkLease(worker, attempt, isFree, Interlocked.Increment(ref _written), renewals), JobJson.Default.ChunkLease);
}
