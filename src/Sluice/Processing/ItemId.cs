using System.Globalization;
using System.Text;
using Sluice.Trees;
using Sluice.Trees.Names;

namespace Sluice.Processing;

/// <summary>What makes an item this item, as results remember it.</summary>
internal static class ItemId
{
    /// <summary>A number of its place and of its version or ETag; where it has neither, of its size and its time.</summary>
    public static UInt128 From(Location at, in TreeEntry entry)
    {
        string state = entry.Info?.VersionId ?? entry.Object?.ETag
            ?? string.Create(CultureInfo.InvariantCulture, $"{entry.Size}\0{entry.Modified?.UtcTicks}");
        return NameHash.Of([.. PlaceOf(at), 0, .. Encoding.UTF8.GetBytes(state)]);
    }

    /// <summary>A number of its place alone.</summary>
    public static UInt128 OfPlace(Location at) => NameHash.Of(PlaceOf(at));

    static byte[] PlaceOf(Location at) =>
        at.InStore is { } store ? [.. Encoding.UTF8.GetBytes(store.Bucket), 0, .. store.Key.Bytes] : Encoding.UTF8.GetBytes(Path.GetFullPath(at.FilePath ?? ""));
}
