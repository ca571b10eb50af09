using System.Collections.Frozen;
using Sluice.Failures;

namespace Sluice.S3.Requests;

/// <summary>What S3's error codes mean for a caller (S3 API reference, "Error responses", and the codes of Ceph, MinIO and others).</summary>
internal static class ErrorCodes
{
    static readonly FrozenDictionary<string, (S3ErrorKind Kind, RetryClass Retry)> Known = new Dictionary<string, (S3ErrorKind, RetryClass)>(StringComparer.Ordinal)
    {
        ["NoSuchKey"] = (S3ErrorKind.NotFound, RetryClass.Never),
        ["NoSuchVersion"] = (S3ErrorKind.NotFound, RetryClass.Never),
        ["NoSuchUpload"] = (S3ErrorKind.NotFound, RetryClass.Never),
        ["NoSuchTagSet"] = (S3ErrorKind.NotFound, RetryClass.Never),
        ["NoSuchBucket"] = (S3ErrorKind.NoSuchBucket, RetryClass.Never),
        ["AccessDenied"] = (S3ErrorKind.Denied, RetryClass.Never),
        ["AllAccessDisabled"] = (S3ErrorKind.Denied, RetryClass.Never),
        ["AccountProblem"] = (S3ErrorKind.Denied, RetryClass.Never),
        ["InvalidAccessKeyId"] = (S3ErrorKind.Denied, RetryClass.Never),
        ["SignatureDoesNotMatch"] = (S3ErrorKind.Denied, RetryClass.Never),
        ["InvalidToken"] = (S3ErrorKind.Denied, RetryClass.Never),
        ["InvalidObjectState"] = (S3ErrorKind.Denied, RetryClass.Never),
        ["ExpiredToken"] = (S3ErrorKind.Denied, RetryClass.AfterRefresh),
        ["ExpiredTokenException"] = (S3ErrorKind.Denied, RetryClass.AfterRefresh),
        ["TokenRefreshRequired"] = (S3ErrorKind.Denied, RetryClass.AfterRefresh),
        ["RequestTimeTooSkewed"] = (S3ErrorKind.ClockSkew, RetryClass.AfterRefresh),
        ["PreconditionFailed"] = (S3ErrorKind.Changed, RetryClass.Never),
        // Another write of the same key is under way; S3 asks to try again.
        ["ConditionalRequestConflict"] = (S3ErrorKind.Changed, RetryClass.AfterBackoff),
        ["OperationAborted"] = (S3ErrorKind.Conflict, RetryClass.AfterBackoff),
        ["InvalidRange"] = (S3ErrorKind.RangeNotSatisfiable, RetryClass.Never),
        ["SlowDown"] = (S3ErrorKind.Throttled, RetryClass.AfterBackoff),
        ["TooManyRequests"] = (S3ErrorKind.Throttled, RetryClass.AfterBackoff),
        ["Throttling"] = (S3ErrorKind.Throttled, RetryClass.AfterBackoff),
        ["ThrottlingException"] = (S3ErrorKind.Throttled, RetryClass.AfterBackoff),
        ["RequestLimitExceeded"] = (S3ErrorKind.Throttled, RetryClass.AfterBackoff),
        ["BandwidthLimitExceeded"] = (S3ErrorKind.Throttled, RetryClass.AfterBackoff),
        ["InternalError"] = (S3ErrorKind.Server, RetryClass.AfterBackoff),
        ["ServiceUnavailable"] = (S3ErrorKind.Server, RetryClass.AfterBackoff),
        ["Busy"] = (S3ErrorKind.Server, RetryClass.AfterBackoff),
        // The body came too slowly, or not at all: a matter of the connection though the status is 400.
        ["RequestTimeout"] = (S3ErrorKind.Network, RetryClass.AfterBackoff),
        ["IncompleteBody"] = (S3ErrorKind.Network, RetryClass.AfterBackoff),
        ["BadDigest"] = (S3ErrorKind.Corrupt, RetryClass.AfterBackoff),
        ["InvalidDigest"] = (S3ErrorKind.Corrupt, RetryClass.AfterBackoff),
        ["XAmzContentSHA256Mismatch"] = (S3ErrorKind.Corrupt, RetryClass.AfterBackoff),
        ["XAmzContentChecksumMismatch"] = (S3ErrorKind.Corrupt, RetryClass.AfterBackoff),
        ["PermanentRedirect"] = (S3ErrorKind.WrongRegion, RetryClass.AfterRefresh),
        ["Redirect"] = (S3ErrorKind.WrongRegion, RetryClass.AfterRefresh),
        ["TemporaryRedirect"] = (S3ErrorKind.WrongRegion, RetryClass.AfterRefresh),
        ["IllegalLocationConstraintException"] = (S3ErrorKind.WrongRegion, RetryClass.AfterRefresh),
        ["AuthorizationHeaderMalformed"] = (S3ErrorKind.WrongRegion, RetryClass.AfterRefresh),
        ["BucketAlreadyOwnedByYou"] = (S3ErrorKind.Conflict, RetryClass.Never),
        ["BucketAlreadyExists"] = (S3ErrorKind.Conflict, RetryClass.Never),
        ["BucketNotEmpty"] = (S3ErrorKind.Conflict, RetryClass.Never),
        ["NotImplemented"] = (S3ErrorKind.NotSupported, RetryClass.Never),
        ["MethodNotAllowed"] = (S3ErrorKind.NotSupported, RetryClass.Never),
        ["EntityTooSmall"] = (S3ErrorKind.BadRequest, RetryClass.Never),
        ["EntityTooLarge"] = (S3ErrorKind.BadRequest, RetryClass.Never),
        ["MalformedXML"] = (S3ErrorKind.BadRequest, RetryClass.Never),
        ["InvalidRequest"] = (S3ErrorKind.BadRequest, RetryClass.Never),
        ["InvalidArgument"] = (S3ErrorKind.BadRequest, RetryClass.Never),
        ["InvalidPart"] = (S3ErrorKind.BadRequest, RetryClass.Never),
        ["InvalidPartOrder"] = (S3ErrorKind.BadRequest, RetryClass.Never),
        ["KeyTooLongError"] = (S3ErrorKind.BadRequest, RetryClass.Never),
        ["InvalidBucketName"] = (S3ErrorKind.BadRequest, RetryClass.Never),
    }.ToFrozenDictionary(StringComparer.Ordinal);

