namespace Sluice.Jobs.Claims;

/// <summary>A chunk that is this worker's, for as long as it is renewed.</summary>
/// <param name="Chunk">The chunk.</param>
/// <param name="Attempt">From 1.</param>
internal sealed record ChunkClaim(string Chunk, int Attempt)
{
    /// <summary>What the claim is known by; empty where there is nothing. For the thread that renews.</summary>
    public string Tag { get; set; } = "";

    /// <summary>Another one has the chunk and is slow: whoever seals first has done it.</summary>
    public bool IsSecond { get; init; }

    /// <summary>Who had it before and has not given it back; null where nobody had, and where that is not known.</summary>
    public string? Died { get; init; }

    /// <summary>When it was claimed, as <see cref="HeldSince"/>.</summary>
    public long Begun { get; set; }

    /// <summary>How often it was renewed. For the thread that renews.</summary>
    public int Renewals { get; set; }

    /// <summary>How long it lasts from <see cref="HeldSince"/> on; null for ever. For the thread that renews.</summary>
    public TimeSpan? Lasts { get; set; }

    /// <summary>When the request was sent that claimed it or renewed it last, by this process's own steady clock: others count from no earlier.</summary>
    public long HeldSince { get; set; }
}
