using Sluice.Engine;
using Sluice.S3;
using Sluice.S3.Checksums;
using Sluice.Trees;

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

    /// <summary>Part size where a part is held in memory until the other store has it: what aws-cli takes.</summary>
    public const long HeldPartSize = 8L << 20;

    /// <summary>4 MiB: what a stream is brought in, so that a dozen requests in flight hold 48 MiB until their turn to be written comes.</summary>
    public const long StreamedPieceSize = 4L << 20;

    /// <summary>
    /// Above this the store copies in parts, in parallel: CopyObject moves some 50 to 100 MB/s at AWS and must
    /// answer before the client's patience ends.
    /// </summary>
    public const long PartCopyThreshold = 256L << 20;

    /// <summary>Part copies move no bytes through the client, so they are larger.</summary>
    public const long CopyPartSize = 64L << 20;

    /// <summary>Why an item of a plan that is none does not move.</summary>
    public static ItemFailure TooLarge(Location item, PartLimits limits) => new(OutcomeKind.Failed, "TooLarge", limits.MaxParts == S3Limits.MaxParts && limits.MaxSize == S3Limits.MaxPartSize
        ? $"{item}: S3 objects have at most 48.8 TiB."
        : $"{item}: The store takes at most {limits.MaxParts:N0} parts of {limits.MaxSize:N0} bytes.");

    /// <summary>A file to an object.</summary>
    /// <param name="size">Bytes of the file.</param>
    /// <param name="wantedPartSize">Part size the user asked for.</param>
    /// <param name="limits">What the store allows; S3's own when null.</param>
    public static ItemPlan Upload(long size, long? wantedPartSize, PartLimits? limits = null)
    {
        long partSize = PartSizeFor(size, wantedPartSize ?? DefaultPartSize, limits);
        if (size > S3Limits.MaxObjectSize || partSize == 0)
            return new ItemPlan(PlanKind.Refuse, size, 0, 0);
        return size <= partSize ? ItemPlan.Single(PlanKind.SinglePut, size) : ItemPlan.Parted(PlanKind.MultipartPut, size, partSize);
    }

    /// <summary>
    /// True when an object comes down in one GET without asking the store first: it is no larger than a part, and its
    /// ETag does not say that it has parts, whose checksums one stream could not tell apart; or nobody knows its size.
    /// </summary>
    public static bool IsOneGet(long size, string? etag, long? wantedPartSize) =>
        size < 0 || size <= (wantedPartSize ?? DefaultPartSize) && StoredParts.CountOf(etag) < 2;

    /// <summary>An object to a file, once its stored checksum is known.</summary>
    /// <param name="size">Bytes of the object.</param>
    /// <param name="etag">Its ETag.</param>
    /// <param name="stored">Its checksum; null when the store has none.</param>
    /// <param name="wantedPartSize">Part size the user asked for.</param>
    /// <param name="md5Wanted">The MD5 of the whole object is to be computed and compared.</param>
    public static ItemPlan Download(long size, string? etag, ObjectChecksum? stored, long? wantedPartSize, bool md5Wanted)
    {
        if (stored is { IsComposite: true } composite)
        {
            if (StoredParts.ArePlausible(size, composite.PartCount))
                return new ItemPlan(PlanKind.StoredPartsGet, size, 0, composite.PartCount);
            stored = null;
        }
        long partSize = PartSizeFor(size, wantedPartSize ?? DefaultPartSize, limits: null);
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
    /// <param name="limits">What the store allows; S3's own when null.</param>
    public static ItemPlan ServerSideCopy(long size, long? wantedPartSize, long partsAbove = PartCopyThreshold, PartLimits? limits = null)
    {
        long partSize = PartSizeFor(size, wantedPartSize ?? CopyPartSize, limits);
        if (size > S3Limits.MaxObjectSize || partSize == 0)
            return new ItemPlan(PlanKind.Refuse, size, 0, 0);
        return size <= partsAbove
            ? ItemPlan.Single(PlanKind.ServerSideCopy, size)
            : ItemPlan.Parted(PlanKind.PartCopy, size, partSize);
    }

    /// <summary>An object to another store, through memory; a part is never larger than a quarter of the memory while as many as the store takes suffice. One of unknown size comes in one stream.</summary>
    public static ItemPlan StreamingCopy(long size, long? wantedPartSize, long memory, PartLimits? limits = null)
    {
        if (size < 0)
            return new ItemPlan(PlanKind.StreamingWholeCopy, size, 0, 0);
        long wanted = Math.Max(S3Limits.MinPartSize, Math.Min(wantedPartSize ?? HeldPartSize, Math.Min(memory / 4, 1L << 30)));
        long partSize = PartSizeFor(size, wanted, limits);
        if (size > S3Limits.MaxObjectSize || partSize == 0)
            return new ItemPlan(PlanKind.Refuse, size, 0, 0);
        if (partSize > Math.Min(memory, Array.MaxLength))
            return new ItemPlan(PlanKind.Refuse, size, partSize, 0);
        return size <= partSize
            ? ItemPlan.Single(PlanKind.StreamingCopy, size)
            : ItemPlan.Parted(PlanKind.StreamingPartCopy, size, partSize);
    }

    /// <summary>An object to a stream, in order: in one piece, verified before its first byte is written, up to what is held for a copy; in small ones beyond it. Any number of pieces will do.</summary>
    /// <param name="size">Bytes of the object; negative where nobody knows.</param>
    /// <param name="wantedPartSize">Part size the user asked for.</param>
    /// <param name="memory">Bytes that all buffers may have.</param>
    public static ItemPlan StreamingDownload(long size, long? wantedPartSize, long memory)
    {
        long most = Math.Max(1L << 20, Math.Min(memory / 4, 1L << 30));
        if (size <= Math.Min(wantedPartSize ?? HeldPartSize, most))
            return ItemPlan.Single(PlanKind.StreamingCopy, size);
        return ItemPlan.Parted(PlanKind.StreamingPartCopy, size, Math.Clamp(wantedPartSize ?? StreamedPieceSize, 1L << 20, most));
    }

    /// <summary>
    /// Bytes of part <paramref name="number"/> (from 1) of a stream whose length nobody knows: doubles every 1,000
    /// parts after the first 2,000, up to a quarter of the memory: 10,000 parts then hold 1.5 TiB in 1 GiB of memory, 3.9 TiB in 4 GiB.
    /// </summary>
    /// <param name="number">Number of the part.</param>
    /// <param name="wantedPartSize">Part size the user asked for.</param>
    /// <param name="memory">Bytes that all buffers may have.</param>
    /// <param name="limits">What the store allows; S3's own when null. Fewer parts, or equal ones, are all of the largest size.</param>
    public static long StreamPartSize(int number, long? wantedPartSize, long memory, PartLimits? limits = null)
    {
        limits ??= PartLimits.OfS3;
        long cap = Math.Min(limits.MaxSize, Math.Max(S3Limits.MinPartSize, Math.Min(1L << 30, memory / 4)));
        long least = Math.Min(limits.MinSize, Math.Min(1L << 30, memory / 2));
        if (limits.AreEqual || limits.MaxParts < S3Limits.MaxParts)
            return Math.Max(cap, least);
        long first = Math.Max(Math.Min(wantedPartSize ?? DefaultPartSize, cap), least);
        cap = Math.Max(cap, first);
        int doublings = Math.Max(0, (number - 1) / 1000 - 1);
        return Math.Min(first << doublings, cap);
    }

    /// <summary>The wanted part size within what the store allows, or the next whole MiB that needs no more parts than that; 0 when none would do.</summary>
    static long PartSizeFor(long size, long wanted, PartLimits? limits)
    {
        limits ??= PartLimits.OfS3;
        wanted = Math.Min(Math.Max(wanted, limits.MinSize), limits.MaxSize);
        long least = (size + limits.MaxParts - 1) / limits.MaxParts;
        return least <= wanted ? wanted : least > limits.MaxSize ? 0 : Math.Min((least + (1L << 20) - 1) >> 20 << 20, limits.MaxSize);
    }
}
