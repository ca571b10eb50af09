namespace Sluice.Endpoint.Http;

/// <summary>An answer that is an error: S3's code, the HTTP status and a sentence (S3 API Reference, "Error responses").</summary>
/// <param name="Code">S3's error code.</param>
/// <param name="Status">HTTP status.</param>
/// <param name="Message">One sentence for people.</param>
sealed record Refusal(string Code, int Status, string Message)
{
    /// <summary>Further XML elements of the answer, such as the region that was expected.</summary>
    public IReadOnlyList<KeyValuePair<string, string>> Details { get; init; } = [];

    public static Refusal AccessDenied(string message = "Access Denied") => new("AccessDenied", 403, message);
    public static Refusal BadDigest(string what) => new("BadDigest", 400, $"The {what} you specified did not match the calculated checksum.");
    public static Refusal BucketAlreadyOwnedByYou => new("BucketAlreadyOwnedByYou", 409, "Your previous request to create the named bucket succeeded and you already own it.");
    public static Refusal BucketAlreadyExists => new("BucketAlreadyExists", 409, "The requested bucket name is not available.");
    public static Refusal BucketNotEmpty => new("BucketNotEmpty", 409, "The bucket you tried to delete is not empty.");
    public static Refusal EntityTooLarge => new("EntityTooLarge", 400, "Your proposed upload exceeds the maximum allowed size.");
    public static Refusal EntityTooSmall => new("EntityTooSmall", 400, "Your proposed upload is smaller than the minimum allowed size.");
    public static Refusal IncompleteBody => new("IncompleteBody", 400, "The request body terminated unexpectedly.");
    public static Refusal InsufficientStorage => new("InsufficientStorage", 507, "The memory store is full; raise its limit or use a data directory.");
    public static Refusal InternalError(string message = "We encountered an internal error. Please try again.") => new("InternalError", 500, message);
    public static Refusal InvalidArgument(string message) => new("InvalidArgument", 400, message);
    public static Refusal InvalidBucketName => new("InvalidBucketName", 400, "The specified bucket is not valid.");
    public static Refusal InvalidBucketState(string message) => new("InvalidBucketState", 409, message);

    public static Refusal InvalidDigest => new("InvalidDigest", 400, "The Content-MD5 you specified is not valid.");
    public static Refusal InvalidPart => new("InvalidPart", 400, "One or more of the specified parts could not be found. The part may not have been uploaded, or the specified entity tag may not match the part's entity tag.");
    public static Refusal InvalidPartOrder => new("InvalidPartOrder", 400, "The list of parts was not in ascending order. Parts must be ordered by part number.");
    public static Refusal InvalidRange => new("InvalidRange", 416, "The requested range is not satisfiable");
    public static Refusal InvalidRequest(string message) => new("InvalidRequest", 400, message);
    public static Refusal InvalidUri => new("InvalidURI", 400, "Couldn't parse the specified URI.");
    public static Refusal KeyTooLong => new("KeyTooLongError", 400, "Your key is too long");
    public static Refusal MaxMessageLengthExceeded => new("MaxMessageLengthExceeded", 400, "Your request was too big.");
    public static Refusal MalformedXml => new("MalformedXML", 400, "The XML you provided was not well-formed or did not validate against our published schema");
    public static Refusal MetadataTooLarge => new("MetadataTooLarge", 400, "Your metadata headers exceed the maximum allowed metadata size");
    public static Refusal MethodNotAllowed => new("MethodNotAllowed", 405, "The specified method is not allowed against this resource.");
    public static Refusal MissingContentLength => new("MissingContentLength", 411, "You must provide the Content-Length HTTP header.");
    public static Refusal NoSuchBucket => new("NoSuchBucket", 404, "The specified bucket does not exist");
    public static Refusal NoSuchKey => new("NoSuchKey", 404, "The specified key does not exist.");
    public static Refusal NoSuchUpload => new("NoSuchUpload", 404, "The specified upload does not exist. The upload ID may be invalid, or the upload may have been aborted or completed.");
    public static Refusal NoSuchVersion => new("NoSuchVersion", 404, "The specified version does not exist.");

    public static Refusal NotImplemented => new("NotImplemented", 501, "A header or query you provided implies functionality that is not implemented.");
    public static Refusal NotModified => new("NotModified", 304, "Not Modified");
    public static Refusal PreconditionFailed(string condition) => new("PreconditionFailed", 412, "At least one of the pre-conditions you specified did not hold") { Details = [new("Condition", condition)] };
    public static Refusal RequestTimeout => new("RequestTimeout", 400, "Your socket connection to the server was not read from or written to within the timeout period.");
    public static Refusal SlowDown => new("SlowDown", 503, "Please reduce your request rate.");
}
