using System.Globalization;
using Sluice.Failures;
using Sluice.S3.Requests;
using Sluice.S3.Wire;
using Sluice.S3.Xml;

namespace Sluice.S3.Operations;

/// <summary>ListObjectVersions and the versioning of buckets (S3 API reference).</summary>
internal static class VersionOperations
{
    public static WireRequest Compose(ListObjectsRequest list, VersionCursor at)
    {
        WireRequest request = new() { Method = "GET", Operation = "ListObjectVersions", Bucket = list.Bucket };
        request.AddQuery("versions", "");
        request.AddQuery("encoding-type", "url");
        request.AddQuery("max-keys", list.MaxKeys.ToString(CultureInfo.InvariantCulture));
        if (!list.Prefix.IsEmpty)
            request.AddQuery("prefix", list.Prefix);
        if (!list.Delimiter.IsEmpty)
            request.AddQuery("delimiter", list.Delimiter);
        if (!at.Key.IsEmpty)
            request.AddQuery("key-marker", at.Key);
        if (at.VersionId is { } version)
            request.AddQuery("version-id-marker", version);
        return request;
    }

    public static S3Result<ListObjectsXml.Page> Read(Response answer, WireRequest request)
    {
        DateTimeOffset? storeTime = ErrorClassifier.Date(answer.Head);
        S3Result<ListObjectsXml.Page> result = ResponseDocument.Read<ListObjectsXml.Page>(answer, ListObjectsXml.ParseVersions);
        if (result.TryGet(out ListObjectsXml.Page? page, out _))
            page.StoreTime = storeTime;
        return result;
    }

    /// <summary>Where a page goes on; null when it is the last one, an error when it does not say.</summary>
    public static S3Error? Next(ListObjectsXml.Page page, out VersionCursor? next)
    {
        next = page.NextMarker.IsEmpty ? null : new VersionCursor(page.NextMarker, page.NextVersionId);
        switch (page.IsTruncated)
        {
            case false:
                next = null;
                return null;
            case true when next is null:
                return EndUnknown("it says that there is more, and not where to go on");
            case null when next is null:
                return EndUnknown("it does not say whether there is more");
            default:
                return null;
        }
    }

    /// <summary>
    /// Puts the versions of each key together, newest first, where a store shows all versions of a page and then all delete markers:
    /// the latest, then by time. Of the same time nothing tells which is the newer one, and the store's order stays.
    /// </summary>
    public static void Order(List<ListedObject> versions)
    {
        for (int i = 1; i < versions.Count; i++)
            // A later one of the same key that is the latest: the page may have one key only.
            if (versions[i].Key is var key && versions[i - 1].Key is var before && (key < before || key == before && versions[i].Version!.IsLatest))
            {
                ListedObject[] sorted = [.. versions.OrderBy(static found => found.Key).ThenByDescending(static found => found.Version!.IsLatest).ThenByDescending(static found => found.LastModified)];
                versions.Clear();
                versions.AddRange(sorted);
                return;
            }
    }

    public static WireRequest ComposeVersioning(string bucket)
    {
        WireRequest request = new() { Method = "GET", Operation = "GetBucketVersioning", Bucket = bucket };
        request.AddQuery("versioning", "");
        return request;
    }

    public static WireRequest ComposePutVersioning(string bucket, bool enabled)
    {
        using XmlBuilder xml = new();
        xml.Open("VersioningConfiguration", withNamespace: true);
        xml.Text("Status", enabled ? "Enabled" : "Suspended");
        xml.Close("VersioningConfiguration");
        WireRequest request = new() { Method = "PUT", Operation = "PutBucketVersioning", Bucket = bucket, Body = new MemoryBody(xml.Bytes.ToArray()), NeedsMd5 = true };
        request.AddQuery("versioning", "");
        request.AddHeader("content-type", "application/xml");
        return request;
    }

    public static S3Result<VersioningStatus> ReadVersioning(Response answer, WireRequest request) =>
        !ResponseDocument.Read<string>(answer, ParseStatus).TryGet(out string? status, out S3Error? error) ? error : status switch
        {
            "Enabled" => VersioningStatus.Enabled,
            "Suspended" => VersioningStatus.Suspended,
            // A bucket that never had any has no status (S3 API reference, GetBucketVersioning).
            "" => VersioningStatus.Off,
            _ => new S3Error(FailureKind.Protocol, RetryClass.Never, $"The store calls the versioning of the bucket '{ErrorClassifier.Cut(status)}', which is none of Enabled and Suspended."),
        };

    static string? ParseStatus(ReadOnlySpan<byte> xml)
    {
        XmlSpanReader reader = new(xml);
        if (!reader.Begin("VersioningConfiguration"u8))
            return null;
        string status = "";
        while (reader.NextChild())
            if (reader.Name.SequenceEqual("Status"u8))
                status = XmlText.String(reader.Content()).Trim();
            else
                reader.Skip();
        return reader.Failed ? null : status;
    }

    static S3Error EndUnknown(string why) => new(FailureKind.Protocol, RetryClass.Never, $"The end of the store's listing (ListObjectVersions) cannot be known: {why}.");
}
