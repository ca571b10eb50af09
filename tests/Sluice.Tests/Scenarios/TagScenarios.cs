using System.Text.Json;
using Sluice.Endpoint.Faults;
using Sluice.S3;
using static Sluice.Tests.Scenarios.VersionedScene;

namespace Sluice.Tests.Scenarios;

public sealed class TagScenarios
{
    [Fact]
    public async Task Tags_are_set_added_shown_and_removed()
    {
        await using Scene scene = await Scene.BeginAsync();
        foreach (string key in new[] { "d/a", "d/b", "d/c.tmp" })
            scene.Put(key, key);
        (await scene.RunAsync("tag", "set", "s3://scene/d/a", "stage=new", "note=a b/c")).Exits(0).Says("Tagged 1 object");
        Assert.Equal(["note=a b/c", "stage=new"], (await scene.RunAsync("tag", "get", "s3://scene/d/a")).Exits(0).Lines);
        (await scene.RunAsync("tag", "add", "-r", "s3://scene/d/", "stage=done", "--exclude", "*.tmp")).Exits(0).Says("Tagged 2 objects", "3 listed = 2 done + 1 skipped");
        (await scene.RunAsync("tag", "add", "-r", "s3://scene/d/", "stage=done")).Exits(0).Says("Tagged 1 object");
        Assert.Equal(["s3://scene/d/a\tnote=a b/c", "s3://scene/d/a\tstage=done", "s3://scene/d/b\tstage=done", "s3://scene/d/c.tmp\tstage=done"],
            (await scene.RunAsync("tag", "get", "-r", "s3://scene/d/")).Exits(0).Lines.Order(StringComparer.Ordinal));
        (await scene.RunAsync("tag", "rm", "s3://scene/d/a", "note")).Exits(0);
        JsonElement one = Assert.Single((await scene.RunAsync("tag", "get", "--json", "s3://scene/d/a")).Exits(0).Json);
        Assert.Equal(("tags", "d/a", """{"stage":"done"}"""), (one.GetProperty("type").GetString(), one.GetProperty("key").GetString(), one.GetProperty("tags").GetRawText()));
        // Of a list, and as records.
        scene.Write("list", "b\nmissing\n");
        CommandResult listed = (await scene.RunAsync("tag", "rm", "--all", "--files-from", "list", "s3://scene/d/", "--json")).Exits(1).Says("missing");
        Assert.Equal(["done", "missing"], listed.Json.Where(static record => record.GetProperty("type").GetString() != "summary").Select(static record => record.GetProperty("outcome").GetString()).Order(StringComparer.Ordinal));
        Assert.Empty((await scene.RunAsync("tag", "get", "s3://scene/d/b")).Exits(0).Lines);
        Assert.Equal(["stage=done"], (await scene.RunAsync("tag", "get", "s3://scene/d/c.tmp")).Exits(0).Lines);
        (await scene.RunAsync("tag", "get", "s3://scene/nothing")).Exits(1);
    }

    [Fact]
    public async Task A_dry_run_of_tags_says_what_each_object_would_have_and_changes_nothing()
    {
        await using Scene scene = await Scene.BeginAsync();
        scene.Put("a", "a");
        (await scene.RunAsync("tag", "set", "s3://scene/a", "x=1")).Exits(0);
        scene.Server.Requests.Reset();
        Assert.Contains("(Would have x=1, y=2; it has x=1.)", (await scene.RunAsync("tag", "add", "s3://scene/a", "y=2", "--dry-run")).Exits(0).Says("1 object would be tagged").Output, StringComparison.Ordinal);
        Assert.Contains("(Would have y=2; it has x=1.)", (await scene.RunAsync("tag", "set", "s3://scene/a", "y=2", "--dry-run")).Exits(0).Output, StringComparison.Ordinal);
        (await scene.RunAsync("tag", "set", "s3://scene/a", "x=1", "--dry-run")).Exits(0).Says("0 objects would be tagged");
        Assert.Equal(0, scene.Server.Requests["PutObjectTagging"] + scene.Server.Requests["DeleteObjectTagging"]);
    }

    [Fact]
    public async Task What_S3_does_not_take_as_tags_is_told_before_a_request()
    {
        await using Scene scene = await Scene.BeginAsync();
        scene.Put("a", "a");
        scene.Server.Requests.Reset();
        (await scene.RunAsync(["tag", "set", "s3://scene/a", .. Enumerable.Range(0, 11).Select(static i => $"t{i}=")])).Exits(2).Says("11 tags; S3 takes 10");
        (await scene.RunAsync("tag", "add", "s3://scene/a", $"{new string('n', 129)}=")).Exits(2).Says("128 characters");
        (await scene.RunAsync("tag", "add", "s3://scene/a", $"n={new string('v', 257)}")).Exits(2).Says("256 characters");
        (await scene.RunAsync("tag", "add", "s3://scene/a", "n=50%")).Exits(2).Says("S3 does not take");
        (await scene.RunAsync("tag", "add", "s3://scene/a", "aws:n=1")).Exits(2).Says("reserved");
        (await scene.RunAsync("tag", "add", "s3://scene/a", "n=1", "n=2")).Exits(2).Says("given twice");
        (await scene.RunAsync("tag", "add", "s3://scene/a", "word")).Exits(2).Says("NAME=VALUE");
        (await scene.RunAsync("tag", "set", "s3://scene/a")).Exits(2).Says("Say which tags");
        (await scene.RunAsync("tag", "set", "s3://scene/", "a=1")).Exits(2).Says("--recursive");
        (await scene.RunAsync("tag", "rm", "s3://scene/a", "x", "--all")).Exits(2).Says("--all is every tag");
        (await scene.RunAsync("tag", "frob")).Exits(2).Says("There is no command tag frob");
        Assert.Equal(0, scene.Server.Requests.Total);
        (await scene.RunAsync(["tag", "set", "s3://scene/a", .. Enumerable.Range(0, 10).Select(static i => $"t{i}=")])).Exits(0);
        (await scene.RunAsync("tag", "add", "s3://scene/a", "more=1")).Exits(1).Says("11 tags; S3 takes 10");
    }

