namespace Sluice.Failures;

/// <summary>What went wrong, as far as a caller can act on it. Decided once, at the wire.</summary>
public enum FailureKind
{
    /// <summary>No error.</summary>
    None,
    /// <summary>The key, the upload or the version is not there (404).</summary>
    NotFound,
    /// <summary>The bucket is not there.</summary>
    NoSuchBucket,
    /// <summary>Refused: wrong or missing credentials, or not allowed (401, 403).</summary>
    Denied,
    /// <summary>A condition did not hold: the object is another one than it was (412, 409 on conditional writes).</summary>
    Changed,
    /// <summary>A range outside the object (416).</summary>
    RangeNotSatisfiable,
    /// <summary>The store asks to slow down (503 SlowDown, 429).</summary>
    Throttled,
    /// <summary>The store failed on its side (500, 502, 503, 504).</summary>
    Server,
    /// <summary>The connection failed: refused, reset, timed out, name not found, TLS.</summary>
    Network,
    /// <summary>Bytes and checksum disagree.</summary>
    Corrupt,
    /// <summary>The bucket lives in another region (301, 307, 400 with a region).</summary>
    WrongRegion,
    /// <summary>This machine's clock is too far from the store's (RequestTimeTooSkewed).</summary>
    ClockSkew,
    /// <summary>The store does not know this operation or header (501, 405, some 400s).</summary>
    NotSupported,
    /// <summary>The request was wrong in some other way (4xx).</summary>
    BadRequest,
    /// <summary>The bucket exists already, or is not empty (409).</summary>
    Conflict,
    /// <summary>The answer is not S3: another protocol, another service, unreadable XML.</summary>
    Protocol,
    /// <summary>A local file, directory or list could not be read.</summary>
    SourceRead,
    /// <summary>This machine refused: a full disk, a name that no file can have, a reader that went away.</summary>
    Local,
    /// <summary>The caller gave up.</summary>
    Canceled,
}
