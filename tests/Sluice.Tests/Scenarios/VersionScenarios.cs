using System.Text.Json;
using Sluice.S3;
using static Sluice.Tests.Scenarios.VersionedScene;

namespace Sluice.Tests.Scenarios;

/// <summary>Buckets that keep versions, on an endpoint whose clock the test moves: every operation has a time of its own.</summary>
public sealed class VersionScenarios
{
    [Fact]
    public async Task Ls_versions_shows_versions_and_delete_markers_newest_first()
    {
        (Scene scene, Func<DateTimeOffset> tick) = await BeginAsync();
        await using Scene _ = scene;
        scene.Put("a", "one");
        tick();
        scene.Put("a", "three");
        tick();
        Delete(scene, "a");
        scene.Put("b/c", "x");
        List<JsonElement> json = (await scene.RunAsync("ls", "--versions", "-r", "--json", "s3://scene")).Exits(0).Json;
        Assert.Equal(["a", "a", "a", "b/c"], json.Select(static line => line.GetProperty("key").GetString()));
        Assert.Equal([0L, 5, 3, 1], json.Select(static line => line.GetProperty("size").GetInt64()));
        Assert.Equal([true, false, false, true], json.Select(static line => line.GetProperty("is_latest").GetBoolean()));
        Assert.True(json[0].GetProperty("is_delete_marker").GetBoolean());
        string[] lines = (await scene.RunAsync("ls", "--versions", "-r", "--summarize", "s3://scene")).Exits(0).Lines;
        Assert.Contains("DELETED", lines[0], StringComparison.Ordinal);
        Assert.Contains(json[1].GetProperty("version_id").GetString()!, lines[1], StringComparison.Ordinal);
        Assert.Equal("Total: 3 versions, 1 delete marker, 9 B", lines[^1]);
    }

    [Fact]
    public async Task A_location_with_a_version_id_is_that_version()
    {
        (Scene scene, Func<DateTimeOffset> tick) = await BeginAsync();
        await using Scene _ = scene;
        scene.Put("a*", "one");
        string first = scene.Head("a*").VersionId!;
        tick();
        scene.Put("a*", "two");
        string location = $"s3://scene/a*?versionId={first}";
        Assert.Equal("one", (await scene.RunAsync("cat", location)).Exits(0).Output);
        (await scene.RunAsync("cp", location, "down")).Exits(0);
        Assert.Equal("one", await File.ReadAllTextAsync(scene.Path("down")));
        Assert.Equal("3", (await scene.RunAsync("stat", "--json", location)).Exits(0).Json[0].GetProperty("size").ToString());
        (await scene.RunAsync("verify", "down", location)).Exits(0);
        (await scene.RunAsync("verify", "down", "s3://scene/a*")).Exits(4);
        // Back where it was: a copy onto itself of another version.
        (await scene.RunAsync("cp", "--exact", "s3://scene/a*", "s3://scene/copy")).Exits(0);
        (await scene.RunAsync("cp", location, "s3://scene/a*")).Exits(0);
        Assert.Equal("one"u8.ToArray(), scene.Get("a*"));
        (await scene.RunAsync("cp", "down", location)).Exits(2).Says("one version");
        (await scene.RunAsync("mv", location, "s3://scene/moved")).Exits(2).Says("one version");
        (await scene.RunAsync("ls", location)).Exits(2).Says("one version");
        (await scene.RunAsync("rm", location)).Exits(0).Says("Removed 1 object");
        (await scene.RunAsync("rm", location)).Exits(1).Says("no such version");
        (await scene.RunAsync("cat", location)).Exits(1);
    }

    [Fact]
    public async Task A_name_that_ends_like_a_version_is_typed_exactly()
    {
        await using Scene scene = await Scene.BeginAsync();
        scene.Put("a?versionId=7", "odd");
        Assert.Equal("odd", (await scene.RunAsync("cat", "--exact", "s3://scene/a?versionId=7")).Exits(0).Output);
        Assert.Equal("odd", (await scene.RunAsync("cat", "s3://scene/a?versionId*")).Exits(0).Output);
        (await scene.RunAsync("cat", "s3://scene/a?versionId=7")).Exits(1);
    }

