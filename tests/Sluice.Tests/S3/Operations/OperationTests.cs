using Sluice.Failures;
using Sluice.S3;
using Sluice.S3.Checksums;
using Sluice.Tests.Support;
using static Sluice.Tests.Support.ScriptedServer;

namespace Sluice.Tests.S3.Operations;

public sealed class OperationTests
{
    static readonly ObjectKey Key = new("k");

    [Theory]
    [InlineData("bytes 0-3/10", "abcd")]
    [InlineData("bytes 2-4/10", "abc")]
    [InlineData("bytes 2-5/10", "abc")]
    [InlineData("bytes 2-5/4", "abcd")]
    [InlineData("nonsense", "abcd")]
    public void Another_range_than_the_one_asked_for_is_refused(string contentRange, string body)
    {
        using ScriptedServer server = new(Replies(Answer(206, body, $"Content-Range: {contentRange}\r\n")));
        using S3Client client = Clients.For(server);
        Assert.Equal(FailureKind.Protocol, client.GetObject(new GetObjectRequest("bkt", Key) { Range = new ByteRange(2, 4) }, default).Error!.Kind);
    }

    [Fact]
    public void A_range_past_the_end_is_what_is_left()
    {
        using ScriptedServer server = new(Replies(Answer(206, "ij", "Content-Range: bytes 8-9/10\r\n")));
        using S3Client client = Clients.For(server);
        using GetObjectResponse response = client.GetObject(new GetObjectRequest("bkt", Key) { Range = new ByteRange(8, 100) }, default).Value;
        Assert.Equal((new ByteRange(8, 2), 10), (response.Info.Range!.Value, response.Info.TotalLength));
        Assert.Contains("range: bytes=8-107\r\n", server.Requests.Single(), StringComparison.Ordinal);
    }

    [Fact]
    public void A_store_that_ignores_If_Match_does_not_go_unnoticed()
    {
        using ScriptedServer server = new(Replies(Answer(200, "x", "ETag: \"new\"\r\n")));
        using S3Client client = Clients.For(server);
        Assert.Equal(FailureKind.Changed, client.GetObject(new GetObjectRequest("bkt", Key) { IfMatch = "\"old\"" }, default).Error!.Kind);
        client.GetObject(new GetObjectRequest("bkt", Key) { IfMatch = "new" }, default).Value.Dispose();
    }

    [Fact]
    public void Headers_become_what_is_known_of_an_object()
    {
        using ScriptedServer server = new(Replies("HTTP/1.1 200 OK\r\nContent-Length: 12\r\nETag: \"e-2\"\r\nX-Amz-Meta-Foo: bar\r\nx-amz-mp-parts-count: 2\r\n" +
            "x-amz-checksum-crc32c: yZRlqg==-2\r\nx-amz-checksum-type: COMPOSITE\r\nx-amz-tagging-count: 3\r\nContent-Encoding: gzip,aws-chunked\r\nLast-Modified: Mon, 12 Oct 2009 17:50:30 GMT\r\n\r\n"));
        using S3Client client = Clients.For(server);
        ObjectInfo info = client.HeadObject(new HeadObjectRequest("bkt", Key), default).Value;
        Assert.Equal((12, 12, "\"e-2\"", 2, 3), (info.ContentLength, info.TotalLength, info.ETag, info.PartsCount, info.TagCount));
        Assert.Equal(new ObjectChecksum(ChecksumAlgorithm.Crc32C, "yZRlqg==", 2), info.Checksum);
        Assert.Equal([new("foo", "bar")], info.Attributes.Metadata);
        Assert.Equal("gzip", info.Attributes.ContentEncoding);
        Assert.Equal(new DateTimeOffset(2009, 10, 12, 17, 50, 30, TimeSpan.Zero), info.LastModified);
    }

    [Fact]
    public void A_checksum_that_differs_from_the_one_sent_is_corruption()
    {
        using ScriptedServer server = new(Replies(Answer(200, "", "x-amz-checksum-crc64nvme: AAAAAAAAAAA=\r\n")));
        using S3Client client = Clients.For(server, static options => options with { MaxAttempts = 2 });
        Assert.Equal(FailureKind.Corrupt, client.PutObject(new PutObjectRequest("bkt", Key, new MemoryBody("x"u8.ToArray())), default).Error!.Kind);
        Assert.Equal(2, server.Requests.Count);
    }

