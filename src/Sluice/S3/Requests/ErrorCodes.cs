using System.Collections.Frozen;
using Sluice.Failures;

namespace Sluice.S3.Requests;

/// <summary>What S3's error codes mean for a caller (S3 API reference, "Error responses", and the codes of Ceph, MinIO and others).</summary>
internal static class ErrorCodes
{
    static readonly FrozenDictionary<string, (FailureKind Kind, RetryClass Retry)> Known = new Dictionary<string, (FailureKind, RetryClass)>(StringComparer.Ordinal)
    {
        ["NoSuchKey"] = (FailureKind.NotFound, RetryClass.Never),
        ["NoSuchVersion"] = (FailureKind.NotFound, RetryClass.Never),
        ["NoSuchUpload"] = (FailureKind.NotFound, RetryClass.Never),
        ["NoSuchTagSet"] = (FailureKind.NotFound, RetryClass.Never),
        // A document of a bucket, which is there.
        ["NoSuchBucketPolicy"] = (FailureKind.NotFound, RetryClass.Never),
        ["NoSuchCORSConfiguration"] = (FailureKind.NotFound, RetryClass.Never),
        ["NoSuchLifecycleConfiguration"] = (FailureKind.NotFound, RetryClass.Never),
        ["NoSuchWebsiteConfiguration"] = (FailureKind.NotFound, RetryClass.Never),
        ["NoSuchPublicAccessBlockConfiguration"] = (FailureKind.NotFound, RetryClass.Never),
        ["OwnershipControlsNotFoundError"] = (FailureKind.NotFound, RetryClass.Never),
        ["ObjectLockConfigurationNotFoundError"] = (FailureKind.NotFound, RetryClass.Never),
        ["ServerSideEncryptionConfigurationNotFoundError"] = (FailureKind.NotFound, RetryClass.Never),
        ["NoSuchTagSetError"] = (FailureKind.NotFound, RetryClass.Never),
        ["NoSuchBucket"] = (FailureKind.NoSuchBucket, RetryClass.Never),
        ["AccessDenied"] = (FailureKind.Denied, RetryClass.Never),
        ["AllAccessDisabled"] = (FailureKind.Denied, RetryClass.Never),
        ["AccountProblem"] = (FailureKind.Denied, RetryClass.Never),
        ["InvalidAccessKeyId"] = (FailureKind.Denied, RetryClass.Never),
        ["SignatureDoesNotMatch"] = (FailureKind.Denied, RetryClass.Never),
        ["InvalidToken"] = (FailureKind.Denied, RetryClass.Never),
        ["InvalidObjectState"] = (FailureKind.Denied, RetryClass.Never),
        ["ExpiredToken"] = (FailureKind.Denied, RetryClass.AfterRefresh),
        ["ExpiredTokenException"] = (FailureKind.Denied, RetryClass.AfterRefresh),
        ["TokenRefreshRequired"] = (FailureKind.Denied, RetryClass.AfterRefresh),
        ["RequestTimeTooSkewed"] = (FailureKind.ClockSkew, RetryClass.AfterRefresh),
        ["PreconditionFailed"] = (FailureKind.Changed, RetryClass.Never),
        // Another write of the same key is under way; S3 asks to try again.
        ["ConditionalRequestConflict"] = (FailureKind.Changed, RetryClass.AfterBackoff),
        ["OperationAborted"] = (FailureKind.Conflict, RetryClass.AfterBackoff),
        ["InvalidRange"] = (FailureKind.RangeNotSatisfiable, RetryClass.Never),
        ["SlowDown"] = (FailureKind.Throttled, RetryClass.AfterBackoff),
        ["TooManyRequests"] = (FailureKind.Throttled, RetryClass.AfterBackoff),
        ["Throttling"] = (FailureKind.Throttled, RetryClass.AfterBackoff),
        ["ThrottlingException"] = (FailureKind.Throttled, RetryClass.AfterBackoff),
        ["RequestLimitExceeded"] = (FailureKind.Throttled, RetryClass.AfterBackoff),
        ["BandwidthLimitExceeded"] = (FailureKind.Throttled, RetryClass.AfterBackoff),
        ["InternalError"] = (FailureKind.Server, RetryClass.AfterBackoff),
        ["ServiceUnavailable"] = (FailureKind.Server, RetryClass.AfterBackoff),
        ["Busy"] = (FailureKind.Server, RetryClass.AfterBackoff),
        // The body came too slowly, or not at all: a matter of the connection though the status is 400.
        ["RequestTimeout"] = (FailureKind.Network, RetryClass.AfterBackoff),
        ["IncompleteBody"] = (FailureKind.Network, RetryClass.AfterBackoff),
        ["BadDigest"] = (FailureKind.Corrupt, RetryClass.AfterBackoff),
        ["InvalidDigest"] = (FailureKind.Corrupt, RetryClass.AfterBackoff),
        ["XAmzContentSHA256Mismatch"] = (FailureKind.Corrupt, RetryClass.AfterBackoff),
        ["XAmzContentChecksumMismatch"] = (FailureKind.Corrupt, RetryClass.AfterBackoff),
        ["PermanentRedirect"] = (FailureKind.WrongRegion, RetryClass.AfterRefresh),
        ["Redirect"] = (FailureKind.WrongRegion, RetryClass.AfterRefresh),
        ["TemporaryRedirect"] = (FailureKind.WrongRegion, RetryClass.AfterRefresh),
        ["IllegalLocationConstraintException"] = (FailureKind.WrongRegion, RetryClass.AfterRefresh),
        ["AuthorizationHeaderMalformed"] = (FailureKind.WrongRegion, RetryClass.AfterRefresh),
        ["BucketAlreadyOwnedByYou"] = (FailureKind.Conflict, RetryClass.Never),
        ["BucketAlreadyExists"] = (FailureKind.Conflict, RetryClass.Never),
        ["BucketNotEmpty"] = (FailureKind.Conflict, RetryClass.Never),
        ["NotImplemented"] = (FailureKind.NotSupported, RetryClass.Never),
        ["MethodNotAllowed"] = (FailureKind.NotSupported, RetryClass.Never),
        ["EntityTooSmall"] = (FailureKind.BadRequest, RetryClass.Never),
        ["EntityTooLarge"] = (FailureKind.BadRequest, RetryClass.Never),
        ["MalformedXML"] = (FailureKind.BadRequest, RetryClass.Never),
        ["InvalidRequest"] = (FailureKind.BadRequest, RetryClass.Never),
        ["InvalidArgument"] = (FailureKind.BadRequest, RetryClass.Never),
        ["InvalidPart"] = (FailureKind.BadRequest, RetryClass.Never),
        ["InvalidPartOrder"] = (FailureKind.BadRequest, RetryClass.Never),
        ["KeyTooLongError"] = (FailureKind.BadRequest, RetryClass.Never),
        ["InvalidBucketName"] = (FailureKind.BadRequest, RetryClass.Never),
    }.ToFrozenDictionary(StringComparer.Ordinal);

