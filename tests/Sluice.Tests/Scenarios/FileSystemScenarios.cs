namespace Sluice.Tests.Scenarios;

/// <summary>File systems that refuse: permissions that bind also for root, and disks that are full only when they are written to.</summary>
public sealed class FileSystemScenarios
{
    const UnixFileMode None = UnixFileMode.None;
    const UnixFileMode All = UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute;

    [Fact]
    public async Task Where_no_state_can_be_kept_the_work_is_done_and_that_is_said()
    {
        if (!OperatingSystem.IsLinux())
            return;
        await using Scene scene = await Scene.BeginAsync();
        scene.Environment["SLUICE_STATE_DIR"] = "/proc/none/state";
        scene.Write("d/a", "a");
        (await scene.RunAsync("cp", "d/a", "s3://scene/")).Exits(0).Says("No journal: ", "no directory can be made there").SaysNot("Could not find");
        (await scene.RunAsync("sync", "d", "s3://scene/d/")).Exits(0).Says("No lock: ", "Another sync to", "would not be noticed").SaysNot("Could not find");
        (await scene.RunAsync("verify", "d", "s3://scene/d/")).Exits(0).SaysNot("Could not find");
        (await scene.RunAsync("probe", "s3://scene", "--no-settings")).SaysNot("Could not find", "bug in sluice");
        foreach (string verb in (string[])["resume", "limit"])
            (await scene.RunAsync(verb)).Exits(0);
    }

    [Fact]
    public async Task Files_and_directories_that_may_not_be_read_are_denied_by_name_and_the_rest_goes_up()
    {
        if (OperatingSystem.IsWindows())
            return;
        await using Scene scene = await Scene.BeginAsync();
        scene.Write("up/good", "good");
        scene.Write("up/z", "good too");
        string file = scene.Write("up/secret", "x"), directory = scene.Path("up/closed");
        scene.Write("up/closed/inner", "x");
        File.SetUnixFileMode(file, None);
        File.SetUnixFileMode(directory, None);
        try
        {
            (await RunAsync(scene, Unprivileged, "cp", "up", "s3://scene/")).Exits(1).Says("denied", "up/secret", "up/closed");
            Assert.Equal(["good", "z"], scene.Keys());
            (await RunAsync(scene, Unprivileged, "cp", "up/secret", "s3://scene/one")).Exits(1).Says("denied", "up/secret");
            Assert.Equal(["good", "z"], scene.Keys());
        }
        finally
        {
            File.SetUnixFileMode(directory, All);
        }
    }

    [Fact]
    public async Task A_directory_that_may_not_be_written_is_denied_by_name_and_nothing_is_left()
    {
        if (OperatingSystem.IsWindows())
            return;
        await using Scene scene = await Scene.BeginAsync();
        scene.Put("closed/a", "a");
        scene.Put("open/b", "b");
        Directory.CreateDirectory(scene.Path("out/closed"), All & ~UnixFileMode.UserWrite);
        (await RunAsync(scene, Unprivileged, "cp", "s3://scene/", "out/")).Exits(1).Says("denied", "out/closed/a");
        Assert.Equal(["open/b"], scene.Files("out"));
    }

    [Fact]
    public async Task A_disk_that_fills_up_in_mid_write_is_named_and_leaves_no_partial_file_and_the_rest_is_copied()
    {
        if (OperatingSystem.IsWindows())
            return;
        await using Scene scene = await Scene.BeginAsync();
        scene.Put("d/big", Scene.Bytes(9 << 20));
        scene.Put("d/parts", Scene.Bytes(24 << 20));
        scene.Put("d/small", "small");
        // No file may grow beyond 4 MiB: the space that is asked about beforehand is there, and the write fails.
        string limit = "trap '' XFSZ; ulimit -f $((4 << 20 >> 9)); exec \"$@\"";
        // Without this the runtime maps its code through a file, which the limit meets too.
        scene.Environment["DOTNET_EnableWriteXorExecute"] = "0";
        (await RunAsync(scene, ["sh", "-c", limit, "sh"], "cp", "s3://scene/d/", "out/")).Exits(1).Says("DiskFull", "out/big", "out/parts");
        Assert.Equal(["small"], scene.Files("out"));
    }

    [Fact]
    public async Task Standard_output_on_a_full_disk_fails_and_says_so()
    {
        if (!File.Exists("/dev/full"))
            return;
        await using Scene scene = await Scene.BeginAsync();
        scene.Put("big", Scene.Bytes(2 << 20));
        (await RunAsync(scene, ["sh", "-c", "exec \"$@\" > /dev/full", "sh"], "cp", "s3://scene/big", "-")).Exits(1).Says("No space is left");
    }

    // Root may read what its modes forbid; without two of its capabilities it may not.
    static string[] Unprivileged => Environment.IsPrivilegedProcess && OperatingSystem.IsLinux()
        ? ["setpriv", "--inh-caps=-dac_override,-dac_read_search", "--bounding-set=-dac_override,-dac_read_search"]
        : [];

    static async Task<CommandResult> RunAsync(Scene scene, string[] wrapper, params string[] args)
    {
        using CommandProcess process = new(args, scene.Environment, scene.Directory, wrapper: wrapper);
        return await process.ResultAsync();
    }
}