    /// <summary>Meaning of a code; false for one that is not known, where the status decides.</summary>
    public static bool TryGet(string code, out (S3ErrorKind Kind, RetryClass Retry) meaning) => Known.TryGetValue(code, out meaning);

    /// <summary>Statuses that say "later" whatever the document says that comes with them.</summary>
    public static bool SaysLater(int status) => status is 408 or 421 or 425 or 429 || (status >= 500 && status != 501);

    /// <summary>Meaning of a status without a code: HEAD answers have no body, and some stores send none.</summary>
    public static (S3ErrorKind Kind, RetryClass Retry) OfStatus(int status, bool hasKey) => status switch
    {
        301 or 302 or 303 or 307 or 308 => (S3ErrorKind.WrongRegion, RetryClass.AfterRefresh),
        304 or 412 => (S3ErrorKind.Changed, RetryClass.Never),
        401 or 402 or 403 or 407 or 451 or 511 => (S3ErrorKind.Denied, RetryClass.Never),
        404 => (hasKey ? S3ErrorKind.NotFound : S3ErrorKind.NoSuchBucket, RetryClass.Never),
        405 or 501 => (S3ErrorKind.NotSupported, RetryClass.Never),
        // 421 and 425: this connection, or this moment, was the wrong one (RFC 9110, 15.5.20; RFC 8470, 5.2).
        408 or 421 or 425 => (S3ErrorKind.Network, RetryClass.AfterBackoff),
        409 => (S3ErrorKind.Conflict, RetryClass.Never),
        416 => (S3ErrorKind.RangeNotSatisfiable, RetryClass.Never),
        // S3 tells HEAD requests to slow down with a bare 503.
        429 or 503 or 509 => (S3ErrorKind.Throttled, RetryClass.AfterBackoff),
        >= 500 => (S3ErrorKind.Server, RetryClass.AfterBackoff),
        _ => (S3ErrorKind.BadRequest, RetryClass.Never),
    };
}
