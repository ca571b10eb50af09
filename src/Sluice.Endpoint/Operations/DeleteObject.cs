using Sluice.Endpoint.Access;
using Sluice.Endpoint.Http;
using Sluice.Endpoint.Storage;
using Sluice.S3;

namespace Sluice.Endpoint.Operations;

/// <summary>DeleteObject.</summary>
static class DeleteObject
{
    public static async Task HandleAsync(S3Request request)
    {
        Bucket bucket = request.RequireBucket();
        DeleteResult result = await RemoveAsync(request, bucket, request.Key, request.Version, WriteConditions.ReadOfDelete(request)).ConfigureAwait(false);
        VersionHeaders.WriteDeleted(request, result);
        await Reply.EmptyAsync(request, 204).ConfigureAwait(false);
    }

    /// <summary>Removes an object or one of its versions. Throws <see cref="RefusalException"/> when the caller may not, or it is locked.</summary>
    public static async ValueTask<DeleteResult> RemoveAsync(S3Request request, Bucket bucket, ObjectKey key, string? version, WritePrecondition condition)
    {
        string action = version is null ? "s3:DeleteObject" : "s3:DeleteObjectVersion";
        KeptObject? existing = bucket.Settings.Policy is null ? null : bucket.Find(key, version);
        if (!Authorization.Allows(request, bucket, action, key, bucket.Access, Permission.Write, existing))
            throw new RefusalException(Refusal.AccessDenied());
        if (version is null)
            return await bucket.DeleteAsync(key, condition, bucket.Access.OwnerId, request.Endpoint.Now, request.Aborted).ConfigureAwait(false);
        bool bypasses = bucket.Settings.HasObjectLock && ObjectLocks.MayBypass(request, bucket, key);
        return await bucket.DeleteVersionAsync(key, version, condition, stored => ObjectLocks.RequireRemovable(stored, request.Endpoint.Now, bypasses), request.Aborted).ConfigureAwait(false);
    }
}
