using System.Globalization;
using System.Text;
using Sluice.Failures;
using Sluice.S3.Wire;
using Sluice.S3.Xml;

namespace Sluice.S3.Requests;

/// <summary>Turns an answer that is no success into an error: kind, what a retry needs, and a sentence for people. The only place that looks at status, code and text.</summary>
internal static class ErrorClassifier
{
    /// <summary>Most characters of a store's own text that are passed on.</summary>
    const int MaxText = 300;

    /// <summary>A request's time may differ by 15 minutes (S3 API reference, RequestTimeTooSkewed); a HEAD answer has no code to say that it does.</summary>
    static readonly TimeSpan MaxSkew = TimeSpan.FromMinutes(15);

    /// <summary>The error of an answer.</summary>
    /// <param name="attempt">What was asked, where and by whom.</param>
    /// <param name="head">The answer's head.</param>
    /// <param name="body">The answer's body, as much as was read of it.</param>
    public static S3Error Classify(in AttemptContext attempt, ResponseHead head, ReadOnlySpan<byte> body)
    {
        // The status decides, the body explains: a page of a proxy with 429 still says "later", and with 403 "no".
        (FailureKind Kind, RetryClass Retry) ofStatus = ErrorCodes.OfStatus(head.Status, hasKey: !attempt.Request.Key.IsEmpty), meaning;
        S3Error? foreign = ErrorXml.TryParse(body, out ErrorXml xml) ? null : ClassifyForeignText(attempt, head.Status, body);
        if (foreign is not null && ofStatus.Kind == FailureKind.BadRequest)
            return foreign with { MayBlame = Blamed(head.Status, xml) };
        if (!ErrorCodes.TryGet(xml.Code, out meaning) || (meaning is { Retry: RetryClass.Never, Kind: not FailureKind.NotSupported } && ErrorCodes.SaysLater(head.Status)))
            meaning = ofStatus;
        string? region = xml.Region ?? head.Text("x-amz-bucket-region"u8);
        // S3 User Guide, "Working with delete markers": that a version is one is no lack of the store.
        bool isMarker = head.Status == 405 && !attempt.Request.Key.IsEmpty && head.Text("x-amz-delete-marker"u8) == "true";
        meaning = isMarker ? (FailureKind.NotFound, RetryClass.Never) : Refine(meaning, attempt, head, xml, region);
        string sentence = isMarker ? "this version is a delete marker, which has no bytes" : Sentence(meaning.Kind, attempt, head, xml, region);
        return new S3Error(meaning.Kind, meaning.Retry, foreign is null ? sentence : $"{sentence} ({foreign.Message})")
        {
            Status = head.Status,
            IsForeign = foreign is not null,
            Code = Cut(xml.Code),
            Explanation = Cut(xml.Message),
            SizeLimit = xml.SizeLimit,
            IsOfTarget = xml.Condition is { } condition && (condition.Equals("If-None-Match", StringComparison.OrdinalIgnoreCase) || condition.Equals("If-Match", StringComparison.OrdinalIgnoreCase)),
            RequestId = RequestId(head) ?? (xml.RequestId is { } id ? Cut(id) : null),
            Region = region is null ? null : Cut(region),
            RetryAfter = RetryAfter(head, attempt.Now),
            StoreTime = meaning.Kind == FailureKind.ClockSkew ? Date(head) : null,
            NeedsCustomerKey = AsksForCustomerKey(attempt, head.Status, xml),
            MayBlame = meaning.Kind is FailureKind.NotSupported or FailureKind.BadRequest ? Blamed(head.Status, xml) : OptionalHeaders.None,
        };
    }

    /// <summary>The error inside an answer whose status says success (Copy and Complete: S3 API reference, "200 OK response can contain an error").</summary>
    public static S3Error ClassifyEmbedded(in AttemptContext attempt, ResponseHead head, in ErrorXml xml)
    {
        // The status that goes with it was lost; an unknown code is the store's own trouble.
        (FailureKind Kind, RetryClass Retry) meaning = ErrorCodes.TryGet(xml.Code, out var known) ? known : (FailureKind.Server, RetryClass.AfterBackoff);
        return new S3Error(meaning.Kind, meaning.Retry, Sentence(meaning.Kind, attempt, head, xml, xml.Region))
        {
            Status = head.Status,
            Code = Cut(xml.Code),
            SizeLimit = xml.SizeLimit,
            RequestId = RequestId(head),
        };
    }

