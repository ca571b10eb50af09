using Sluice.S3;

namespace Sluice.Transfer.Planning;

/// <summary>How one item moves: a pure decision, made from its size, its ETag and the options.</summary>
/// <param name="Kind">The way.</param>
/// <param name="Size">Bytes of the item.</param>
/// <param name="PartSize">Bytes of each part but the last; the size itself when there is one part.</param>
/// <param name="PartCount">Number of parts; at least 1, also for an empty item.</param>
internal readonly record struct ItemPlan(PlanKind Kind, long Size, long PartSize, int PartCount)
{
    /// <summary>True when more than one request moves the bytes.</summary>
    public bool IsParted => Kind is PlanKind.MultipartPut or PlanKind.RangedGet or PlanKind.StoredPartsGet or PlanKind.PartCopy or PlanKind.StreamingPartCopy;

    /// <summary>The bytes of a part, counted from 0.</summary>
    public ByteRange Part(int index)
    {
        long offset = index * PartSize;
        return new ByteRange(offset, Math.Min(PartSize, Size - offset));
    }

    /// <summary>A plan of one part.</summary>
    public static ItemPlan Single(PlanKind kind, long size) => new(kind, size, size, 1);

    /// <summary>A plan of as many parts of this size as the item needs.</summary>
    public static ItemPlan Parted(PlanKind kind, long size, long partSize) =>
        new(kind, size, partSize, checked((int)((size + partSize - 1) / partSize)));
}
