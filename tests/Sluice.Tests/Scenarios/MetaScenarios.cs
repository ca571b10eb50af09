using System.Text.Json;
using Sluice.Endpoint.Faults;
using Sluice.S3;
using static Sluice.Tests.Scenarios.VersionedScene;

namespace Sluice.Tests.Scenarios;

public sealed class MetaScenarios
{
    [Fact]
    public async Task Meta_changes_what_is_asked_for_and_leaves_alone_what_has_it()
    {
        await using Scene scene = await Scene.BeginAsync();
        foreach (string key in new[] { "d/a.css", "d/b.css", "d/c.txt" })
            scene.Put(key, key);
        (await scene.RunAsync("meta", "set", "s3://scene/d/a.css", "Camera=X100", "note=a=b", "--cache-control", "max-age=1", "--content-type", "text/css")).Exits(0).Says("Changed 1 object");
        Assert.Equal(["cache-control: max-age=1", "content-type: text/css", "x-amz-meta-camera: X100", "x-amz-meta-note: a=b"], (await scene.RunAsync("meta", "get", "s3://scene/d/a.css")).Exits(0).Lines);
        (await scene.RunAsync("meta", "set", "-r", "s3://scene/d/", "--exclude", "*", "--include", "*.css", "--cache-control", "max-age=1", "--unset", "Content-Language")).Exits(0).Says("Changed 1 object", "3 listed = 1 done + 2 skipped");
        string dry = (await scene.RunAsync("meta", "set", "s3://scene/d/a.css", "--remove", "NOTE", "--cache-control", "no-store", "--dry-run")).Exits(0).Says("1 object").Output;
        Assert.Contains("(Would change: -cache-control: max-age=1, -x-amz-meta-note: a=b, +cache-control: no-store.)", dry, StringComparison.Ordinal);
        Assert.Equal("max-age=1", scene.Head("d/a.css").Attributes.CacheControl);
        (await scene.RunAsync("meta", "set", "s3://scene/d/a.css", "new=1", "--replace", "--unset", "cache-control")).Exits(0);
        JsonElement one = Assert.Single((await scene.RunAsync("meta", "get", "--json", "s3://scene/d/a.css")).Exits(0).Json);
        Assert.Equal(("""{"content-type":"text/css"}""", """{"new":"1"}"""), (one.GetProperty("headers").GetRawText(), one.GetProperty("metadata").GetRawText()));
        Assert.Equal("d/a.css"u8.ToArray(), scene.Get("d/a.css"));
        (await scene.RunAsync("meta", "get", "-r", "s3://scene/d/", "--include", "c.*")).Exits(0);
        (await scene.RunAsync("meta", "set", "s3://scene/d/a.css")).Exits(2).Says("nothing to change");
        (await scene.RunAsync("meta", "set", "s3://scene/d/a.css", "a b=1")).Exits(2).Says("no HTTP header name");
        (await scene.RunAsync("meta", "set", "s3://scene/d/a.css", "--unset", "content-type")).Exits(2).Says("cannot be taken away");
        (await scene.RunAsync("meta", "set", "s3://scene/d/a.css?versionId=x", "a=1")).Exits(2).Says("is one version");
        (await scene.RunAsync("meta", "set", "s3://scene/nothing", "a=1")).Exits(1);
    }

    [Fact]
    public async Task A_change_of_metadata_makes_one_version_and_none_where_nothing_changes()
    {
        (Scene scene, Func<DateTimeOffset> tick) = await BeginAsync();
        await using Scene _ = scene;
        scene.Put("k", "one");
        tick();
        (await scene.RunAsync("meta", "set", "s3://scene/k", "a=1")).Exits(0).Says("Changed 1 object");
        Assert.Equal(2, Count(scene));
        (await scene.RunAsync("meta", "set", "s3://scene/k", "a=1")).Exits(0).Says("Changed 0 objects");
        Assert.Equal(2, Count(scene));
    }

    [Fact]
    public async Task What_is_written_while_metadata_changes_is_not_lost()
    {
        await using Scene scene = await Scene.BeginAsync();
        scene.Put("k", "one");
        int met = 0;
        scene.Deviate(instead: request =>
        {
            // Just before the request that would overwrite it.
            if (request.Headers.ContainsKey("x-amz-copy-source") && Interlocked.Increment(ref met) == 1)
                scene.Put("k", "another");
            return null;
        });
        (await scene.RunAsync("meta", "set", "s3://scene/k", "a=1")).Exits(1).Says("k");
        Assert.True(met > 0);
        Assert.Equal("another"u8.ToArray(), scene.Get("k"));
        Assert.Empty(scene.Head("k").Attributes.Metadata);
    }

    [Theory]
    [InlineData("GetObjectAcl", "ACL could not be read")]
    [InlineData("GetObjectTagging", "tags could not be read")]
    public async Task What_a_copy_would_lose_unseen_is_a_reason_not_to_make_it(string operation, string says)
    {
        await using Scene scene = await Scene.BeginAsync();
        scene.Put("k", "one");
        scene.Server.Faults.On(operation).Reply(403, "AccessDenied");
        (await scene.RunAsync("meta", "set", "s3://scene/k", "a=1")).Exits(1).Says(says);
        Assert.Equal(0, scene.Server.Requests["CopyObject"]);
    }

    [Fact]
    public async Task Metadata_of_an_object_with_a_customers_key_is_changed_with_that_key()
    {
        await using Scene scene = await Scene.BeginAsync();
        scene.Write("key", Scene.Bytes(32));
        scene.Write("body", "secret");
        (await scene.RunAsync("cp", "body", "s3://scene/k", "--sse-c-key-file", "key")).Exits(0);
        (await scene.RunAsync("meta", "set", "s3://scene/k", "a=1")).Exits(1).Says("key");
        (await scene.RunAsync("meta", "set", "s3://scene/k", "a=1", "--sse-c-key-file", "key")).Exits(0).Says("Changed 1 object");
        Assert.Contains("x-amz-meta-a: 1", (await scene.RunAsync("meta", "get", "s3://scene/k", "--sse-c-key-file", "key")).Exits(0).Lines);
        Assert.Equal("secret", (await scene.RunAsync("cat", "s3://scene/k", "--sse-c-key-file", "key")).Exits(0).Output);
    }

    [Fact]
    public async Task Meta_killed_changes_what_is_left_and_nothing_twice()
    {
        const int Objects = 30, Before = 10;
        (Scene scene, Func<DateTimeOffset> tick) = await BeginAsync();
        await using Scene owned = scene;
        for (int i = 0; i < Objects; i++)
            scene.Put($"d/{i:00}", "x");
        tick();
        string[] command = ["meta", "set", "-r", "s3://scene/d/", "stage=done", "--concurrency", "1", "--no-progress"];
        FaultRule held = scene.Server.Faults.On("CopyObject").Nth(Before + 1).Delay(TimeSpan.FromMinutes(5));
        using (CommandProcess process = scene.Start(command))
        {
            await Scene.UntilAsync(() => held.Hits > 0);
            await process.KillAsync();
        }
        scene.Server.Faults.Clear();
        scene.Server.Requests.Reset();
        (await scene.RunAsync(command)).Exits(0).Says($"{Objects} listed = {Objects - Before} done + {Before} skipped");
        Assert.Equal(Objects - Before, scene.Server.Requests["CopyObject"]);
        Assert.Equal(2 * Objects, Count(scene));
        Assert.DoesNotContain(scene.Journals(), static file => file.EndsWith(".journal", StringComparison.Ordinal));
    }
}
