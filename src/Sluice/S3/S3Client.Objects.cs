using Sluice.Failures;
using Sluice.S3.Operations;
using Sluice.S3.Requests;

namespace Sluice.S3;

public sealed partial class S3Client
{
    /// <summary>
    /// GetObject. A store that answers ranges without saying which they are, or has nothing (416) in one that the object has, is
    /// asked for the whole object, and the range is taken out of that.
    /// </summary>
    public S3Result<GetObjectResponse> GetObject(GetObjectRequest request, CancellationToken cancellationToken)
    {
        S3Result<GetObjectResponse> result = Execute(ReadOperations.Compose(request), (request, (StoreBehavior?)_traits), ReadOperations.ReadGet, cancellationToken);
        if (result.TryGet(out GetObjectResponse? response, out _) && response.Info.MayBePage && Disproof(request.Bucket, cancellationToken) is { } foreign)
        {
            response.Dispose();
            return foreign;
        }
        if (request.Range is not { } range || result.Error is not { Kind: FailureKind.RangeNotSatisfiable } error || error.Status != 206 && (error.Status == 200 || !(request.ObjectSize > range.Offset)))
            return result;
        result = Execute(ReadOperations.Compose(request with { Range = null }), (request, (StoreBehavior?)null), ReadOperations.ReadGet, cancellationToken);
        if (result.Error is null)
            _traits.LearnWithoutRanges(error.Status == 206 ? "the store does not say which range it sends (no Content-Range): each object comes in one request" : "the store refuses ranges (416): each object comes in one request");
        return result;
    }

    /// <summary>Waits before another attempt at an object whose body broke off or came wrong; false when there were enough, or it is not wanted any more.</summary>
    /// <param name="attempt">The attempt that failed, from 1.</param>
    /// <param name="error">How it failed.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    internal bool MayReadAgain(int attempt, S3Error error, CancellationToken cancellationToken) => _retries.MayRepeat(attempt, error, cancellationToken);

    /// <summary>
    /// HeadObject. A store that refuses HEAD and allows GET, or whose HEAD does not tell the size, is asked for the first byte:
    /// Content-Range tells the size. A size that no answer tells is -1.
    /// </summary>
    public S3Result<ObjectInfo> HeadObject(HeadObjectRequest request, CancellationToken cancellationToken)
    {
        if (!_traits.RefusesHead(request.Bucket))
        {
            S3Result<ObjectInfo> head = Execute(ReadOperations.Compose(request), request, ReadOperations.ReadHead, cancellationToken);
            bool isThere = head.TryGet(out ObjectInfo? info, out S3Error? error);
            if (isThere && info!.MayBePage && Disproof(request.Bucket, cancellationToken) is { } foreign)
                return foreign;
            if (request.PartNumber is not null)
                return head;
            if (isThere)
                return info!.TotalLength >= 0 ? head : WithSize(info, request, cancellationToken);
            // Without a body a HEAD answer does not say why: 403 may be a missing key, 301 and 400 another region, 405 and 501 a store without HEAD.
            if (error!.Kind is not (FailureKind.Denied or FailureKind.NotSupported or FailureKind.WrongRegion) && error is not { Kind: FailureKind.BadRequest, Code: "" })
                return head;
            S3Result<ObjectInfo> seen = FirstByte(request, cancellationToken);
            if (seen.Error is null)
                _traits.LearnHeadRefused(request.Bucket);
            // Denied either way says no more than before.
            return seen.Error is { Code: "" or "AccessDenied", Kind: not (FailureKind.NotFound or FailureKind.Canceled) } ? head : seen;
        }
        return FirstByte(request, cancellationToken);
    }

