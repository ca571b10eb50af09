namespace Sluice.Jobs.Chunks;

/// <summary>What a chunk has.</summary>
/// <param name="Items">Its items.</param>
/// <param name="ItemsBefore">Items of the chunks before it.</param>
/// <param name="BytesBefore">Bytes of those.</param>
internal sealed record ChunkContent(IReadOnlyList<ChunkItem> Items, long ItemsBefore, long BytesBefore)
{
    /// <summary>Items of the chunks before it whose size no listing told; null where that was not counted.</summary>
    public long? UnsizedBefore { get; init; }

    /// <summary>Items that are there.</summary>
    public IReadOnlyList<ChunkItem> Present { get; } = Items.Any(static item => item.IsRemoved) ? [.. Items.Where(static item => !item.IsRemoved)] : Items;

    /// <summary>Items that are gone.</summary>
    public IReadOnlyList<ChunkItem> Removed { get; } = [.. Items.Where(static item => item.IsRemoved)];

    /// <summary>Bytes of the items whose size is known.</summary>
    public long Bytes => Items.Sum(static item => item.Size ?? 0);

    /// <summary>Items that are there and whose size no listing told.</summary>
    public long Unsized => UnsizedOf(Items);

    /// <summary>The same of items that are to be one.</summary>
    public static long UnsizedOf(IReadOnlyList<ChunkItem> items) => items.Count(static item => item.Size is null && !item.IsRemoved);
}
