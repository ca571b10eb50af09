using System.Text.Json;
using Sluice.Endpoint.Faults;

namespace Sluice.Tests.Scenarios;

[System.Runtime.Versioning.UnsupportedOSPlatform("windows")]
public sealed class VerifyScenarios
{
    [Theory]
    [InlineData("a/", "b/")]
    [InlineData("a/", "s3://scene/b/")]
    [InlineData("s3://scene/a/", "b/")]
    [InlineData("s3://scene/a", "s3://scene/b")]
    public async Task Verify_names_what_differs_on_whichever_sides_and_exits_4(string a, string b)
    {
        await using Scene scene = await Scene.BeginAsync();
        Both(scene, a, "same", "x", "sub/same");
        Both(scene, b, "same", "x", "sub/same");
        (await scene.RunAsync("verify", a, b)).Exits(0).Says("Identical: 2 names", "2 listed = 2 identical + 0 pending");
        Both(scene, a, "other", "1", "only-a");
        Both(scene, b, "other", "2", "only-b");
        Both(scene, a, "longer", "123", null);
        Both(scene, b, "longer", "12", null);
        CommandResult result = (await scene.RunAsync("verify", a, b)).Exits(4);
        Assert.Equal(["different  longer  (3 and 2 bytes)", "different  other", "only in A  only-a", "only in B  only-b"],
            result.Lines.Select(static line => line.Split("  (by")[0]).Order(StringComparer.Ordinal));
        result.Says("6 listed = 2 identical + 2 different + 1 only in A + 1 only in B + 0 pending", "4 names differ");

        List<JsonElement> lines = (await scene.RunAsync("verify", a, b, "--json")).Exits(4).Json;
        Assert.Equal(["different", "different", "identical", "identical", "only_in_a", "only_in_b", "summary"],
            lines.Select(static line => line.TryGetProperty("result", out JsonElement found) ? found.GetString()! : line.GetProperty("type").GetString()!).Order(StringComparer.Ordinal));
        JsonElement longer = lines.Single(static line => line.TryGetProperty("name", out JsonElement name) && name.GetString() == "longer");
        Assert.Equal((3, 2, "size"), (longer.GetProperty("size_a").GetInt32(), longer.GetProperty("size_b").GetInt32(), longer.GetProperty("by").GetString()));
        Assert.EndsWith("longer", longer.GetProperty("a").GetString(), StringComparison.Ordinal);
        JsonElement summary = lines.Single(static line => line.GetProperty("type").GetString() == "summary");
        Assert.Equal((6, 2, 0, 4), (summary.GetProperty("listed").GetInt32(), summary.GetProperty("identical").GetInt32(), summary.GetProperty("pending").GetInt32(), summary.GetProperty("exit_code").GetInt32()));
        Assert.Empty((await scene.RunAsync("verify", a, b, "--include", "*same")).Exits(0).Output);
        Assert.Equal(2, (await scene.RunAsync("verify", a, b, "--include", "*same", "--verbose")).Exits(0).Lines.Length);
    }

    [Theory]
    [InlineData]
    [InlineData("--read-all")]
    [InlineData("--no-cache")]
    public async Task Verify_append_ok_takes_a_log_that_only_grew_for_its_object(params string[] how)
    {
        await using Scene scene = await Scene.BeginAsync();
        byte[] big = Scene.Bytes(12 << 20);
        scene.Write("logs/app.log", big);
        scene.Write("logs/small.log", "line 1\n");
        (await scene.RunAsync("cp", "logs/", "s3://scene/l/", "--part-size", "5MiB")).Exits(0);
        (await scene.RunAsync(["verify", "logs", "s3://scene/l", "--append-ok", .. how])).Exits(0);
        File.AppendAllText(scene.Path("logs/app.log"), "more");
        File.AppendAllText(scene.Path("logs/small.log"), "line 2\n");
        (await scene.RunAsync(["verify", "logs", "s3://scene/l", .. how])).Exits(4).Says("2 names differ");
        (await scene.RunAsync(["verify", "logs", "s3://scene/l", "--append-ok", .. how])).Exits(0).Says("Identical: 2 names");
        (await scene.RunAsync(["verify", "s3://scene/l/app.log", "logs/app.log", "--append-ok", .. how])).Exits(0);
        // The whole file, which the first of these has read, is remembered as what it is now.
        (await scene.RunAsync(["verify", "logs", "s3://scene/l", .. how])).Exits(4).Says("2 names differ");
        // What is no longer what was there at the start is a difference, and so is a file that is shorter.
        scene.Write("logs/small.log", "lime 1\nline 2\n");
        scene.Write("logs/app.log", big[..^1]);
        (await scene.RunAsync(["verify", "logs", "s3://scene/l", "--append-ok", .. how])).Exits(4).Says("2 names differ");
        (await scene.RunAsync("verify", "logs", "s3://scene/l", "--append-ok", "--size-only")).Exits(2).Says("exclude each other");
    }

