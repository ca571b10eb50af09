using System.Text;
using Sluice.Endpoint;
using Sluice.S3;

namespace Sluice.Tests.Endpoint;

public sealed class ObjectTests : EndpointTest
{
    [Fact]
    public async Task Keys_are_the_raw_bytes_of_the_request()
    {
        await using EndpointServer server = await StartAsync(new EndpointOptions { AllowInvalidUtf8Keys = true });
        using RawClient client = new(server);
        byte[][] keys = [.. new[] { "a//b", "/a", "a/", "..", "../x", "a/../b", "a/./b", "%2F", "a+b", "a b", "\t\n", "ä", "?", "#", "//" }.Select(Encoding.UTF8.GetBytes), [0xff, 0xfe], [0xc3, 0x28]];
        foreach (byte[] key in keys)
            await BytesAsync(client.PutAsync(RawClient.PathOf(Bucket, new ObjectKey(key)), key));
        foreach (byte[] key in keys)
            Assert.Equal(key, await BytesAsync(client.GetAsync(RawClient.PathOf(Bucket, new ObjectKey(key)))));
        string listing = Encoding.UTF8.GetString(await BytesAsync(client.GetAsync($"/{Bucket}?list-type=2&encoding-type=url")));
        Assert.Equal(keys.Length, listing.Split("<Key>").Length - 1);
        Assert.Contains("<Key>%FF%FE</Key>", listing, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Keys_that_s3_refuses_are_refused()
    {
        await using EndpointServer server = await StartAsync();
        using RawClient client = new(server);
        await ExpectAsync(400, "InvalidURI", client.PutAsync($"/{Bucket}/%FF", []));
        await ExpectAsync(400, "KeyTooLongError", client.PutAsync($"/{Bucket}/{new string('k', 1025)}", []));
        await BytesAsync(client.PutAsync($"/{Bucket}/{new string('k', 1024)}", []));
    }

    [Theory]
    [InlineData("bytes=0-0", 206, 0, 1)]
    [InlineData("bytes=5-", 206, 5, 95)]
    [InlineData("bytes=-10", 206, 90, 10)]
    [InlineData("bytes=-1000", 206, 0, 100)]
    [InlineData("bytes=90-1000", 206, 90, 10)]
    [InlineData("bytes=9-3", 200, 0, 100)]
    [InlineData("bytes=0-1,5-6", 200, 0, 100)]
    [InlineData("lines=0-1", 200, 0, 100)]
    [InlineData("bytes=100-", 416, 0, 0)]
    [InlineData("bytes=-0", 416, 0, 0)]
    public async Task Ranges_follow_rfc_9110(string range, int status, int offset, int length)
    {
        byte[] body = [.. Enumerable.Range(0, 100).Select(static i => (byte)i)];
        await using EndpointServer server = await StartAsync();
        using RawClient client = new(server);
        await BytesAsync(client.PutAsync($"/{Bucket}/key", body));
        using HttpResponseMessage response = await client.GetAsync($"/{Bucket}/key", ("range", range));
        Assert.Equal(status, (int)response.StatusCode);
        if (status == 416)
            return;
        Assert.Equal(body.AsSpan(offset, length).ToArray(), await response.Content.ReadAsByteArrayAsync());
        Assert.Equal(status == 206 ? $"bytes {offset}-{offset + length - 1}/100" : null, response.Content.Headers.ContentRange?.ToString());
    }

    [Fact]
    public async Task A_bucket_can_be_named_by_the_host()
    {
        await using EndpointServer server = await StartAsync();
        using RawClient client = new(server);
        await BytesAsync(client.PutAsync($"/{Bucket}/a/b", "x"u8.ToArray(), ("x-amz-acl", "public-read")));
        using HttpRequestMessage byHost = new(HttpMethod.Get, new Uri(server.Url, "/a/b"));
        byHost.Headers.Host = $"{Bucket}.localhost:{server.Url.Port}";
        Assert.Equal("x"u8.ToArray(), await BytesAsync(client.SendAsync(byHost)));
    }

    [Fact]
    public async Task Memory_beyond_the_limit_is_refused_and_given_back_by_deletes()
    {
        await using EndpointServer server = await StartAsync(new EndpointOptions { MemoryLimit = 1 << 20 });
        using RawClient client = new(server);
        byte[] body = new byte[700 << 10];
        await BytesAsync(client.PutAsync($"/{Bucket}/one", body));
        await ExpectAsync(507, "InsufficientStorage", client.PutAsync($"/{Bucket}/two", body));
        await BytesAsync(client.SendAsync("DELETE", $"/{Bucket}/one", null));
        await BytesAsync(client.PutAsync($"/{Bucket}/two", body));
    }

    [Fact]
    public async Task An_overwritten_object_is_still_read_to_its_end()
    {
        await using EndpointServer server = await StartAsync();
        using RawClient client = new(server);
        byte[] old = new byte[32 << 20];
        Array.Fill(old, (byte)1);
        await BytesAsync(client.PutAsync($"/{Bucket}/key", old, ("x-amz-content-sha256", "UNSIGNED-PAYLOAD")));
        using HttpResponseMessage reading = await client.GetAsync($"/{Bucket}/key");
        await BytesAsync(client.PutAsync($"/{Bucket}/key", new byte[32 << 20], ("x-amz-content-sha256", "UNSIGNED-PAYLOAD")));
        byte[] got = await reading.Content.ReadAsByteArrayAsync();
        Assert.True(got.AsSpan().SequenceEqual(old));
    }

    [Theory]
    [InlineData("<Delete>")]
    [InlineData("<!DOCTYPE Delete [<!ENTITY a 'b'>]><Delete><Object><Key>&a;</Key></Object></Delete>")]
    [InlineData("<Delete></Delete>")]
    [InlineData("<Other/>")]
    [InlineData("")]
    public async Task Xml_that_is_not_what_it_should_be_is_malformed(string xml)
    {
        await using EndpointServer server = await StartAsync();
        using RawClient client = new(server);
        byte[] body = Encoding.UTF8.GetBytes(xml);
        await ExpectAsync(400, "MalformedXML", client.SendAsync("POST", $"/{Bucket}?delete=", body, ("content-md5", Md5(body))));
    }

    [Fact]
    public async Task Deletes_need_an_integrity_header_and_take_1000_keys_at_most()
    {
        await using EndpointServer server = await StartAsync();
        using RawClient client = new(server);
        byte[] most = Delete(1000), tooMany = Delete(1001);
        await ExpectAsync(400, "InvalidRequest", client.SendAsync("POST", $"/{Bucket}?delete=", most));
        await BytesAsync(client.SendAsync("POST", $"/{Bucket}?delete=", most, ("content-md5", Md5(most))));
        await ExpectAsync(400, "MalformedXML", client.SendAsync("POST", $"/{Bucket}?delete=", tooMany, ("content-md5", Md5(tooMany))));
        await ExpectAsync(400, "BadDigest", client.SendAsync("POST", $"/{Bucket}?delete=", most, ("content-md5", Md5(tooMany))));
    }

    [Fact]
    public void All_problems_of_the_options_are_said_at_once()
    {
        EndpointOptions options = new() { Port = 70_000, Durable = true, KeyFile = "key.pem", Region = "" };
        Assert.Equal(4, options.Problems().Count);
    }

    static byte[] Delete(int count) => Encoding.UTF8.GetBytes("<Delete><Quiet>true</Quiet>" + string.Concat(Enumerable.Range(0, count).Select(static i => $"<Object><Key>{i}</Key></Object>")) + "</Delete>");

    static string Md5(byte[] body) => Sluice.S3.Checksums.ChecksumHasher.Compute(Sluice.S3.Checksums.ChecksumAlgorithm.Md5, body).Base64;
}
