using Sluice.Failures;
using Sluice.S3;

namespace Sluice.Administration.Access;

/// <summary>
/// Asks a store whether its caller may do something, by requests that change nothing. Reading asks for one byte. Writing asks to complete an upload that does not exist: who may write is
/// told that there is none, who may not is denied (S3 API reference, CompleteMultipartUpload: s3:PutObject).
/// </summary>
internal static class AccessProbe
{
    // No store hands out such an id.
    const string NoUpload = "sluice-asks-who-may-write-and-there-is-no-such-upload";

    public static (AccessAnswer Answer, S3Error? Error) List(S3Client client, string bucket, ObjectKey prefix, CancellationToken cancellationToken) =>
        Answer(client.ListObjects(new ListObjectsRequest(bucket) { Prefix = prefix, MaxKeys = 1 }, cancellationToken).Error);

    public static (AccessAnswer Answer, S3Error? Error) Read(S3Client client, string bucket, ObjectKey key, string? versionId, CancellationToken cancellationToken)
    {
        S3Result<GetObjectResponse> result = client.GetObject(new GetObjectRequest(bucket, key) { VersionId = versionId, Range = new ByteRange(0, 1), ChecksumMode = false }, cancellationToken);
        if (result.Error is null)
            result.Value.Dispose();
        // An object without bytes has no range, which is only told to those who may read it.
        return result.Error is { Kind: FailureKind.RangeNotSatisfiable } ? (AccessAnswer.Yes, null) : Answer(result.Error);
    }

    public static (AccessAnswer Answer, S3Error? Error) Write(S3Client client, string bucket, ObjectKey key, CancellationToken cancellationToken)
    {
        CompleteMultipartUploadRequest nothing = new(bucket, key.IsEmpty ? new ObjectKey("sluice-access") : key, NoUpload, [new UploadedPart(1, "\"00000000000000000000000000000000\"", 0, null)]);
        S3Error? error = client.AskToComplete(nothing, cancellationToken).Error;
        return error is { Code: "NoSuchUpload" } ? (AccessAnswer.Yes, null) : error is { Kind: FailureKind.Denied } && !IsOfCredentials(error) ? (AccessAnswer.No, error) : (AccessAnswer.Unknown, error);
    }

    /// <summary>True for the error of credentials that are wrong or have run out: of what their owner may do it says nothing.</summary>
    public static bool IsOfCredentials(S3Error error) => error.Code is "InvalidAccessKeyId" or "SignatureDoesNotMatch" or "ExpiredToken" or "ExpiredTokenException" or "InvalidToken" or "TokenRefreshRequired";

    /// <summary>True for the error of an archived object, which only those are told who may read it.</summary>
    public static bool IsArchived(S3Error error) => error.Code == "InvalidObjectState";

    static (AccessAnswer, S3Error?) Answer(S3Error? error) => error is null || IsArchived(error) ? (AccessAnswer.Yes, error)
        : error is { Kind: FailureKind.Denied } && !IsOfCredentials(error) ? (AccessAnswer.No, error)
        : (AccessAnswer.Unknown, error);
}
