namespace Sluice.Jobs.Chunks;

/// <summary>What a chunk has.</summary>
/// <param name="Items">Its items.</param>
/// <param name="ItemsBefore">Items of the chunks before it.</param>
/// <param name="BytesBefore">Bytes of those.</param>
internal sealed record ChunkContent(IReadOnlyList<ChunkItem> Items, long ItemsBefore, long BytesBefore)
{
    /// <summary>Bytes of the items whose size is known.</summary>
    public long Bytes => Items.Sum(static item => item.Size ?? 0);
}