    /// <summary>The error of one key in a DeleteObjects answer.</summary>
    public static S3Error ClassifyKey(string code, string message)
    {
        (FailureKind Kind, RetryClass Retry) meaning = ErrorCodes.TryGet(code, out var known) ? known : (FailureKind.BadRequest, RetryClass.Never);
        return new S3Error(meaning.Kind, meaning.Retry, message.Length > 0 ? Cut(message) : $"not removed ({Cut(code)})") { Status = 200, Code = Cut(code) };
    }

    /// <summary>An answer that no store should give.</summary>
    public static S3Error Protocol(in AttemptContext attempt, ResponseHead head, string what, RetryClass retry) =>
        new(FailureKind.Protocol, retry, $"{attempt.Origin} {what}") { Status = head.Status, RequestId = RequestId(head) };

    /// <summary>The store's request id.</summary>
    public static string? RequestId(ResponseHead head) => head.RequestId ??= head.Text("x-amz-request-id"u8) is { } id ? Cut(id) : null;

    /// <summary>A store's text, fit for a terminal and of bounded length.</summary>
    public static string Cut(string text)
    {
        string clean = DisplayText.Of(text.Length > MaxText ? text[..MaxText] : text);
        return clean.Length > MaxText ? string.Concat(clean.AsSpan(0, MaxText), "...") : clean;
    }

    static (FailureKind, RetryClass) Refine((FailureKind Kind, RetryClass Retry) meaning, in AttemptContext attempt, ResponseHead head, in ErrorXml xml, string? region)
    {
        bool silent = xml.Code.Length == 0;
        // 1 A bucket in another region: 301, 307 and 400 name it, also in answers to HEAD; some stores only in the document, under a code of their own.
        if (region is not null && region != attempt.Region && (meaning.Kind == FailureKind.WrongRegion || (silent && head.Status == 400)
            || (xml.Region is not null && head.Status is 400 or 403 && meaning.Kind is FailureKind.BadRequest or FailureKind.Denied)))
            return (FailureKind.WrongRegion, RetryClass.AfterRefresh);
        if (meaning.Kind == FailureKind.WrongRegion)
            return xml.Code switch
            {
                "AuthorizationHeaderMalformed" => (FailureKind.Denied, RetryClass.Never),
                "TemporaryRedirect" => (FailureKind.Server, RetryClass.AfterBackoff),
                _ => (FailureKind.WrongRegion, RetryClass.Never),
            };
        // 2 HEAD has no body: a clock that is off shows in the answer's Date, an expired session as 400.
        if (silent && head.Status is 403 && Date(head) is { } date && (date - attempt.Now).Duration() > MaxSkew)
            return (FailureKind.ClockSkew, RetryClass.AfterRefresh);
        if (silent && head.Status is 400 && attempt.Request.Method == "HEAD" && attempt.HasSession)
            return (FailureKind.Denied, RetryClass.AfterRefresh);
        // 3 Only the whole multipart upload can be tried again after a conflict or a wrong checksum at its end.
        if (meaning.Kind is FailureKind.Changed or FailureKind.Corrupt && attempt.Request.Operation == "CompleteMultipartUpload")
            return (meaning.Kind, RetryClass.Never);
        return meaning;
    }

    // Seen as 501 NotImplemented, 400 InvalidRequest or InvalidArgument, or a text about the header (field survey: R2, OVH, OCI and older MinIO
    // and Ceph); a HEAD answer says nothing at all.
    static OptionalHeaders Blamed(int status, in ErrorXml xml)
    {
        const OptionalHeaders checksums = OptionalHeaders.Checksums | OptionalHeaders.ChecksumMode;
        return status == 501
            || (status == 400 && (xml.Code is "" or "InvalidRequest" or "InvalidArgument" or "NotImplemented" or "UnsupportedHeader" or "MissingContentMD5"
                || xml.Message.Contains("checksum", StringComparison.OrdinalIgnoreCase) || xml.Message.Contains("content-md5", StringComparison.OrdinalIgnoreCase)))
            ? checksums : OptionalHeaders.None;
    }

