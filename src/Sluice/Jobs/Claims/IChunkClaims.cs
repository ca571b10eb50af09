namespace Sluice.Jobs.Claims;

/// <summary>How workers share chunks that they find by listing. Safe for many threads.</summary>
internal interface IChunkClaims
{
    /// <summary>How long a claim lasts that is not renewed; null for ever.</summary>
    TimeSpan? Lasts { get; }

    /// <summary>Takes a chunk; null when it is another one's.</summary>
    /// <param name="chunk">The chunk.</param>
    /// <param name="isClaimed">Somebody has had it already: whether that has run out is asked before anything is written.</param>
    /// <param name="cancellationToken">Ends it.</param>
    ChunkClaim? TryClaim(string chunk, bool isClaimed, CancellationToken cancellationToken);

    /// <summary>
    /// For how long another worker has had a chunk that has renewed its claim, while that has not run out: it is alive, or died long after it began. Null otherwise, and for a
    /// chunk over which somebody has died.
    /// </summary>
    TimeSpan? HeldFor(string chunk, CancellationToken cancellationToken);

    /// <summary>Keeps it; false when it is another one's by now.</summary>
    bool Renew(ChunkClaim claim, CancellationToken cancellationToken);

    /// <summary>Gives it back, for another worker to do.</summary>
    void Abandon(ChunkClaim claim, CancellationToken cancellationToken);
}