    [Fact]
    public void An_error_under_a_status_of_success_is_an_error()
    {
        using ScriptedServer server = new(Replies(
            Answer(200, "<?xml version=\"1.0\"?>\n   \n<Error><Code>InternalError</Code><Message>m</Message></Error>"),
            Answer(200, "<Error><Code>NoSuchKey</Code></Error>")));
        using S3Client client = Clients.For(server);
        S3Error error = client.CopyObject(new CopyObjectRequest("bkt", Key, "bkt", Key), default).Error!;
        Assert.Equal((FailureKind.NotFound, 2), (error.Kind, error.Attempts));
    }

    [Fact]
    public void White_space_keeps_a_completion_alive()
    {
        using ScriptedServer server = new(static peer =>
        {
            peer.ReadRequest();
            peer.Send("HTTP/1.1 200 OK\r\nLast-Modified: Sun, 01 Nov 2026 10:00:00 GMT\r\nTransfer-Encoding: chunked\r\n\r\n");
            for (int i = 0; i < 20; i++)
                peer.Send("1\r\n \r\n");
            string xml = "<CompleteMultipartUploadResult><ETag>e-1</ETag></CompleteMultipartUploadResult>";
            peer.Send($"{xml.Length:x}\r\n{xml}\r\n0\r\n\r\n");
        });
        using S3Client client = Clients.For(server);
        Assert.Equal("\"e-1\"", client.CompleteMultipartUpload(new CompleteMultipartUploadRequest("bkt", Key, "u", []), default).Value.ETag);
    }

    [Fact]
    public void A_completion_whose_answer_was_lost_is_recognised()
    {
        // MD5 of the MD5s of "a" and "b".
        UploadedPart[] parts = [new(1, "\"0cc175b9c0f1b6a831c399e269772661\"", 1, null), new(2, "\"92eb5ffee6ae2fec3ad71c777531578f\"", 1, null)];
        string head = $"HTTP/1.1 200 OK\r\nContent-Length: 2\r\nETag: \"96a4e9a1a4cc7ba7a9a5e3e2ebcde5d3-2\"\r\n\r\n";
        using ScriptedServer other = new(Replies(Error(404, "NoSuchUpload"), head));
        using S3Client otherClient = Clients.For(other);
        Assert.Equal("NoSuchUpload", otherClient.CompleteMultipartUpload(new CompleteMultipartUploadRequest("bkt", Key, "u", parts), default).Error!.Code);

        byte[] digests = [.. Convert.FromHexString("0cc175b9c0f1b6a831c399e269772661"), .. Convert.FromHexString("92eb5ffee6ae2fec3ad71c777531578f")];
#pragma warning disable CA5351 // What S3 uses for ETags.
        string etag = Convert.ToHexStringLower(System.Security.Cryptography.MD5.HashData(digests));
#pragma warning restore CA5351
        using ScriptedServer same = new(Replies(Error(404, "NoSuchUpload"), $"HTTP/1.1 200 OK\r\nContent-Length: 2\r\nETag: \"{etag}-2\"\r\n\r\n"));
        using S3Client sameClient = Clients.For(same);
        Assert.Equal($"\"{etag}-2\"", sameClient.CompleteMultipartUpload(new CompleteMultipartUploadRequest("bkt", Key, "u", parts), default).Value.ETag);
    }

    [Fact]
    public void A_store_without_version_2_is_listed_in_version_1()
    {
        using ScriptedServer server = new(static peer =>
        {
            while (peer.ReadRequest() is { } request)
                peer.Send(request.Contains("marker=a%20b", StringComparison.Ordinal)
                    ? Answer(200, "<ListBucketResult><IsTruncated>false</IsTruncated><Contents><Key>c</Key></Contents></ListBucketResult>")
                    : Answer(200, "<ListBucketResult><IsTruncated>true</IsTruncated><Contents><Key>a b</Key></Contents></ListBucketResult>"));
        });
        using S3Client client = Clients.For(server);
        ListObjectsPage first = client.ListObjects(new ListObjectsRequest("bkt"), default).Value;
        ListObjectsPage second = client.ListObjects(new ListObjectsRequest("bkt") { ContinuationToken = first.NextToken }, default).Value;
        Assert.Equal([new ObjectKey("a b"), new ObjectKey("c")], [first.Objects[0].Key, second.Objects[0].Key]);
        Assert.Null(second.NextToken);
        Assert.DoesNotContain("list-type", server.Requests.Last(), StringComparison.Ordinal);
    }

