using Sluice.Endpoint.Access;
using Sluice.Endpoint.Http;
using Sluice.Endpoint.Storage;
using Sluice.Endpoint.Xml;
using Sluice.S3;
using Sluice.S3.Checksums;
using Sluice.S3.Xml;

namespace Sluice.Endpoint.Operations;

/// <summary>ListMultipartUploads: by key, then by upload id.</summary>
static class ListMultipartUploads
{
    public static Task HandleAsync(S3Request request)
    {
        Bucket bucket = request.RequireBucket(Permission.Read, "s3:ListBucketMultipartUploads");
        QueryParameters query = request.Query;
        bool urlEncoded = ListObjects.IsUrlEncoded(query);
        ObjectKey prefix = query.Key("prefix"), delimiter = query.Key("delimiter"), keyMarker = query.Key("key-marker");
        string idMarker = query.Text("upload-id-marker") ?? "";
        int most = Math.Min(1000, query.Number("max-uploads", 1000, 0, int.MaxValue));

        List<UploadRecord> matching = [.. bucket.Uploads.Select(static u => u.Record).Where(r => r.Key.StartsWith(prefix) && IsAfter(r, keyMarker, idMarker))];
        matching.Sort(static (a, b) => a.Key.CompareTo(b.Key) is not 0 and int order ? order : string.CompareOrdinal(a.Id, b.Id));
        List<UploadRecord> page = [];
        List<ObjectKey> prefixes = [];
        UploadRecord? last = null;
        bool truncated = false;
        foreach (UploadRecord record in matching)
        {
            ObjectKey? common = CommonPrefix(record.Key, prefix, delimiter);
            bool known = common is { } shared && prefixes.Count > 0 && prefixes[^1] == shared;
            truncated = !known && page.Count + prefixes.Count == most;
            if (truncated)
                break;
            if (common is null)
                page.Add(record);
            else if (!known)
                prefixes.Add(common.Value);
            last = record;
        }

        XmlBuilder xml = new XmlBuilder().Open("ListMultipartUploadsResult", withNamespace: true).Text("Bucket", bucket.Name).Key("KeyMarker", keyMarker, urlEncoded).Text("UploadIdMarker", idMarker);
        if (truncated && last is not null)
            xml.Key("NextKeyMarker", last.Key, urlEncoded).Text("NextUploadIdMarker", last.Id);
        xml.Key("Prefix", prefix, urlEncoded).Key("Delimiter", delimiter, urlEncoded).Number("MaxUploads", most).Flag("IsTruncated", truncated);
        if (urlEncoded)
            xml.Text("EncodingType", "url");
        foreach (UploadRecord record in page)
            Write(request, xml, record, urlEncoded);
        foreach (ObjectKey common in prefixes)
            xml.Open("CommonPrefixes").Key("Prefix", common, urlEncoded).Close("CommonPrefixes");
        return Reply.XmlAsync(request, xml.Close("ListMultipartUploadsResult"));
    }

    static void Write(S3Request request, XmlBuilder xml, UploadRecord record, bool urlEncoded)
    {
        xml.Open("Upload").Key("Key", record.Key, urlEncoded).Text("UploadId", record.Id);
        OwnerXml.Write(xml, "Initiator", request.Endpoint.CallerOf(record.InitiatorId));
        OwnerXml.Write(xml, "Owner", request.Endpoint.CallerOf(record.Access.OwnerId));
        xml.Text("StorageClass", record.Description.StorageClass ?? "STANDARD").Text("Initiated", Reply.XmlDate(record.Initiated));
        if (record.Checksum is { } checksum)
            xml.Text("ChecksumAlgorithm", ChecksumHeaders.Name(checksum.Algorithm)).Text("ChecksumType", checksum.Composite ? ChecksumHeaders.Composite : ChecksumHeaders.FullObject);
        xml.Close("Upload");
    }

    static bool IsAfter(UploadRecord record, ObjectKey key, string id) =>
        record.Key > key || id.Length > 0 && record.Key == key && string.CompareOrdinal(record.Id, id) > 0;

    static ObjectKey? CommonPrefix(ObjectKey key, ObjectKey prefix, ObjectKey delimiter)
    {
        int at = delimiter.IsEmpty ? -1 : key.Bytes[prefix.Length..].IndexOf(delimiter.Bytes);
        return at < 0 ? null : new ObjectKey(key.Bytes[..(prefix.Length + at + delimiter.Length)].ToArray());
    }
}
