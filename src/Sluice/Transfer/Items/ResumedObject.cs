using Sluice.Engine;
using Sluice.S3;
using Sluice.Transfer.Journal;

namespace Sluice.Transfer.Items;

/// <summary>An object that an earlier run wrote.</summary>
/// <param name="Target">Where it was written.</param>
/// <param name="Size">Its bytes.</param>
/// <param name="Written">Key, size and ETag as they were written (<see cref="ItemIdentity.ObjectOf"/>); 0 when no ETag is known.</param>
internal sealed record ResumedObject(ObjectTarget Target, long Size, UInt128 Written) : ResumedItem(Size)
{
    /// <inheritdoc/>
    public override bool IsThere(ItemTransfer item, Worker worker)
    {
        HeadObjectRequest head = new(Target.Bucket, Target.Key) { ChecksumMode = false, CustomerKey = Target.Attributes.Sse?.CustomerKey };
        return item.Head(Target.Client, head, worker).TryGet(out ObjectInfo? info, out _) && info.TotalLength == Size
            && (Written == default || info.ETag is { } etag && ItemIdentity.ObjectOf(Target.Bucket, Target.Key, Size, etag) == Written);
    }
}
