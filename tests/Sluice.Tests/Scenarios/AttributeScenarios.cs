using System.Text.Json;

namespace Sluice.Tests.Scenarios;

public sealed class AttributeScenarios
{
    [Theory]
    [InlineData("crc64nvme", "crc64nvme")]
    [InlineData("crc32c", "crc32c")]
    [InlineData("crc32", "crc32")]
    [InlineData("sha1", "sha1")]
    [InlineData("sha256", "sha256")]
    [InlineData("md5", null)]
    [InlineData("none", null)]
    public async Task Checksum_chooses_what_the_store_keeps(string option, string? kept)
    {
        await using Scene scene = await Scene.BeginAsync();
        byte[] content = Scene.Bytes(6 << 20);
        scene.Write("big", content);
        scene.Write("small", "small");
        (await scene.RunAsync("cp", "big", "small", "s3://scene/", "--checksum", option, "--part-size", "5MiB")).Exits(0);
        List<JsonElement> stats = (await scene.RunAsync("stat", "--json", "s3://scene/big", "s3://scene/small")).Exits(0).Json;
        if (kept is not null)
            Assert.All(stats, stat => Assert.Equal(kept, stat.GetProperty("checksum_algorithm").GetString()));
        (await scene.RunAsync("cp", "s3://scene/big", "s3://scene/small", "out/", "--checksum", option)).Exits(0);
        Assert.Equal(content, File.ReadAllBytes(scene.Path("out/big")));
    }

    [Fact]
    public async Task What_objects_get_is_what_stat_shows()
    {
        await using Scene scene = await Scene.BeginAsync();
        scene.Write("f", "hello");
        (await scene.RunAsync("cp", "f", "s3://scene/", "--content-type", "text/x", "--storage-class", "standard_ia", "--tags", "a=1,b=", "--metadata", @"k=v\,w,ü=ä", "--acl", "public-read", "--sse", "AES256")).Exits(2).Says("'ü'");
        (await scene.RunAsync("cp", "f", "s3://scene/", "--content-type", "text/x", "--storage-class", "standard_ia", "--tags", "a=1,b=", "--metadata", @"k=v\,w,u=ä", "--acl", "public-read", "--sse", "AES256")).Exits(0);
        JsonElement stat = Assert.Single((await scene.RunAsync("stat", "--json", "s3://scene/f")).Exits(0).Json);
        Assert.Equal("text/x", stat.GetProperty("content_type").GetString());
        Assert.Equal("STANDARD_IA", stat.GetProperty("storage_class").GetString());
        Assert.Equal("AES256", stat.GetProperty("encryption").GetString());
        Assert.Equal("v,w", stat.GetProperty("metadata").GetProperty("k").GetString());
        Assert.Equal("ä", stat.GetProperty("metadata").GetProperty("u").GetString());
        Assert.Equal("", stat.GetProperty("tags").GetProperty("b").GetString());
        Assert.Equal("hello", (await scene.RunAsync("cat", "--no-sign-request", "s3://scene/f")).Exits(0).Output);

        (await scene.RunAsync("cp", "s3://scene/f", "s3://scene/kept")).Exits(0);
        (await scene.RunAsync("cp", "s3://scene/f", "s3://scene/replaced", "--metadata", "n=new")).Exits(0);
        List<JsonElement> copies = (await scene.RunAsync("stat", "--json", "s3://scene/kept", "s3://scene/replaced")).Exits(0).Json;
        Assert.Equal("v,w", copies[0].GetProperty("metadata").GetProperty("k").GetString());
        Assert.Equal("text/x", copies[0].GetProperty("content_type").GetString());
        Assert.Equal("new", copies[1].GetProperty("metadata").GetProperty("n").GetString());
        Assert.False(copies[1].GetProperty("metadata").TryGetProperty("k", out _));
        Assert.Equal(2, scene.Server.Requests["CopyObject"]);
    }
}
