namespace Sluice.Jobs.Deltas;

/// <summary>What a job has left at the destination for an item, as its listing and its row tell.</summary>
/// <param name="Size">Bytes; null where the listing told none.</param>
/// <param name="ETag">The ETag of what was copied; null where there is none.</param>
/// <param name="Checksum">The checksum of the bytes as they were moved, as rows have it; null for none.</param>
internal sealed record MadeCopy(long? Size, string? ETag, string? Checksum);
