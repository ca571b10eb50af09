using System.Text;
using System.Text.Json;
using Sluice.S3;
using Sluice.Tests.Support;

namespace Sluice.Tests.Scenarios;

/// <summary>Commands whose objects come from an inventory, which the test makes as S3 documents it.</summary>
public sealed class InventoryScenarios
{
    internal const string Inventories = "inventories";

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Cp_from_inventory_lists_nothing_and_what_is_gone_or_changed_is_told_as_such(bool parquet)
    {
        await using Scene scene = await Scene.BeginAsync();
        foreach (string key in (string[])["data/a b+c.txt", "data/sub/d.txt", "data/gone.txt", "data/changed.txt", "other.txt"])
            scene.Put(key, key);
        string manifest = Deliver(scene, Taken(scene), parquet);
        _ = scene.Client.DeleteObject(new DeleteObjectRequest(Scene.Bucket, new ObjectKey("data/gone.txt")), CancellationToken.None).Value;
        scene.Put("data/changed.txt", "another content");
        scene.Put("data/new.txt", "came later");
        scene.Server.Requests.Reset();
        CommandResult result = await scene.RunAsync("cp", "--from-inventory", manifest, "--report", scene.Path("rows.csv"), $"s3://{Scene.Bucket}/data/", scene.Path("out/"));
        Assert.Equal(1, result.ExitCode);
        Assert.Equal(["a b+c.txt", "sub/d.txt"], scene.Files("out"));
        string rows = File.ReadAllText(scene.Path("rows.csv"));
        Assert.Contains("missing", rows.Split('\n').Single(static row => row.Contains("gone.txt", StringComparison.Ordinal)), StringComparison.Ordinal);
        Assert.Contains("changed", rows.Split('\n').Single(static row => row.Contains("/changed.txt", StringComparison.Ordinal)), StringComparison.Ordinal);
        Assert.DoesNotContain("new.txt", rows, StringComparison.Ordinal);
        Assert.Equal(0, scene.Server.Requests["ListObjects"]);
    }

    [Fact]
    public async Task Tags_from_an_inventory_are_set_on_what_it_lists_and_on_nothing_else()
    {
        await using Scene scene = await Scene.BeginAsync();
        scene.Put("a", "a");
        scene.Put("b", "b");
        string manifest = Deliver(scene, Taken(scene), parquet: false);
        scene.Put("new", "later");
        (await scene.RunAsync("tag", "set", "-r", "--from-inventory", manifest, $"s3://{Scene.Bucket}/", "stage=done")).Exits(0);
        Assert.Equal((1, 1, 0), (scene.Head("a").TagCount, scene.Head("b").TagCount, scene.Head("new").TagCount));
    }

    [Fact]
    public async Task Rm_from_inventory_removes_what_is_still_the_same()
    {
        await using Scene scene = await Scene.BeginAsync();
        foreach (string key in (string[])["a", "b", "changed", "gone", "x/y"])
            scene.Put(key, key);
        string manifest = Deliver(scene, Taken(scene), parquet: false);
        _ = scene.Client.DeleteObject(new DeleteObjectRequest(Scene.Bucket, new ObjectKey("gone")), CancellationToken.None).Value;
        scene.Put("changed", "another");
        scene.Put("new", "later");
        CommandResult dry = await scene.RunAsync("rm", "-r", "--dry-run", "--from-inventory", manifest, $"s3://{Scene.Bucket}/");
        Assert.Equal(["a", "b", "changed", "new", "x/y"], scene.Keys());
        CommandResult result = await scene.RunAsync("rm", "-r", "--force", "--from-inventory", manifest, $"s3://{Scene.Bucket}/", "--json");
        Assert.Equal((1, 1), (dry.ExitCode, result.ExitCode));
        Assert.Equal(["changed", "new"], scene.Keys());
        Assert.Equal(1, result.Output.Split('\n').Count(static line => line.Contains("\"changed\"", StringComparison.Ordinal) && line.Contains("outcome", StringComparison.Ordinal)));
    }

