using System.Text;
using Sluice.Failures;
using Sluice.S3;
using Sluice.S3.Credentials;
using Sluice.S3.Requests;
using Sluice.S3.Wire;

namespace Sluice.Tests.S3.Requests;

public sealed class ErrorClassifierTests
{
    [Theory]
    [InlineData(404, "NoSuchKey", FailureKind.NotFound, RetryClass.Never)]
    [InlineData(404, "NoSuchBucket", FailureKind.NoSuchBucket, RetryClass.Never)]
    [InlineData(404, "NoSuchUpload", FailureKind.NotFound, RetryClass.Never)]
    [InlineData(404, "", FailureKind.NotFound, RetryClass.Never)]
    [InlineData(403, "AccessDenied", FailureKind.Denied, RetryClass.Never)]
    [InlineData(403, "InvalidAccessKeyId", FailureKind.Denied, RetryClass.Never)]
    [InlineData(403, "SignatureDoesNotMatch", FailureKind.Denied, RetryClass.Never)]
    [InlineData(400, "ExpiredToken", FailureKind.Denied, RetryClass.AfterRefresh)]
    [InlineData(403, "RequestTimeTooSkewed", FailureKind.ClockSkew, RetryClass.AfterRefresh)]
    [InlineData(403, "", FailureKind.Denied, RetryClass.Never)]
    [InlineData(503, "SlowDown", FailureKind.Throttled, RetryClass.AfterBackoff)]
    [InlineData(503, "ServiceUnavailable", FailureKind.Server, RetryClass.AfterBackoff)]
    [InlineData(503, "", FailureKind.Throttled, RetryClass.AfterBackoff)]
    [InlineData(429, "TooManyRequests", FailureKind.Throttled, RetryClass.AfterBackoff)]
    [InlineData(500, "InternalError", FailureKind.Server, RetryClass.AfterBackoff)]
    [InlineData(502, "", FailureKind.Server, RetryClass.AfterBackoff)]
    [InlineData(400, "RequestTimeout", FailureKind.Network, RetryClass.AfterBackoff)]
    [InlineData(400, "BadDigest", FailureKind.Corrupt, RetryClass.AfterBackoff)]
    [InlineData(400, "XAmzContentSHA256Mismatch", FailureKind.Corrupt, RetryClass.AfterBackoff)]
    [InlineData(412, "PreconditionFailed", FailureKind.Changed, RetryClass.Never)]
    [InlineData(409, "ConditionalRequestConflict", FailureKind.Changed, RetryClass.AfterBackoff)]
    [InlineData(304, "", FailureKind.Changed, RetryClass.Never)]
    [InlineData(409, "BucketAlreadyExists", FailureKind.Conflict, RetryClass.Never)]
    [InlineData(409, "BucketNotEmpty", FailureKind.Conflict, RetryClass.Never)]
    [InlineData(416, "InvalidRange", FailureKind.RangeNotSatisfiable, RetryClass.Never)]
    [InlineData(501, "NotImplemented", FailureKind.NotSupported, RetryClass.Never)]
    [InlineData(405, "MethodNotAllowed", FailureKind.NotSupported, RetryClass.Never)]
    [InlineData(400, "EntityTooSmall", FailureKind.BadRequest, RetryClass.Never)]
    [InlineData(400, "SomethingNew", FailureKind.BadRequest, RetryClass.Never)]
    public void Status_and_code_decide(int status, string code, FailureKind kind, RetryClass retry)
    {
        S3Error error = Classify(status, code.Length > 0 ? $"<Error><Code>{code}</Code><Message>m</Message></Error>" : "");
        Assert.Equal((kind, retry, status, code), (error.Kind, error.Retry, error.Status, error.Code));
        Assert.NotEmpty(error.Message);
    }

    [Theory]
    [InlineData(301, "PermanentRedirect", "x-amz-bucket-region: eu-west-1\r\n", "", RetryClass.AfterRefresh)]
    [InlineData(400, "AuthorizationHeaderMalformed", "", "<Region>eu-west-1</Region>", RetryClass.AfterRefresh)]
    [InlineData(400, "", "x-amz-bucket-region: eu-west-1\r\n", "", RetryClass.AfterRefresh)]
    public void Another_region_is_named(int status, string code, string header, string inner, RetryClass retry)
    {
        S3Error error = Classify(status, code.Length > 0 ? $"<Error><Code>{code}</Code>{inner}</Error>" : "", header);
        Assert.Equal((FailureKind.WrongRegion, retry, "eu-west-1"), (error.Kind, error.Retry, error.Region));
    }

    [Fact]
    public void A_HEAD_that_is_refused_by_a_clock_hours_away_is_a_matter_of_the_clock() =>
        Assert.Equal(FailureKind.ClockSkew, Classify(403, "", "Date: Fri, 02 Jan 2026 15:00:00 GMT\r\n", method: "HEAD").Kind);

    [Fact]
    public void A_HEAD_with_temporary_credentials_that_fails_as_400_asks_for_fresh_ones() =>
        Assert.Equal(RetryClass.AfterRefresh, Classify(400, "", method: "HEAD").Retry);

    [Theory]
    [InlineData("<!DOCTYPE html><html>", "answered HTML")]
    [InlineData("<html><body>400 The plain HTTP request was sent to HTTPS port", "use https://")]
    public void A_web_page_is_called_one(string body, string said)
    {
        S3Error error = Classify(400, body);
        Assert.Equal(FailureKind.Protocol, error.Kind);
        Assert.Contains(said, error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_stores_text_is_cut_and_cannot_move_a_cursor()
    {
        S3Error error = Classify(400, $"<Error><Code>Odd&#27;[2J</Code><Message>&#27;[31m{new string('x', 5000)}</Message></Error>");
        Assert.DoesNotContain('\u001b', error.Message + error.Code);
        Assert.True(error.Message.Length < 400);
    }

    static S3Error Classify(int status, string body, string headers = "", string method = "GET")
    {
        byte[] head = Encoding.UTF8.GetBytes($"HTTP/1.1 {status} X\r\n{headers}\r\n");
        ResponseHead parsed = new();
        Assert.True(parsed.TryParse(head, head.Length));
        WireRequest request = new() { Method = method, Operation = "GetObject", Bucket = "bkt", Key = new ObjectKey("k") };
        AttemptContext attempt = new(request, new Origin(false, "store", 80), "us-east-1", new S3Credentials("a", "s", "t"), new DateTimeOffset(2026, 1, 2, 3, 4, 5, TimeSpan.Zero));
        return ErrorClassifier.Classify(attempt, parsed, Encoding.UTF8.GetBytes(body));
    }
}
