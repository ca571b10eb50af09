using Sluice.S3.Operations;
using Sluice.S3.Wire;

namespace Sluice.S3;

public sealed partial class S3Client
{
    /// <summary>Reads a document that configures a bucket, such as its <c>lifecycle</c>, as the store tells it: XML, or JSON for a policy.</summary>
    /// <param name="bucket">The bucket.</param>
    /// <param name="subResource">Its name in the query (S3 API reference).</param>
    /// <param name="cancellationToken">Ends it.</param>
    public S3Result<byte[]> GetBucketDocument(string bucket, string subResource, CancellationToken cancellationToken) =>
        Execute(BucketDocumentOperations.Compose("GET", bucket, default, subResource), BucketDocumentOperations.Read, cancellationToken);

    /// <summary>The same, with a header of the answer that belongs to the document; null for none.</summary>
    internal S3Result<StoredDocument> GetBucketDocument(string bucket, string subResource, string? header, CancellationToken cancellationToken) =>
        Execute(BucketDocumentOperations.Compose("GET", bucket, default, subResource), header ?? "", BucketDocumentOperations.ReadBeside, cancellationToken);

    /// <summary>Writes a document that configures a bucket, in place of the one before.</summary>
    /// <param name="bucket">The bucket.</param>
    /// <param name="subResource">Its name in the query.</param>
    /// <param name="document">XML, or JSON for a policy.</param>
    /// <param name="cancellationToken">Ends it.</param>
    public S3Result<bool> PutBucketDocument(string bucket, string subResource, ReadOnlyMemory<byte> document, CancellationToken cancellationToken) =>
        Execute(BucketDocumentOperations.Compose("PUT", bucket, default, subResource, document), BucketOperations.ReadDone, cancellationToken);

    /// <summary>The same, with a header that belongs to the document; null for none.</summary>
    internal S3Result<bool> PutBucketDocument(string bucket, string subResource, ReadOnlyMemory<byte> document, (string Name, string Value)? beside, CancellationToken cancellationToken)
    {
        WireRequest request = BucketDocumentOperations.Compose("PUT", bucket, default, subResource, document);
        if (beside is { } header)
            request.AddHeader(header.Name, header.Value);
        return Execute(request, BucketOperations.ReadDone, cancellationToken);
    }

    /// <summary>Removes a document that configures a bucket. Not every one can be removed: versioning, for one, is only suspended.</summary>
    public S3Result<bool> DeleteBucketDocument(string bucket, string subResource, CancellationToken cancellationToken) =>
        Execute(BucketDocumentOperations.Compose("DELETE", bucket, default, subResource), BucketOperations.ReadDone, cancellationToken);

    /// <summary>GetBucketAcl, or GetObjectAcl for a key, as XML.</summary>
    public S3Result<byte[]> GetAcl(string bucket, ObjectKey key, string? versionId, CancellationToken cancellationToken) =>
        Execute(BucketDocumentOperations.Compose("GET", bucket, key, "acl", default, versionId), BucketDocumentOperations.Read, cancellationToken);

    /// <summary>PutBucketAcl, or PutObjectAcl for a key: this list and no other grants.</summary>
    public S3Result<bool> PutAcl(string bucket, ObjectKey key, string? versionId, ReadOnlyMemory<byte> document, CancellationToken cancellationToken) =>
        Execute(BucketDocumentOperations.Compose("PUT", bucket, key, "acl", document, versionId), BucketOperations.ReadDone, cancellationToken);

    /// <summary>PutBucketAcl, or PutObjectAcl for a key: a canned list, or these grants and no others.</summary>
    public S3Result<bool> PutAcl(string bucket, ObjectKey key, string? versionId, AclHeaders acl, CancellationToken cancellationToken) =>
        Execute(BucketDocumentOperations.ComposeAcl(bucket, key, versionId, acl), BucketOperations.ReadDone, cancellationToken);

    /// <summary>Asks to complete an upload, once and without looking whether it was done after all: what is asked for is the refusal.</summary>
    internal S3Result<bool> AskToComplete(CompleteMultipartUploadRequest request, CancellationToken cancellationToken) =>
        Execute(MultipartOperations.Compose(request, plain: true), BucketOperations.ReadDone, cancellationToken);
}