    [Fact]
    public async Task Rm_versions_removes_every_version_and_marker_for_good_and_no_more_than_allowed()
    {
        (Scene scene, Func<DateTimeOffset> tick) = await BeginAsync();
        await using Scene _ = scene;
        for (int round = 0; round < 3; round++, tick())
            foreach (string key in new[] { "d/a", "d/b", "e" })
                scene.Put(key, $"{key}{round}");
        Delete(scene, "d/a");
        (await scene.RunAsync("rm", "-r", "--versions", "--dry-run", "s3://scene/d/")).Exits(0).Says("7 objects");
        (await scene.RunAsync("rm", "-r", "--versions", "--max-delete", "6", "s3://scene/d/")).Exits(1).Says("Nothing was removed: 7 of 7 would go");
        Assert.Equal(10, Count(scene));
        (await scene.RunAsync("rm", "-r", "--versions", "--exclude", "b", "s3://scene/d/")).Exits(0).Says("Removed 4 objects");
        Assert.Equal(6, Count(scene));
        List<JsonElement> json = (await scene.RunAsync("rm", "-r", "--versions", "--json", "--max-delete", "3", "s3://scene/d/")).Exits(0).Json;
        Assert.Equal(3, json.Count(static line => line.GetProperty("type").GetString() == "outcome" && line.GetProperty("source").GetString()!.Contains("?versionId=", StringComparison.Ordinal)));
        (await scene.RunAsync("rm", "--versions", "s3://scene/e")).Exits(0).Says("Removed 3 objects");
        Assert.Equal(0, Count(scene));
    }

    [Fact]
    public async Task Rb_force_of_a_bucket_with_versions_shows_what_goes_and_needs_yes()
    {
        (Scene scene, Func<DateTimeOffset> tick) = await BeginAsync();
        await using Scene _ = scene;
        scene.Put("a", "one");
        tick();
        scene.Put("a", "two");
        Delete(scene, "a");
        (await scene.RunAsync("rb", "s3://scene")).Exits(1).Says("older versions of objects or delete markers", "rb --force");
        (await scene.RunAsync("rb", "--force", "s3://scene")).Exits(2).Says("2 versions (2 of them older ones), 6 B, and 1 delete marker", "--yes");
        Assert.Equal(3, Count(scene));
        (await scene.RunAsync("rb", "--force", "--yes", "s3://scene")).Exits(0);
        Assert.Empty(scene.Client.ListBuckets(default).Value);
    }

    [Fact]
    public async Task At_shows_copies_syncs_verifies_and_adds_up_what_was_there()
    {
        (Scene scene, Func<DateTimeOffset> tick) = await BeginAsync();
        await using Scene _ = scene;
        scene.Put("d/a", "one");
        scene.Put("d/gone", "g");
        scene.Put("d/sub/x", "xx");
        string then = Text(tick());
        scene.Put("d/a", "other");
        scene.Put("d/new", "n");
        Delete(scene, "d/gone");
        Delete(scene, "d/sub/x");
        Assert.Equal(["a", "gone", "sub/"], (await scene.RunAsync("ls", "--at", then, "s3://scene/d/")).Exits(0).Lines.Select(static line => line.Split(' ')[^1]));
        Assert.Equal(["d/a", "d/gone", "d/sub/x"], (await scene.RunAsync("ls", "-r", "--at", then, "s3://scene/d/")).Exits(0).Lines.Select(static line => line.Split(' ')[^1]));
        Assert.Equal("6", (await scene.RunAsync("du", "-s", "--at", then, "s3://scene/d/")).Exits(0).Output.Trim().Split(' ')[0]);
        Assert.Equal("one", (await scene.RunAsync("cat", "--at", then, "s3://scene/d/a")).Exits(0).Output);
        (await scene.RunAsync("cat", "--at", then, "s3://scene/d/new")).Exits(1).Says("Nothing was there");
        (await scene.RunAsync("cp", "-r", "--at", then, "s3://scene/d/", "down")).Exits(0).Says("Copied 3 objects");
        Assert.Equal(["a", "gone", "sub/x"], scene.Files("down"));
        Assert.Equal("one", await File.ReadAllTextAsync(scene.Path("down/a")));
        (await scene.RunAsync("verify", "--read-all", "--at", then, "s3://scene/d/", "down")).Exits(0);
        (await scene.RunAsync("verify", "s3://scene/d/", "down")).Exits(4);
        (await scene.RunAsync("sync", "--delete", "--at", then, "s3://scene/d/", "s3://scene/as-it-was/")).Exits(0).Says("3 copied");
        Assert.Equal("one"u8.ToArray(), scene.Get("as-it-was/a"));
        // Onto itself: what was there comes back, what is there now is kept as a version.
        (await scene.RunAsync("cp", "-r", "--at", then, "s3://scene/d/", "s3://scene/d/")).Exits(0);
        Assert.Equal("one"u8.ToArray(), scene.Get("d/a"));
        Assert.Equal("xx"u8.ToArray(), scene.Get("d/sub/x"));
        (await scene.RunAsync("cp", "--at", then, "down/a", "s3://scene/up")).Exits(2).Says("only a store knows");
    }

