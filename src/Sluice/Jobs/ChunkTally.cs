using System.Globalization;
using Sluice.Engine;

namespace Sluice.Jobs;

/// <summary>The counts of a seal, or of what is done again, as a name tells them.</summary>
/// <param name="Chunk">The chunk.</param>
/// <param name="Counts">Its items by outcome.</param>
/// <param name="Bytes">Bytes of them, as they were listed; null where they are not told, as at first.</param>
/// <param name="Unverified">Those that are done and whose bytes nothing proves; null where that is not told, as at first.</param>
/// <param name="Added">Items that nobody planned, which it has left to other chunks.</param>
internal readonly record struct ChunkTally(string Chunk, OutcomeCounts Counts, long? Bytes, long? Unverified, long Added)
{
    // Outcomes, bytes, unverified ones, added ones.
    const int Numbers = 10, WithBytes = 8, WithUnverified = 9;

    // What the MD5 of a seal begins with in a name: nothing that is a number.
    internal const char HashMark = 'm';

    /// <summary>MD5 of the seal as it was written, in hexadecimal digits; null where it is not told, as at first.</summary>
    public string? Hash { get; init; }

    /// <summary>The MD5 of a seal.</summary>
#pragma warning disable CA5351 // What ETags are.
    public static string HashOf(ReadOnlySpan<byte> content) => Convert.ToHexStringLower(System.Security.Cryptography.MD5.HashData(content));
#pragma warning restore CA5351

    /// <summary>That of a seal.</summary>
    public static ChunkTally Of(ChunkSeal seal) => new(seal.Chunk, seal.Counts, seal.Bytes, seal.Unverified, seal.Added);

    /// <summary>Reads the last part of a name below <see cref="JobNames.Tallies"/> or <see cref="JobNames.Retries"/>; false for what is none.</summary>
    public static bool TryParse(string name, out ChunkTally tally)
    {
        tally = default;
        string? hash = name.LastIndexOf('_') is >= 0 and var mark && name.AsSpan(mark + 1) is [HashMark, ..] ? name[(mark + 2)..] : null;
        string[] parts = (hash is null ? name : name[..^(hash.Length + 2)]).Split('_');
        Span<long> numbers = stackalloc long[Numbers];
        if (parts.Length is < WithBytes or > Numbers + 1)
            return false;
        for (int at = 1; at < parts.Length; at++)
            if (!long.TryParse(parts[at], NumberStyles.None, CultureInfo.InvariantCulture, out numbers[at - 1]))
                return false;
        OutcomeCounts counts = new(numbers[0], numbers[1], numbers[2], numbers[3], numbers[4], numbers[5], numbers[6]);
        tally = new ChunkTally(parts[0], counts, parts.Length > WithBytes ? numbers[7] : counts.Ended == 0 ? 0 : null, parts.Length > WithUnverified ? numbers[8] : counts.Done == 0 ? 0 : null, numbers[9]) { Hash = hash };
        return true;
    }
}
