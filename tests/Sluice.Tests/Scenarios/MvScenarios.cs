using System.Text;

namespace Sluice.Tests.Scenarios;

public sealed class MvScenarios
{
    [Fact]
    public async Task Mv_empties_a_directory_but_keeps_it()
    {
        await using Scene scene = await Scene.BeginAsync();
        scene.Write("tree/a", "a");
        scene.Write("tree/sub/deep/b", "b");
        Directory.CreateDirectory(scene.Path("tree/was-empty"));
        CommandResult moved = (await scene.RunAsync("mv", "tree/", "s3://scene/p/", "--verbose")).Exits(0).Says("Moved 2 objects", "2 verified by checksum");
        Assert.All(moved.Lines, static line => Assert.StartsWith("mv tree/", line, StringComparison.Ordinal));
        Assert.Equal(["p/a", "p/sub/deep/b"], scene.Keys());
        Assert.Equal(["was-empty"], Directory.EnumerateFileSystemEntries(scene.Path("tree")).Select(Path.GetFileName));
    }

    [Fact]
    public async Task Mv_dry_run_and_filters_leave_sources_where_they_are()
    {
        await using Scene scene = await Scene.BeginAsync();
        scene.Put("p/a", "a");
        scene.Put("p/b", "b");
        CommandResult planned = (await scene.RunAsync("mv", "s3://scene/p/", "s3://scene/q/", "--dry-run")).Exits(0);
        Assert.Equal(2, planned.Lines.Length);
        Assert.Equal(["p/a", "p/b"], scene.Keys());
        (await scene.RunAsync("mv", "s3://scene/p/", "s3://scene/q/", "--exclude", "b")).Exits(0);
        Assert.Equal(["p/b", "q/a"], scene.Keys());
    }

