using Sluice.Endpoint.Access;
using Sluice.Endpoint.Http;
using Sluice.Endpoint.Storage;
using Sluice.Endpoint.Xml;
using Sluice.S3.Checksums;
using Sluice.S3.Xml;

namespace Sluice.Endpoint.Operations;

/// <summary>DeleteObjects: up to 1,000 keys, each with its own outcome.</summary>
static class DeleteObjects
{
    public static async Task HandleAsync(S3Request request)
    {
        Bucket bucket = request.RequireBucket(Permission.Write);
        if (!HasIntegrity(request))
            throw new RefusalException(Refusal.InvalidRequest("Missing required header for this request: Content-MD5 OR x-amz-checksum-*"));
        DeleteObjectsXml body = await DeleteObjectsXml.ReadAsync(request).ConfigureAwait(false);
        XmlBuilder xml = new XmlBuilder().Open("DeleteResult", withNamespace: true);
        foreach (DeletionName named in body.Objects)
        {
            if (await DeleteAsync(request, bucket, named).ConfigureAwait(false) is { } refusal)
                xml.Open("Error").Key("Key", named.Key, urlEncoded: false).Text("Code", refusal.Code).Text("Message", refusal.Message).Close("Error");
            else if (!body.Quiet)
                xml.Open("Deleted").Key("Key", named.Key, urlEncoded: false).Close("Deleted");
        }
        await Reply.XmlAsync(request, xml.Close("DeleteResult")).ConfigureAwait(false);
    }

    static async Task<Refusal?> DeleteAsync(S3Request request, Bucket bucket, DeletionName named)
    {
        if (named.VersionId is not (null or "" or "null"))
            return new Refusal("NoSuchVersion", 404, "The specified version does not exist.");
        try
        {
            WritePrecondition condition = named.ETag is null ? WritePrecondition.None : new WritePrecondition(ReadConditions.Unquote(named.ETag), false);
            await bucket.DeleteAsync(named.Key, condition, request.Aborted).ConfigureAwait(false);
            return null;
        }
        catch (RefusalException e)
        {
            return e.Refusal;
        }
    }

    static bool HasIntegrity(S3Request request)
    {
        if (request.Header("content-md5") is not null || request.Header("x-amz-trailer") is not null)
            return true;
        foreach (ChecksumAlgorithm algorithm in ChecksumHeaders.Algorithms)
        {
            if (request.Header(ChecksumHeaders.HeaderName(algorithm)) is not null)
                return true;
        }
        return false;
    }
}
