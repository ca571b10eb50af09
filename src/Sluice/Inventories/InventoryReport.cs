using Sluice.Trees;

namespace Sluice.Inventories;

/// <summary>An inventory that was written.</summary>
/// <param name="Manifest">Its manifest.</param>
/// <param name="Created">When its listing began: of one that was gone on with, the first time.</param>
/// <param name="Objects">Objects in it.</param>
/// <param name="Bytes">Their bytes, as far as the store tells them.</param>
/// <param name="Files">Data files.</param>
/// <param name="Resumed">Objects of these that an earlier run had listed, which was interrupted.</param>
public sealed record InventoryReport(Location Manifest, DateTimeOffset Created, long Objects, long Bytes, int Files, long Resumed)
{
    /// <summary>Objects whose size the store does not list, which <see cref="Bytes"/> lacks; null where an earlier run, which was gone on with, did not count them.</summary>
    public long? Unsized { get; init; }
}
