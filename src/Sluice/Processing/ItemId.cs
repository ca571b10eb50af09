using System.Globalization;
using System.Text;
using Sluice.Trees;
using Sluice.Trees.Listing;

namespace Sluice.Processing;

/// <summary>What makes an item this item, as results remember it.</summary>
internal static class ItemId
{
    /// <summary>A number of its place (store, profile, bucket, key) and of its version or ETag; where it has neither, of its size and its time.</summary>
    /// <param name="tree">What it was found in.</param>
    /// <param name="entry">The item.</param>
    /// <param name="block">The block of it; null for all of it.</param>
    public static UInt128 From(Tree tree, in TreeEntry entry, LineBlock? block)
    {
        Location at = tree.At(entry);
        string state = entry.VersionId ?? entry.Object?.ETag
            ?? string.Create(CultureInfo.InvariantCulture, $"{entry.Size}\0{entry.Modified?.UtcTicks}");
        string part = block is null ? "" : string.Create(CultureInfo.InvariantCulture, $"\0{block.Offset}-{block.End}");
        return NameHash.Of([.. PlaceOf(tree, at), 0, .. Encoding.UTF8.GetBytes(state + part)]);
    }

    /// <summary>A number of its place alone.</summary>
    public static UInt128 OfPlace(Location at) => NameHash.Of(PlaceOf(null, at));

    // Two stores may have buckets of one name, and so may two accounts of one store.
    static byte[] PlaceOf(Tree? tree, Location at) => at.InStore is { } store
        ? [.. Encoding.UTF8.GetBytes($"{tree?.Objects?.Client.Options.Endpoint?.AbsoluteUri}\0{store.Profile}\0{store.Bucket}"), 0, .. store.Key.Bytes]
        : Encoding.UTF8.GetBytes(at.FilePath is { } path ? Path.GetFullPath(path) : at.ToString()!);
}
