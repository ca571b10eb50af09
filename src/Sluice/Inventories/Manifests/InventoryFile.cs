namespace Sluice.Inventories.Manifests;

/// <summary>A data file of an inventory.</summary>
/// <param name="Key">Its key, in the bucket that the inventory was delivered to.</param>
/// <param name="Size">Its bytes.</param>
/// <param name="Md5">Its MD5 in hex, lower case. Null for a list that tells none (S3 Batch Operations).</param>
internal sealed record InventoryFile(string Key, long Size, string? Md5)
{
    /// <summary>The last part of the key.</summary>
    public string Name => Key[(Key.LastIndexOf('/') + 1)..];
}