    // "The object was stored using a form of Server Side Encryption. The correct parameters must be provided to retrieve the object." (S3, MinIO; Ceph has words like it).
    static bool AsksForCustomerKey(in AttemptContext attempt, int status, in ErrorXml xml) => status == 400
        && (xml.Message.Contains("Server Side Encryption", StringComparison.OrdinalIgnoreCase) || xml.Message.Contains("server-side encryption", StringComparison.OrdinalIgnoreCase) || xml.Message.Contains("SSE-C", StringComparison.OrdinalIgnoreCase))
        && !attempt.Request.Headers.Exists(static header => header.Key.EndsWith("server-side-encryption-customer-key", StringComparison.Ordinal));

    /// <summary>The store's time when it answered; null when it did not say.</summary>
    public static DateTimeOffset? Date(ResponseHead head) =>
        head.Text("date"u8) is { } text && DateTimeOffset.TryParseExact(text, "r", CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out DateTimeOffset date) ? date : null;

    static TimeSpan? RetryAfter(ResponseHead head, DateTimeOffset now)
    {
        if (head.Number("retry-after"u8) is { } seconds)
            return TimeSpan.FromSeconds(Math.Min(seconds, 3600));
        return head.Text("retry-after"u8) is { } text && DateTimeOffset.TryParseExact(text, "r", CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out DateTimeOffset until) && until > now
            ? until - now
            : null;
    }

    /// <summary>The error of a body that is a web page; null for any other.</summary>
    public static S3Error? ClassifyForeignText(in AttemptContext attempt, int status, ReadOnlySpan<byte> body)
    {
        ReadOnlySpan<byte> start = body[..Math.Min(body.Length, 1024)].TrimStart(" \t\r\n\uFEFF"u8);
        string text = Encoding.UTF8.GetString(start);
        bool isHtml = text.Contains("<html", StringComparison.OrdinalIgnoreCase) || text.StartsWith("<!doctype html", StringComparison.OrdinalIgnoreCase);
        bool wantsTls = !attempt.Origin.Tls && (text.Contains("HTTPS port", StringComparison.OrdinalIgnoreCase) || text.Contains("HTTPS server", StringComparison.OrdinalIgnoreCase));
        if (!isHtml && !wantsTls)
            return null;
        return wantsTls
            ? new S3Error(FailureKind.Protocol, RetryClass.Never, $"{attempt.Origin} speaks TLS where plain HTTP was asked: use https://") { Status = status, IsForeign = true }
            : ForeignPage(attempt, status, "HTML");
    }

    /// <summary>
    /// The error of an answer of success whose head is that of a web server and has nothing of a store in it; null for any other. For answers that
    /// have no document to tell.
    /// </summary>
    public static S3Error? ClassifyForeignHead(in AttemptContext attempt, ResponseHead head) => IsOfWebServer(head) ? ForeignPage(attempt, head.Status, TypeOf(head)) : null;

    /// <summary>
    /// True where a head has none of S3's headers and gives a type that only pages of people and programs have. S3, Ceph, moto and the embedded
    /// endpoint send x-amz headers with each answer (as seen on the wire); a store that sends none is not thought to be a web server for that alone.
    /// </summary>
    public static bool IsOfWebServer(ResponseHead head) => head.TryGet("content-type"u8, out ReadOnlySpan<byte> type)
        && (StartsWith(type, "text/html"u8) || StartsWith(type, "text/plain"u8) || StartsWith(type, "application/xhtml"u8) || StartsWith(type, "application/json"u8))
        && !SpeaksS3(head);

    static string TypeOf(ResponseHead head) =>
        head.TryGet("content-type"u8, out ReadOnlySpan<byte> type) && StartsWith(type, "text/plain"u8) ? "plain text" : StartsWith(type, "application/json"u8) ? "JSON" : "HTML";

    /// <summary>True when a header is one of S3's, or of those that speak like it.</summary>
    public static bool SpeaksS3(ResponseHead head) => head.HasNameLike("x-amz"u8) || head.HasNameLike("x-goog-"u8);

    static bool StartsWith(ReadOnlySpan<byte> text, ReadOnlySpan<byte> prefix) => text.Length >= prefix.Length && Ascii.EqualsIgnoreCase(text[..prefix.Length], prefix);

