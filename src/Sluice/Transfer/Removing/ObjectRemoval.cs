using Sluice.Engine;
using Sluice.Failures;
using Sluice.S3;
using Sluice.Transfer.Items;
using Sluice.Trees;

namespace Sluice.Transfer.Removing;

/// <summary>
/// Removes the source of a move, if it is still the object that was copied. A store that honours If-Match on DeleteObject
/// decides that itself; for the others a HEAD right before does, and what is written in between is lost.
/// </summary>
internal static class ObjectRemoval
{
    /// <summary>Removes it; why it is still there, or null.</summary>
    /// <param name="run">The run.</param>
    /// <param name="item">Whose requests these are; null for none.</param>
    /// <param name="source">What was copied.</param>
    /// <param name="copy">The copy, when it is in what should be another store; null when it cannot be the source itself.</param>
    public static ItemFailure? Remove(TransferContext run, ItemTransfer? item, ObjectSource source, ObjectTarget? copy = null)
    {
        // 1 Is it the one? One that is gone has been removed by somebody else, or by a DELETE whose answer was lost.
        if (Look(run, item, source) is not { } found)
            return null;
        if (found.Problem is { } other)
            return other;
        if (copy is not null && copy.Bucket == source.Bucket && copy.Key == source.Key && IsItself(run, item, found, copy))
            return Kept(source, "It cannot be told from its copy; are both profiles one store?", null);
        // 2 Remove that one only. A version stays what it is, and the condition would be one on the latest.
        DeleteObjectRequest delete = new(source.Bucket, source.Key) { VersionId = source.VersionId, IfMatch = source.VersionId is null ? found.Info?.ETag : null };
        S3Error? error = Send(run, item, source, delete);
        // A store that compares with its own form of the tag: the condition stays one.
        if (error is { Kind: FailureKind.Changed } && delete.IfMatch is { } tag && EntityTag.Normal(tag) is { } normal && !EntityTag.Core(tag).SequenceEqual(normal))
            error = Send(run, item, source, delete with { IfMatch = normal });
        // One that is named by no version is kept by a store that keeps versions.
        if (error is null)
            return run.Removals.Next() && RemovalLook.IsThere(source.Client, source.Bucket, new(source.Key, source.VersionId), run.Request.SourceCustomerKey, source.IsSurely, item, run.Token) ? Kept(source, "The store said that it was removed, and has it still.", null) : null;
        // 3 A DELETE that was sent again after its answer was lost finds nothing: then it is gone all the same.
        return error.Kind != FailureKind.Changed ? Kept(source, error.Message, error)
            : Look(run, item, source) is { } still ? still.Problem ?? Kept(source, error.Message, error)
            : null;
    }

    static S3Error? Send(TransferContext run, ItemTransfer? item, ObjectSource source, DeleteObjectRequest delete)
    {
        S3Result<bool> result = source.Client.DeleteObject(delete, run.Token);
        item?.CountAttempts(result.Error?.Attempts ?? 1);
        return result.Error;
    }

    static Found? Look(TransferContext run, ItemTransfer? item, ObjectSource source)
    {
        HeadObjectRequest head = source.Head with { ChecksumMode = false, CustomerKey = run.Request.SourceCustomerKey };
        S3Result<ObjectInfo> result = source.Client.HeadObject(head, run.Token);
        item?.CountAttempts(result.Error?.Attempts ?? 1);
        if (!result.TryGet(out ObjectInfo? info, out S3Error? error))
            return error.Kind == FailureKind.NotFound ? null : new Found(null, Kept(source, error.Message, error));
        return source.IsSurely(info) ? new Found(info, null) : new Found(null, Kept(source, "Another object has its name by now.", null));
    }

    static ItemFailure Kept(ObjectSource source, string why, S3Error? error) =>
        new(OutcomeKind.Failed, Tree.NotRemoved, $"The copy is there and verified, but {source} could not be removed: {why}") { RequestId = error?.RequestId, Status = error is { Status: > 0 } ? error.Status : null };

    // Two names of one store (localhost and 127.0.0.1) would make a copy of an object onto itself, and then remove both.
    static bool IsItself(TransferContext run, ItemTransfer? item, Found found, ObjectTarget copy)
    {
        HeadObjectRequest head = new(copy.Bucket, copy.Key) { ChecksumMode = false, CustomerKey = copy.Attributes.Sse?.CustomerKey };
        S3Result<ObjectInfo> result = copy.Client.HeadObject(head, run.Token);
        item?.CountAttempts(result.Error?.Attempts ?? 1);
        return !result.TryGet(out ObjectInfo? info, out _)
            || EntityTag.Normal(info.ETag) == EntityTag.Normal(found.Info!.ETag) && info.LastModified == found.Info.LastModified && info.VersionId == found.Info.VersionId;
    }

    sealed record Found(ObjectInfo? Info, ItemFailure? Problem);
}