    /// <summary>DeleteObject. Where the store refuses If-Match, a HEAD right before compares the ETag.</summary>
    public S3Result<bool> DeleteObject(DeleteObjectRequest request, CancellationToken cancellationToken)
    {
        S3Result<bool> result;
        if (request.IfMatch is null || !_traits.RefusesDeleteConditions)
        {
            result = Done(Delete(request, cancellationToken));
            if (request.IfMatch is null || result.Error is not ({ Kind: FailureKind.NotSupported } or { Kind: FailureKind.BadRequest, Status: 400 }))
                return result;
        }
        if (!HeadObject(new HeadObjectRequest(request.Bucket, request.Key) { VersionId = request.VersionId, ChecksumMode = false }, cancellationToken).TryGet(out ObjectInfo? info, out S3Error? error))
            return error.Kind == FailureKind.NotFound ? true : error;
        if (info.ETag is null || request.IfMatch != "*" && !EntityTag.AreSame(request.IfMatch, info.ETag))
            return new S3Error(FailureKind.Changed, RetryClass.Never, "the object is not the one that was expected: its ETag differs") { Status = 412, RequestId = info.RequestId };
        result = Done(Delete(request with { IfMatch = null }, cancellationToken));
        if (result.Error is null)
            _traits.RefusesDeleteConditions = true;
        return result;
    }

    S3Result<DeletedObject> Delete(DeleteObjectRequest request, CancellationToken cancellationToken)
    {
        S3Result<DeletedObject> result = Execute(BucketOperations.Compose(request), BucketOperations.ReadDeletedObject, cancellationToken);
        // Some stores call it an error that there was nothing to remove. A web page that says so is none of theirs.
        return result.Error is { Kind: FailureKind.NotFound, IsForeign: false } ? new DeletedObject(IsMarker: false) : result;
    }

    /// <summary>
    /// Why what looks like an object is a web server's page, or that nobody knows; null for an object. The listing of a bucket is a document of S3, and so
    /// is the refusal of one. Asked at most once of a store that shows itself.
    /// </summary>
    S3Error? Disproof(string bucket, CancellationToken cancellationToken)
    {
        if (_traits.SpeaksS3)
            return null;
        S3Error? error = ListObjects(new ListObjectsRequest(bucket) { MaxKeys = 1 }, cancellationToken).Error;
        if (error is { IsForeign: true } or { Kind: FailureKind.Protocol or FailureKind.Network or FailureKind.Server or FailureKind.Throttled or FailureKind.Canceled })
            return error;
        _traits.SpeaksS3 = true;
        return null;
    }

    static S3Result<bool> Done(S3Result<DeletedObject> result) => result.Error is { } error ? error : true;

    S3Result<ObjectInfo> WithSize(ObjectInfo info, HeadObjectRequest request, CancellationToken cancellationToken)
    {
        if (!FirstByte(request, cancellationToken).TryGet(out ObjectInfo? seen, out _) || seen.ETag != info.ETag)
            return info;
        return info with { ContentLength = seen.TotalLength, TotalLength = seen.TotalLength };
    }

    /// <summary>What a HEAD would tell, from the answer to a GET of the first byte, of a part, or, where its checksum is wanted, of the whole.</summary>
    S3Result<ObjectInfo> FirstByte(HeadObjectRequest head, CancellationToken cancellationToken)
    {
        GetObjectRequest get = new(head.Bucket, head.Key) { PartNumber = head.PartNumber, Range = head.PartNumber is null && !head.WantsProof ? new ByteRange(0, 1) : null, VersionId = head.VersionId, ChecksumMode = head.ChecksumMode, CustomerKey = head.CustomerKey };
        S3Result<GetObjectResponse> result = GetObject(get, cancellationToken);
        // An object of no bytes has no first one.
        if (result.Error is { Kind: FailureKind.RangeNotSatisfiable })
            result = GetObject(get with { Range = null }, cancellationToken);
        if (!result.TryGet(out GetObjectResponse? response, out S3Error? error))
            return error;
        using (response)
        {
            Span<byte> one = stackalloc byte[1];
            try
            {
                // Read to its end the connection can be used again.
                response.Read(one);
            }
            catch (S3Exception failure)
            {
                return failure.Error;
            }
            ObjectInfo info = response.Info with { IsOfGet = true };
            if (head.PartNumber is not null)
                return info;
            if (info.Range is null && info.TotalLength > 0 && get.Range is not null)
                _traits.LearnWithoutRanges("the store refuses ranges (416): each object comes in one request");
            // The checksum of a range is not that of the object.
            return info.Range is null ? info : info with { ContentLength = info.TotalLength, Range = null, Checksum = null, OtherChecksums = [], IsOfRange = true };
        }
    }
}
