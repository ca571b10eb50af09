namespace Sluice.Jobs.Watching;

/// <summary>What became of one object of a job.</summary>
/// <param name="Key">Its key, URL-encoded; empty when the plan does not have it.</param>
/// <param name="Problem">Why it was not found, in a sentence; null when it was.</param>
public sealed record FoundItem(string Key, string? Problem)
{
    /// <summary>The chunk that it is of; halves and retries included.</summary>
    public string? Chunk { get; init; }

    /// <summary>Bytes, as it was listed; null where the listing told none.</summary>
    public long? Size { get; init; }

    /// <summary>ETag, as it was listed.</summary>
    public string? ETag { get; init; }

    /// <summary>When it was written, as it was listed.</summary>
    public DateTimeOffset? Modified { get; init; }

    /// <summary>How it ended; null while its chunk is not sealed.</summary>
    public string? Outcome { get; init; }

    /// <summary>Who sealed its chunk.</summary>
    public string? Worker { get; init; }

    /// <summary>Which attempt at the chunk that was.</summary>
    public int? Attempt { get; init; }

    /// <summary>The error's code; empty for none.</summary>
    public string? Code { get; init; }

    /// <summary>What was said.</summary>
    public string? Message { get; init; }

    /// <summary>Where it went.</summary>
    public string? Destination { get; init; }

    /// <summary>The checksum that was compared.</summary>
    public string? Checksum { get; init; }

    /// <summary>How many tries of requests it took.</summary>
    public string? Attempts { get; init; }
}
