using Sluice.Engine;
using Sluice.Failures;
using Sluice.S3;
using Sluice.S3.Checksums;
using Sluice.Transfer;
using Sluice.Transfer.Integrity;

namespace Sluice.Client.Calls;

/// <summary>Writes one object in one request, and compares what the store says it has with what was sent.</summary>
internal static class ObjectUpload
{
    /// <summary>Puts, again where the store says that it keeps other bytes.</summary>
    public static S3Result<StoredObject> Put(S3Client client, PutObjectRequest request, CancellationToken cancellationToken)
    {
        for (int sends = 1; ; sends++)
        {
            if (!client.PutObject(request, cancellationToken).TryGet(out PutResult? result, out S3Error? error))
                return error;
            (Verification verified, ItemFailure? wrong) = UploadCheck.Judge(client, request.Bucket, result, result.Sent, request.Body.Length, request.Attributes, () => Md5Of(request.Body));
            if (wrong is null)
                return new StoredObject(request.Body.Length, verified, result.Sent) { ETag = result.ETag, VersionId = result.VersionId };
            if (!wrong.IsCorruption || sends == UploadCheck.MaxSends)
                return new S3Error(FailureKind.Corrupt, RetryClass.Never, wrong.Message) { RequestId = result.RequestId, Attempts = sends };
        }
    }

    /// <summary>Why the one item of a run did not arrive.</summary>
    public static Failure ErrorOf(ItemOutcome? outcome, TransferReport report)
    {
        if (report.ListingError is { } listing)
            return listing;
        if (outcome is null)
            return new Failure(FailureKind.Protocol, RetryClass.Never, "The run ended without an outcome.");
        FailureKind kind = outcome switch
        {
            { Kind: OutcomeKind.Missing } => FailureKind.NotFound,
            { Kind: OutcomeKind.Denied } => FailureKind.Denied,
            { Kind: OutcomeKind.Changed } => FailureKind.Changed,
            { ErrorCode: "Corrupt" } => FailureKind.Corrupt,
            { Status: >= 500 } => FailureKind.Server,
            { Status: >= 400 } => FailureKind.BadRequest,
            { ErrorCode: nameof(FailureKind.Network) } => FailureKind.Network,
            _ => FailureKind.SourceRead,
        };
        return new S3Error(kind, RetryClass.Never, outcome.Message) { Code = outcome.ErrorCode, Status = outcome.Status ?? 0, RequestId = outcome.RequestId, Attempts = outcome.Attempts };
    }

    static ObjectChecksum Md5Of(RequestBody body)
    {
        using ChecksumHasher hasher = new(ChecksumAlgorithm.Md5);
        return UploadCheck.ChecksumOf(body, stackalloc byte[16 << 10], hasher);
    }
}
