using System.Globalization;
using Sluice.Failures;
using Sluice.S3.Requests;
using Sluice.S3.Wire;

namespace Sluice.S3.Operations;

/// <summary>GetObject and HeadObject.</summary>
internal static class ReadOperations
{
    public static WireRequest Compose(GetObjectRequest get)
    {
        WireRequest request = new() { Method = "GET", Operation = "GetObject", Bucket = get.Bucket, Key = get.Key, AsksForChecksum = get.ChecksumMode };
        if (get.Range is { } range)
            request.AddHeader("range", string.Create(CultureInfo.InvariantCulture, $"bytes={range.Offset}-{range.Last}"));
        request.AddHeader("if-match", EntityTag.Condition(get.IfMatch));
        request.AddHeader("if-none-match", EntityTag.Condition(get.IfNoneMatch));
        AddCommon(request, get.PartNumber, get.VersionId, get.CustomerKey);
        return request;
    }

    public static WireRequest Compose(HeadObjectRequest head)
    {
        WireRequest request = new() { Method = "HEAD", Operation = "HeadObject", Bucket = head.Bucket, Key = head.Key, AsksForChecksum = head.ChecksumMode };
        AddCommon(request, head.PartNumber, head.VersionId, head.CustomerKey);
        return request;
    }

    public static S3Result<ObjectInfo> ReadHead(Response answer, HeadObjectRequest request) =>
        ObjectHeaders.Read(answer, isPart: request.PartNumber is not null, out S3Error? error) is { } info ? info : error!;

    /// <summary>The body stays on the wire, unless the answer is not what was asked for. Without traits the whole object was asked for, to take a range out of it.</summary>
    public static S3Result<GetObjectResponse> ReadGet(Response answer, (GetObjectRequest Request, StoreBehavior? Traits) asked)
    {
        GetObjectRequest request = asked.Request;
        if (ObjectHeaders.Read(answer, isPart: request.PartNumber is not null, out S3Error? error) is not { } info)
            return error!;
        if (request.IfMatch is { } expected && info.ETag is { } etag && expected != "*" && !EntityTag.AreSame(expected, etag))
            // Some stores ignore If-Match.
            return new S3Error(FailureKind.Changed, RetryClass.Never, "the object is not the one that was expected: its ETag differs") { Status = answer.Head.Status, RequestId = info.RequestId };
        if (request.Range is not { } wanted)
        {
            if (info.Range is { } part && request.PartNumber is null && part.Length != info.TotalLength)
                return answer.Protocol("answered with a range where the whole object was asked for");
            answer.Keep();
            return new WireObjectResponse(answer, info);
        }
        // Which bytes these are nobody says. Several ranges in one body say it, and are not what was asked for.
        if (info.Range is null && answer.Head.Status == 206 && !IsOfSeveralRanges(info))
            return asked.Traits is null ? answer.Protocol("answered with a range and did not say which (no Content-Range)")
                : new S3Error(FailureKind.RangeNotSatisfiable, RetryClass.Never, "the store answered with a range and did not say which (no Content-Range)") { Status = answer.Head.Status, RequestId = info.RequestId };
        // A store may answer any range with the object: what was asked for is taken out of it.
        if (info.Range is null && info.TotalLength >= 0 && info.TotalLength <= wanted.Offset)
            return new S3Error(FailureKind.RangeNotSatisfiable, RetryClass.Never, "the range lies outside the object") { Status = answer.Head.Status, RequestId = info.RequestId };
        long length = info.TotalLength < 0 ? info.Range?.Length ?? wanted.Length : Math.Min(wanted.Length, info.TotalLength - wanted.Offset);
        ByteRange got = info.Range ?? (answer.Head.Status == 200 ? new ByteRange(wanted.Offset, length) : new ByteRange(0, info.ContentLength));
        if (got.Offset != wanted.Offset || got.Length != length || got.Length > wanted.Length)
            return answer.Protocol("answered with another range than the one asked for");
        bool isWhole = info.Range is null && (wanted.Offset > 0 || info.TotalLength != length);
        if (isWhole)
            asked.Traits?.LearnWithoutRanges("the store answers ranges with whole objects: each comes in one request");
        answer.Keep();
        return new WireObjectResponse(answer, info with { Range = got, ContentLength = length }, isWhole ? wanted.Offset : 0, isWhole ? length : -1);
    }

    static bool IsOfSeveralRanges(ObjectInfo info) => info.Attributes.ContentType?.StartsWith("multipart/byteranges", StringComparison.OrdinalIgnoreCase) == true;

    static void AddCommon(WireRequest request, int? partNumber, string? versionId, SseCustomerKey? key)
    {
        if (partNumber is { } part)
            request.AddQuery("partNumber", part.ToString(CultureInfo.InvariantCulture));
        if (versionId is not null)
            request.AddQuery("versionId", versionId);
        request.AddCustomerKey(key);
    }
}
