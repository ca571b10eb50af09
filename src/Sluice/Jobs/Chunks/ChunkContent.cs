namespace Sluice.Jobs.Chunks;

/// <summary>What a chunk has.</summary>
/// <param name="Items">Its items.</param>
/// <param name="ItemsBefore">Items of the chunks before it.</param>
/// <param name="BytesBefore">Bytes of those.</param>
internal sealed record ChunkContent(IReadOnlyList<ChunkItem> Items, long ItemsBefore, long BytesBefore)
{
    /// <summary>Items that are there.</summary>
    public IReadOnlyList<ChunkItem> Present { get; } = Items.Any(static item => item.IsRemoved) ? [.. Items.Where(static item => !item.IsRemoved)] : Items;

    /// <summary>Items that are gone.</summary>
    public IReadOnlyList<ChunkItem> Removed { get; } = [.. Items.Where(static item => item.IsRemoved)];

    /// <summary>Bytes of the items whose size is known.</summary>
    public long Bytes => Items.Sum(static item => item.Size ?? 0);
}
