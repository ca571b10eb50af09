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
        Bucket bucket = request.RequireBucket();
        if (!HasIntegrity(request))
            throw new RefusalException(Refusal.InvalidRequest("Missing required header for this request: Content-MD5 OR x-amz-checksum-*"));
        DeleteObjectsXml body = await DeleteObjectsXml.ReadAsync(request).ConfigureAwait(false);
        XmlBuilder xml = new XmlBuilder().Open("DeleteResult", withNamespace: true);
        foreach (DeletionName named in body.Objects)
        {
            (DeleteResult done, Refusal? refusal) = await DeleteAsync(request, bucket, named).ConfigureAwait(false);
            if (refusal is not null)
                xml.Open("Error").Key("Key", named.Key, urlEncoded: false).Text("VersionId", named.VersionId).Text("Code", refusal.Code).Text("Message", refusal.Message).Close("Error");
            else if (!body.Quiet)
                WriteDeleted(xml, named, done);
        }
        await Reply.XmlAsync(request, xml.Close("DeleteResult")).ConfigureAwait(false);
    }

    static void WriteDeleted(XmlBuilder xml, DeletionName named, DeleteResult done)
    {
        xml.Open("Deleted").Key("Key", named.Key, urlEncoded: false).Text("VersionId", named.VersionId);
        if (done.IsDeleteMarker)
            xml.Flag("DeleteMarker", true).Text("DeleteMarkerVersionId", done.VersionId);
        xml.Close("Deleted");
    }

    static async Task<(DeleteResult, Refusal?)> DeleteAsync(S3Request request, Bucket bucket, DeletionName named)
    {
        try
        {
            WritePrecondition condition = new(named.ETag is null ? null : ReadConditions.Unquote(named.ETag), false) { IfLastModified = named.LastModified, IfSize = named.Size };
            string? version = string.IsNullOrEmpty(named.VersionId) ? null : VersionId.Check(named.VersionId);
            return (await DeleteObject.RemoveAsync(request, bucket, named.Key, version, condition).ConfigureAwait(false), null);
        }
        catch (RefusalException e)
        {
            return (default, e.Refusal.Code == "InvalidArgument" ? Refusal.NoSuchVersion : e.Refusal);
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
