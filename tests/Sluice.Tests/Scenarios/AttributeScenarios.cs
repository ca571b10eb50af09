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

    [Fact]
    public async Task Every_flag_arrives_at_the_object()
    {
        await using Scene scene = await Scene.BeginAsync();
        scene.Write("f", "hello");
        (await scene.RunAsync("cp", "f", "s3://scene/", "--content-language", "de-CH", "--expires", "2030-01-02T03:04:05Z", "--content-encoding", "gzip", "--content-disposition", "inline",
            "--cache-control", "no-cache", "--website-redirect", "/other", "--metadata", "title=Hello, world,by=me", "--metadata", "{\"json\": \"a,b=c\"}", "--metadata", "quoted=\"x,y=z\"",
            "--grant-read", "uri=http://acs.amazonaws.com/groups/global/AllUsers", "--sse", "aws:kms", "--sse-kms-key-id", "k", "--sse-bucket-key")).Exits(0);
        JsonElement stat = Assert.Single((await scene.RunAsync("stat", "--json", "s3://scene/f")).Exits(0).Json);
        Assert.Equal(["de-CH", "Wed, 02 Jan 2030 03:04:05 GMT", "gzip", "inline", "no-cache", "/other"],
            ((string[])["content_language", "expires", "content_encoding", "content_disposition", "cache_control", "website_redirect"]).Select(name => stat.GetProperty(name).GetString()));
        Assert.Equal(["Hello, world", "me", "a,b=c", "x,y=z"], ((string[])["title", "by", "json", "quoted"]).Select(name => stat.GetProperty("metadata").GetProperty(name).GetString()));
        Assert.True(scene.Head("f").Attributes.Sse!.BucketKey);
        Assert.Equal("hello", (await scene.RunAsync("cat", "--no-sign-request", "s3://scene/f")).Exits(0).Output);
        Assert.Contains("expires", (await scene.RunAsync("stat", "s3://scene/f")).Exits(0).Output, StringComparison.Ordinal);

        // A change in place takes all the rest along.
        (await scene.RunAsync("cp", "s3://scene/f", "s3://scene/f", "--cache-control", "max-age=5")).Exits(0);
        Sluice.S3.ObjectAttributes changed = scene.Head("f").Attributes;
        Assert.Equal(("max-age=5", "Wed, 02 Jan 2030 03:04:05 GMT", "de-CH", "/other", "aws:kms"), (changed.CacheControl, changed.Expires, changed.ContentLanguage, changed.WebsiteRedirect, changed.Sse?.Mode));
    }

    [Theory]
    [InlineData("--expires", "soon", "length of time")]
    [InlineData("--website-redirect", "other", "slash")]
    [InlineData("--grant-read", "everybody", "id=")]
    [InlineData("--metadata", "a=1,a=2", "twice")]
    [InlineData("--metadata", "nothing", "name=value")]
    [InlineData("--sse-kms-context", "x", "JSON")]
    [InlineData("--object-lock-mode", "GOVERNANCE", "go together")]
    [InlineData("--object-lock-retain-until-date", "2001-01-01", "over already")]
    [InlineData("--copy-props", "everything", "one of none")]
    public async Task A_value_that_makes_no_sense_is_told_by_its_flag(string flag, string value, string said)
    {
        await using Scene scene = await Scene.BeginAsync();
        scene.Write("f", "hello");
        (await scene.RunAsync("cp", "f", "s3://scene/", flag, value)).Exits(2).Says(flag).Says(said);
        (await scene.RunAsync("cp", "f", "s3://scene/", "--acl", "private", "--grant-read", "id=1")).Exits(2).Says("exclude each other");
        (await scene.RunAsync("cp", "f", "s3://scene/", "--no-tags", "--tags-required")).Exits(2).Says("--tags-required");
    }

    [Fact]
    public async Task Tags_that_may_not_be_read_are_told_once_in_the_summary_and_for_each_object_in_the_ledger()
    {
        await using Scene scene = await Scene.BeginAsync();
        await using Scene other = await Scene.BeginAsync();
        scene.Write("a", "1");
        scene.Write("b", "2");
        (await scene.RunAsync("cp", "a", "b", "s3://scene/p/", "--tags", "team=red", "--storage-class", "STANDARD_IA")).Exits(0);
        scene.Write("config", $"[profile there]\naws_access_key_id={other.Server.AccessKey}\naws_secret_access_key={other.Server.SecretKey}\nregion=us-east-1\nendpoint_url={other.Server.Url}\n");
        scene.Environment["AWS_CONFIG_FILE"] = scene.Path("config");
        scene.Deviate(instead: static request => request.Asks("tagging") ? Sluice.Tests.Support.StoreAnswer.Error(403, "AccessDenied") : null);
        CommandResult result = (await scene.RunAsync("cp", "-r", "s3://scene/p/", "s3://there@scene/q/", "--report", "ledger.csv")).Exits(0);
        result.Says("tags of 2 objects could not be read (denied)");
        Assert.Equal(2, File.ReadAllLines(scene.Path("ledger.csv")).Count(static line => line.Contains("Not kept: tags could not be read (denied).", StringComparison.Ordinal)));
        Assert.Equal("STANDARD_IA", other.Head("q/a").Attributes.StorageClass);
        JsonElement[] lines = [.. (await scene.RunAsync("cp", "--json", "s3://scene/p/a", "s3://there@scene/r/a")).Exits(0).Json];
        Assert.Equal("tags could not be read (denied)", lines[0].GetProperty("not_kept")[0].GetString());
        Assert.Equal("tags", lines[1].GetProperty("not_kept")[0].GetProperty("attribute").GetString());
        (await scene.RunAsync("cp", "-r", "s3://scene/p/", "s3://there@scene/s/", "--tags-required")).Exits(1).Says("--tags-required");
        Assert.DoesNotContain("not be read", (await scene.RunAsync("cp", "-r", "s3://scene/p/", "s3://there@scene/t/", "--no-tags")).Exits(0).Error, StringComparison.Ordinal);
    }
}
