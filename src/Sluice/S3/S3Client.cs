using Sluice.S3.Http;

namespace Sluice.S3;

/// <summary>
/// One S3 endpoint seen with one set of credentials. Every call blocks the calling thread until the answer's headers
/// (GetObject) or the whole answer is there, and returns errors as values.
/// </summary>
public sealed class S3Client(S3ClientOptions options) : IDisposable
{
    /// <summary>The settings.</summary>
    public S3ClientOptions Options { get; } = options;

    /// <summary>Counters of all requests of this client; safe to read at any time.</summary>
    public WireCounters Counters { get; } = new();

    /// <summary>GetObject.</summary>
    public S3Result<GetObjectResponse> GetObject(GetObjectRequest request, CancellationToken cancellationToken) => throw new NotImplementedException();
    /// <summary>HeadObject.</summary>
    public S3Result<ObjectInfo> HeadObject(HeadObjectRequest request, CancellationToken cancellationToken) => throw new NotImplementedException();
    /// <summary>PutObject.</summary>
    public S3Result<PutResult> PutObject(PutObjectRequest request, CancellationToken cancellationToken) => throw new NotImplementedException();
    /// <summary>DeleteObject.</summary>
    public S3Result<bool> DeleteObject(DeleteObjectRequest request, CancellationToken cancellationToken) => throw new NotImplementedException();
    /// <summary>DeleteObjects.</summary>
    public S3Result<DeleteObjectsResult> DeleteObjects(DeleteObjectsRequest request, CancellationToken cancellationToken) => throw new NotImplementedException();
    /// <summary>CopyObject.</summary>
    public S3Result<PutResult> CopyObject(CopyObjectRequest request, CancellationToken cancellationToken) => throw new NotImplementedException();
    /// <summary>UploadPartCopy.</summary>
    public S3Result<UploadedPart> UploadPartCopy(UploadPartCopyRequest request, CancellationToken cancellationToken) => throw new NotImplementedException();
    /// <summary>CreateMultipartUpload: the upload id.</summary>
    public S3Result<string> CreateMultipartUpload(CreateMultipartUploadRequest request, CancellationToken cancellationToken) => throw new NotImplementedException();
    /// <summary>UploadPart: the part, with the checksum computed from the bytes sent.</summary>
    public S3Result<UploadedPart> UploadPart(UploadPartRequest request, CancellationToken cancellationToken) => throw new NotImplementedException();
    /// <summary>CompleteMultipartUpload.</summary>
    public S3Result<PutResult> CompleteMultipartUpload(CompleteMultipartUploadRequest request, CancellationToken cancellationToken) => throw new NotImplementedException();
    /// <summary>AbortMultipartUpload.</summary>
    public S3Result<bool> AbortMultipartUpload(AbortMultipartUploadRequest request, CancellationToken cancellationToken) => throw new NotImplementedException();
    /// <summary>ListParts.</summary>
    public S3Result<ListPartsPage> ListParts(ListPartsRequest request, CancellationToken cancellationToken) => throw new NotImplementedException();
    /// <summary>ListMultipartUploads.</summary>
    public S3Result<ListMultipartUploadsPage> ListMultipartUploads(ListMultipartUploadsRequest request, CancellationToken cancellationToken) => throw new NotImplementedException();
    /// <summary>ListObjectsV2.</summary>
    public S3Result<ListObjectsPage> ListObjects(ListObjectsRequest request, CancellationToken cancellationToken) => throw new NotImplementedException();
    /// <summary>ListBuckets.</summary>
    public S3Result<IReadOnlyList<BucketEntry>> ListBuckets(CancellationToken cancellationToken) => throw new NotImplementedException();
    /// <summary>CreateBucket, in the client's region; acl is a canned ACL or null.</summary>
    public S3Result<bool> CreateBucket(string bucket, string? acl, CancellationToken cancellationToken) => throw new NotImplementedException();
    /// <summary>DeleteBucket.</summary>
    public S3Result<bool> DeleteBucket(string bucket, CancellationToken cancellationToken) => throw new NotImplementedException();
    /// <summary>HeadBucket.</summary>
    public S3Result<BucketInfo> HeadBucket(string bucket, CancellationToken cancellationToken) => throw new NotImplementedException();
    /// <summary>GetObjectTagging.</summary>
    public S3Result<IReadOnlyList<KeyValuePair<string, string>>> GetObjectTagging(string bucket, ObjectKey key, CancellationToken cancellationToken) => throw new NotImplementedException();

    /// <summary>Closes the connections.</summary>
    public void Dispose() { }
}
