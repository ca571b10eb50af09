using System.Numerics;
using Sluice.S3.Checksums;

namespace Sluice.Transfer.Planning;

/// <summary>What an ETag tells of the parts an object was uploaded in.</summary>
internal static class StoredParts
{
    const long MiB = 1L << 20;
    const long LeastAverage = 64 << 10;
    const int Few = 16;

    /// <summary>The N of an ETag of the form MD5-N; 0 for an object uploaded in one piece or an ETag of another form.</summary>
    public static int CountOf(string? etag) =>
        etag is not null && ChecksumHeaders.TryParseETag(etag, out ObjectChecksum md5) ? md5.PartCount : 0;

    /// <summary>
    /// True when an object of this size can have been uploaded in so many parts, as far as a client should believe it: a few, or
    /// parts of 64 KiB on average, where S3 wants 5 MiB. To look into each costs a request, and a store can claim any number.
    /// </summary>
    public static bool ArePlausible(long size, int count) => count <= Few || count <= size / LeastAverage;

    /// <summary>
    /// The part size that most likely gave this many parts: uploaders use whole MiB, and of those that fit the roundest
    /// (the one with the most trailing zero bits) is taken. 0 when no whole number of MiB fits. A wrong guess costs
    /// speed at the store, never correctness: ranges need not follow parts.
    /// </summary>
    public static long LikelySize(long size, int count)
    {
        if (count < 2)
            return 0;
        long low = ((size + count - 1) / count + MiB - 1) / MiB;
        long high = (size - 1) / (count - 1) / MiB;
        if (low > high || low == 0)
            return 0;
        for (int bit = BitOperations.Log2((ulong)high); bit > 0; bit--)
        {
            long roundest = (low + (1L << bit) - 1) >> bit << bit;
            if (roundest <= high)
                return roundest * MiB;
        }
        return low * MiB;
    }

    /// <summary>A range length near <paramref name="target"/> whose multiples meet the borders of parts of <paramref name="stored"/> bytes; the target itself when there is none.</summary>
    public static long Align(long target, long stored)
    {
        if (stored <= 0)
            return target;
        if (stored <= target)
            return target / stored * stored;
        // A divisor of the part that is not much smaller than the target: half of it at least.
        for (long pieces = (stored + target - 1) / target; stored / pieces >= Math.Max(target / 2, S3Limits.MinPartSize); pieces++)
            if (stored % pieces == 0)
                return stored / pieces;
        return target;
    }
}
