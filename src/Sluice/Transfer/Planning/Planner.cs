using Sluice.S3.Checksums;

namespace Sluice.Transfer.Planning;

/// <summary>
/// Decides how items move. Pure: the same input gives the same plan. Part sizes grow with the item, so that
/// 10,000 parts always suffice; below one part size an item moves in one request.
/// </summary>
internal static class Planner
{
    /// <summary>
    /// 16 MiB: at 100 MB/s per connection a part takes 0.16 s, so that one request's 20 to 50 ms of latency costs
    /// little; and 64 MiB objects still spread over 4 connections. Measure again when requests get dearer.
    /// </summary>
    public const long DefaultPartSize = 16L << 20;

    /// <summary>
    /// Above this the store copies in parts, in parallel: CopyObject moves some 50 to 100 MB/s at AWS and must
    /// answer before the client's patience ends.
    /// </summary>
    public const long PartCopyThreshold = 256L << 20;

    /// <summary>Part copies move no bytes through the client, so they are larger.</summary>
    public const long CopyPartSize = 64L << 20;

    /// <summary>A file to an object.</summary>
    public static ItemPlan Upload(long size, long? wantedPartSize)
    {
        if (size > S3Limits.MaxObjectSize)
            return new ItemPlan(PlanKind.Refuse, size, 0, 0);
        long partSize = PartSizeFor(size, wantedPartSize ?? DefaultPartSize);
        return size <= partSize ? ItemPlan.Single(PlanKind.SinglePut, size) : ItemPlan.Parted(PlanKind.MultipartPut, size, partSize);
    }

    /// <summary>
    /// True when an object comes down in one GET without asking the store first: it is no larger than a part, and its
    /// ETag does not say that it has parts, whose checksums one stream could not tell apart.
    /// </summary>
    public static bool IsOneGet(long size, string? etag, long? wantedPartSize) =>
        size <= (wantedPartSize ?? DefaultPartSize) && StoredParts.CountOf(etag) < 2;

    /// <summary>An object to a file, once its stored checksum is known.</summary>
    /// <param name="size">Bytes of the object.</param>
    /// <param name="etag">Its ETag.</param>
    /// <param name="stored">Its checksum; null when the store has none.</param>
    /// <param name="wantedPartSize">Part size the user asked for.</param>
    /// <param name="md5Wanted">The MD5 of the whole object is to be computed and compared.</param>
    public static ItemPlan Download(long size, string? etag, ObjectChecksum? stored, long? wantedPartSize, bool md5Wanted)
    {
        if (stored is { IsComposite: true } composite && StoredParts.ArePlausible(size, composite.PartCount))
            return new ItemPlan(PlanKind.StoredPartsGet, size, 0, composite.PartCount);
        long partSize = PartSizeFor(size, wantedPartSize ?? DefaultPartSize);
        // A SHA of the whole, or an MD5 that is to be compared, can only be computed in one stream.
        bool oneStream = stored is { } whole ? !CrcCombine.IsPossible(whole.Algorithm) : md5Wanted && StoredParts.CountOf(etag) == 0;
        if (size <= partSize || oneStream)
            return ItemPlan.Single(PlanKind.SingleGet, size);
        if (wantedPartSize is null)
            partSize = StoredParts.Align(partSize, StoredParts.LikelySize(size, StoredParts.CountOf(etag)));
        return ItemPlan.Parted(PlanKind.RangedGet, size, partSize);
    }

    /// <summary>An object to an object of the same store.</summary>
    /// <param name="size">Bytes of the object.</param>
    /// <param name="wantedPartSize">Part size the user asked for.</param>
    /// <param name="partsAbove">Above this the store copies in parts.</param>
    public static ItemPlan ServerSideCopy(long size, long? wantedPartSize, long partsAbove = PartCopyThreshold)
    {
        if (size > S3Limits.MaxObjectSize)
            return new ItemPlan(PlanKind.Refuse, size, 0, 0);
        return size <= partsAbove
            ? ItemPlan.Single(PlanKind.ServerSideCopy, size)
            : ItemPlan.Parted(PlanKind.PartCopy, size, PartSizeFor(size, wantedPartSize ?? CopyPartSize));
    }

    /// <summary>An object to another store, through memory; a part is never larger than a quarter of the memory while 10,000 suffice.</summary>
    public static ItemPlan StreamingCopy(long size, long? wantedPartSize, long memory)
    {
        if (size > S3Limits.MaxObjectSize)
            return new ItemPlan(PlanKind.Refuse, size, 0, 0);
        long wanted = Math.Max(S3Limits.MinPartSize, Math.Min(wantedPartSize ?? DefaultPartSize, Math.Min(memory / 4, 1L << 30)));
        long partSize = PartSizeFor(size, wanted);
        if (partSize > Math.Min(memory, Array.MaxLength))
            return new ItemPlan(PlanKind.Refuse, size, partSize, 0);
        return size <= partSize
            ? ItemPlan.Single(PlanKind.StreamingCopy, size)
            : ItemPlan.Parted(PlanKind.StreamingPartCopy, size, partSize);
    }

    /// <summary>
    /// Bytes of part <paramref name="number"/> (from 1) of a stream whose length nobody knows: doubles every 1,000
    /// parts after the first 2,000, up to a quarter of the memory: 10,000 parts then hold 1.5 TiB in 1 GiB of memory, 3.9 TiB in 4 GiB.
    /// </summary>
    public static long StreamPartSize(int number, long? wantedPartSize, long memory)
    {
        long cap = Math.Max(S3Limits.MinPartSize, Math.Min(1L << 30, memory / 4));
        long first = Math.Min(wantedPartSize ?? DefaultPartSize, cap);
        int doublings = Math.Max(0, (number - 1) / 1000 - 1);
        return Math.Min(first << doublings, cap);
    }

    /// <summary>The wanted part size, or the next whole MiB that needs no more than 10,000 parts.</summary>
    static long PartSizeFor(long size, long wanted)
    {
        long least = (size + S3Limits.MaxParts - 1) / S3Limits.MaxParts;
        return least <= wanted ? wanted : Math.Min((least + (1L << 20) - 1) >> 20 << 20, S3Limits.MaxPartSize);
    }
}
