using Sluice.Engine;
using Sluice.Engine.Concurrency;
using Sluice.Failures;
using Sluice.S3;
using Sluice.Transfer.Items;
using Sluice.Trees;
using Sluice.Trees.S3;

namespace Sluice.Transfer.Removing;

/// <summary>
/// Removes one object if it has an ETag, by If-Match on DELETE (S3 API reference, DeleteObject). For stores that ignore or refuse the condition it was
/// looked at just before; what is written in between is lost there.
/// </summary>
/// <param name="run">The run.</param>
/// <param name="client">Its store.</param>
/// <param name="at">Where it is.</param>
/// <param name="etag">The ETag.</param>
/// <param name="seen">What a HEAD showed; null when it was refused.</param>
internal sealed class ConditionalRemoval(TransferContext run, S3Client client, S3Location at, string etag, ObjectInfo? seen) : SingleTransfer(run)
{
    /// <summary>Another object has the name.</summary>
    public static ItemFailure Another { get; } = ItemFailure.Changed("The object has another ETag than was given; it was not removed.");

    /// <inheritdoc/>
    public override Location From => at;

    /// <inheritdoc/>
    public override Location? To => null;

    /// <inheritdoc/>
    protected override void Move(Worker worker)
    {
        // The store's own form of the tag, where it told it.
        DeleteObjectRequest delete = new(at.Bucket, at.Key) { IfMatch = seen?.ETag ?? etag };
        S3Result<bool> removed = Send(worker, delete, client.DeleteObject);
        bool unmet = removed.Error is { Kind: FailureKind.Changed };
        // A DELETE whose answer was lost has removed it.
        if (unmet && removed.Error!.Attempts > 1 && Head(client, new HeadObjectRequest(at.Bucket, at.Key) { ChecksumMode = false }, worker).Error is { Kind: FailureKind.NotFound })
            EndDone(0, null, Verification.None);
        else if (removed.Error is { } error)
            EndFailed(unmet ? Another : ItemFailure.From(error));
        else if (RemovalLook.IsThere(client, at.Bucket, new(at.Key), customerKey: null, there => EntityTag.AreSame(etag, there.ETag), this, Run.Token))
            EndFailed(RemovalLook.StillThere);
        else
            EndDone(0, null, Verification.None);
    }
}
