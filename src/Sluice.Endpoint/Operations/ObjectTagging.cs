using Sluice.Endpoint.Http;
using Sluice.Endpoint.Storage;
using Sluice.Endpoint.Xml;

namespace Sluice.Endpoint.Operations;

/// <summary>GetObjectTagging, PutObjectTagging, DeleteObjectTagging. No ACL grants these: they are for the owners of bucket and object.</summary>
static class ObjectTagging
{
    public static Task GetAsync(S3Request request) => Reply.XmlAsync(request, TaggingXml.Write(Require(request, "Get").Object.Description.Tags));

    public static async Task PutAsync(S3Request request)
    {
        List<KeyValuePair<string, string>> tags = await TaggingXml.ReadAsync(request).ConfigureAwait(false);
        request.BodyTags = tags;
        (Bucket bucket, _) = Require(request, "Put");
        TagSet.Check(tags);
        await SetAsync(request, bucket, tags).ConfigureAwait(false);
        await Reply.EmptyAsync(request, 200).ConfigureAwait(false);
    }

    public static async Task DeleteAsync(S3Request request)
    {
        (Bucket bucket, _) = Require(request, "Delete");
        await SetAsync(request, bucket, []).ConfigureAwait(false);
        await Reply.EmptyAsync(request, 204).ConfigureAwait(false);
    }

    static ValueTask SetAsync(S3Request request, Bucket bucket, IReadOnlyList<KeyValuePair<string, string>> tags) =>
        bucket.UpdateAsync(request.Key, request.Version, stored => stored with { Description = stored.Description with { Tags = tags } }, request.Aborted);

    static (Bucket Bucket, KeptObject Object) Require(S3Request request, string verb)
    {
        Bucket bucket = request.RequireBucket();
        KeptObject stored = request.RequireObject(bucket, null, $"s3:{verb}Object{(request.Version is null ? "" : "Version")}Tagging");
        VersionHeaders.Write(request, bucket, stored);
        return (bucket, stored);
    }
}