    static S3Error ForeignPage(in AttemptContext attempt, int status, string what) =>
        new(FailureKind.Protocol, RetryClass.Never, $"{attempt.Origin} answered {what}, not S3 (HTTP {status}): check the endpoint") { Status = status, IsForeign = true };

    static string Sentence(FailureKind kind, in AttemptContext attempt, ResponseHead head, in ErrorXml xml, string? region)
    {
        string said = xml.Message.Length > 0 ? $": {Cut(xml.Message)}" : "";
        string bucket = DisplayText.Of(attempt.Request.Bucket ?? "");
        return (kind, xml.Code) switch
        {
            (FailureKind.NoSuchBucket, _) => $"the bucket '{bucket}' does not exist at {attempt.Origin}",
            (FailureKind.NotFound, "NoSuchUpload") => "the multipart upload does not exist: it was completed, aborted or has expired",
            (FailureKind.NotFound, "NoSuchVersion") => "the version does not exist",
            (FailureKind.NotFound, _) when attempt.Request.Key.IsEmpty => $"nothing of the kind is set for the bucket '{bucket}'",
            (FailureKind.NotFound, _) => "the key does not exist",
            (FailureKind.Denied, "InvalidAccessKeyId") => $"{attempt.Origin} does not know the access key id: check the credentials and the endpoint",
            (FailureKind.Denied, "SignatureDoesNotMatch") => "the signature does not match: check the secret key, and that no proxy changes requests",
            (FailureKind.Denied, "ExpiredToken" or "ExpiredTokenException" or "TokenRefreshRequired") => "the credentials have expired",
            (FailureKind.Denied, "InvalidObjectState") => $"the object is archived and must be restored first{said}",
            // S3 API reference, HeadObject: without s3:ListBucket the answer is 403 for what is not there.
            (FailureKind.Denied, "") when attempt.Request.Operation == "HeadObject" =>
                $"HeadObject is denied{(attempt.IsAnonymous ? " to unsigned requests" : "")}, which stores also answer for a key that does not exist to those who may not list the bucket",
            (FailureKind.Denied, _) => attempt.IsAnonymous ? $"{attempt.Request.Operation} is denied to unsigned requests{said}" : $"{attempt.Request.Operation} is denied{said}",
            (FailureKind.Changed, "ConditionalRequestConflict") => "another write of the same key was under way",
            (FailureKind.Changed, _) => head.Status == 304 ? "the object was not modified" : "the object is not the one that was expected (precondition failed)",
            (FailureKind.RangeNotSatisfiable, _) => "the range lies outside the object",
            (FailureKind.ClockSkew, _) => $"this machine's clock differs too much from that of {attempt.Origin}",
            // What was asked for is a bucket that is not there yet, and so at no other endpoint.
            (_, "IllegalLocationConstraintException" or "InvalidLocationConstraint") when attempt.Request.Operation == "CreateBucket" => $"{attempt.Origin} makes no bucket in the region that was asked for{said}",
            (FailureKind.WrongRegion, _) => region is null ? $"the bucket '{bucket}' is to be found at another endpoint{said}" : $"the bucket '{bucket}' lies in region {Cut(region)}, not {attempt.Region}",
            (FailureKind.Conflict, "BucketNotEmpty") => $"the bucket '{bucket}' is not empty",
            (FailureKind.Conflict, "BucketAlreadyOwnedByYou") => $"the bucket '{bucket}' is yours already",
            (FailureKind.Conflict, "BucketAlreadyExists") => $"the bucket name '{bucket}' is taken",
            (FailureKind.Throttled, _) => $"{attempt.Origin} asks to slow down{said}",
            (FailureKind.NotSupported, _) => $"{attempt.Origin} does not support {attempt.Request.Operation} as it was sent{said}",
            (FailureKind.Corrupt, _) => $"the bytes that arrived are not the ones that were sent{said}",
            _ when said.Length > 0 => said[2..],
            _ when xml.Code.Length > 0 => $"{attempt.Request.Operation} failed: {Cut(xml.Code)}",
            _ => $"{attempt.Request.Operation} failed with HTTP {head.Status}",
        };
    }
}
