namespace Sluice.Jobs;

/// <summary>What of a job cannot be read: what it says is not known, and counts as nothing.</summary>
/// <param name="Chunk">The chunk that it is of.</param>
/// <param name="Kind">What it is.</param>
/// <param name="Items">Items of which nothing more is known; null where not even that is.</param>
public sealed record JobDamage(string Chunk, JobDamageKind Kind, long? Items = null);
