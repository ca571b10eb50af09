using System.Globalization;
using Sluice.S3.Addressing;
using Sluice.S3.Http;
using Sluice.S3.Xml;

namespace Sluice.S3.Operations;

/// <summary>ListObjects, version 2, and version 1 for stores that know no other.</summary>
internal static class ListOperations
{
    /// <summary>Begins a token that holds the marker of a version 1 listing, percent-encoded.</summary>
    const string MarkerToken = "marker:";

    public static WireRequest Compose(ListObjectsRequest list, bool version1)
    {
        WireRequest request = new() { Method = "GET", Operation = version1 ? "ListObjects" : "ListObjectsV2", Bucket = list.Bucket };
        request.AddQuery("encoding-type", "url");
        request.AddQuery("max-keys", list.MaxKeys.ToString(CultureInfo.InvariantCulture));
        if (!list.Prefix.IsEmpty)
            request.AddQuery("prefix", list.Prefix);
        if (!list.Delimiter.IsEmpty)
            request.AddQuery("delimiter", list.Delimiter);
        if (version1)
        {
            ObjectKey marker = list.ContinuationToken is { } token ? Marker(token) : list.StartAfter;
            if (!marker.IsEmpty)
                request.AddQuery("marker", marker);
            return request;
        }
        request.AddQuery("list-type", "2");
        if (list.ContinuationToken is not null)
            request.AddQuery("continuation-token", list.ContinuationToken);
        else if (!list.StartAfter.IsEmpty)
            request.AddQuery("start-after", list.StartAfter);
        return request;
    }

    /// <summary>True for a token that this client made for a version 1 listing.</summary>
    public static bool IsMarker(string? token) => token is not null && token.StartsWith(MarkerToken, StringComparison.Ordinal);

    public static S3Result<ListObjectsXml.Page> Read(Answer answer, WireRequest request) =>
        AnswerDocument.Read<ListObjectsXml.Page>(answer, ListObjectsXml.Parse);

    /// <summary>True when a page that was asked for in version 2 came in version 1: the store passed over the parameters it does not know.</summary>
    public static bool IsVersion1(ListObjectsXml.Page page, ListObjectsRequest list) =>
        !page.IsVersion2 && (page.IsTruncated || !list.StartAfter.IsEmpty || list.ContinuationToken is not null);

    /// <summary>True when a refusal may be one of version 2. A page in the middle is of the version that began.</summary>
    public static bool MayRefuseVersion2(S3Error error, ListObjectsRequest list) =>
        error.Kind == S3ErrorKind.NotSupported || (error is { Status: 400, Kind: S3ErrorKind.BadRequest or S3ErrorKind.Protocol } && list.ContinuationToken is null);

    /// <summary>The page as callers see it.</summary>
    public static ListObjectsPage ToPage(ListObjectsXml.Page page, bool version1)
    {
        string? next = !page.IsTruncated ? null : version1 ? MarkerToken + UriEncoding.Encode(LastOf(page).Bytes) : page.NextToken;
        return new ListObjectsPage(page.Objects, page.Prefixes, next);
    }

    // Without a delimiter version 1 sends no NextMarker; then it is the last name of the page.
    static ObjectKey LastOf(ListObjectsXml.Page page)
    {
        if (!page.NextMarker.IsEmpty)
            return page.NextMarker;
        ObjectKey key = page.Objects.Count > 0 ? page.Objects[^1].Key : default;
        ObjectKey prefix = page.Prefixes.Count > 0 ? page.Prefixes[^1] : default;
        return key > prefix ? key : prefix;
    }

    static ObjectKey Marker(string token) =>
        IsMarker(token) && UriEncoding.TryDecode(token.AsSpan(MarkerToken.Length), plusIsSpace: false, out byte[]? marker) ? new ObjectKey(marker) : default;
}
