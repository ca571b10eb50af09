namespace Sluice.Jobs;

/// <summary>The end of a job's plan (<c>plan.json</c>), written when all chunks are.</summary>
/// <param name="Hash">Which job's it is: what chunks and seals name it by.</param>
/// <param name="Chunks">Chunks.</param>
/// <param name="Items">Items of all chunks.</param>
/// <param name="Bytes">Bytes of those whose size is known.</param>
public sealed record JobPlan(string Hash, int Chunks, long Items, long Bytes);
