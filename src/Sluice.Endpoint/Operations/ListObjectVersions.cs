using Sluice.Endpoint.Access;
using Sluice.Endpoint.Http;
using Sluice.Endpoint.Storage;
using Sluice.Endpoint.Xml;
using Sluice.S3;
using Sluice.S3.Xml;

namespace Sluice.Endpoint.Operations;

/// <summary>ListObjectVersions. A bucket without versioning has one version of each object, <c>null</c>.</summary>
static class ListObjectVersions
{
    public static Task HandleAsync(S3Request request)
    {
        QueryParameters query = request.Query;
        Bucket bucket = request.RequireBucket(Permission.Read, "s3:ListBucketVersions");
        ObjectKey marker = query.Key("key-marker");
        string? version = query.Text("version-id-marker");
        if (version is not null && !query.Has("key-marker"))
            throw new RefusalException(Refusal.InvalidArgument("A version-id marker cannot be specified without a key marker."));
        version = string.IsNullOrEmpty(version) ? null : VersionId.Check(version);
        (ListingQuery listing, bool urlEncoded) = ListObjects.Common(request, marker, version is null && ListObjects.MarkerIsPrefix(query, marker));
        listing = listing with { Limit = Math.Min(listing.Limit, ListObjects.MostKeys) };
        VersionPage page = bucket.ListVersions(listing, version);
        ListObjects.SayRegion(request);
        XmlBuilder xml = new XmlBuilder().Open("ListVersionsResult", withNamespace: true).Text("Name", bucket.Name).Key("Prefix", listing.Prefix, urlEncoded).Key("KeyMarker", marker, urlEncoded).Text("VersionIdMarker", version ?? "");
        if (page.IsTruncated)
        {
            xml.Key("NextKeyMarker", page.LastKey, urlEncoded);
            if (page.LastVersion is { } last)
                xml.Text("NextVersionIdMarker", last.VersionId ?? VersionId.Null);
        }
        if (!listing.Delimiter.IsEmpty)
            xml.Key("Delimiter", listing.Delimiter, urlEncoded);
        xml.Number("MaxKeys", listing.Limit).Flag("IsTruncated", page.IsTruncated);
        if (urlEncoded)
            xml.Text("EncodingType", "url");
        foreach ((KeptObject stored, bool isLatest) in page.Versions)
            Write(request, xml, stored, isLatest, urlEncoded);
        foreach (ObjectKey common in page.CommonPrefixes)
            xml.Open("CommonPrefixes").Key("Prefix", common, urlEncoded).Close("CommonPrefixes");
        return Reply.XmlAsync(request, xml.Close("ListVersionsResult"));
    }

    static void Write(S3Request request, XmlBuilder xml, KeptObject stored, bool isLatest, bool urlEncoded)
    {
        string element = stored.IsDeleteMarker ? "DeleteMarker" : "Version";
        xml.Open(element).Key("Key", stored.Key, urlEncoded).Text("VersionId", stored.VersionId ?? VersionId.Null).Flag("IsLatest", isLatest).Time("LastModified", stored.LastModified);
        if (!stored.IsDeleteMarker)
        {
            xml.ETag(stored.ETag);
            if (stored.Checksum is { } checksum)
                xml.Text("ChecksumAlgorithm", Sluice.S3.Checksums.ChecksumHeaders.Name(checksum.Algorithm)).Text("ChecksumType", ChecksumReply.TypeName(checksum));
            xml.Number("Size", stored.Size).Text("StorageClass", stored.Description.StorageClass ?? "STANDARD");
        }
        OwnerXml.Write(xml, "Owner", request.Endpoint.CallerOf(stored.Access.OwnerId)).Close(element);
    }
}
