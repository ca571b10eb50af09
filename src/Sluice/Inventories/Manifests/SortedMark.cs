using System.Text;

namespace Sluice.Inventories.Manifests;

/// <summary>The file <c>sorted</c> beside a manifest: it has the manifest's MD5, and says that the rows are in the order of their keys. S3 Inventory has none, and its rows are in no order.</summary>
internal static class SortedMark
{
    /// <summary>Its name.</summary>
    public const string Name = "sorted.checksum";

    /// <summary>Bytes that are read of one.</summary>
    public const int MostBytes = 4096;

    /// <summary>What it holds.</summary>
    public static byte[] Create(ReadOnlySpan<byte> manifest) => Encoding.ASCII.GetBytes(Inventory.Md5(manifest));

    /// <summary>True when it is of this manifest.</summary>
    public static bool IsFor(byte[] mark, ReadOnlySpan<byte> manifest) => Encoding.ASCII.GetString(mark).Trim() == Inventory.Md5(manifest);
}
