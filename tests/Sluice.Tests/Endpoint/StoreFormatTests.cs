using System.Security.Cryptography;
using System.Text;
using Sluice.Endpoint;

namespace Sluice.Tests.Endpoint;

/// <summary>Directories of other versions of the endpoint.</summary>
public sealed class StoreFormatTests : EndpointTest
{
    const string Owner = "6084a2bd9f23bb865d4cdb1598e5217ab6abd16749bc8a42a164d5c6b897147b";
    const string Access = $$"""{"OwnerId":"{{Owner}}","Grants":[{"Grantee":"{{Owner}}","Permission":4}]}""";
    const string Plain = """{"ContentType":"binary/octet-stream","Metadata":[],"Tags":[]}""";

    EndpointOptions Options => new() { DataDirectory = TemporaryDirectory, AccessKey = "key", SecretKey = "secret" };

    /// <summary>As the version before versions wrote them, copied from such a directory; it left out a size of 0.</summary>
    [Fact]
    public async Task A_directory_of_the_first_format_opens_and_serves_all_it_has()
    {
        WriteFirstFormat();
        for (int start = 0; start < 2; start++)
        {
            await using EndpointServer server = await StartAsync(Options, withBucket: false);
            Assert.Empty(server.Damage);
            using RawClient client = new(server);
            using HttpResponseMessage kept = await client.GetAsync($"/{Bucket}/k");
            Assert.Equal(("kept", "b", "\"4d8b6084f3d167b76cac66a22a91be02\""), (await kept.Content.ReadAsStringAsync(), kept.Headers.GetValues("x-amz-meta-a").Single(), kept.Headers.ETag?.Tag));
            Assert.Contains("<Key>t</Key><Value>1</Value>", Encoding.UTF8.GetString(await BytesAsync(client.GetAsync($"/{Bucket}/k?tagging="))), StringComparison.Ordinal);
            Assert.Empty(await BytesAsync(client.GetAsync($"/{Bucket}/empty")));
            using HttpResponseMessage part = await client.GetAsync($"/{Bucket}/large?partNumber=1");
            Assert.Equal("part", await part.Content.ReadAsStringAsync());
            Assert.Contains("<Size>4</Size>", Encoding.UTF8.GetString(await BytesAsync(client.GetAsync($"/{Bucket}/going-on?uploadId=a38d1e5d7341db53fed61665c0612815"))), StringComparison.Ordinal);
            string versions = Encoding.UTF8.GetString(await BytesAsync(client.GetAsync($"/{Bucket}?versions=")));
            Assert.Equal(3, versions.Split("<VersionId>null</VersionId>").Length - 1);
        }
        Assert.Equal("2", File.ReadAllText(Path.Combine(TemporaryDirectory, "format")).Trim());
    }

    [Theory]
    [InlineData("3")]
    [InlineData("99999999999999999999")]
    [InlineData("two")]
    public async Task A_directory_of_a_newer_format_is_refused_and_left_as_it_is(string format)
    {
        WriteFirstFormat();
        File.WriteAllText(Path.Combine(TemporaryDirectory, "format"), format);
        IOException refused = await Assert.ThrowsAsync<IOException>(() => EndpointServer.StartAsync(Options, CancellationToken.None));
        Assert.Contains($"it has the format {format}; this version reads up to 2", refused.Message, StringComparison.Ordinal);
        Assert.Contains(TemporaryDirectory, refused.Message, StringComparison.Ordinal);
        Assert.Equal(format, File.ReadAllText(Path.Combine(TemporaryDirectory, "format")));
        Assert.False(Directory.Exists(Path.Combine(TemporaryDirectory, "damaged")));
    }

    [Fact]
    public async Task A_format_file_that_a_crash_left_empty_is_written_again()
    {
        WriteFirstFormat();
        File.WriteAllText(Path.Combine(TemporaryDirectory, "format"), "");
        await using (EndpointServer server = await StartAsync(Options, withBucket: false))
            Assert.Equal("kept"u8.ToArray(), await BytesAsync(new RawClient(server).GetAsync($"/{Bucket}/k")));
        Assert.Equal("2", File.ReadAllText(Path.Combine(TemporaryDirectory, "format")).Trim());
    }

    void WriteFirstFormat()
    {
        const string upload = "a38d1e5d7341db53fed61665c0612815", bucket = "buckets/b-" + Bucket + "/";
        Write(bucket + "bucket.json", $$"""{"Name":"{{Bucket}}","Created":"2026-11-27T16:00:49+00:00","Access":{{Access}} }""");
        WriteObject("k", $$""" "Size":4,"LastModified":"2026-11-27T16:00:49+00:00","ETag":"4d8b6084f3d167b76cac66a22a91be02","Description":{"ContentType":"text/plain","Metadata":[{"Key":"a","Value":"b"}],"Tags":[{"Key":"t","Value":"1"}]},"Access":{{Access}},"Checksum":{"Algorithm":3,"Base64":"\u002ByhqBg=="},"Parts":[],"BlobIds":["{{Blob("kept")}}"]""");
        WriteObject("empty", $$""" "LastModified":"2026-11-27T16:00:49+00:00","ETag":"d41d8cd98f00b204e9800998ecf8427e","Description":{{Plain}},"Access":{{Access}},"Checksum":{"Algorithm":3,"Base64":"AAAAAA=="},"Parts":[],"BlobIds":["{{Blob("")}}"]""");
        WriteObject("large", $$""" "Size":4,"LastModified":"2026-11-27T16:00:49+00:00","ETag":"1819d1a8700e59901a48215b8577ac07-1","Description":{{Plain}},"Access":{{Access}},"Checksum":{"Algorithm":1,"Base64":"v\u002BlYbwd1k6E="},"Parts":[{"Number":1,"Size":4,"ETag":"f4c9385f1902f7334b00b9b4ecd164de","Checksum":{"Algorithm":3,"Base64":"SQ9wxg=="} }],"BlobIds":["{{Blob("part")}}"]""");
        Write(bucket + $"uploads/{upload}/upload.json", $$"""{"Id":"{{upload}}","KeyBytes":"Z29pbmctb24=","Initiated":"2026-11-27T16:00:49+00:00","Description":{{Plain}},"Access":{{Access}},"InitiatorId":"{{Owner}}"}""");
        Write(bucket + $"uploads/{upload}/00001.json", $$"""{"Number":1,"Size":4,"ETag":"f4c9385f1902f7334b00b9b4ecd164de","LastModified":"2026-11-27T16:00:49+00:00","Checksum":{"Algorithm":3,"Base64":"SQ9wxg=="},"Crc64Nvme":"v\u002BlYbwd1k6E=","BlobId":"{{Blob("part")}}"}""");
    }

    void WriteObject(string key, string fields)
    {
        string name = Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(key)));
        Write($"buckets/b-{Bucket}/objects/{name[..2]}/{name}.json", $$"""{"KeyBytes":"{{Convert.ToBase64String(Encoding.UTF8.GetBytes(key))}}",{{fields}} }""");
    }

    string Blob(string bytes)
    {
        string id = Guid.NewGuid().ToString("n");
        Write($"blobs/{id[..2]}/{id}", bytes);
        return id;
    }

    void Write(string path, string text)
    {
        string full = Path.Combine([TemporaryDirectory, .. path.Split('/')]);
        Directory.CreateDirectory(Path.GetDirectoryName(full)!);
        File.WriteAllText(full, text);
    }
}
