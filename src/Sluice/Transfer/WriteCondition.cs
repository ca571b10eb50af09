using Sluice.Engine;
using Sluice.Failures;
using Sluice.S3;
using Sluice.Transfer.Items;

namespace Sluice.Transfer;

/// <summary>What must be under a name when it is written to, because that was planned: an object of this ETag, or nothing.</summary>
/// <param name="ETag">The ETag; null for nothing.</param>
internal sealed record WriteCondition(string? ETag)
{
    /// <summary>Nothing may be there.</summary>
    public static WriteCondition Absent { get; } = new((string?)null);

    /// <summary>A write with this condition, or with none.</summary>
    public static PutObjectRequest Set(PutObjectRequest put, WriteCondition? condition) => put with { IfAbsent = condition is { ETag: null }, IfMatch = condition?.ETag };

    /// <inheritdoc cref="Set(PutObjectRequest, WriteCondition)"/>
    public static CompleteMultipartUploadRequest Set(CompleteMultipartUploadRequest complete, WriteCondition? condition) =>
        complete with { IfAbsent = condition is { ETag: null }, IfMatch = condition?.ETag };

    /// <summary>The failure of a write whose condition did not hold.</summary>
    public static ItemFailure Failed { get; } = ItemFailure.Changed("The destination changed since the plan; nothing was done.");

    /// <summary>
    /// True for the error of a write that is to be sent again without its condition: the store takes none, or compares it with
    /// something else, for what is there now is what should be. It gets no conditions from then on.
    /// </summary>
    public bool IsToBlame(ItemTransfer item, Worker worker, ObjectTarget target, S3Error error)
    {
        if (error is not ({ Kind: FailureKind.NotSupported } or { Kind: FailureKind.BadRequest, Status: 400 } or { Kind: FailureKind.Changed, Status: 412 }))
            return false;
        HeadObjectRequest head = new(target.Bucket, target.Key) { ChecksumMode = false, CustomerKey = target.Attributes.Sse?.CustomerKey };
        bool holds = item.Head(target.Client, head, worker).TryGet(out ObjectInfo? info, out S3Error? absent)
            ? ETag is not null && EntityTag.AreSame(ETag, info.ETag)
            : ETag is null && absent.Kind == FailureKind.NotFound;
        if (holds)
            target.Client.LearnWithoutWriteConditions();
        return holds;
    }
}
