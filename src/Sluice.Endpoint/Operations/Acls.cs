using Sluice.Endpoint.Access;
using Sluice.Endpoint.Http;
using Sluice.Endpoint.Storage;
using Sluice.Endpoint.Xml;

namespace Sluice.Endpoint.Operations;

/// <summary>GetBucketAcl, PutBucketAcl, GetObjectAcl, PutObjectAcl.</summary>
static class Acls
{
    public static Task GetOfBucketAsync(S3Request request) =>
        Reply.XmlAsync(request, AccessControlXml.Write(request.RequireBucket(Permission.ReadAcp).Access, request.Endpoint.CallerOf));

    public static async Task PutOfBucketAsync(S3Request request)
    {
        Bucket bucket = request.RequireBucket(Permission.WriteAcp);
        bucket.SetAccess(await ReadAsync(request, bucket.Access.OwnerId, null).ConfigureAwait(false));
        await Reply.EmptyAsync(request, 200).ConfigureAwait(false);
    }

    public static Task GetOfObjectAsync(S3Request request) =>
        Reply.XmlAsync(request, AccessControlXml.Write(request.RequireObject(request.RequireBucket(), Permission.ReadAcp).Access, request.Endpoint.CallerOf));

    public static async Task PutOfObjectAsync(S3Request request)
    {
        Bucket bucket = request.RequireBucket();
        KeptObject stored = request.RequireObject(bucket, Permission.WriteAcp);
        AccessList access = await ReadAsync(request, stored.Access.OwnerId, bucket.Access.OwnerId).ConfigureAwait(false);
        await bucket.UpdateAsync(request.Key, current => current with { Access = access }, request.Aborted).ConfigureAwait(false);
        await Reply.EmptyAsync(request, 200).ConfigureAwait(false);
    }

    static async Task<AccessList> ReadAsync(S3Request request, string ownerId, string? bucketOwnerId) => AccessHeaders.Present(request)
        ? AccessHeaders.Read(request, ownerId, bucketOwnerId)
        : new AccessList(ownerId, await AccessControlXml.ReadAsync(request).ConfigureAwait(false));
}
