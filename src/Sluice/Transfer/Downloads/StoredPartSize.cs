using Sluice.Engine;
using Sluice.S3;
using Sluice.Transfer.Items;
using Sluice.Transfer.Planning;

namespace Sluice.Transfer.Downloads;

/// <summary>
/// The size of the parts that an object was uploaded in, asked of the store. A checksum of its parts' checksums can only
/// be computed along the same borders. Nearly all uploaders use one size for all parts but the last: that is supposed
/// first, at the cost of one HEAD, and looked into when the checksums disagree.
/// </summary>
internal static class StoredPartSize
{
    /// <summary>Bytes of the first part, when all others but the last can be as long; null when they cannot, or are longer than <paramref name="most"/>.</summary>
    public static long? Suppose(ItemTransfer item, ObjectSource source, ObjectInfo info, Worker worker, long most) =>
        info.Checksum is { IsComposite: true } composite ? Suppose(item, source, info, composite.PartCount, worker, most) : null;

    /// <summary>As above, for an object of this many parts.</summary>
    public static long? Suppose(ItemTransfer item, ObjectSource source, ObjectInfo info, int count, Worker worker, long most) =>
        StoredParts.ArePlausible(info.TotalLength, count) && LengthOf(item, source, info, 1, worker) is > 0 and long length && length <= most && (count - 1) * (Int128)length < info.TotalLength && info.TotalLength <= count * (Int128)length
            ? length
            : null;

    /// <summary>False when some part has another length than was supposed. While none shows, a checksum that disagrees means wrong bytes.</summary>
    public static bool Holds(ItemTransfer item, ObjectSource source, ObjectInfo info, Worker worker, long supposed) =>
        Holds(item, source, info, info.Checksum!.Value.PartCount, worker, supposed);

    /// <summary>As above, for an object of this many parts.</summary>
    public static bool Holds(ItemTransfer item, ObjectSource source, ObjectInfo info, int count, Worker worker, long supposed)
    {
        if (!StoredParts.ArePlausible(info.TotalLength, count))
            return false;
        for (int number = 2; number < count; number++)
            if (LengthOf(item, source, info, number, worker) is { } length && length != supposed)
                return false;
        return true;
    }

    // Null when the store does not tell: then nothing can be compared.
    static long? LengthOf(ItemTransfer item, ObjectSource source, ObjectInfo info, int number, Worker worker)
    {
        HeadObjectRequest head = source.Head with { PartNumber = number, CustomerKey = item.Run.Request.SourceCustomerKey };
        return item.Head(source.Client, head, worker).TryGet(out ObjectInfo? part, out _)
            && (info.ETag is null || EntityTag.AreSame(part.ETag, info.ETag)) && part.PartsCount is not null ? part.ContentLength : null;
    }
}