    [Fact]
    public async Task A_sync_of_the_past_that_is_repeated_copies_nothing()
    {
        (Scene scene, Func<DateTimeOffset> tick) = await BeginAsync();
        await using Scene _ = scene;
        scene.Write("src/a", "same size 1");
        File.SetLastWriteTimeUtc(scene.Path("src/a"), new DateTime(2020, 1, 2, 3, 4, 5, DateTimeKind.Utc));
        (await scene.RunAsync("sync", "src", "s3://scene/d/")).Exits(0);
        string then = Text(tick());
        scene.Write("src/a", "same size 2");
        (await scene.RunAsync("sync", "src", "s3://scene/d/")).Exits(0);
        (await scene.RunAsync("sync", "--at", then, "s3://scene/d/", "down")).Exits(0).Says("Synced 1 object: ");
        Assert.Equal("same size 1", await File.ReadAllTextAsync(scene.Path("down/a")));
        (await scene.RunAsync("sync", "--at", then, "s3://scene/d/", "down")).Exits(0).Says("0 copied", "1 the same");
        (await scene.RunAsync("sync", "s3://scene/d/", "down")).Exits(0).Says("Synced 1 object: ");
        Assert.Equal("same size 2", await File.ReadAllTextAsync(scene.Path("down/a")));
    }

    [Fact]
    public async Task A_large_version_is_copied_in_parts_and_read_by_ranges()
    {
        (Scene scene, Func<DateTimeOffset> tick) = await BeginAsync();
        await using Scene _ = scene;
        byte[] first = Scene.Bytes(24 << 20, seed: 1);
        scene.Put("big", first);
        string then = Text(tick());
        scene.Put("big", Scene.Bytes(24 << 20, seed: 2));
        (await scene.RunAsync("cp", "--at", then, "--part-size", "5MiB", "s3://scene/big", "down")).Exits(0);
        Assert.Equal(first, await File.ReadAllBytesAsync(scene.Path("down")));
        (await scene.RunAsync("undo", "--part-size", "5MiB", "s3://scene/big", "--to", then)).Exits(0).Says("Restored 1 object");
        Assert.Equal(first, scene.Get("big"));
    }

    [Fact]
    public async Task Of_what_was_overwritten_without_versions_the_past_is_not_made_up()
    {
        (Scene scene, Func<DateTimeOffset> tick) = await BeginAsync(versioned: false);
        await using Scene _ = scene;
        scene.Put("kept", "k");
        scene.Put("over", "one");
        string then = Text(tick());
        scene.Put("over", "two");
        (await scene.RunAsync("ls", "-r", "--at", then, "s3://scene")).Exits(1).Says("does not tell what was there then");
        (await scene.RunAsync("cp", "-r", "--at", then, "s3://scene/", "down")).Exits(1).Says("s3://scene/over", "does not tell");
        Assert.Equal(["kept"], scene.Files("down"));
        // Nor is it taken for absent, and removed.
        scene.Write("mirror/over", "older");
        (await scene.RunAsync("sync", "--delete", "--at", then, "s3://scene/", "mirror")).Exits(1);
        Assert.Equal(["kept", "over"], scene.Files("mirror"));
    }

    [Fact]
    public async Task Versions_of_many_pages_are_each_listed_once()
    {
        (Scene scene, Func<DateTimeOffset> _) = await BeginAsync();
        await using Scene __ = scene;
        byte[] small = [1];
        for (int i = 0; i < 40; i++)
            for (int version = 0; version < (i % 10 == 9 ? 130 : 3); version++)
                scene.Put($"k/{i:D2}", small);
        HashSet<(string, string)> seen = [];
        int listed = 0;
        for (ListObjectsRequest request = new(Scene.Bucket) { Prefix = new ObjectKey("k/"), MaxKeys = 50 }; ;)
        {
            ListObjectsPage page = scene.Client.ListObjectVersions(request, default).Value;
            listed += page.Objects.Count;
            foreach (ListedObject found in page.Objects)
                Assert.True(seen.Add((found.Key.ToString(), found.Version!.Id)));
            if (page.NextToken is null)
                break;
            request = request with { ContinuationToken = page.NextToken };
        }
        Assert.Equal(4 * 130 + 36 * 3, listed);
    }
}