    [Fact]
    public void Keys_that_XML_cannot_carry_are_removed_one_by_one()
    {
        using ScriptedServer server = new(static peer =>
        {
            while (peer.ReadRequest() is { } request)
                peer.Send(request.StartsWith("DELETE", StringComparison.Ordinal) ? Answer(204) : Answer(200, "<DeleteResult><Error><Key>b&amp;</Key><Code>AccessDenied</Code><Message>no</Message></Error></DeleteResult>"));
        });
        using S3Client client = Clients.For(server);
        DeleteObjectsResult result = client.DeleteObjects(new DeleteObjectsRequest("bkt", [new ObjectKey("a\u0001"), new ObjectKey("b&"), new ObjectKey([0xff])]), default).Value;
        (ObjectIdentifier named, S3Error error) = Assert.Single(result.Failed);
        Assert.Equal((new ObjectKey("b&"), FailureKind.Denied), (named.Key, error.Kind));
        string[] requests = [.. server.Requests];
        Assert.Equal(3, requests.Length);
        Assert.Contains("content-md5: ", requests[0], StringComparison.Ordinal);
        Assert.StartsWith("DELETE /bkt/a%01 ", requests[1], StringComparison.Ordinal);
        Assert.StartsWith("DELETE /bkt/%FF ", requests[2], StringComparison.Ordinal);
    }

    [Fact]
    public void Keys_that_the_store_was_too_busy_for_are_asked_for_again_alone()
    {
        using ScriptedServer server = new(Replies(
            Answer(200, "<DeleteResult><Deleted><Key>a</Key></Deleted><Error><Key>b</Key><Code>SlowDown</Code></Error></DeleteResult>"), Answer(200, "<DeleteResult><Deleted><Key>b</Key></Deleted></DeleteResult>")));
        using S3Client client = Clients.For(server);
        Assert.Empty(client.DeleteObjects(new DeleteObjectsRequest("bkt", [new ObjectKey("a"), new ObjectKey("b")]), default).Value.Failed);
        Assert.Equal(2, server.Requests.Count);
    }

    [Fact]
    public void Attributes_and_encryption_travel_as_headers()
    {
        using ScriptedServer server = new(Replies(Answer(200)));
        using S3Client client = Clients.For(server, static options => options with { RequesterPays = true });
        ObjectAttributes attributes = new()
        {
            ContentType = "text/plain",
            StorageClass = "STANDARD_IA",
            Acl = "private",
            Metadata = [new("Name", "grün")],
            Tags = [new("a b", "c&d")],
            Sse = new SseOptions { Mode = "aws:kms", KmsKeyId = "id", CustomerKey = new SseCustomerKey(new byte[32]) },
        };
        Assert.Null(client.PutObject(new PutObjectRequest("bkt", Key, RequestBody.Empty) { Attributes = attributes, IfAbsent = true }, default).Error);
        string head = server.Requests.Single();
        foreach (string line in new[] { "content-type: text/plain", "x-amz-storage-class: STANDARD_IA", "x-amz-acl: private", "x-amz-meta-name: grün", "x-amz-tagging: a%20b=c%26d",
            "x-amz-server-side-encryption: aws:kms", "x-amz-server-side-encryption-aws-kms-key-id: id", "x-amz-server-side-encryption-customer-algorithm: AES256",
            "if-none-match: *", "x-amz-request-payer: requester", "x-amz-sdk-checksum-algorithm: CRC64NVME" })
            Assert.Contains($"\r\n{line}\r\n", head, StringComparison.Ordinal);
    }

    [Fact]
    public void A_large_file_arrives_as_it_is_from_the_offset_asked_for()
    {
        byte[] bytes = new byte[3_000_000];
        new Random(5).NextBytes(bytes);
        string path = Path.GetTempFileName();
        File.WriteAllBytes(path, bytes);
        byte[] got = [];
        using ScriptedServer server = new(peer =>
        {
            peer.ReadHead();
            got = peer.TakeBytes(2_000_000);
            peer.Send(Answer(200));
        });
        using S3Client client = Clients.For(server);
        using (Microsoft.Win32.SafeHandles.SafeFileHandle file = File.OpenHandle(path))
            Assert.Null(client.PutObject(new PutObjectRequest("bkt", Key, new FileBody(file, 777, 2_000_000)), default).Error);
        File.Delete(path);
        Assert.Equal(bytes[777..2_000_777], got);
        Assert.Equal(2_000_000, client.Counters.BytesSent);
    }

    [Fact]
    public void A_source_that_ends_early_is_the_sources_error()
    {
        string path = Path.GetTempFileName();
        File.WriteAllBytes(path, new byte[100]);
        using ScriptedServer server = new(Replies(Answer(200)));
        using S3Client client = Clients.For(server);
        using (Microsoft.Win32.SafeHandles.SafeFileHandle file = File.OpenHandle(path))
            Assert.Equal(FailureKind.SourceRead, client.PutObject(new PutObjectRequest("bkt", Key, new FileBody(file, 0, 1000)), default).Error!.Kind);
        File.Delete(path);
    }
}