    [Fact]
    public async Task A_file_whose_size_of_0_means_nothing_is_never_the_same_as_an_empty_object()
    {
        if (!OperatingSystem.IsLinux())
            return;
        await using Scene scene = await Scene.BeginAsync();
        scene.Put("uptime", "");
        scene.Put("r/boot_id", "");
        (await scene.RunAsync("verify", "/proc/uptime", "s3://scene/uptime")).Exits(1).Says("1 unreadable", "yields more than the 0 bytes");
        (await scene.RunAsync("verify", "/proc/uptime", "s3://scene/uptime", "--size-only")).Exits(1).Says("1 unreadable");
        (await scene.RunAsync("verify", "/proc/sys/kernel/random", "s3://scene/r", "--include", "boot_id")).Exits(1).Says("1 unreadable");
        (await scene.RunAsync("sync", "/proc/sys/kernel/random", "s3://scene/r", "--include", "boot_id", "--size-only")).Exits(1).Says("boot_id", "1 failed");
        scene.Write("names", "boot_id\n");
        (await scene.RunAsync("sync", "/proc/sys/kernel/random", "s3://scene/r", "--files-from", "names")).Exits(1).Says("1 failed");
        scene.Write("empty", "");
        (await scene.RunAsync("verify", "empty", "s3://scene/uptime")).Exits(0);
    }

    [Fact]
    public async Task Remembered_checksums_that_were_damaged_are_said_and_computed_anew()
    {
        await using Scene scene = await Scene.BeginAsync();
        File.SetLastWriteTimeUtc(scene.Write("tree/a", "text"), new DateTime(2024, 1, 1, 0, 0, 0, DateTimeKind.Utc));
        (await scene.RunAsync("cp", "tree/", "s3://scene/t/")).Exits(0);
        (await scene.RunAsync("verify", "tree", "s3://scene/t")).Exits(0);
        string sums = Assert.Single(Directory.GetFiles(Path.Combine(scene.StateDirectory, "checksums")));
        File.WriteAllBytes(sums, []);
        (await scene.RunAsync("verify", "tree", "s3://scene/t")).Exits(0).Says("1 file of remembered checksums was damaged or cut off", "1 file opened");
        (await scene.RunAsync("verify", "tree", "s3://scene/t")).Exits(0).Says("0 files opened");
    }

    [Fact]
    public async Task Verify_after_a_warm_cache_opens_no_file()
    {
        await using Scene scene = await Scene.BeginAsync();
        for (int at = 0; at < 10; at++)
            File.SetLastWriteTimeUtc(scene.Write($"tree/{at}", Scene.Bytes(5000, at)), new DateTime(2024, 1, 1, 0, 0, 0, DateTimeKind.Utc));
        (await scene.RunAsync("cp", "tree/", "s3://scene/t/")).Exits(0);
        (await scene.RunAsync("verify", "tree", "s3://scene/t/")).Exits(0).Says("10 files opened");
        (await scene.RunAsync("verify", "tree", "s3://scene/t/")).Exits(0).Says("0 files opened, 0 B read");
        (await scene.RunAsync("verify", "tree", "s3://scene/t/", "--no-cache")).Exits(0).Says("10 files opened");
        // Access is refused to everybody else: checksums are as private as what they are of.
        Assert.Equal((UnixFileMode)0x1c0, File.GetUnixFileMode(Path.Combine(scene.StateDirectory, "checksums")));
    }

