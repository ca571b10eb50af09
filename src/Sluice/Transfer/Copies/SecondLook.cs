using Sluice.S3;
using Sluice.S3.Checksums;
using Sluice.Transfer.Items;

namespace Sluice.Transfer.Copies;

/// <summary>
/// For a move of an object of which nothing but the size could be compared: it is read once more, as a whole, and must have the
/// bytes that came the first time. What two readings agree on was not damaged on the way.
/// </summary>
internal static class SecondLook
{
    /// <summary>A failure when other bytes come; null when they are the same, and also when they cannot be read, which proves nothing.</summary>
    /// <param name="item">The item, whose requests these are.</param>
    /// <param name="run">The run.</param>
    /// <param name="source">What was read.</param>
    /// <param name="etag">The ETag that it had; null for any.</param>
    /// <param name="bytes">Its length.</param>
    /// <param name="first">Checksum of what came the first time; null when it is not known.</param>
    /// <param name="verified">What is proved: the size, when they are the same; nothing when that is not known.</param>
    public static ItemFailure? Judge(ItemTransfer item, TransferContext run, ObjectSource source, string? etag, long bytes, ObjectChecksum? first, out Verification verified)
    {
        verified = bytes == 0 ? Verification.Size : Verification.Unverified;
        if (bytes == 0)
            return null;
        if (first is not { IsComposite: false } expected)
            return null;
        run.Ledger.CountRefetch();
        // Without a condition: a store may compare it with another form of the ETag. Its answer tells.
        GetObjectRequest get = source.Get with { CustomerKey = run.Request.SourceCustomerKey };
        S3Result<bool> read = source.Client.HasBytes(get, [(bytes, expected)], etag, run.Token);
        item.CountAttempts(read.Error?.Attempts ?? 1);
        if (!read.TryGet(out bool same, out _))
            return null;
        verified = Verification.Size;
        return same ? null : ItemFailure.Corrupt("The object, read a second time, has other bytes than before.");
    }
}
