using Sluice.Failures;
using Sluice.S3.Requests;
using Sluice.S3.Wire;
using Sluice.S3.Xml;

namespace Sluice.S3.Operations;

/// <summary>Buckets, deletions and tags.</summary>
internal static class BucketOperations
{
    /// <summary>The region that has no name of its own in CreateBucket (S3 API reference, LocationConstraint).</summary>
    const string FirstRegion = "us-east-1";

    public static WireRequest ComposeListBuckets(string? token)
    {
        WireRequest request = new() { Method = "GET", Operation = "ListBuckets" };
        if (token is not null)
            request.AddQuery("continuation-token", token);
        return request;
    }

    public static WireRequest ComposeCreate(string bucket, string region, string? acl)
    {
        WireRequest request = new() { Method = "PUT", Operation = "CreateBucket", Bucket = bucket };
        request.AddHeader("x-amz-acl", acl);
        if (region != FirstRegion)
        {
            using XmlBuilder xml = new();
            xml.Open("CreateBucketConfiguration", withNamespace: true);
            xml.Text("LocationConstraint", region);
            xml.Close("CreateBucketConfiguration");
            request.Body = new MemoryBody(xml.Bytes.ToArray());
            request.AddHeader("content-type", "application/xml");
        }
        return request;
    }

    public static WireRequest ComposeDelete(string bucket) => new() { Method = "DELETE", Operation = "DeleteBucket", Bucket = bucket };

    public static WireRequest ComposeHead(string bucket) => new() { Method = "HEAD", Operation = "HeadBucket", Bucket = bucket };

    public static WireRequest ComposeTagging(string bucket, ObjectKey key, string? versionId = null)
    {
        WireRequest request = new() { Method = "GET", Operation = "GetObjectTagging", Bucket = bucket, Key = key };
        request.AddQuery("tagging", "");
        if (versionId is not null)
            request.AddQuery("versionId", versionId);
        return request;
    }

    public static WireRequest ComposeDeleteTagging(string bucket, ObjectKey key, string? versionId)
    {
        WireRequest request = new() { Method = "DELETE", Operation = "DeleteObjectTagging", Bucket = bucket, Key = key };
        request.AddQuery("tagging", "");
        if (versionId is not null)
            request.AddQuery("versionId", versionId);
        return request;
    }

    public static WireRequest ComposePutTagging(string bucket, ObjectKey key, string? versionId, IReadOnlyList<KeyValuePair<string, string>> tags)
    {
        using XmlBuilder xml = new();
        xml.Open("Tagging", withNamespace: true);
        xml.Open("TagSet");
        foreach ((string name, string value) in tags)
        {
            xml.Open("Tag");
            xml.Text("Key", name);
            xml.Text("Value", value);
            xml.Close("Tag");
        }
        xml.Close("TagSet");
        xml.Close("Tagging");
        WireRequest request = new() { Method = "PUT", Operation = "PutObjectTagging", Bucket = bucket, Key = key, Body = new MemoryBody(xml.Bytes.ToArray()), NeedsMd5 = true };
        request.AddQuery("tagging", "");
        if (versionId is not null)
            request.AddQuery("versionId", versionId);
        request.AddHeader("content-type", "application/xml");
        return request;
    }

    public static WireRequest Compose(RestoreObjectRequest restore)
    {
        using XmlBuilder xml = new();
        xml.Open("RestoreRequest", withNamespace: true);
        if (restore.Days is { } days)
            xml.Text("Days", days.ToString(System.Globalization.CultureInfo.InvariantCulture));
        xml.Open("GlacierJobParameters");
        xml.Text("Tier", restore.Tier);
        xml.Close("GlacierJobParameters");
        xml.Close("RestoreRequest");
        WireRequest request = new() { Method = "POST", Operation = "RestoreObject", Bucket = restore.Bucket, Key = restore.Key, Body = new MemoryBody(xml.Bytes.ToArray()), NeedsMd5 = true };
        request.AddQuery("restore", "");
        if (restore.VersionId is not null)
            request.AddQuery("versionId", restore.VersionId);
        request.AddHeader("content-type", "application/xml");
        return request;
    }

    public static WireRequest ComposeAccess(string bucket, ObjectKey key, string? versionId = null)
    {
        WireRequest request = new() { Method = "GET", Operation = "GetObjectAcl", Bucket = bucket, Key = key };
        request.AddQuery("acl", "");
        if (versionId is not null)
            request.AddQuery("versionId", versionId);
        return request;
    }

    public static WireRequest Compose(DeleteObjectRequest delete)
    {
        WireRequest request = new() { Method = "DELETE", Operation = "DeleteObject", Bucket = delete.Bucket, Key = delete.Key };
        if (delete.VersionId is not null)
            request.AddQuery("versionId", delete.VersionId);
        if (delete.IfMatch is not null)
            request.AddHeader("if-match", EntityTag.Condition(delete.IfMatch));
        return request;
    }

    public static WireRequest ComposeDeleteObjects(string bucket, IEnumerable<ObjectIdentifier> objects)
    {
        WireRequest request = new() { Method = "POST", Operation = "DeleteObjects", Bucket = bucket, Body = new MemoryBody(DeleteXml.Write(objects)), NeedsMd5 = true };
        request.AddQuery("delete", "");
        request.AddHeader("content-type", "application/xml");
        return request;
    }

    public static S3Result<bool> ReadDone(Response answer, WireRequest request) => ResponseDocument.Refusal(answer) is { } error ? error : true;

    public static S3Result<bool> ReadRestore(Response answer, WireRequest request) => ResponseDocument.Refusal(answer) is { } error ? error : answer.Head.Status == 202;

    public static S3Result<DeletedObject> ReadDeletedObject(Response answer, WireRequest request)
    {
        bool isMarker = answer.Head.Text("x-amz-delete-marker"u8) == "true";
        return ResponseDocument.Refusal(answer) is { } error ? error : new DeletedObject(isMarker, answer.Head.Text("x-amz-version-id"u8) == DeletedObject.NullVersion);
    }

    public static S3Result<BucketInfo> ReadBucket(Response answer, WireRequest request) =>
        new BucketInfo(answer.Head.Text("x-amz-bucket-region"u8) is { } region ? ErrorClassifier.Cut(region) : null);

    public static S3Result<BucketsXml.Page> ReadBuckets(Response answer, WireRequest request) =>
        ResponseDocument.Read<BucketsXml.Page>(answer, BucketsXml.ParseBuckets);

    public static S3Result<IReadOnlyList<KeyValuePair<string, string>>> ReadTags(Response answer, WireRequest request) =>
        ResponseDocument.Read<IReadOnlyList<KeyValuePair<string, string>>>(answer, BucketsXml.ParseTags);

    public static S3Result<ObjectAccess> ReadAccess(Response answer, WireRequest request) => ResponseDocument.Read(answer, AccessXml.Parse);

    /// <summary>What became of the keys. An answer that is no such document is not asked for again: the store does not have this operation.</summary>
    public static S3Result<List<DeleteXml.Entry>> ReadDeleted(Response answer, WireRequest request)
    {
        S3Result<List<DeleteXml.Entry>> result = ResponseDocument.Read(answer, DeleteXml.Parse);
        return result.Error is { Kind: FailureKind.Protocol } foreign ? foreign with { Retry = RetryClass.Never } : result;
    }
}
