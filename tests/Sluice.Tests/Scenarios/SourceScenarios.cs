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
        (await scene.RunUnprivilegedAsync("cp tree/ s3://scene/u/ --follow-links --exclude up/tree/*")).Exits(1).Says("tree/up");
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
