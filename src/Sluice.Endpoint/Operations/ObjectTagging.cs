using Sluice.Endpoint.Http;
using Sluice.Endpoint.Storage;
using Sluice.Endpoint.Xml;

namespace Sluice.Endpoint.Operations;

/// <summary>GetObjectTagging, PutObjectTagging, DeleteObjectTagging. No ACL grants these: they are for the owners of bucket and object.</summary>
static class ObjectTagging
{
    public static Task GetAsync(S3Request request) => Reply.XmlAsync(request, TaggingXml.Write(Require(request).Object.Description.Tags));

    public static async Task PutAsync(S3Request request)
    {
        (Bucket bucket, _) = Require(request);
        List<KeyValuePair<string, string>> tags = await TaggingXml.ReadAsync(request).ConfigureAwait(false);
        TagSet.Check(tags);
        await SetAsync(request, bucket, tags).ConfigureAwait(false);
        await Reply.EmptyAsync(request, 200).ConfigureAwait(false);
    }

    public static async Task DeleteAsync(S3Request request)
    {
        (Bucket bucket, _) = Require(request);
        await SetAsync(request, bucket, []).ConfigureAwait(false);
        await Reply.EmptyAsync(request, 204).ConfigureAwait(false);
    }

    static ValueTask SetAsync(S3Request request, Bucket bucket, IReadOnlyList<KeyValuePair<string, string>> tags) =>
        bucket.UpdateAsync(request.Key, stored => stored with { Description = stored.Description with { Tags = tags } }, request.Aborted);

    static (Bucket Bucket, KeptObject Object) Require(S3Request request)
    {
        Bucket bucket = request.RequireBucket();
        KeptObject? stored = bucket.Find(request.Key);
        if (request.Caller.IsAnonymous || request.Caller.Id != bucket.Access.OwnerId && request.Caller.Id != stored?.Access.OwnerId)
            throw new RefusalException(Refusal.AccessDenied());
        return (bucket, stored ?? throw new RefusalException(Refusal.NoSuchKey));
    }
}
