using System.Text;
using Sluice.Endpoint;
using Sluice.S3;
using Sluice.S3.Credentials;
using Sluice.S3.Signing;
using Sluice.Tests.S3.Credentials;

namespace Sluice.Tests.Endpoint;

public sealed class SignatureTests : EndpointTest
{
    static readonly byte[] Body = "signed"u8.ToArray();

    [Fact]
    public async Task Only_requests_whose_signature_holds_are_served()
    {
        await using EndpointServer server = await StartAsync();
        using RawClient right = new(server);
        await BytesAsync(right.PutAsync($"/{Bucket}/key", Body));
        using RawClient wrongSecret = new(server) { SecretKey = "wrong" };
        await ExpectAsync(403, "SignatureDoesNotMatch", wrongSecret.GetAsync($"/{Bucket}/key"));
        using RawClient unknown = new(server) { AccessKey = "UNKNOWN" };
        await ExpectAsync(403, "InvalidAccessKeyId", unknown.GetAsync($"/{Bucket}/key"));
        using RawClient elsewhere = new(server) { Region = "eu-west-1" };
        await ExpectAsync(400, "AuthorizationHeaderMalformed", elsewhere.GetAsync($"/{Bucket}/key"));
        await ExpectAsync(403, "AccessDenied", right.SendAnonymousAsync("GET", $"/{Bucket}/key"));
        using RawClient unsignedHeader = new(server) { Unsigned = [("x-amz-acl", "public-read")] };
        await ExpectAsync(403, "AccessDenied", unsignedHeader.PutAsync($"/{Bucket}/key", Body));
    }

    [Theory]
    [InlineData(-16)]
    [InlineData(16)]
    public async Task A_clock_more_than_15_minutes_off_is_refused(int minutes)
    {
        await using EndpointServer server = await StartAsync();
        using RawClient skewed = new(server) { Clock = new FixedClock(TimeProvider.System.GetUtcNow().AddMinutes(minutes)) };
        await ExpectAsync(403, "RequestTimeTooSkewed", skewed.GetAsync($"/{Bucket}/key"));
    }

    [Fact]
    public async Task A_body_must_have_the_hash_that_was_signed()
    {
        await using EndpointServer server = await StartAsync();
        using RawClient client = new(server);
        await ExpectAsync(400, "XAmzContentSHA256Mismatch", client.PutAsync($"/{Bucket}/key", Body, ("x-amz-content-sha256", new string('0', 64))));
        await ExpectAsync(404, "NoSuchKey", client.GetAsync($"/{Bucket}/key"));
    }

    [Fact]
    public async Task A_presigned_url_opens_its_own_request_until_it_expires()
    {
        DateTimeOffset now = TimeProvider.System.GetUtcNow();
        await using EndpointServer server = await StartAsync();
        using RawClient client = new(server);
        await BytesAsync(client.PutAsync($"/{Bucket}/key", Body));
        string valid = Presign(server, now, 60), expired = Presign(server, now.AddMinutes(-2), 60);
        Assert.Equal(Body, await BytesAsync(client.SendAsync(new HttpRequestMessage(HttpMethod.Get, valid))));
        await ExpectAsync(403, "SignatureDoesNotMatch", client.SendAsync(new HttpRequestMessage(HttpMethod.Put, valid) { Content = new ByteArrayContent(Body) }));
        await ExpectAsync(403, "SignatureDoesNotMatch", client.SendAsync(new HttpRequestMessage(HttpMethod.Get, valid + "&versionId=null")));
        await ExpectAsync(403, "AccessDenied", client.SendAsync(new HttpRequestMessage(HttpMethod.Get, expired)));
    }

    [Theory]
    [InlineData(SigV4Chunks.SignedPayload, false, 200, "")]
    [InlineData(SigV4Chunks.SignedPayload, true, 403, "SignatureDoesNotMatch")]
    [InlineData(SigV4Chunks.SignedPayloadWithTrailer, false, 200, "")]
    [InlineData(SigV4Chunks.SignedPayloadWithTrailer, true, 403, "SignatureDoesNotMatch")]
    [InlineData(SigV4Chunks.UnsignedPayloadWithTrailer, false, 200, "")]
    [InlineData(SigV4Chunks.UnsignedPayloadWithTrailer, true, 400, "BadDigest")]
    public async Task Chunked_bodies_are_verified_to_the_last_byte(string payload, bool tampered, int status, string code)
    {
        await using EndpointServer server = await StartAsync();
        using RawClient client = new(server);
        byte[] body = Encoding.ASCII.GetBytes(string.Concat(Enumerable.Repeat("0123456789", 2000)));
        (string, string)[] trailer = payload == SigV4Chunks.SignedPayload ? [] : [("x-amz-trailer", "x-amz-checksum-crc32c")];
        await ExpectAsync(status, code, client.SendChunkedAsync($"/{Bucket}/key", payload, body.Length, (key, date, seed) => ChunkedUpload.Frame(payload, body, key, date, seed, tampered), trailer));
        if (tampered)
        {
            await ExpectAsync(404, "NoSuchKey", client.GetAsync($"/{Bucket}/key"));
            return;
        }
        using HttpResponseMessage got = await client.GetAsync($"/{Bucket}/key");
        Assert.Equal(body, await got.Content.ReadAsByteArrayAsync());
        Assert.Empty(got.Content.Headers.ContentEncoding);
    }

    [Theory]
    [InlineData("5\r\nhello\r\n")]
    [InlineData("5\r\nhelloX\r\n0\r\n\r\n")]
    [InlineData("zz\r\nhello\r\n0\r\n\r\n")]
    [InlineData("6\r\nhello!\r\n0\r\n\r\n")]
    [InlineData("5\r\nhello\r\n0\r\n\r\nmore")]
    public async Task Broken_framing_stores_nothing(string framed)
    {
        await using EndpointServer server = await StartAsync();
        using RawClient client = new(server);
        using HttpResponseMessage refused = await client.SendChunkedAsync($"/{Bucket}/key", SigV4Chunks.UnsignedPayloadWithTrailer, 5, (_, _, _) => Encoding.ASCII.GetBytes(framed));
        Assert.Equal(400, (int)refused.StatusCode);
        await ExpectAsync(404, "NoSuchKey", client.GetAsync($"/{Bucket}/key"));
    }

    static string Presign(EndpointServer server, DateTimeOffset at, int seconds)
    {
        S3ClientOptions options = new() { Endpoint = server.Url, Region = "us-east-1", Clock = new FixedClock(at), Credentials = CredentialSource.Static(server.AccessKey, server.SecretKey) };
        return new Presigner(options).Presign("GET", Bucket, new ObjectKey("key"), TimeSpan.FromSeconds(seconds));
    }
}