    [Fact]
    public async Task Sync_from_an_unsorted_inventory_copies_what_differs_and_never_removes()
    {
        await using Scene scene = await Scene.BeginAsync();
        foreach (string key in (string[])["p/b", "p/a", "p/c/d"])
            scene.Put(key, key);
        InventoryFixture fixture = Taken(scene);
        fixture.Rows.Reverse();
        string manifest = Deliver(scene, fixture, parquet: true);
        _ = scene.Client.CreateBucket("copy", null, CancellationToken.None).Value;
        scene.Put("copy", "a", Encoding.UTF8.GetBytes("p/a"));
        scene.Put("copy", "stays", [1]);
        CommandResult result = await scene.RunAsync("sync", "--from-inventory", manifest, $"s3://{Scene.Bucket}/p/", "s3://copy/");
        Assert.Equal(0, result.ExitCode);
        Assert.Equal(["a", "b", "c/d", "stays"], scene.Keys("copy"));
        CommandResult refused = await scene.RunAsync("sync", "--delete", "--from-inventory", manifest, $"s3://{Scene.Bucket}/p/", "s3://copy/");
        Assert.Equal(2, refused.ExitCode);
        Assert.Contains("--delete exclude each other", refused.Error, StringComparison.Ordinal);
        CommandResult verified = await scene.RunAsync("verify", "--from-inventory", manifest, $"s3://{Scene.Bucket}/p/", "s3://copy/");
        Assert.Equal(4, verified.ExitCode);
        Assert.Contains("stays", verified.Output, StringComparison.Ordinal);
        Assert.DoesNotContain("c/d", verified.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Mv_and_process_take_their_objects_from_it_too()
    {
        await using Scene scene = await Scene.BeginAsync();
        foreach (string key in (string[])["p/a", "p/b", "q"])
            scene.Put(key, key);
        string manifest = Deliver(scene, Taken(scene), parquet: false);
        scene.Put("p/new", "later");
        CommandResult processed = await scene.RunAsync("process", "--tag", "--from-inventory", manifest, $"s3://{Scene.Bucket}/p/", "--", "wc", "-c");
        Assert.Equal((0, 2), (processed.ExitCode, processed.Output.Trim().Split('\n').Length));
        CommandResult moved = await scene.RunAsync("mv", "--from-inventory", manifest, $"s3://{Scene.Bucket}/p/", $"s3://{Scene.Bucket}/moved/");
        Assert.Equal(0, moved.ExitCode);
        Assert.Equal(["moved/a", "moved/b", "p/new", "q"], scene.Keys());
    }

    [Fact]
    public async Task A_job_reads_its_inventory_once_and_tells_what_changed_since()
    {
        await using Scene scene = await Scene.BeginAsync();
        for (int number = 0; number < 30; number++)
            scene.Put($"p/{number:d2}", $"content {number}");
        string manifest = Deliver(scene, Taken(scene), parquet: true);
        _ = scene.Client.CreateBucket("copy", null, CancellationToken.None).Value;
        CommandResult created = await scene.RunAsync("job", "create", scene.Path("job"), "--chunk-items", "10", "--", "cp", "--from-inventory", manifest, "--max-inventory-age", "1d", $"s3://{Scene.Bucket}/p/", "s3://copy/");
        Assert.True(created.ExitCode == 0, created.Error);
        Assert.Contains("30 items", created.Output, StringComparison.Ordinal);
        // Nobody needs it any more.
        foreach (string key in scene.Keys(Inventories))
            _ = scene.Client.DeleteObject(new DeleteObjectRequest(Inventories, new ObjectKey(key)), CancellationToken.None).Value;
        _ = scene.Client.DeleteObject(new DeleteObjectRequest(Scene.Bucket, new ObjectKey("p/07")), CancellationToken.None).Value;
        scene.Put("p/21", "another");
        CommandResult worked = await scene.RunAsync("work", scene.Path("job"));
        Assert.Equal(28, scene.Keys("copy").Length);
        CommandResult status = await scene.RunAsync("job", "status", scene.Path("job"), "--json");
        Assert.Contains("\"missing\":1,\"changed\":1,\"denied\":0,\"failed\":0", status.Output, StringComparison.Ordinal);
        Assert.Equal(0, worked.ExitCode);
    }

    [Fact]
    public async Task What_cannot_be_used_is_refused_before_anything_begins()
    {
        await using Scene scene = await Scene.BeginAsync();
        scene.Put("a", "a");
        InventoryFixture old = Taken(scene);
        old.Created = DateTimeOffset.UtcNow.AddDays(-3);
        string manifest = Deliver(scene, old, parquet: false), source = $"s3://{Scene.Bucket}/", to = scene.Path("out/");
        await RefusedAsync("is of ", "cp", "--from-inventory", manifest, "--max-inventory-age", "2d", source, to);
        await RefusedAsync("is of ", "job", "create", scene.Path("job"), "--", "process", "--from-inventory", manifest, "--max-inventory-age", "2d", "--to", "s3://copy/{key}", source, "--", "cat");
        await RefusedAsync("inventory of bucket scene", "cp", "--from-inventory", manifest, "s3://another/", to);
        await RefusedAsync("needs --from-inventory", "cp", "--max-inventory-age", "2d", source, to);
        await RefusedAsync("an age such as", "cp", "--from-inventory", manifest, "--max-inventory-age", "old", source, to);
        await RefusedAsync("give the manifest.json", "cp", "--from-inventory", "s3://inventories/scene/", source, to);
        await RefusedAsync("exclude each other", "cp", "--from-inventory", manifest, "--files-from", scene.Write("names", "a\n"), source, to);
        await RefusedAsync("An inventory lists a bucket", "cp", "--from-inventory", manifest, scene.Directory, "s3://copy/");
        await RefusedAsync("ORC", "cp", "--from-inventory", Deliver(scene, new InventoryFixture(Scene.Bucket) { Format = "ORC", Created = DateTimeOffset.UtcNow.AddDays(-1) }.Add("a"), parquet: true), source, to);
        CommandResult absent = await scene.RunAsync("cp", "--from-inventory", "s3://inventories/none/manifest.json", source, to);
        Assert.Equal(1, absent.ExitCode);
        Assert.Contains("no such manifest", absent.Error, StringComparison.Ordinal);
        Assert.False(Directory.Exists(to));

        async Task RefusedAsync(string message, params string[] args)
        {
            CommandResult result = await scene.RunAsync(args);
            Assert.True(result.ExitCode == 2, $"{result.ExitCode}: {result.Error}");
            Assert.Contains(message, result.Error, StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task A_list_for_batch_operations_on_this_machine_is_taken_too()
    {
        await using Scene scene = await Scene.BeginAsync();
        scene.Put("a b", "1");
        scene.Put("c", "2");
        CommandResult result = await scene.RunAsync("cp", "--from-inventory", scene.Write("list.csv", $"{Scene.Bucket},a%20b\n{Scene.Bucket},none\n"), $"s3://{Scene.Bucket}", scene.Path("out/"));
        Assert.Equal(1, result.ExitCode);
        Assert.Equal(["a b"], scene.Files("out"));
    }

    [Fact]
    public async Task A_list_without_sizes_goes_to_standard_output_in_its_order()
    {
        await using Scene scene = await Scene.BeginAsync();
        scene.Put("0", new string('0', 10_000));
        scene.Put("1", Scene.Bytes(6 << 20));
        for (int at = 2; at < 100; at++)
            scene.Put($"{at}", $"{at};");
        string list = scene.Write("list.csv", string.Concat(Enumerable.Range(0, 100).Select(static at => $"{Scene.Bucket},{at}\n")));
        (await scene.ScriptAsync($"sluice cp --from-inventory {list} s3://{Scene.Bucket} - > out")).Exits(0);
        byte[] all = [.. Encoding.UTF8.GetBytes(new string('0', 10_000)), .. Scene.Bytes(6 << 20), .. Encoding.UTF8.GetBytes(string.Concat(Enumerable.Range(2, 98).Select(static at => $"{at};")))];
        Assert.Equal(all, File.ReadAllBytes(scene.Path("out")));
    }

    [Theory]
    [InlineData("csv")]
    [InlineData("parquet")]
    public async Task An_inventory_of_versions_is_an_input_and_stands_for_what_is_the_latest(string format)
    {
        await using Scene scene = await Scene.BeginAsync();
        _ = scene.Client.CreateBucket(Inventories, null, CancellationToken.None).Value;
        _ = scene.Client.CreateBucket("copy", null, CancellationToken.None).Value;
        scene.Put("p/before", "without a version");
        _ = scene.Client.PutBucketVersioning(Scene.Bucket, enabled: true, CancellationToken.None).Value;
        foreach (string content in (string[])["first", "second", "third"])
            foreach (string key in (string[])["p/a", "p/b", "p/gone"])
                scene.Put(key, content + key);
        _ = scene.Client.DeleteObject(new DeleteObjectRequest(Scene.Bucket, new ObjectKey("p/gone")), CancellationToken.None).Value;
        CommandResult written = (await scene.RunAsync("inventory", "--versions", "--format", format, "--json", $"s3://{Scene.Bucket}/", "--out", $"s3://{Inventories}/")).Exits(0);
        Assert.Equal(11, written.Json.Single().GetProperty("objects").GetInt32());
        string manifest = written.Json.Single().GetProperty("manifest").GetString()!, source = $"s3://{Scene.Bucket}/p/";

        (await scene.RunAsync("cp", "--from-inventory", manifest, source, "s3://copy/a/")).Exits(0);
        Assert.Equal(["a/a", "a/b", "a/before"], scene.Keys("copy"));
        (await scene.RunAsync("verify", "--from-inventory", manifest, source, "s3://copy/a/")).Exits(0);
        (await scene.RunAsync("job", "create", "s3://copy/job", "--", "cp", "--from-inventory", manifest, source, "s3://copy/b/")).Exits(0).Says();
        Assert.Contains("3 listed = 3 done + 0 pending", (await scene.RunAsync("job", "run", "s3://copy/job")).Exits(0).Output, StringComparison.Ordinal);
        scene.Put("p/b", "a version that the inventory does not have");
        (await scene.RunAsync("rm", "-r", "--force", "--from-inventory", manifest, source)).Exits(1);
        Assert.Equal(["p/b"], scene.Keys());
    }

    [Fact]
    public async Task Inventory_and_its_comparison_say_what_is_wrong_before_they_begin()
    {
        await using Scene scene = await Scene.BeginAsync();
        scene.Put("a", "a");
        string source = $"s3://{Scene.Bucket}/", to = scene.Path("out");
        (await scene.RunAsync("inventory", source)).Exits(2).Says("Say where it goes: --out");
        (await scene.RunAsync("inventory", "--out", to)).Exits(2).Says("Say what to list");
        (await scene.RunAsync("inventory", scene.Directory, "--out", to)).Exits(2).Says("An inventory lists a bucket");
        (await scene.RunAsync("inventory", source, "--out", to, "--format", "orc")).Exits(2).Says("give one of parquet, csv");
        (await scene.RunAsync("inventory", source, "--out", to, "--id", "../x")).Exits(2).Says("id of an inventory");
        (await scene.RunAsync("inventory", source, "--out", to, "--no-such")).Exits(2).Says("--no-such");
        (await scene.RunAsync("inventory", source, "--out")).Exits(2).Says("--out");
        (await scene.RunAsync("inventory", "diff", "a/manifest.json")).Exits(2).Says("which two inventories");
        (await scene.RunAsync("inventory", source, "--out", to, "--dry-run")).Exits(0);
        JsonElement planned = Assert.Single((await scene.RunAsync("inventory", source, "--out", to, "--dry-run", "--json")).Exits(0).Json);
        Assert.Equal(("inventory_plan", source), (planned.GetProperty("type").GetString(), planned.GetProperty("source").GetString()));
        (await scene.RunAsync("inventory", $"s3://{Scene.Bucket}/none/", "--out", to)).Exits(1);
        (await scene.RunAsync("inventory", "s3://no-such-bucket/", "--out", to)).Exits(3);
        (await scene.RunAsync("inventory", "diff", scene.Path("no/manifest.json"), scene.Path("no/manifest.json"))).Exits(1).Says("no such manifest");
        Assert.DoesNotContain(scene.Files("out"), static file => file.EndsWith("manifest.json", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Inventory_diff_streams_what_differs_and_exits_with_4()
    {
        await using Scene scene = await Scene.BeginAsync();
        foreach (string key in (string[])["a", "b", "c"])
            scene.Put(key, key);
        string before = Taken(scene).Write(scene.Path("before"), parquet: false);
        scene.Put("b", "other");
        scene.Put("d\n", "new");
        _ = scene.Client.DeleteObject(new DeleteObjectRequest(Scene.Bucket, new ObjectKey("a")), CancellationToken.None).Value;
        InventoryFixture later = new(Scene.Bucket) { Created = DateTimeOffset.UtcNow.AddMinutes(1) };
        foreach (ListedObject found in scene.Client.ListObjects(new ListObjectsRequest(Scene.Bucket), CancellationToken.None).Value.Objects.Reverse())
            later.Add(found.Key.ToString() == "d\\n" ? "d\n" : found.Key.ToString(), found.Size ?? 0, found.ETag, found.LastModified);
        string after = later.Write(scene.Path("after"), parquet: true);
        CommandResult diff = (await scene.RunAsync("inventory", "diff", before, after)).Exits(4);
        Assert.Equal(["removed  a", "changed  b"], diff.Lines[..2]);
        Assert.StartsWith("added    d\\", diff.Lines[2], StringComparison.Ordinal);
        System.Text.Json.JsonElement last = (await scene.RunAsync("inventory", "diff", "--json", before, after)).Exits(4).Json[^1];
        Assert.Equal((1, 1, 1, 1), (last.GetProperty("added").GetInt32(), last.GetProperty("removed").GetInt32(), last.GetProperty("changed").GetInt32(), last.GetProperty("same").GetInt32()));
    }

    [Fact]
    public async Task An_inventory_of_a_million_keys_takes_the_memory_of_a_few_pages()
    {
        await using Scene scene = await Scene.BeginAsync();
        MadeListing listing = new(1_000_000);
        scene.Deviate(instead: listing.Answer);
        using CommandProcess process = scene.Start("inventory", "--json", $"s3://{Scene.Bucket}/", "--out", scene.Path("out"));
        long peak = 0;
        while (!process.Ended.IsCompleted)
        {
            try
            {
                peak = Math.Max(peak, process.PeakMemory);
            }
            catch (Exception gone) when (gone is IOException or InvalidOperationException)
            {
                break;
            }
            await Task.WhenAny(process.Ended, Task.Delay(20));
        }
        CommandResult result = (await process.ResultAsync()).Exits(0);
        Assert.Equal(1_000_000, result.Json.Single().GetProperty("objects").GetInt64());
        // The runtime and the pages that the listing is ahead.
        Assert.InRange(peak, 1, 250L << 20);
    }

    internal static InventoryFixture Taken(Scene scene)
    {
        InventoryFixture fixture = new(Scene.Bucket) { Files = 2 };
        foreach (ListedObject found in scene.Client.ListObjects(new ListObjectsRequest(Scene.Bucket), CancellationToken.None).Value.Objects)
            fixture.Add(found);
        return fixture;
    }

    internal static string Deliver(Scene scene, InventoryFixture fixture, bool parquet)
    {
        _ = scene.Client.CreateBucket(Inventories, null, CancellationToken.None);
        string last = "";
        foreach ((string key, byte[] content) in fixture.Make("daily/", parquet))
            scene.Put(Inventories, last = key, content);
        return $"s3://{Inventories}/{last}";
    }
}
