namespace Sluice.Jobs;

/// <summary>The end of a job's plan (<c>plan.json</c>), written when all chunks are.</summary>
/// <param name="Hash">Which job's it is: what chunks and seals name it by.</param>
/// <param name="Chunks">Chunks.</param>
/// <param name="Items">Items of all chunks.</param>
/// <param name="Bytes">Bytes of those whose size is known.</param>
public sealed record JobPlan(string Hash, int Chunks, long Items, long Bytes)
{
    /// <summary>Items whose size no listing told; null where that was not counted.</summary>
    public long? Unsized { get; init; }

    /// <summary><see cref="Bytes"/>; null where no size is known.</summary>
    [System.Text.Json.Serialization.JsonIgnore]
    public long? KnownBytes => Unsized > 0 && Unsized >= Items ? null : Bytes;
}
