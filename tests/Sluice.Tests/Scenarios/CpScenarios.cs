using System.Text.Json;
using Sluice.Endpoint;
using Sluice.S3;

namespace Sluice.Tests.Scenarios;

public sealed class CpScenarios
{
    [Fact]
    public async Task Cp_file_to_key_and_back()
    {
        await using Scene scene = await Scene.BeginAsync();
        byte[] content = Scene.Bytes(100_000);
        string file = scene.Write("in.bin", content);

        CommandResult up = (await scene.RunAsync("cp", file, "s3://scene/a/b.bin")).Exits(0);
        Assert.Empty(up.Output);
        up.Says("Copied 1 object", ", verified by checksum.");
        Assert.Equal(content, scene.Get("a/b.bin"));
        Assert.Equal(1, scene.Server.Requests["PutObject"]);

        (await scene.RunAsync("cp", "s3://scene/a/b.bin", "out.bin")).Exits(0);
        Assert.Equal(content, File.ReadAllBytes(scene.Path("out.bin")));
    }

    [Fact]
    public async Task Cp_directory_to_prefix_and_prefix_to_directory()
    {
        await using Scene scene = await Scene.BeginAsync();
        scene.Write("tree/a.txt", "a");
        scene.Write("tree/sub/b b.txt", "bb");
        scene.Write("tree/sub/deep/ü.txt", "");
        CommandResult up = (await scene.RunAsync("cp", "tree/", "s3://scene/p/", "--verbose")).Exits(0);
        Assert.Equal(["p/a.txt", "p/sub/b b.txt", "p/sub/deep/ü.txt"], scene.Keys());
        Assert.Equal(3, up.Lines.Length);
        Assert.Equal(3, scene.Server.Requests["PutObject"]);
        (await scene.RunAsync("cp", "s3://scene/p/", "back/", "-q")).Exits(0);
        Assert.Equal(["a.txt", "sub/b b.txt", "sub/deep/ü.txt"], scene.Files("back"));
    }

    [Fact]
    public async Task Cp_glob_with_filters_takes_what_the_last_rule_says()
    {
        await using Scene scene = await Scene.BeginAsync();
        foreach (string key in new[] { "x/a.jpg", "x/b.jpg", "x/drafts/c.jpg", "x/d.txt" })
            scene.Put(key, key);
        (await scene.RunAsync("cp", "s3://scene/x/*.jpg", "out/", "--exclude", "*", "--include", "*.jpg", "--exclude", "drafts/*")).Exits(0);
        Assert.Equal(["a.jpg", "b.jpg"], scene.Files("out"));
    }

    [Fact]
    public async Task Cp_stdin_to_key_and_key_to_stdout()
    {
        await using Scene scene = await Scene.BeginAsync();
        byte[] content = Scene.Bytes(300_000);
        (await scene.RunAsync(["cp", "-", "s3://scene/stream"], content)).Exits(0);
        Assert.Equal(content, scene.Get("stream"));
        CommandResult down = (await scene.RunAsync("cp", "s3://scene/stream", "-")).Exits(0);
        Assert.Equal(content, down.OutputBytes);
    }

    [Fact]
    public async Task Cp_within_a_store_moves_no_bytes_through_this_machine()
    {
        await using Scene scene = await Scene.BeginAsync();
        scene.Put("from/a", "hello");
        (await scene.RunAsync("cp", "s3://scene/from/", "s3://scene/to/")).Exits(0).Says("confirmed by the store");
        Assert.Equal("hello"u8.ToArray(), scene.Get("to/a"));
        Assert.Equal(1, scene.Server.Requests["CopyObject"]);
    }

    [Fact]
    public async Task Cp_between_two_profiles_streams_from_one_store_to_the_other()
    {
        await using Scene scene = await Scene.BeginAsync();
        await using EndpointServer other = await EndpointServer.StartAsync(new EndpointOptions(), CancellationToken.None);
        scene.Put("x/a", "hello");
        string config = scene.Write("config", $"""
            [profile old]
            region = us-east-1
            endpoint_url = {scene.Server.Url}
            aws_access_key_id = {scene.Server.AccessKey}
            aws_secret_access_key = {scene.Server.SecretKey}
            [profile new]
            region = us-east-1
            endpoint_url = {other.Url}
            aws_access_key_id = {other.AccessKey}
            aws_secret_access_key = {other.SecretKey}
            """);
        scene.Environment["AWS_CONFIG_FILE"] = config;
        foreach (string name in new[] { "AWS_ENDPOINT_URL", "AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY", "AWS_REGION" })
            scene.Environment[name] = null;
        (await scene.RunAsync("mb", "s3://new@target")).Exits(0);
        (await scene.RunAsync("cp", "s3://old@scene/x/", "s3://new@target/y/")).Exits(0).Says("Copied 1 object");
        Assert.Equal("hello"u8.ToArray(), (await scene.RunAsync("cat", "s3://new@target/y/a")).Exits(0).OutputBytes);
        Assert.Equal(1, other.Requests["PutObject"]);
    }