    [Fact]
    public async Task Mv_of_files_that_cannot_be_removed_copies_them_names_them_and_exits_1()
    {
        if (OperatingSystem.IsWindows())
            return;
        await using Scene scene = await Scene.BeginAsync();
        scene.Write("tree/a", "a");
        File.SetUnixFileMode(scene.Path("tree"), (UnixFileMode)0x16d);
        CommandResult result = (await scene.RunUnprivilegedAsync("mv tree/ s3://scene/p/")).Exits(1).Says("(NotRemoved, request", "could not be removed", "1 listed = 0 done + 1 failed + 0 pending");
        Assert.Equal("a"u8.ToArray(), scene.Get("p/a"));
        Assert.Equal(["a"], scene.Files("tree"));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Mv_that_follows_links_removes_nothing_outside_the_tree_that_was_named(bool names)
    {
        if (OperatingSystem.IsWindows())
            return;
        await using Scene scene = await Scene.BeginAsync();
        scene.Write("tree/a", "a");
        scene.Write("outside/x", "x");
        scene.Write("outside/deep/y", "y");
        scene.Write("other.txt", "other");
        File.CreateSymbolicLink(scene.Path("tree/file"), "../other.txt");
        Directory.CreateSymbolicLink(scene.Path("tree/link"), "../outside");
        scene.Write("list", "a\nfile\nlink/x\nlink/deep/y\n");
        string[] command = ["mv", "tree/", "s3://scene/t/", "--follow-links", "--json", .. names ? ["--files-from", "list"] : (string[])[]];
        CommandResult moved = (await scene.RunAsync(command)).Exits(0).Says("2 files behind symbolic links to directories: copied and not removed", "4 listed = 4 done");
        Assert.Equal(2, moved.Json[^1].GetProperty("staying").GetInt32());
        Assert.Contains(moved.Json, static line => line.TryGetProperty("message", out System.Text.Json.JsonElement message) && message.GetString()!.Contains("behind the symbolic link tree/link", StringComparison.Ordinal));
        Assert.Equal(["t/a", "t/file", "t/link/deep/y", "t/link/x"], scene.Keys());
        Assert.Equal(["deep/y", "x"], scene.Files("outside"));
        Assert.Equal("other", File.ReadAllText(scene.Path("other.txt")));
        Assert.Equal(["link"], Directory.EnumerateFileSystemEntries(scene.Path("tree")).Select(Path.GetFileName));
    }

    [Fact]
    public async Task Cp_onto_itself_is_refused_unless_it_changes_something()
    {
        await using Scene scene = await Scene.BeginAsync();
        scene.Put("m/a", "a");
        foreach (string[] pair in new string[][] { ["s3://scene/m/", "s3://scene/m/"], ["s3://scene/m/a", "s3://scene/m/a"], ["s3://scene/m/a", "s3://scene/m/"], ["s3://scene/m/*", "s3://scene/m/"], ["-r", "s3://scene/m", "s3://scene/m"] })
        {
            (await scene.RunAsync(["cp", .. pair])).Exits(2).Says("onto itself, with nothing changed");
            (await scene.RunAsync(["mv", .. pair])).Exits(2).Says("onto itself, with nothing changed");
        }
        (await scene.RunAsync("cp", "s3://scene/m/", "s3://scene/m/", "--metadata", "k=v")).Exits(0);
        Assert.Equal("v", Assert.Single(scene.Head("m/a").Attributes.Metadata).Value);
        scene.Write("tree/a", "a");
        if (OperatingSystem.IsWindows())
            return;
        Directory.CreateSymbolicLink(scene.Path("same"), "tree");
        Directory.CreateSymbolicLink(scene.Path("here"), ".");
        (await scene.RunAsync("cp", "tree/", "same/")).Exits(2).Says("on this machine");
        // A place beside the tree is none when it leads into it.
        (await scene.RunAsync("sync", "s3://scene/m", "tree", "--backup-prefix", "here/same/old")).Exits(2).Says("overlap");
    }

    [Fact]
    public async Task Dry_runs_say_how_many_they_would_act_on()
    {
        await using Scene scene = await Scene.BeginAsync();
        scene.Write("tree/a", "aaa");
        scene.Write("tree/b", "bb");
        scene.Write("tree/c.tmp", "c");
        (await scene.RunAsync("cp", "tree/", "s3://scene/t/", "--dry-run", "--exclude", "*.tmp")).Exits(0).Says("2 objects, 5 B, would be copied; 3 objects looked at");
        (await scene.RunAsync("mv", "tree/a", "s3://scene/t/", "--dry-run")).Exits(0).Says("1 object, 3 B, would be moved; 1 object looked at");
        scene.Put("t/a", "aaa");
        System.Text.Json.JsonElement planned = (await scene.RunAsync("rm", "-r", "s3://scene/t/", "--dry-run", "--json")).Exits(0).Says("1 object, 3 B, would be removed").Json[^1];
        Assert.Equal((1, 3), (planned.GetProperty("planned").GetInt32(), planned.GetProperty("planned_bytes").GetInt32()));
    }

    [Fact]
    public async Task Mv_onto_itself_or_into_itself_is_refused()
    {
        await using Scene scene = await Scene.BeginAsync();
        scene.Put("p/a", "a");
        (await scene.RunAsync("mv", "s3://scene/p/a", "s3://scene/p/a", "--content-type", "text/plain")).Exits(2).Says("onto itself");
        (await scene.RunAsync("mv", "s3://scene/p/", "s3://scene/p/q/")).Exits(2).Says("into itself");
        (await scene.RunAsync("mv", "s3://scene/p/", "/dev/null")).Exits(2).Says("keeps nothing");
        Assert.Equal(["p/a"], scene.Keys());
    }

    [Fact]
    public async Task Mv_between_two_names_of_one_store_keeps_what_it_cannot_tell_from_its_copy()
    {
        await using Scene scene = await Scene.BeginAsync();
        scene.Put("p/a", "a");
        string config = scene.Write("config", $"""
            [profile one]
            region = us-east-1
            endpoint_url = http://127.0.0.1:{scene.Server.Url.Port}
            [profile two]
            region = us-east-1
            endpoint_url = http://localhost:{scene.Server.Url.Port}
            """);
        string keys = $"\naws_access_key_id = {scene.Server.AccessKey}\naws_secret_access_key = {scene.Server.SecretKey}\n";
        scene.Environment["AWS_CONFIG_FILE"] = config;
        scene.Environment["AWS_SHARED_CREDENTIALS_FILE"] = scene.Write("credentials", $"[one]{keys}[two]{keys}");
        scene.Environment.Remove("AWS_ENDPOINT_URL");
        (await scene.RunAsync("mv", "s3://one@scene/p/", "s3://two@scene/p/")).Exits(1).Says("cannot be told from its copy");
        Assert.Equal("a"u8.ToArray(), scene.Get("p/a"));
        (await scene.RunAsync("mv", "s3://one@scene/p/", "s3://two@scene/q/")).Exits(0);
        Assert.Equal(["q/a"], scene.Keys());
    }

    /// <summary>Twenty kills, up, down and within the store: after each of them every object is somewhere, whole.</summary>
    [Theory]
    [InlineData("up", 8)]
    [InlineData("down", 6)]
    [InlineData("within", 6)]
    public async Task Mv_that_is_killed_at_any_moment_loses_nothing(string way, int kills)
    {
        await using Scene scene = await Scene.BeginAsync();
        Dictionary<string, byte[]> content = [];
        for (int n = 0; n < 40; n++)
            content.Add($"d{n % 4}/{n:00}", Scene.Bytes(n % 10 == 0 ? 6_000_000 : 1000 + n, seed: n));
        Random random = new(way.Length * 7919);
        Directory.CreateDirectory(scene.Path("local"));
        foreach ((string name, byte[] bytes) in content)
        {
            if (way == "up")
                scene.Write("local/" + name, bytes);
            else
                scene.Put("s/" + name, bytes);
        }
        string from = way == "up" ? "local/" : "s3://scene/s/", to = way == "down" ? "local/" : "s3://scene/t/";
        scene.Server.Faults.On("*").Delay(TimeSpan.FromMilliseconds(15));
        for (int kill = 0; kill < kills; kill++)
        {
            scene.Server.Requests.Reset();
            using CommandProcess process = scene.Start("mv", from, to, "--part-size", "5MiB", "--concurrency", "3", "--no-progress", "-q");
            // A fast machine has moved everything before the last kill, and the next command finds nothing to ask for.
            await Scene.UntilAsync(() => scene.Server.Requests.Total > 0 || process.Ended.IsCompleted);
            await Task.Delay(random.Next(0, 160));
            await process.SignalAsync("KILL");
            await process.ResultAsync();
            AssertNothingLost(scene, content);
        }
        scene.Server.Faults.Clear();
        (await scene.RunAsync("mv", from, to, "-q")).Exits(0);
        AssertNothingLost(scene, content);
        Assert.Empty(way == "up" ? scene.Files("local") : [.. scene.Keys().Where(static key => key.StartsWith("s/", StringComparison.Ordinal))]);
    }

    static void AssertNothingLost(Scene scene, Dictionary<string, byte[]> content)
    {
        HashSet<string> keys = [.. scene.Keys()];
        foreach ((string name, byte[] bytes) in content)
        {
            bool local = File.Exists(scene.Path("local/" + name)) && File.ReadAllBytes(scene.Path("local/" + name)).AsSpan().SequenceEqual(bytes);
            bool stored = new[] { "s/" + name, "t/" + name }.Any(key => keys.Contains(key) && scene.Get(key).AsSpan().SequenceEqual(bytes));
            Assert.True(local || stored, $"{name} is nowhere whole");
        }
    }

    [Theory]
    [InlineData("s3://scene/p/*", "s3://scene/q/*", "d/")]
    [InlineData("s3://scene/p/*", "s3://scene/q/*", "s3://scene/z/")]
    [InlineData("-r", "s3://scene/p/", "s3://scene/r/*", "d/")]
    [InlineData("l/p/*", "l/q/*", "s3://scene/z/")]
    public async Task Two_sources_that_give_one_name_lose_neither(params string[] args)
    {
        await using Scene scene = await Scene.BeginAsync();
        foreach (string directory in new[] { "p", "q", "r/p" })
        {
            scene.Put($"{directory}/x", directory);
            scene.Write($"l/{directory}/x", directory);
        }
        CommandResult result = await scene.RunAsync(["mv", .. args]);
        _ = result.Exits(1).Says("same name at the destination");
        string[] bytes = [.. scene.Keys().Select(key => Encoding.UTF8.GetString(scene.Get(key))), .. Directory.EnumerateFiles(scene.Path("."), "x", SearchOption.AllDirectories).Select(File.ReadAllText)];
        Assert.Equal(["p", "q", "r/p"], bytes.Distinct().Order(StringComparer.Ordinal));
        Assert.Equal(6, bytes.Length);
    }

    [Fact]
    public async Task A_link_at_the_destination_to_another_name_of_it_makes_two_objects_no_one_file()
    {
        await using Scene scene = await Scene.BeginAsync();
        foreach (string key in new[] { "a", "b", "x/f", "y/f" })
            scene.Put($"p/{key}", key);
        scene.Write("d/b", "old");
        scene.Write("d/x/old", "old");
        File.CreateSymbolicLink(scene.Path("d/a"), "b");
        Directory.CreateSymbolicLink(scene.Path("d/y"), "x");
        CommandResult result = await scene.RunAsync("mv", "-r", "s3://scene/p/", "d");
        _ = result.Exits(1).Says("cannot be told apart");
        Assert.Equal(["p/a", "p/y/f"], scene.Keys());
        Assert.Equal(("b", "x/f"), (File.ReadAllText(scene.Path("d/b")), File.ReadAllText(scene.Path("d/x/f"))));
    }
}