    [Fact, Trait("Needs", "strace")]
    public async Task Verify_after_a_warm_cache_makes_no_system_call_that_opens_a_file_of_the_tree()
    {
        await using Scene scene = await Scene.BeginAsync();
        for (int at = 0; at < 10; at++)
            File.SetLastWriteTimeUtc(scene.Write($"tree/payload-{at}", Scene.Bytes(5000, at)), new DateTime(2024, 1, 1, 0, 0, 0, DateTimeKind.Utc));
        (await scene.RunAsync("cp", "tree/", "s3://scene/t/")).Exits(0);
        string traced = $"strace -f -qq -e trace=open,openat,openat2 -o trace {CommandProcess.Shell} verify tree s3://scene/t/";
        (await scene.ScriptAsync(traced)).Exits(0);
        Assert.Equal(10, File.ReadLines(scene.Path("trace")).Count(static line => line.Contains("payload-", StringComparison.Ordinal)));
        (await scene.ScriptAsync(traced)).Exits(0);
        Assert.DoesNotContain(File.ReadLines(scene.Path("trace")), static line => line.Contains("payload-", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Verify_of_a_side_that_is_not_there_exits_3()
    {
        await using Scene scene = await Scene.BeginAsync();
        scene.Write("tree/a", "a");
        scene.Put("t/a", "a");
        (await scene.RunAsync("verify", "tree", "s3://no-such-bucket/")).Exits(3).Says("no-such-bucket");
        (await scene.RunAsync("verify", "no-such-tree", "s3://scene/t/")).Exits(3).Says("no-such-tree: There is no such file or directory");
        (await scene.RunAsync("verify", "s3://scene/typo/", "s3://scene/typo2/")).Exits(3).Says("s3://scene/typo/");
        (await scene.RunAsync("verify", "tree", "-")).Exits(2).Says("A stream");
        (await scene.RunAsync("verify", "tree", "s3://scene/t/*")).Exits(2).Says("wildcards");
        (await scene.RunAsync("verify", "tree")).Exits(2).Says("two places");
    }

    [Fact]
    public async Task Verify_of_what_may_not_be_read_exits_1_and_names_it()
    {
        await using Scene scene = await Scene.BeginAsync();
        Both(scene, "tree/", "a", "a", "closed/inside");
        Both(scene, "s3://scene/t/", "a", "a", "closed/inside");
        scene.Write("tree/secret", "abc");
        scene.Put("t/secret", "abc");
        File.SetUnixFileMode(scene.Path("tree/closed"), UnixFileMode.None);
        File.SetUnixFileMode(scene.Path("tree/secret"), UnixFileMode.None);
        scene.Environment["SLUICE_STATE_DIR"] = null;
        CommandResult result = (await scene.RunUnprivilegedAsync("verify tree s3://scene/t/ --no-cache")).Exits(1);
        // What lies below a directory that cannot be listed is not taken for missing.
        result.Says("unreadable: secret", "unreadable: closed/:", "unreadable: closed/inside", "4 listed = 1 identical + 3 unreadable + 0 pending");
        File.SetUnixFileMode(scene.Path("tree/closed"), UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
    }

    [Fact]
    public async Task Verify_without_reading_says_unchecked_and_exits_1()
    {
        await using Scene scene = await Scene.BeginAsync();
        scene.Write("f", Scene.Bytes(11 << 20));
        (await scene.RunAsync("cp", "f", "s3://scene/a/o", "--checksum", "sha256", "--part-size", "5MiB")).Exits(0);
        (await scene.RunAsync("cp", "f", "s3://scene/b/o", "--checksum", "sha256", "--part-size", "6MiB")).Exits(0);
        scene.Server.Requests.Reset();
        (await scene.RunAsync("verify", "s3://scene/a/", "s3://scene/b/", "--no-read")).Exits(1).Says("unchecked: o", "1 listed = 0 identical + 1 unchecked + 0 pending");
        Assert.Equal(0, scene.Server.Requests["GetObject"]);
        (await scene.RunAsync("verify", "s3://scene/a/", "s3://scene/b/")).Exits(0);
        Assert.Equal(2, scene.Server.Requests["GetObject"]);
        (await scene.RunAsync("verify", "s3://scene/a/", "s3://scene/b/", "--read-all")).Exits(0);
        Assert.Equal(4, scene.Server.Requests["GetObject"]);
    }

    [Fact]
    public async Task Verify_that_is_interrupted_exits_130_and_counts_the_rest_as_pending()
    {
        await using Scene scene = await Scene.BeginAsync();
        for (int at = 0; at < 200; at++)
            Both(scene, "t/", $"{at}", "x", null);
        (await scene.RunAsync("cp", "t/", "s3://scene/t/")).Exits(0);
        FaultRule slow = scene.Server.Faults.On("GetObject").Delay(TimeSpan.FromSeconds(1));
        using CommandProcess process = scene.Start("verify", "t/", "s3://scene/t/", "--read-all", "--json", "--concurrency", "2");
        await Scene.UntilAsync(() => slow.Hits > 2);
        await process.SignalAsync("INT");
        JsonElement summary = (await process.ResultAsync()).Exits(130).Json[^1];
        Assert.Equal(200, summary.GetProperty("identical").GetInt32() + summary.GetProperty("pending").GetInt32());
        Assert.True(summary.GetProperty("pending").GetInt32() > 0);
        Assert.False(summary.GetProperty("all_identical").GetBoolean());
    }

    [Fact]
    public async Task Verify_shows_odd_names_without_harm()
    {
        await using Scene scene = await Scene.BeginAsync();
        scene.Put("a/bell\u0007", "1");
        scene.Put("b/\u001b[31mred", "2");
        CommandResult result = (await scene.RunAsync("verify", "s3://scene/a/", "s3://scene/b/")).Exits(4);
        Assert.DoesNotContain('\u001b', result.Output);
        Assert.Equal([@"only in B  \x1b[31mred", @"only in A  bell\x07"], result.Lines);
    }

    static void Both(Scene scene, string side, string name, string content, string? further)
    {
        foreach (string each in further is null ? (string[])[name] : [name, further])
        {
            if (side.StartsWith("s3://scene/", StringComparison.Ordinal))
                scene.Put($"{side["s3://scene/".Length..].TrimEnd('/')}/{each}", content);
            else
                scene.Write(side + each, content);
        }
    }
}
