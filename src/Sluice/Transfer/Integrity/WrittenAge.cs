using Sluice.S3;
using Sluice.Transfer.Items;

namespace Sluice.Transfer.Integrity;

/// <summary>Tells an object that was there before from one that was just written, by the store's own clock alone.</summary>
internal static class WrittenAge
{
    // Both times are told in whole seconds (RFC 9110, 8.8.2 and 6.6.1), and a store that is spread over machines may have two clocks.
    static readonly TimeSpan Blur = TimeSpan.FromSeconds(3);

    /// <summary>True when an object is surely older than an item that is under way; false also where the store does not tell.</summary>
    public static bool IsBefore(ObjectInfo info, ItemTransfer item) => info is { StoreTime: { } now, LastModified: { } written } && now - written > item.Elapsed + Blur;
}
