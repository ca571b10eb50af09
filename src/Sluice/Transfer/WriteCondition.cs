using Sluice.Engine;
using Sluice.Failures;
using Sluice.S3;
using Sluice.Transfer.Copying;
using Sluice.Transfer.Items;
using Sluice.Trees;

namespace Sluice.Transfer;

/// <summary>What must be under a name when it is written to: an object of this ETag, or nothing.</summary>
/// <param name="ETag">The ETag; null for nothing.</param>
internal sealed record WriteCondition(string? ETag)
{
    /// <summary>Nothing may be there, because a plan says so.</summary>
    public static WriteCondition Absent { get; } = new((string?)null);

    /// <summary>Nothing may be there, because the user says so.</summary>
    public static WriteCondition NoClobber { get; } = Absent with { IsStrict = true };

    /// <summary>The user asked for it: nothing is ever written without it. Else a plan did, and a store that knows no conditions gets none.</summary>
    public bool IsStrict { get; init; }

    /// <summary>Finds out whether the store keeps it; null where that is not asked.</summary>
    public ConditionTrial? Trial { get; init; }

    /// <summary>The condition of a request that asks for one; null for none.</summary>
    public static WriteCondition? From(CopyRequest request) => request.NoClobber ? NoClobber : request.IfMatch is { } etag ? new WriteCondition(etag) { IsStrict = true } : null;

    /// <summary>A write with this condition, or with none.</summary>
    public static PutObjectRequest Set(PutObjectRequest put, WriteCondition? condition) => put with { IfAbsent = condition is { ETag: null }, IfMatch = condition?.ETag };

    /// <inheritdoc cref="Set(PutObjectRequest, WriteCondition)"/>
    public static CompleteMultipartUploadRequest Set(CompleteMultipartUploadRequest complete, WriteCondition? condition) =>
        complete with { IfAbsent = condition is { ETag: null }, IfMatch = condition?.ETag };

    /// <summary>A write that is sent again after it was interrupted: what its condition meets may be its own.</summary>
    public static PutObjectRequest Again(PutObjectRequest put) => put with { MayHaveArrived = true };

    /// <inheritdoc cref="Again(PutObjectRequest)"/>
    public static CompleteMultipartUploadRequest Again(CompleteMultipartUploadRequest complete) => complete with { MayHaveArrived = true };

    /// <inheritdoc cref="Again(PutObjectRequest)"/>
    public static CopyObjectRequest Again(CopyObjectRequest copy) => copy with { MayHaveArrived = true };

    /// <summary>What is sent after bytes that arrived damaged: over what is there now, which is what was sent before.</summary>
    public static WriteCondition? AfterDamage(WriteCondition? condition, string? etag) => condition is { IsStrict: true } && etag is not null ? condition with { ETag = etag } : null;

    /// <summary>The failure of a write whose condition did not hold; null for an error of another kind.</summary>
    public ItemFailure? FailureOf(S3Error error)
    {
        if (!IsStrict)
            return error.Kind == FailureKind.Changed ? Failed : null;
        return error is { Kind: FailureKind.Changed, Status: 412 } ? ETag is null ? Existing : Another
            : ETag is not null && error.Kind == FailureKind.NotFound && error.Code != "NoSuchUpload" ? Another
            : null;
    }

    /// <summary>What a HEAD before the first byte shows: why nothing is to be sent, or null.</summary>
    public ItemFailure? FailureOf(S3Result<ObjectInfo> head) =>
        ETag is null ? head.Error is null ? Existing : null
        : head.TryGet(out ObjectInfo? info, out S3Error? error) ? info.ETag is null || EntityTag.AreSame(ETag, info.ETag) ? null : Another
        : error.Kind == FailureKind.NotFound ? Another
        : null;

    /// <summary>
    /// True for the error of a write that is to be sent again without its condition: the store takes none, or compares it with
    /// something else, for what is there now is what should be. It gets no conditions from then on.
    /// </summary>
    public bool IsToBlame(ItemTransfer item, Worker worker, ObjectTarget target, S3Error error)
    {
        if (IsStrict || error is not ({ Kind: FailureKind.NotSupported } or { Kind: FailureKind.BadRequest, Status: 400 } or { Kind: FailureKind.Changed, Status: 412 }))
            return false;
        HeadObjectRequest head = new(target.Bucket, target.Key) { ChecksumMode = false, CustomerKey = target.Attributes.Sse?.CustomerKey };
        bool holds = item.Head(target.Client, head, worker).TryGet(out ObjectInfo? info, out S3Error? absent)
            ? ETag is not null && EntityTag.AreSame(ETag, info.ETag)
            : ETag is null && absent.Kind == FailureKind.NotFound;
        if (holds)
            target.Client.LearnWithoutWriteConditions();
        return holds;
    }

    /// <summary>Something is there, and stays.</summary>
    public static ItemFailure Existing { get; } = new(OutcomeKind.Skipped, Tree.Exists, "Something has this name already; it was left alone.");

    static ItemFailure Failed { get; } = ItemFailure.Changed("The destination changed since the plan; nothing was done.");

    static ItemFailure Another { get; } = ItemFailure.Changed("The destination is not the object with the ETag that was given; nothing was done.");
}
