using Sluice.Endpoint.Faults;

namespace Sluice.Tests.Scenarios;

[System.Runtime.Versioning.UnsupportedOSPlatform("windows")]
public sealed class SourceScenarios
{
    [Fact]
    public async Task A_file_that_grows_during_its_upload_is_changed_and_leaves_no_object()
    {
        await using Scene scene = await Scene.BeginAsync();
        string big = scene.Write("big", Scene.Bytes(12 << 20));
        FaultRule slow = scene.Server.Faults.On("UploadPart").Trickle(2_000_000);
        using CommandProcess process = scene.Start("cp", "big", "s3://scene/", "--part-size", "5MiB", "--no-progress");
        await Scene.UntilAsync(() => slow.Hits > 0);
        File.AppendAllText(big, "more");
        (await process.ResultAsync()).Exits(1).Says("changed: big", "1 changed");
        Assert.Empty(scene.Keys());
        Assert.Equal(0, scene.UnfinishedUploads());
    }

    [Theory]
    [InlineData("cp")]
    [InlineData("mv")]
    [InlineData("sync")]
    public async Task Append_ok_uploads_what_was_there_at_the_start_and_mv_keeps_the_file(string verb)
    {
        await using Scene scene = await Scene.BeginAsync();
        byte[] bytes = Scene.Bytes(12 << 20);
        string log = scene.Write("logs/app.log", bytes);
        FaultRule slow = scene.Server.Faults.On("UploadPart").Delay(TimeSpan.FromSeconds(1));
        using (CommandProcess process = scene.Start(verb, "logs/", "s3://scene/", "--append-ok", "--part-size", "5MiB", "--no-progress"))
        {
            await Scene.UntilAsync(() => slow.Hits > 0);
            File.AppendAllText(log, "more");
            CommandResult result = await process.ResultAsync();
            if (verb == "mv")
                result.Exits(1).Says("NotRemoved", "has grown since its copy was begun");
            else
                result.Exits(0);
        }
        Assert.Equal(bytes, scene.Get("app.log"));
        Assert.Equal(bytes.Length + 4, new FileInfo(log).Length);
        scene.Server.Faults.Clear();
        scene.Server.Requests.Reset();
        FaultRule again = scene.Server.Faults.On("UploadPart").Delay(TimeSpan.FromSeconds(1));
        using CommandProcess strict = scene.Start(verb, "logs/", "s3://scene/", "--part-size", "5MiB", "--no-progress");
        await Scene.UntilAsync(() => again.Hits > 0);
        File.AppendAllText(log, "more");
        (await strict.ResultAsync()).Exits(1).Says("--append-ok");
    }

