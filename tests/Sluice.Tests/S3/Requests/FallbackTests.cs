using System.Text;
using Sluice.Failures;
using Sluice.S3;
using Sluice.Tests.Support;
using static Sluice.Tests.Support.ScriptedServer;

namespace Sluice.Tests.S3.Requests;

/// <summary>What a store may refuse although it can do without: asked once, remembered, told.</summary>
public sealed class FallbackTests
{
    static readonly ObjectKey Key = new("k");
    const string Page = "<ListBucketResult><IsTruncated>false</IsTruncated><Contents><Key>a</Key><Size>1</Size></Contents></ListBucketResult>";

    [Theory]
    [InlineData(429, FailureKind.Throttled)]
    [InlineData(408, FailureKind.Network)]
    [InlineData(421, FailureKind.Network)]
    [InlineData(425, FailureKind.Network)]
    [InlineData(500, FailureKind.Server)]
    [InlineData(502, FailureKind.Server)]
    [InlineData(503, FailureKind.Throttled)]
    [InlineData(504, FailureKind.Server)]
    [InlineData(507, FailureKind.Server)]
    [InlineData(509, FailureKind.Throttled)]
    [InlineData(520, FailureKind.Server)]
    [InlineData(599, FailureKind.Server)]
    public void A_status_that_says_later_is_asked_again_whatever_its_body(int status, FailureKind kind)
    {
        foreach (string body in new[] { "", "<html><body>no</body></html>", "{\"error\":\"no\"}", "<Error><Code>AccessDenied</Code>", "\0\0\0" })
        {
            using ScriptedServer server = new(Replies(Answer(status, body), Answer(status, body), Answer(200, Page)));
            using S3Client client = Clients.For(server);
            Assert.Null(client.ListObjects(new ListObjectsRequest("bkt"), default).Error);
            Assert.Equal(3, server.Requests.Count);
        }
        using ScriptedServer always = new(Replies(Answer(status, "<!doctype html><html>")));
        using S3Client other = Clients.For(always, static options => options with { MaxAttempts = 2 });
        S3Error error = other.ListBuckets(default).Error!;
        Assert.Equal((kind, 2), (error.Kind, error.Attempts));
    }

