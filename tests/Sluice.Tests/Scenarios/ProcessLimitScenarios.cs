namespace Sluice.Tests.Scenarios;

/// <summary>Processes that may have few files or threads, or that have lost what others take for granted.</summary>
[System.Runtime.Versioning.UnsupportedOSPlatform("windows")]
public sealed class ProcessLimitScenarios
{
    [Fact]
    public async Task A_process_that_may_have_few_files_open_does_it_all_with_fewer_requests()
    {
        if (!OperatingSystem.IsLinux())
            return;
        await using Scene scene = await Scene.BeginAsync();
        for (int at = 0; at < 400; at++)
            scene.Write($"up/{at:d3}", "x");
        CommandResult up = (await scene.ScriptAsync("ulimit -n 300; sluice cp up s3://scene/ --concurrency 256")).Exits(0);
        up.Says("This process may have 300 files open (ulimit -n)", "not 256", "400 done");
        Assert.Equal(400, scene.Keys().Length);
        (await scene.ScriptAsync("ulimit -n 300; sluice cp s3://scene/ down/ --concurrency 256")).Exits(0).Says("400 done");
        (await scene.ScriptAsync("ulimit -n 160; sluice sync s3://scene/ down2/ --checksum")).Exits(0).Says("400 done");
        (await scene.ScriptAsync("ulimit -n 160; sluice verify down2 s3://scene/")).Exits(0).Says("400 identical");
    }

    [Fact]
    public async Task A_process_that_may_have_too_few_files_open_says_so_before_it_begins()
    {
        if (!OperatingSystem.IsLinux())
            return;
        await using Scene scene = await Scene.BeginAsync();
        scene.Write("a", "a");
        (await scene.ScriptAsync("ulimit -n 64; sluice cp a s3://scene/a --json")).Exits(3).Says("64 files open; 160 are the least", "ulimit -n 1024");
        Assert.Empty(scene.Keys());
    }

    [Fact]
    public async Task Threads_that_cannot_be_started_are_a_failure_that_is_named()
    {
        if (!OperatingSystem.IsLinux() || !Environment.IsPrivilegedProcess)
            return;
        await using Scene scene = await Scene.BeginAsync();
        for (int at = 0; at < 50; at++)
            scene.Write($"up/{at:d2}", "x");
        File.SetUnixFileMode(scene.Directory, (UnixFileMode)0x1ff);
        scene.Environment["SLUICE_STATE_DIR"] = scene.Path("state");
        // A user of the test's own, so that nobody else's threads count; the limit binds from the change of user on. With so few
        // that the runtime cannot make its first socket, it ends in a finalizer of its own.
        foreach (int most in new[] { 60, 200 })
        {
            CommandResult result = await scene.ScriptAsync(
                $"ulimit -u {most}; HOME=/nonexistent exec setpriv --reuid=54321 --regid=54321 --clear-groups {CommandProcess.Shell} cp up s3://scene/ --concurrency 64 --no-journal --no-progress");
            Assert.True(result.ExitCode is 0 or 1, $"{most}: {result.ExitCode}\n{result.Error}");
            Assert.True(result.ExitCode != 1 || result.Error.Contains("no further thread", StringComparison.Ordinal), result.Error);
            Assert.DoesNotContain("efect", result.Error, StringComparison.Ordinal);
        }
        Assert.Equal(50, scene.Keys().Length);
    }

    [Fact]
    public async Task A_working_directory_that_is_gone_costs_only_names_that_are_relative()
    {
        if (!OperatingSystem.IsLinux())
            return;
        await using Scene scene = await Scene.BeginAsync();
        string file = scene.Write("a", "a");
        CommandResult result = await scene.ScriptAsync(
            $"mkdir gone; cd gone; rmdir ../gone; sluice cp '{file}' s3://scene/a -q; echo $?; sluice ls s3://scene/ > /dev/null; echo $?; sluice cp s3://scene/a b -q; echo $?; sluice sync . s3://scene/x/ -q; echo $?");
        Assert.Equal(["0", "0", "3", "3"], result.Lines);
        Assert.DoesNotContain("   at ", result.Error, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("unset HOME")]
    [InlineData("export HOME=/proc/nowhere; unset SLUICE_STATE_DIR XDG_STATE_HOME")]
    [InlineData("export SLUICE_STATE_DIR=/proc/nowhere")]
    [InlineData("export TMPDIR=/nowhere")]
    [InlineData("export LC_ALL=C LANG=C; unset TERM")]
    [InlineData("export TERM=no-such-terminal COLUMNS=0")]
    [InlineData("export COLUMNS=99999999999999999999")]
    public async Task What_a_process_lacks_does_not_keep_a_copy_from_being_made(string lacking)
    {
        if (!OperatingSystem.IsLinux())
            return;
        await using Scene scene = await Scene.BeginAsync();
        scene.Write("up/ä", "x");
        (await scene.ScriptAsync($"{lacking}; sluice cp up s3://scene/ && sluice cp s3://scene/ down/ && sluice ls s3://scene/")).Exits(0);
        Assert.Equal(["ä"], scene.Files("down"));
    }

    [Fact]
    public async Task A_sync_that_cannot_put_removals_aside_copies_and_removes_nothing()
    {
        if (!OperatingSystem.IsLinux())
            return;
        await using Scene scene = await Scene.BeginAsync();
        scene.Write("up/a", "a");
        scene.Put("surplus", "stays");
        scene.Environment["TMPDIR"] = "/nowhere";
        (await scene.RunAsync("sync", "up", "s3://scene/", "--delete")).Exits(1).Says("Nothing was removed, because what is to go could not be put aside", "1 copied");
        Assert.Equal(["a", "surplus"], scene.Keys());
    }
}