    /// <summary>Meaning of a code; false for one that is not known, where the status decides.</summary>
    public static bool TryGet(string code, out (FailureKind Kind, RetryClass Retry) meaning) => Known.TryGetValue(code, out meaning);

    /// <summary>Statuses that say "later" whatever the document says that comes with them.</summary>
    public static bool SaysLater(int status) => status is 408 or 421 or 425 or 429 || (status >= 500 && status != 501);

    /// <summary>Meaning of a status without a code: HEAD answers have no body, and some stores send none.</summary>
    public static (FailureKind Kind, RetryClass Retry) OfStatus(int status, bool hasKey) => status switch
    {
        301 or 302 or 303 or 307 or 308 => (FailureKind.WrongRegion, RetryClass.AfterRefresh),
        304 or 412 => (FailureKind.Changed, RetryClass.Never),
        401 or 402 or 403 or 407 or 451 or 511 => (FailureKind.Denied, RetryClass.Never),
        404 => (hasKey ? FailureKind.NotFound : FailureKind.NoSuchBucket, RetryClass.Never),
        405 or 501 => (FailureKind.NotSupported, RetryClass.Never),
        // 421 and 425: this connection, or this moment, was the wrong one (RFC 9110, 15.5.20; RFC 8470, 5.2).
        408 or 421 or 425 => (FailureKind.Network, RetryClass.AfterBackoff),
        409 => (FailureKind.Conflict, RetryClass.Never),
        416 => (FailureKind.RangeNotSatisfiable, RetryClass.Never),
        // S3 tells HEAD requests to slow down with a bare 503.
        429 or 503 or 509 => (FailureKind.Throttled, RetryClass.AfterBackoff),
        >= 500 => (FailureKind.Server, RetryClass.AfterBackoff),
        _ => (FailureKind.BadRequest, RetryClass.Never),
    };
}
