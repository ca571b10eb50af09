namespace Sluice.Jobs;

/// <summary>A part of a range of keys, by names below the job's source.</summary>
/// <param name="After">The names behind this one.</param>
/// <param name="Through">The last one that may be in it; null for all that follow.</param>
internal sealed record ChunkSection(byte[] After, byte[]? Through);
