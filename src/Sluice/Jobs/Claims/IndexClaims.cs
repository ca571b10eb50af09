using System.Globalization;

namespace Sluice.Jobs.Claims;

/// <summary>Each worker has the chunks whose number leaves its index when divided by the number of workers: nothing is asked, and nobody takes over.</summary>
/// <param name="index">This worker's, from 0.</param>
/// <param name="count">Workers.</param>
internal sealed class IndexClaims(int index, int count) : IChunkClaims
{
    /// <inheritdoc/>
    public TimeSpan? Lasts => null;

    /// <inheritdoc/>
    public ChunkClaim? TryClaim(string chunk, bool isClaimed, CancellationToken cancellationToken) => ShardOf(chunk, count) == index ? new ChunkClaim(chunk, 1) : null;

    /// <inheritdoc/>
    public TimeSpan? HeldFor(string chunk, CancellationToken cancellationToken) => null;

    /// <inheritdoc/>
    public bool Renew(ChunkClaim claim, CancellationToken cancellationToken) => true;

    /// <inheritdoc/>
    public void Abandon(ChunkClaim claim, CancellationToken cancellationToken) { }

    /// <summary>Which of so many workers has a chunk, from 0.</summary>
    public static int ShardOf(string chunk, int count) =>
        long.TryParse(chunk.AsSpan(0, Math.Min(chunk.Length, JobNames.Digits)), NumberStyles.None, CultureInfo.InvariantCulture, out long number) ? (int)(number % count) : 0;
}
