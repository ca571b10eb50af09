using Sluice.S3;

namespace Sluice.Inventories;

/// <summary>What one inventory has and another one has not, or has otherwise.</summary>
/// <param name="Key">The object.</param>
/// <param name="Before">It in the first; null where it was added.</param>
/// <param name="After">It in the second; null where it was removed.</param>
public sealed record InventoryDifference(ObjectKey Key, ListedObject? Before, ListedObject? After);