    [Theory]
    [InlineData(401, FailureKind.Denied)]
    [InlineData(403, FailureKind.Denied)]
    [InlineData(404, FailureKind.NotFound)]
    [InlineData(412, FailureKind.Changed)]
    [InlineData(501, FailureKind.NotSupported)]
    public void The_status_decides_and_a_web_page_only_explains(int status, FailureKind kind)
    {
        using ScriptedServer server = new(Replies(Answer(status, "<html>Access forbidden</html>")));
        using S3Client client = Clients.For(server);
        S3Error error = client.GetObject(new GetObjectRequest("bkt", Key) { ChecksumMode = false }, default).Error!;
        Assert.Equal((kind, status), (error.Kind, error.Status));
        Assert.Contains("HTML, not S3", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_web_page_that_says_404_to_a_DELETE_has_removed_nothing()
    {
        using ScriptedServer server = new(Replies(Answer(404, "<html>not here</html>")));
        using S3Client client = Clients.For(server);
        Assert.Equal(FailureKind.NotFound, client.DeleteObject(new DeleteObjectRequest("bkt", Key), default).Error!.Kind);
    }

    [Theory]
    [InlineData(400, "InvalidArgument")]
    [InlineData(501, "NotImplemented")]
    [InlineData(400, "")]
    public void A_store_that_refuses_the_checksum_mode_is_asked_without_it_from_then_on(int status, string code)
    {
        using ScriptedServer server = new(peer =>
        {
            while (peer.ReadRequest() is { } head)
                peer.Send(!head.Contains("x-amz-checksum-mode", StringComparison.Ordinal) ? Answer(200, head.StartsWith("HEAD", StringComparison.Ordinal) ? "" : "ok")
                    : code.Length > 0 && !head.StartsWith("HEAD", StringComparison.Ordinal) ? Error(status, code) : $"HTTP/1.1 {status} X\r\nContent-Length: 0\r\n\r\n");
        });
        using S3Client client = Clients.For(server);
        Assert.Null(client.HeadObject(new HeadObjectRequest("bkt", Key), default).Error);
        client.GetObject(new GetObjectRequest("bkt", Key), default).Value.Dispose();
        Assert.Equal(3, server.Requests.Count);
        Assert.False(client.ChecksumsRefused);
        Assert.Contains("x-amz-checksum-mode", Assert.Single(client.Concessions), StringComparison.Ordinal);
    }

    [Fact]
    public void A_store_that_cannot_tell_tags_is_asked_once()
    {
        using ScriptedServer server = new(Replies(Error(501, "NotImplemented")));
        using S3Client client = Clients.For(server);
        Assert.Equal(FailureKind.NotSupported, client.GetObjectTagging("bkt", Key, default).Error!.Kind);
        Assert.Equal(FailureKind.NotSupported, client.GetObjectTagging("bkt", Key, default).Error!.Kind);
        Assert.Single(server.Requests);
        Assert.Single(client.Concessions);
    }

    [Theory]
    [InlineData(400, "InvalidArgument")]
    [InlineData(501, "NotImplemented")]
    [InlineData(405, "MethodNotAllowed")]
    public void A_store_that_refuses_version_2_of_a_listing_is_listed_by_version_1(int status, string code)
    {
        using ScriptedServer server = new(peer =>
        {
            while (peer.ReadRequest() is { } head)
                peer.Send(head.Contains("list-type=2", StringComparison.Ordinal) ? Error(status, code) : Answer(200, Page));
        });
        using S3Client client = Clients.For(server);
        Assert.Single(client.ListObjects(new ListObjectsRequest("bkt"), default).Value.Objects);
        Assert.Single(client.ListObjects(new ListObjectsRequest("bkt"), default).Value.Objects);
        Assert.Equal(3, server.Requests.Count);
    }

    [Fact]
    public void A_listing_that_is_refused_either_way_is_refused_for_the_first_reason()
    {
        using ScriptedServer server = new(static peer =>
        {
            while (peer.ReadRequest() is { } head)
                peer.Send(head.Contains("list-type=2", StringComparison.Ordinal) ? Error(400, "InvalidBucketState") : Error(400, "Other"));
        });
        using S3Client client = Clients.For(server);
        Assert.Equal("InvalidBucketState", client.ListObjects(new ListObjectsRequest("bkt"), default).Error!.Code);
        Assert.Empty(client.Concessions);
    }

    [Theory]
    [InlineData(403)]
    [InlineData(405)]
    [InlineData(501)]
    public void A_bucket_that_refuses_HEAD_and_allows_GET_is_looked_at_by_GET(int status)
    {
        using ScriptedServer server = new(peer =>
        {
            while (peer.ReadRequest() is { } head)
                peer.Send(head.StartsWith("HEAD", StringComparison.Ordinal) ? $"HTTP/1.1 {status} X\r\nContent-Length: 0\r\n\r\n"
                    : "HTTP/1.1 206 X\r\nETag: \"e\"\r\nContent-Range: bytes 0-0/77\r\nContent-Length: 1\r\n\r\nx");
        });
        using S3Client client = Clients.For(server);
        Assert.Equal(77, client.HeadObject(new HeadObjectRequest("bkt", Key) { ChecksumMode = false }, default).Value.TotalLength);
        int asked = server.Requests.Count;
        Assert.Equal(("\"e\"", 77), (client.HeadObject(new HeadObjectRequest("bkt", Key) { ChecksumMode = false }, default).Value.ETag, client.HeadObject(new HeadObjectRequest("bkt", Key), default).Value.ContentLength));
        Assert.Equal(asked + 2, server.Requests.Count);
        Assert.Contains("HEAD", Assert.Single(client.Concessions), StringComparison.Ordinal);
    }

    [Fact]
    public void A_HEAD_that_is_denied_because_the_key_is_missing_is_missing_when_GET_says_so()
    {
        using ScriptedServer server = new(static peer =>
        {
            while (peer.ReadRequest() is { } head)
                peer.Send(head.StartsWith("HEAD", StringComparison.Ordinal) ? "HTTP/1.1 403 X\r\n\r\n" : Error(404, "NoSuchKey"));
        });
        using S3Client client = Clients.For(server);
        Assert.Equal(FailureKind.NotFound, client.HeadObject(new HeadObjectRequest("bkt", Key), default).Error!.Kind);
        Assert.Empty(client.Concessions);
    }

    [Fact]
    public void An_object_of_no_bytes_is_looked_at_by_GET_too()
    {
        using ScriptedServer server = new(static peer =>
        {
            while (peer.ReadRequest() is { } head)
                peer.Send(head.StartsWith("HEAD", StringComparison.Ordinal) ? "HTTP/1.1 405 X\r\n\r\n"
                    : head.Contains("range:", StringComparison.Ordinal) ? Error(416, "InvalidRange") : Answer(200, "", "ETag: \"e\"\r\n"));
        });
        using S3Client client = Clients.For(server);
        Assert.Equal(0, client.HeadObject(new HeadObjectRequest("bkt", Key), default).Value.TotalLength);
    }

    [Fact]
    public void Ranges_answered_with_the_whole_object_give_the_bytes_asked_for()
    {
        const string whole = "0123456789";
        using ScriptedServer server = new(Replies(Answer(200, whole, "ETag: \"e\"\r\n")));
        using S3Client client = Clients.For(server);
        foreach ((long offset, long length, string bytes) in new[] { (0L, 3L, "012"), (4L, 3L, "456"), (8L, 99L, "89"), (0L, 10L, whole) })
        {
            using GetObjectResponse response = client.GetObject(new GetObjectRequest("bkt", Key) { Range = new ByteRange(offset, length) }, default).Value;
            Assert.Equal(new ByteRange(offset, bytes.Length), response.Info.Range);
            Assert.Equal(bytes, Clients.ReadAll(response));
        }
        Assert.Equal(FailureKind.RangeNotSatisfiable, client.GetObject(new GetObjectRequest("bkt", Key) { Range = new ByteRange(10, 1) }, default).Error!.Kind);
        Assert.Single(client.Concessions);
    }

    [Fact]
    public void A_range_out_of_an_object_of_unknown_length_that_ends_before_it_is_an_error()
    {
        using ScriptedServer server = new(Replies("HTTP/1.1 200 OK\r\nLast-Modified: Sun, 01 Nov 2026 10:00:00 GMT\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nhello\r\n0\r\n\r\n"));
        using S3Client client = Clients.For(server);
        using GetObjectResponse response = client.GetObject(new GetObjectRequest("bkt", Key) { Range = new ByteRange(3, 10) }, default).Value;
        Assert.Throws<S3Exception>(() => Clients.ReadAll(response));
    }

    [Theory]
    [InlineData("206 X\r\nContent-Range: bytes 2-4/*\r\nContent-Length: 3", "abc")]
    [InlineData("206 X\r\nContent-Range: bytes 2-4/100\r\nTransfer-Encoding: chunked", "3\r\nabc\r\n0\r\n\r\n")]
    [InlineData("200 X\r\nContent-Range: bytes 2-4/100\r\nContent-Length: 3", "abc")]
    public void A_range_of_an_object_whose_size_is_not_told_is_that_range(string head, string body)
    {
        using ScriptedServer server = new(Replies($"HTTP/1.1 {head}\r\nLast-Modified: Sun, 01 Nov 2026 10:00:00 GMT\r\n\r\n{body}"));
        using S3Client client = Clients.For(server);
        using GetObjectResponse response = client.GetObject(new GetObjectRequest("bkt", Key) { Range = new ByteRange(2, 3) }, default).Value;
        Assert.Equal(new ByteRange(2, 3), response.Info.Range);
        Assert.Equal("abc", Clients.ReadAll(response));
        Assert.Empty(client.Concessions);
    }

    [Theory]
    [InlineData("206 X\r\nContent-Range: bytes 3-5/100\r\nContent-Length: 3")]
    [InlineData("206 X\r\nContent-Range: bytes 2-5/100\r\nContent-Length: 4")]
    [InlineData("206 X\r\nContent-Range: bytes 2-4/100\r\nContent-Length: 7")]
    [InlineData("206 X\r\nContent-Range: lines 2-4/100\r\nContent-Length: 3")]
    [InlineData("206 X\r\nContent-Length: 3")]
    public void Another_range_than_the_one_asked_for_is_refused(string head)
    {
        using ScriptedServer server = new(Replies($"HTTP/1.1 {head}\r\nLast-Modified: Sun, 01 Nov 2026 10:00:00 GMT\r\n\r\nabcdefg"));
        using S3Client client = Clients.For(server);
        Assert.Equal(FailureKind.Protocol, client.GetObject(new GetObjectRequest("bkt", Key) { Range = new ByteRange(2, 3) }, default).Error!.Kind);
    }

    [Theory]
    [InlineData(400)]
    [InlineData(501)]
    public void A_store_that_refuses_a_condition_on_DELETE_is_looked_at_right_before(int status)
    {
        string etag = "\"e\"";
        using ScriptedServer server = new(peer =>
        {
            while (peer.ReadRequest() is { } head)
                peer.Send(head.StartsWith("HEAD", StringComparison.Ordinal) ? $"HTTP/1.1 200 OK\r\nContent-Length: 3\r\nETag: {etag}\r\n\r\n"
                    : head.Contains("if-match", StringComparison.Ordinal) ? Error(status, status == 400 ? "InvalidArgument" : "NotImplemented") : "HTTP/1.1 204 X\r\n\r\n");
        });
        using S3Client client = Clients.For(server);
        DeleteObjectRequest delete = new("bkt", Key) { IfMatch = "\"e\"" };
        Assert.True(client.DeleteObject(delete, default).Value);
        int asked = server.Requests.Count;
        Assert.True(client.DeleteObject(delete, default).Value);
        Assert.Equal(asked + 2, server.Requests.Count);
        etag = "\"other\"";
        Assert.Equal(FailureKind.Changed, client.DeleteObject(delete, default).Error!.Kind);
        Assert.StartsWith("HEAD", server.Requests.Last(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(400, "AuthorizationHeaderMalformed", "<Message>the region 'us-east-1' is wrong; expecting 'eu-west-3'</Message>")]
    [InlineData(400, "InvalidRegion", "<Region> eu-west-3 </Region>")]
    [InlineData(403, "SignatureDoesNotMatch", "<Region>eu-west-3</Region>")]
    [InlineData(301, "PermanentRedirect", "<Endpoint>bkt.s3.eu-west-3.amazonaws.com</Endpoint>")]
    [InlineData(307, "Redirect", "<Endpoint>bkt.s3-eu-west-3.amazonaws.com</Endpoint>")]
    public void A_region_that_only_the_document_names_is_followed(int status, string code, string inner)
    {
        using ScriptedServer server = new(peer =>
        {
            while (peer.ReadRequest() is { } head)
                peer.Send(head.Contains("/eu-west-3/s3/", StringComparison.Ordinal) ? Answer(200, Page) : Answer(status, $"<Error><Code>{code}</Code>{inner}</Error>"));
        });
        using S3Client client = Clients.For(server);
        Assert.Null(client.ListObjects(new ListObjectsRequest("bkt"), default).Error);
        Assert.Equal(2, server.Requests.Count);
    }
}
