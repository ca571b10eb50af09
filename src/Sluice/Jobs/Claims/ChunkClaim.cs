namespace Sluice.Jobs.Claims;

/// <summary>A chunk that is this worker's, for as long as it is renewed.</summary>
/// <param name="Chunk">The chunk.</param>
/// <param name="Attempt">From 1.</param>
internal sealed record ChunkClaim(string Chunk, int Attempt)
{
    /// <summary>What the lease is known by; empty where there is none. For the thread that renews.</summary>
    public string Tag { get; set; } = "";

    /// <summary>Times that it was renewed.</summary>
    public long Renewals { get; set; }
}
