using Sluice.Endpoint.Access;
using Sluice.Endpoint.Http;
using Sluice.Endpoint.Storage;
using Sluice.Endpoint.Xml;

namespace Sluice.Endpoint.Operations;

/// <summary>GetBucketAcl, PutBucketAcl, GetObjectAcl, PutObjectAcl.</summary>
static class Acls
{
    public static Task GetOfBucketAsync(S3Request request) =>
        Reply.XmlAsync(request, AccessControlXml.Write(request.RequireBucket(Permission.ReadAcp, "s3:GetBucketAcl").Access, request.Endpoint.CallerOf));

    public static async Task PutOfBucketAsync(S3Request request)
    {
        Bucket bucket = request.RequireBucket(Permission.WriteAcp, "s3:PutBucketAcl");
        AccessList access = await ReadAsync(request, bucket, bucket.Access.OwnerId, null).ConfigureAwait(false);
        bucket.Change(record => record with { Access = access });
        await Reply.EmptyAsync(request, 200).ConfigureAwait(false);
    }

    public static Task GetOfObjectAsync(S3Request request)
    {
        Bucket bucket = request.RequireBucket();
        KeptObject stored = request.RequireObject(bucket, Permission.ReadAcp, request.Version is null ? "s3:GetObjectAcl" : "s3:GetObjectVersionAcl");
        VersionHeaders.Write(request, bucket, stored);
        return Reply.XmlAsync(request, AccessControlXml.Write(stored.Access, request.Endpoint.CallerOf));
    }

    public static async Task PutOfObjectAsync(S3Request request)
    {
        Bucket bucket = request.RequireBucket();
        KeptObject stored = request.RequireObject(bucket, Permission.WriteAcp, request.Version is null ? "s3:PutObjectAcl" : "s3:PutObjectVersionAcl");
        AccessList access = await ReadAsync(request, bucket, stored.Access.OwnerId, bucket.Access.OwnerId).ConfigureAwait(false);
        await bucket.UpdateAsync(request.Key, request.Version, current => current with { Access = access }, request.Aborted).ConfigureAwait(false);
        await Reply.EmptyAsync(request, 200).ConfigureAwait(false);
    }

    static async Task<AccessList> ReadAsync(S3Request request, Bucket bucket, string ownerId, string? bucketOwnerId)
    {
        if (bucket.Settings.AclsAreDisabled)
            throw new RefusalException(AccessHeaders.AclsDisabled);
        bool inHeaders = AccessHeaders.Present(request);
        if (inHeaders && request.Http.Request.ContentLength > 0)
            throw new RefusalException(new Refusal("UnexpectedContent", 400, "This request does not support content"));
        AccessList access = inHeaders
            ? AccessHeaders.Read(request, ownerId, bucketOwnerId)
            : new AccessList(ownerId, await AccessControlXml.ReadAsync(request, ownerId).ConfigureAwait(false));
        return AccessHeaders.RequireNotBlocked(access, bucket);
    }
}
