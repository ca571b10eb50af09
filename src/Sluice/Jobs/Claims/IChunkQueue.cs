namespace Sluice.Jobs.Claims;

/// <summary>What of a job is left for this worker: claim, renew, complete, abandon. Safe for many threads.</summary>
internal interface IChunkQueue
{
    /// <summary>How long a claim lasts that is not renewed; null for ever.</summary>
    TimeSpan? Lasts { get; }

    /// <summary>One of those that others have and that this worker would do if they did not; null for none, and where that is not known.</summary>
    string? Awaited { get; }

    /// <summary>Claims a chunk that is not sealed; null when none can be had now.</summary>
    /// <param name="cancellationToken">Ends it.</param>
    /// <param name="isOver">Nothing is left that could ever be had.</param>
    ChunkClaim? TryTake(CancellationToken cancellationToken, out bool isOver);

    /// <summary>Keeps it; false when it is another one's by now.</summary>
    bool Renew(ChunkClaim claim, CancellationToken cancellationToken);

    /// <summary>There are chunks that were not planned: halves.</summary>
    void Add(IReadOnlyList<string> chunks, CancellationToken cancellationToken);

    /// <summary>It is sealed, by whomever.</summary>
    void Complete(ChunkClaim claim, CancellationToken cancellationToken);

    /// <summary>It is to be another one's, or is by now.</summary>
    void GiveBack(ChunkClaim claim, CancellationToken cancellationToken);

    /// <summary>It cannot be read: it is given back, this worker takes it no more, and the job is over for it once nothing else is left.</summary>
    void SetAside(ChunkClaim claim, CancellationToken cancellationToken);
}
