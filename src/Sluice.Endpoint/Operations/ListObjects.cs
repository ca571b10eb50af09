using System.Buffers.Text;
using System.Text;
using Sluice.Endpoint.Access;
using Sluice.Endpoint.Http;
using Sluice.Endpoint.Storage;
using Sluice.Endpoint.Xml;
using Sluice.S3;
using Sluice.S3.Xml;

namespace Sluice.Endpoint.Operations;

/// <summary>ListObjects and ListObjectsV2.</summary>
static class ListObjects
{
    public const int MostKeys = 1000;

    public static Task V1Async(S3Request request)
    {
        QueryParameters query = request.Query;
        ObjectKey marker = query.Key("marker");
        (ListingQuery listing, bool urlEncoded) = Common(request, marker, MarkerIsPrefix(query, marker));
        ListingPage page = request.RequireBucket(Permission.Read, "s3:ListBucket").List(listing with { Limit = Math.Min(listing.Limit, MostKeys) });
        XmlBuilder xml = Head(request, listing, urlEncoded, page.IsTruncated);
        xml.Key("Marker", marker, urlEncoded);
        // S3 gives a NextMarker only with a delimiter; else the last key is the marker.
        if (page.IsTruncated && !listing.Delimiter.IsEmpty)
            xml.Key("NextMarker", page.Last, urlEncoded);
        return Reply.XmlAsync(request, Entries(request, xml, page, urlEncoded, withOwner: true).Close("ListBucketResult"));
    }

    public static Task V2Async(S3Request request)
    {
        QueryParameters query = request.Query;
        ObjectKey after = query.Key("start-after");
        bool afterIsPrefix = MarkerIsPrefix(query, after);
        string? token = query.Text("continuation-token");
        // An empty token is none, and told back (S3 answers so).
        if (!string.IsNullOrEmpty(token))
            (after, afterIsPrefix) = ReadToken(token);
        (ListingQuery listing, bool urlEncoded) = Common(request, after, afterIsPrefix);
        ListingPage page = request.RequireBucket(Permission.Read, "s3:ListBucket").List(listing with { Limit = Math.Min(listing.Limit, MostKeys) });
        XmlBuilder xml = Head(request, listing, urlEncoded, page.IsTruncated);
        xml.Number("KeyCount", page.Count).Text("ContinuationToken", token);
        if (query.Has("start-after"))
            xml.Key("StartAfter", query.Key("start-after"), urlEncoded);
        if (page.IsTruncated)
            xml.Text("NextContinuationToken", WriteToken(page.Last, page.LastIsPrefix));
        return Reply.XmlAsync(request, Entries(request, xml, page, urlEncoded, withOwner: query.Text("fetch-owner") == "true").Close("ListBucketResult"));
    }

    public static (ListingQuery Query, bool UrlEncoded) Common(S3Request request, ObjectKey after, bool afterIsPrefix)
    {
        QueryParameters query = request.Query;
        bool urlEncoded = IsUrlEncoded(query);
        int limit = query.Number("max-keys", MostKeys, 0, int.MaxValue);
        return (new ListingQuery(query.Key("prefix"), query.Key("delimiter"), after, afterIsPrefix, limit), urlEncoded);
    }

    /// <summary>Throws <see cref="RefusalException"/> (InvalidArgument) for another encoding than <c>url</c>.</summary>
    public static bool IsUrlEncoded(QueryParameters query) => query.Text("encoding-type") switch
    {
        null => false,
        "url" => true,
        _ => throw new RefusalException(Refusal.InvalidArgument("Invalid Encoding Method specified in Request")),
    };

    /// <summary>A marker that is itself a common prefix of this listing, as NextMarker may be: what lies below it was listed with it.</summary>
    public static bool MarkerIsPrefix(QueryParameters query, ObjectKey marker)
    {
        ObjectKey prefix = query.Key("prefix"), delimiter = query.Key("delimiter");
        return !delimiter.IsEmpty && marker.StartsWith(prefix)
            && marker.Bytes[prefix.Length..].IndexOf(delimiter.Bytes) is >= 0 and int at && prefix.Length + at + delimiter.Length == marker.Length;
    }

    public static void SayRegion(S3Request request) => request.Http.Response.Headers["x-amz-bucket-region"] = request.Endpoint.Options.Region;

    static XmlBuilder Head(S3Request request, ListingQuery listing, bool urlEncoded, bool truncated)
    {
        SayRegion(request);
        XmlBuilder xml = new XmlBuilder().Open("ListBucketResult", withNamespace: true).Text("Name", request.Target.Bucket).Key("Prefix", listing.Prefix, urlEncoded);
        if (!listing.Delimiter.IsEmpty)
            xml.Key("Delimiter", listing.Delimiter, urlEncoded);
        xml.Number("MaxKeys", Math.Min(listing.Limit, MostKeys)).Flag("IsTruncated", truncated);
        return urlEncoded ? xml.Text("EncodingType", "url") : xml;
    }

    static XmlBuilder Entries(S3Request request, XmlBuilder xml, ListingPage page, bool urlEncoded, bool withOwner)
    {
        foreach (KeptObject stored in page.Objects)
        {
            xml.Open("Contents").Key("Key", stored.Key, urlEncoded).Time("LastModified", stored.LastModified).ETag(stored.ETag);
            if (stored.Checksum is { } checksum)
                xml.Text("ChecksumAlgorithm", Sluice.S3.Checksums.ChecksumHeaders.Name(checksum.Algorithm)).Text("ChecksumType", ChecksumReply.TypeName(checksum));
            xml.Number("Size", stored.Size);
            if (withOwner)
                OwnerXml.Write(xml, "Owner", request.Endpoint.CallerOf(stored.Access.OwnerId));
            xml.Text("StorageClass", stored.Description.StorageClass ?? "STANDARD").Close("Contents");
        }
        foreach (ObjectKey prefix in page.CommonPrefixes)
            xml.Open("CommonPrefixes").Key("Prefix", prefix, urlEncoded).Close("CommonPrefixes");
        return xml;
    }

    static string WriteToken(ObjectKey last, bool isPrefix) => (isPrefix ? "p" : "k") + Base64Url.EncodeToString(last.Bytes);

    static (ObjectKey After, bool IsPrefix) ReadToken(string token)
    {
        byte[] bytes = new byte[token.Length];
        if (token.Length < 2 || token[0] is not ('p' or 'k') || !Base64Url.TryDecodeFromChars(token.AsSpan(1), bytes, out int written))
            throw new RefusalException(Refusal.InvalidArgument("The continuation token provided is incorrect"));
        return (new ObjectKey(bytes[..written]), token[0] == 'p');
    }
}
