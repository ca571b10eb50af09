using Sluice.Jobs.Store;

namespace Sluice.Jobs;

/// <summary>A seal and the rows that it names, as their store has them.</summary>
/// <param name="Chunk">The chunk.</param>
/// <param name="Seal">Its seal; null for one that cannot be read.</param>
/// <param name="IsThere">There is a seal, whether it can be read or not.</param>
/// <param name="Packed">The file that the seal names; null where there is none.</param>
internal readonly record struct SealedChunk(string Chunk, ChunkSeal? Seal, bool IsThere, byte[]? Packed)
{
    /// <summary>Those of some seals, in their order, read ahead.</summary>
    /// <param name="store">The job.</param>
    /// <param name="chunks">The chunks.</param>
    /// <param name="withRows">Also the rows, for twice the requests.</param>
    /// <param name="cancellationToken">Ends it.</param>
    public static IEnumerable<SealedChunk> Read(JobStore store, IEnumerable<string> chunks, bool withRows, CancellationToken cancellationToken) =>
        ReadAhead.InOrder(chunks, (chunk, stop) =>
        {
            ChunkSeal? seal = JobState.ReadSeal(store, chunk, stop, out bool isThere);
            return new SealedChunk(chunk, seal, isThere, withRows && seal is not null ? OutcomeRow.ReadPacked(store, seal, stop) : null);
        }, cancellationToken);

    /// <summary>The rows, the file's header first; null for a chunk that has none of its own, and for rows that are gone, not whole, or not those that the seal counts.</summary>
    public IReadOnlyList<OutcomeRow>? Rows => Seal is { Outcomes: not null } seal && Packed is not null ? OutcomeRow.Read(Packed, seal) : null;
}
