using Sluice.Endpoint.Policies;
using Sluice.Endpoint.Access;
using Sluice.Endpoint.Http;
using Sluice.Endpoint.Storage;
using Sluice.Endpoint.Xml;
using Sluice.S3.Checksums;
using Sluice.S3.Xml;

namespace Sluice.Endpoint.Operations;

/// <summary>ListParts.</summary>
static class ListParts
{
    public static Task HandleAsync(S3Request request)
    {
        Bucket bucket = request.RequireBucket();
        Upload upload = bucket.GetUpload(request.Query.Text("uploadId")!, request.Key);
        bool isPolicys = Authorization.Allows(request, bucket, "s3:ListMultipartUploadParts", request.Key, bucket.Access, null);
        if (request.Caller.Id != upload.Record.InitiatorId && !isPolicys || Authorization.Decide(request, bucket, "s3:ListMultipartUploadParts", request.Key, null) == PolicyEffect.Deny)
            throw new RefusalException(Refusal.AccessDenied());
        int most = Math.Min(1000, request.Query.Number("max-parts", 1000, 0, int.MaxValue)), after = request.Query.Number("part-number-marker", 0, 0, int.MaxValue);
        List<PartRecord> parts = [.. upload.Parts.Where(p => p.Number > after).Take(most + 1)];
        bool truncated = parts.Count > most;
        if (truncated)
            parts.RemoveAt(most);

        XmlBuilder xml = new XmlBuilder().Open("ListPartsResult", withNamespace: true).Text("Bucket", bucket.Name).Key("Key", request.Key, urlEncoded: false).Text("UploadId", upload.Record.Id);
        OwnerXml.Write(xml, "Initiator", request.Endpoint.CallerOf(upload.Record.InitiatorId));
        OwnerXml.Write(xml, "Owner", request.Endpoint.CallerOf(upload.Record.Access.OwnerId));
        xml.Text("StorageClass", upload.Record.Description.StorageClass ?? "STANDARD").Number("PartNumberMarker", after);
        xml.Number("NextPartNumberMarker", parts.Count > 0 ? parts[^1].Number : after).Number("MaxParts", most).Flag("IsTruncated", truncated);
        if (upload.Record.Checksum is { } checksum)
            xml.Text("ChecksumAlgorithm", ChecksumHeaders.Name(checksum.Algorithm)).Text("ChecksumType", checksum.Composite ? ChecksumHeaders.Composite : ChecksumHeaders.FullObject);
        foreach (PartRecord part in parts)
        {
            xml.Open("Part").Number("PartNumber", part.Number).Text("LastModified", Reply.XmlDate(part.LastModified)).ETag(part.ETag).Number("Size", part.Size);
            ChecksumReply.WriteElement(xml, part.Checksum).Close("Part");
        }
        return Reply.XmlAsync(request, xml.Close("ListPartsResult"));
    }
}
