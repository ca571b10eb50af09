using Sluice.S3.Checksums;
using Sluice.S3.Http;
using Sluice.S3.Operations;

namespace Sluice.S3;

public sealed partial class S3Client
{
    /// <summary>CreateMultipartUpload: the upload id.</summary>
    public S3Result<string> CreateMultipartUpload(CreateMultipartUploadRequest request, CancellationToken cancellationToken) =>
        Execute(MultipartOperations.Compose(request), MultipartOperations.ReadCreate, cancellationToken);

    /// <summary>UploadPart: the part, with the checksum computed from the bytes sent.</summary>
    public S3Result<UploadedPart> UploadPart(UploadPartRequest request, CancellationToken cancellationToken)
    {
        WireRequest wire = MultipartOperations.Compose(request);
        return Execute(wire, (wire, request.PartNumber), MultipartOperations.ReadPart, cancellationToken);
    }

    /// <summary>UploadPartCopy.</summary>
    public S3Result<UploadedPart> UploadPartCopy(UploadPartCopyRequest request, CancellationToken cancellationToken) =>
        Execute(MultipartOperations.Compose(request), request, MultipartOperations.ReadPartCopy, cancellationToken);

    /// <summary>
    /// CompleteMultipartUpload. When the store no longer knows the upload, an attempt before may have completed it and lost
    /// its answer: the object that is there now decides.
    /// </summary>
    public S3Result<PutResult> CompleteMultipartUpload(CompleteMultipartUploadRequest request, CancellationToken cancellationToken)
    {
        S3Result<PutResult> result = Execute(MultipartOperations.Compose(request, ChecksumsRefused), WriteOperations.ReadResult, cancellationToken);
        return result.Error is { Code: "NoSuchUpload" } && Completed(request, cancellationToken) is { } done ? done : result;
    }

    /// <summary>AbortMultipartUpload.</summary>
    public S3Result<bool> AbortMultipartUpload(AbortMultipartUploadRequest request, CancellationToken cancellationToken)
    {
        S3Result<bool> result = Execute(MultipartOperations.Compose(request), BucketOperations.ReadDone, cancellationToken);
        // An attempt before that lost its answer has done it.
        return result.Error is { Kind: S3ErrorKind.NotFound, Attempts: > 1 } ? true : result;
    }

    /// <summary>ListParts.</summary>
    public S3Result<ListPartsPage> ListParts(ListPartsRequest request, CancellationToken cancellationToken) =>
        Execute(MultipartOperations.Compose(request), request, MultipartOperations.ReadParts, cancellationToken);

    /// <summary>ListMultipartUploads.</summary>
    public S3Result<ListMultipartUploadsPage> ListMultipartUploads(ListMultipartUploadsRequest request, CancellationToken cancellationToken) =>
        Execute(MultipartOperations.Compose(request), MultipartOperations.ReadUploads, cancellationToken);

    /// <summary>The result when the object at the key is the one that these parts make; null otherwise.</summary>
    PutResult? Completed(CompleteMultipartUploadRequest request, CancellationToken cancellationToken)
    {
        if (!HeadObject(new HeadObjectRequest(request.Bucket, request.Key) { CustomerKey = request.CustomerKey }, cancellationToken).TryGet(out ObjectInfo? info, out _))
            return null;
        if (request.Parts.All(static part => part.Length >= 0) && info.TotalLength != request.Parts.Sum(static part => part.Length))
            return null;
        // Equal size alone may be an older object; the ETag of these very parts, or their checksum, is proof.
        bool same = (ETagOf(request.Parts) is { } expected && info.ETag is { } etag && ChecksumHeaders.TryParseETag(etag, out ObjectChecksum actual) && actual == expected) ||
            (request.Checksum is { } checksum && info.Checksum == checksum);
        return same ? new PutResult(info.ETag, info.VersionId, null, info.Checksum, info.RequestId) : null;
    }

    /// <summary>MD5 of the parts' MD5s, as S3 makes the ETag of a multipart object; null when a part's ETag is no MD5.</summary>
    static ObjectChecksum? ETagOf(IReadOnlyList<UploadedPart> parts)
    {
        ObjectChecksum[] digests = new ObjectChecksum[parts.Count];
        for (int i = 0; i < digests.Length; i++)
            if (!ChecksumHeaders.TryParseETag(parts[i].ETag, out digests[i]) || digests[i].IsComposite)
                return null;
        return digests.Length > 0 ? ChecksumHeaders.Compose(ChecksumAlgorithm.Md5, digests) : null;
    }
}