    [Fact]
    public async Task Tags_are_of_the_version_that_is_named()
    {
        (Scene scene, Func<DateTimeOffset> tick) = await BeginAsync();
        await using Scene _ = scene;
        scene.Put("k", "one");
        string first = scene.Head("k").VersionId!;
        tick();
        scene.Put("k", "two");
        (await scene.RunAsync("tag", "set", $"s3://scene/k?versionId={first}", "v=1")).Exits(0);
        (await scene.RunAsync("tag", "add", "s3://scene/k", "--version-id", first, "w=2")).Exits(0);
        Assert.Empty((await scene.RunAsync("tag", "get", "s3://scene/k")).Exits(0).Lines);
        Assert.Equal(["v=1", "w=2"], (await scene.RunAsync("tag", "get", "--version-id", first, "s3://scene/k")).Exits(0).Lines);
        (await scene.RunAsync("tag", "get", "-r", "--version-id", first, "s3://scene/")).Exits(2).Says("--version-id");
    }

    [Fact]
    public async Task Tag_killed_goes_on_where_it_was()
    {
        const int Objects = 60, Before = 20;
        await using Scene scene = await Scene.BeginAsync();
        for (int i = 0; i < Objects; i++)
            scene.Put($"d/{i:00}", "x");
        string[] command = ["tag", "set", "-r", "s3://scene/d/", "stage=done", "--concurrency", "1", "--no-progress"];
        // One request after the other, and one that never ends.
        FaultRule held = scene.Server.Faults.On("PutObjectTagging").Nth(Before + 1).Delay(TimeSpan.FromMinutes(5));
        using (CommandProcess process = scene.Start(command))
        {
            await Scene.UntilAsync(() => held.Hits > 0);
            await process.KillAsync();
        }
        scene.Server.Faults.Clear();
        scene.Server.Requests.Reset();
        (await scene.RunAsync(command)).Exits(0).Says($"Going on with the run of", $"{Objects} listed = {Objects - Before} done + {Before} skipped");
        Assert.Equal(Objects - Before, scene.Server.Requests["PutObjectTagging"]);
        Assert.DoesNotContain(scene.Journals(), static file => file.EndsWith(".journal", StringComparison.Ordinal));
        foreach (string key in scene.Keys())
            Assert.Equal([new("stage", "done")], scene.Client.GetObjectTagging(Scene.Bucket, new ObjectKey(key), default).Value);
        // An object that was written again since is another one.
        held = scene.Server.Faults.On("PutObjectTagging").Nth(Before + 1).Delay(TimeSpan.FromMinutes(5));
        using (CommandProcess process = scene.Start(command))
        {
            await Scene.UntilAsync(() => held.Hits > 0);
            await process.KillAsync();
        }
        scene.Server.Faults.Clear();
        await Task.Delay(TimeSpan.FromSeconds(1.1));
        scene.Put("d/00", "x");
        (await scene.RunAsync(command)).Exits(0);
        Assert.Equal([new("stage", "done")], scene.Client.GetObjectTagging(Scene.Bucket, new ObjectKey("d/00"), default).Value);
    }

    [Theory]
    [InlineData("PutObjectTagging", "tag", "set", "-r", "s3://scene/d/", "stage=done")]
    [InlineData("PutObjectTagging", "tag", "add", "-r", "s3://scene/d/", "stage=done")]
    [InlineData("PutObjectAcl", "acl", "set", "-r", "s3://scene/d/", "--acl", "private", "--yes")]
    public async Task What_another_command_changed_since_a_run_was_killed_is_changed_again(string operation, params string[] command)
    {
        const int Objects = 12, Before = 6;
        await using Scene scene = await Scene.BeginAsync();
        for (int i = 0; i < Objects; i++)
            scene.Put($"d/{i:00}", "x");
        command = [.. command, "--concurrency", "1", "--no-progress"];
        FaultRule held = scene.Server.Faults.On(operation).Nth(Before + 1).Delay(TimeSpan.FromMinutes(5));
        using (CommandProcess process = scene.Start(command))
        {
            await Scene.UntilAsync(() => held.Hits > 0);
            await process.KillAsync();
        }
        scene.Server.Faults.Clear();
        // Neither changes an object's ETag or its time.
        (await scene.RunAsync("tag", "set", "-r", "s3://scene/d/", "stage=other")).Exits(0);
        (await scene.RunAsync("acl", "set", "-r", "s3://scene/d/", "--acl", "public-read", "--yes")).Exits(0);
        (await scene.RunAsync(command)).Exits(0).Says("Going on with the run of");
        foreach (string key in scene.Keys())
        {
            if (command[0] == "tag")
                Assert.Equal([new("stage", "done")], scene.Client.GetObjectTagging(Scene.Bucket, new ObjectKey(key), default).Value);
            else
                Assert.Equal("FULL_CONTROL  owner\n", (await scene.RunAsync("acl", "get", $"s3://scene/{key}")).Exits(0).Output);
        }
    }
}
