using System.Globalization;
using Sluice.S3.Http;

namespace Sluice.S3.Operations;

/// <summary>GetObject and HeadObject.</summary>
internal static class ReadOperations
{
    public static WireRequest Compose(GetObjectRequest get)
    {
        WireRequest request = new() { Method = "GET", Operation = "GetObject", Bucket = get.Bucket, Key = get.Key };
        if (get.Range is { } range)
            request.AddHeader("range", string.Create(CultureInfo.InvariantCulture, $"bytes={range.Offset}-{range.Last}"));
        request.AddHeader("if-match", EntityTag.Condition(get.IfMatch));
        request.AddHeader("if-none-match", EntityTag.Condition(get.IfNoneMatch));
        AddCommon(request, get.PartNumber, get.VersionId, get.ChecksumMode, get.CustomerKey);
        return request;
    }

    public static WireRequest Compose(HeadObjectRequest head)
    {
        WireRequest request = new() { Method = "HEAD", Operation = "HeadObject", Bucket = head.Bucket, Key = head.Key };
        AddCommon(request, head.PartNumber, head.VersionId, head.ChecksumMode, head.CustomerKey);
        return request;
    }

    public static S3Result<ObjectInfo> ReadHead(Answer answer, HeadObjectRequest request) =>
        ObjectHeaders.Read(answer, isPart: request.PartNumber is not null, out S3Error? error) is { } info ? info : error!;

    /// <summary>The body stays on the wire, unless the answer is not what was asked for.</summary>
    public static S3Result<GetObjectResponse> ReadGet(Answer answer, GetObjectRequest request)
    {
        if (ObjectHeaders.Read(answer, isPart: request.PartNumber is not null, out S3Error? error) is not { } info)
            return error!;
        if (request.IfMatch is { } expected && info.ETag is { } etag && expected != "*" && !EntityTag.AreSame(expected, etag))
            // Some stores ignore If-Match.
            return new S3Error(S3ErrorKind.Changed, RetryClass.Never, "the object is not the one that was expected: its ETag differs") { Status = answer.Head.Status, RequestId = info.RequestId };
        if (request.Range is { } wanted)
        {
            // A store may answer a range that covers the object with the object.
            ByteRange got = info.Range ?? new ByteRange(0, info.ContentLength);
            if (got.Offset != wanted.Offset || got.Length != Math.Min(wanted.Length, info.TotalLength - wanted.Offset))
                return answer.Protocol("answered with another range than the one asked for");
            info = info with { Range = got };
        }
        answer.Keep();
        return new WireObjectResponse(answer, info);
    }

    static void AddCommon(WireRequest request, int? partNumber, string? versionId, bool checksumMode, SseCustomerKey? key)
    {
        if (partNumber is { } part)
            request.AddQuery("partNumber", part.ToString(CultureInfo.InvariantCulture));
        if (versionId is not null)
            request.AddQuery("versionId", versionId);
        if (checksumMode)
            request.AddHeader("x-amz-checksum-mode", "ENABLED");
        request.AddCustomerKey(key);
    }
}