    [Fact]
    public async Task Each_kind_that_cannot_be_sent_names_its_switch_and_is_left_out_by_it()
    {
        await using Scene scene = await Scene.BeginAsync();
        scene.Write("tree/a", "a");
        scene.Write("tree/shut-dir/x", "x");
        scene.Write("tree/shut", "b");
        File.CreateSymbolicLink(scene.Path("tree/nowhere"), "gone");
        File.CreateSymbolicLink(scene.Path("tree/self"), "self");
        File.CreateSymbolicLink(scene.Path("tree/good"), "a");
        (await scene.ScriptAsync("mkfifo tree/pipe")).Exits(0);
        File.SetUnixFileMode(scene.Path("tree/shut-dir"), UnixFileMode.None);
        File.SetUnixFileMode(scene.Path("tree/shut"), UnixFileMode.None);
        foreach (string key in (string[])["s/shut", "s/shut-dir/x", "s/nowhere", "s/nowhere/below", "s/pipe", "s/good", "s/surplus"])
            scene.Put(key, "there before");

        (await scene.RunUnprivilegedAsync("cp tree/ s3://scene/t/")).Exits(1)
            .Says("such out: --skip-unreadable", "such out: --skip-links", "such out: --skip-special", "7 listed = 2 done + 1 missing + 2 denied + 2 failed + 0 pending");
        Assert.Equal(["t/a", "t/good"], scene.Keys().Where(static key => key.StartsWith("t/", StringComparison.Ordinal)));
        (await scene.RunUnprivilegedAsync("cp tree/ s3://scene/u/ --skip-unreadable --skip-special --follow-links --skip-links")).Exits(0).Says("7 listed = 2 done + 5 skipped + 0 pending");
        Assert.Equal(["u/a", "u/good"], scene.Keys().Where(static key => key.StartsWith("u/", StringComparison.Ordinal)));
        (await scene.RunUnprivilegedAsync("cp tree/shut tree/nowhere tree/pipe tree/a s3://scene/v/ --skip-unreadable --skip-special --skip-links")).Exits(0).Says("4 listed = 1 done + 3 skipped");
        // What the source has and may not read is no surplus.
        (await scene.RunUnprivilegedAsync("sync tree/ s3://scene/s/ --delete --skip-unreadable --skip-special --skip-links")).Exits(0).Says("1 removed", "6 skipped");
        Assert.Equal(["s/a", "s/good", "s/nowhere", "s/nowhere/below", "s/pipe", "s/shut", "s/shut-dir/x"], scene.Keys().Where(static key => key.StartsWith("s/", StringComparison.Ordinal)));
        Assert.Equal("there before"u8.ToArray(), scene.Get("s/good"));
        (await scene.RunUnprivilegedAsync("verify tree/ s3://scene/u/ --no-cache")).Exits(4).Says("such out: --skip-unreadable");
        (await scene.RunUnprivilegedAsync("verify tree/ s3://scene/u/ --no-cache --skip-unreadable --skip-special --skip-links --follow-links")).Exits(0);
        // The root itself is no such thing: of it nothing at all could be read.
        (await scene.RunUnprivilegedAsync("cp tree/shut-dir/ s3://scene/w/ --skip-unreadable")).Exits(1).Says("denied");
        (await scene.RunAsync("cp", "tree/", "s3://scene/w/", "--skip-links", "--preserve", "symlinks")).Exits(2).Says("give one of the two");
        File.SetUnixFileMode(scene.Path("tree/shut-dir"), UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
    }

    [Fact]
    public async Task A_file_that_vanishes_is_named_and_the_others_arrive()
    {
        await using Scene scene = await Scene.BeginAsync();
        scene.Write("a", "a");
        string gone = scene.Write("b", "b");
        scene.Write("c", "c");
        FaultRule slow = scene.Server.Faults.On("PutObject").Key("a").Delay(TimeSpan.FromSeconds(2));
        using CommandProcess process = scene.Start("cp", "a", "b", "c", "s3://scene/", "--concurrency", "1", "--no-progress");
        await Scene.UntilAsync(() => slow.Hits > 0);
        File.Delete(gone);
        (await process.ResultAsync()).Exits(1).Says("missing: b ");
        Assert.Equal(["a", "c"], scene.Keys());
    }

    [Fact]
    public async Task An_object_that_is_replaced_during_its_download_is_changed_and_leaves_no_file()
    {
        await using Scene scene = await Scene.BeginAsync();
        scene.Put("big", Scene.Bytes(24 << 20));
        Directory.CreateDirectory(scene.Path("out"));
        FaultRule slow = scene.Server.Faults.On("GetObject").Trickle(3_000_000);
        using CommandProcess process = scene.Start("cp", "s3://scene/big", "out/", "--part-size", "5MiB", "--concurrency", "2", "--no-progress");
        await Scene.UntilAsync(() => slow.Hits > 0);
        scene.Put("big", Scene.Bytes(24 << 20, seed: 2));
        (await process.ResultAsync()).Exits(1).Says("changed: s3://scene/big", "1 changed");
        Assert.Empty(scene.Files("out"));
    }

    [Fact]
    public async Task Links_loops_pipes_and_unreadable_directories_are_told_apart()
    {
        await using Scene scene = await Scene.BeginAsync();
        scene.Write("tree/a", "a");
        scene.Write("elsewhere/b", "b");
        scene.Write("tree/closed/c", "c");
        File.CreateSymbolicLink(scene.Path("tree/file-link"), "a");
        File.CreateSymbolicLink(scene.Path("tree/dir-link"), "../elsewhere");
        File.CreateSymbolicLink(scene.Path("tree/up"), "..");
        File.CreateSymbolicLink(scene.Path("tree/self"), "self");
        (await scene.ScriptAsync("mkfifo tree/pipe")).Exits(0);
        File.SetUnixFileMode(scene.Path("tree/closed"), UnixFileMode.None);

        CommandResult result = (await scene.RunUnprivilegedAsync("cp tree/ s3://scene/t/")).Exits(1);
        result.Says("denied: tree/closed", "tree/pipe", "tree/self", "tree/dir-link");
        Assert.Equal(["t/a", "t/file-link"], scene.Keys());
        (await scene.RunUnprivilegedAsync("cp tree/ s3://scene/u/ --follow-links --exclude up/tree/?*")).Exits(1).Says("tree/up");
        Assert.Contains("u/dir-link/b", scene.Keys());
        File.SetUnixFileMode(scene.Path("tree/closed"), UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
    }

    [Fact]
    public async Task A_full_disk_is_named_and_leaves_no_file()
    {
        await using Scene scene = await Scene.BeginAsync();
        scene.Put("big", Scene.Bytes(8 << 20));
        Directory.CreateDirectory(scene.Path("out"));
        // A limit on file sizes stands in for a full disk; the runtime's own mapped files must not meet it.
        const string Limited = "export DOTNET_EnableWriteXorExecute=0; trap '' XFSZ; ulimit -f 1024; ";
        (await scene.ScriptAsync(Limited + "sluice cp s3://scene/big out/")).Exits(1).Says("failed: s3://scene/big -> out/big: ", "1 failed");
        Assert.Empty(scene.Files("out"));
        (await scene.ScriptAsync("sluice cat s3://scene/big > /dev/full")).Exits(1).Says("s3://scene/big -> -: No space is left", "DiskFull");
    }

    [Fact]
    public async Task Storms_of_503_and_resets_end_well_and_are_counted()
    {
        await using Scene scene = await Scene.BeginAsync();
        for (int i = 0; i < 40; i++)
            scene.Write($"tree/{i}", Scene.Bytes(2000, seed: i));
        using CommandProcess server = scene.Start("serve", "--port", "0", "--json", "--faults", "seed=7,slowdown=15%,reset=10%,error=5%");
        scene.Adopt(await server.FirstLine);
        (await scene.RunAsync("mb", "s3://storm")).Exits(0);
        CommandResult up = (await scene.RunAsync("cp", "tree/", "s3://storm/")).Exits(0).Says("40 listed = 40 done + 0 pending");
        CommandResult down = (await scene.RunAsync("cp", "s3://storm/", "back/")).Exits(0).Says("40 listed = 40 done + 0 pending");
        Assert.Contains(" retr", up.Error + down.Error, StringComparison.Ordinal);
        Assert.Contains("asked to slow down", up.Error + down.Error, StringComparison.Ordinal);
        Assert.All(scene.Files("tree"), name => Assert.Equal(File.ReadAllBytes(scene.Path("tree/" + name)), File.ReadAllBytes(scene.Path("back/" + name))));
    }
}