    [Fact]
    public async Task Cp_dry_run_shows_everything_and_writes_nothing()
    {
        await using Scene scene = await Scene.BeginAsync();
        scene.Write("tree/a", "a");
        scene.Write("tree/b", "b");
        CommandResult result = (await scene.RunAsync("cp", "tree", "s3://scene/", "--dry-run")).Exits(0).Says("Dry run: nothing was written");
        Assert.Equal(2, result.Lines.Count(line => line.StartsWith("(dry run) cp ", StringComparison.Ordinal)));
        Assert.Empty(scene.Keys());
        Assert.Equal(0, scene.Server.Requests["PutObject"]);
    }

    [Fact]
    public async Task Cp_json_is_one_object_a_line_and_ends_in_a_summary()
    {
        await using Scene scene = await Scene.BeginAsync();
        scene.Write("tree/a", "aaa");
        scene.Write("tree/b", "b");
        List<JsonElement> json = (await scene.RunAsync("cp", "tree", "s3://scene/", "--json", "-q")).Exits(0).Json;
        Assert.Equal(["outcome", "outcome", "summary"], json.Select(line => line.GetProperty("type").GetString()));
        Assert.All(json[..2], line => Assert.StartsWith("crc64nvme:", line.GetProperty("checksum").GetString(), StringComparison.Ordinal));
        Assert.Equal(4, json[2].GetProperty("bytes").GetInt64());
        Assert.True(json[2].GetProperty("complete").GetBoolean());
    }

    [Fact]
    public async Task Cp_sets_what_objects_get()
    {
        await using Scene scene = await Scene.BeginAsync();
        scene.Write("a.css", "a{}");
        (await scene.RunAsync("cp", "a.css", "s3://scene/", "--metadata", "owner=me,stage=test", "--tags", "t=1", "--cache-control", "no-store", "--content-encoding", "identity")).Exits(0);
        ObjectInfo info = scene.Head("a.css");
        Assert.Equal("text/css", info.Attributes.ContentType);
        Assert.Equal("no-store", info.Attributes.CacheControl);
        Assert.Equal(2, info.Attributes.Metadata.Count);
        Assert.Equal(1, info.TagCount);
        CommandResult stat = (await scene.RunAsync("stat", "s3://scene/a.css")).Exits(0);
        Assert.Contains("owner = me", stat.Output, StringComparison.Ordinal);
        Assert.Contains("t = 1", stat.Output, StringComparison.Ordinal);
        Assert.Contains("crc64nvme:", stat.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Cp_in_parts_shows_them_in_stat()
    {
        await using Scene scene = await Scene.BeginAsync();
        byte[] content = Scene.Bytes(12 << 20);
        scene.Write("big", content);
        (await scene.RunAsync("cp", "big", "s3://scene/", "--part-size", "5MiB", "--concurrency", "4", "--memory", "64MiB")).Exits(0);
        Assert.Equal(3, scene.Server.Requests["UploadPart"]);
        JsonElement stat = Assert.Single((await scene.RunAsync("stat", "s3://scene/big", "--json")).Exits(0).Json);
        Assert.Equal(3, stat.GetProperty("parts").GetInt32());
        Assert.Equal(content.Length, stat.GetProperty("size").GetInt64());
        Assert.Equal(content, (await scene.RunAsync("cat", "s3://scene/big", "--part-size", "5MiB")).Exits(0).OutputBytes);
    }

    [Fact]
    public async Task Cp_names_every_item_that_failed_and_exits_1()
    {
        await using Scene scene = await Scene.BeginAsync();
        scene.Put("a", "a");
        scene.Put("b", "b");
        scene.Server.Faults.On("GetObject").Key("b").Reply(403, "AccessDenied");
        CommandResult result = (await scene.RunAsync("cp", "s3://scene/", "out/")).Exits(1);
        result.Says("denied: s3://scene/b", "AccessDenied", "request ", "Incomplete (1 did not arrive");
        Assert.Equal(["a"], scene.Files("out"));
    }

    [Fact]
    public async Task Cp_from_a_store_in_trouble_retries_and_tells()
    {
        await using Scene scene = await Scene.BeginAsync();
        scene.Put("a", "a");
        scene.Server.Faults.On("GetObject").Times(2).Reply(503, "SlowDown");
        (await scene.RunAsync("cp", "s3://scene/a", "a")).Exits(0).Says("2 retries", "2 asked to slow down");
    }
}
