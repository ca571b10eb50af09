namespace Sluice.Tests.Scenarios;

/// <summary>What Sluice puts somewhere for itself: nobody else can read it, or have something wait in its place, and it is never taken for the user's.</summary>
[System.Runtime.Versioning.UnsupportedOSPlatform("windows")]
public sealed class PrivacyScenarios
{
    const UnixFileMode Others = (UnixFileMode)0x3f;

    [Fact]
    public async Task The_demo_works_in_a_directory_of_its_own_that_nobody_could_foresee()
    {
        if (!OperatingSystem.IsLinux())
            return;
        await using Scene scene = await Scene.BeginAsync();
        scene.Write("tree/a", "from the tree");
        scene.Write("victim/a", "precious");
        scene.Environment["TMPDIR"] = Directory.CreateDirectory(scene.Path("tmp")).FullName;
        // The name that it had, planted: exec keeps the process' number.
        CommandResult result = await scene.ScriptAsync(
            $"mkdir -p tmp/sluice-demo-$$; ln -s \"$PWD/victim\" tmp/sluice-demo-$$/copy; exec {CommandProcess.Shell} demo tree");
        result.Exits(0);
        Assert.Equal("precious", File.ReadAllText(scene.Path("victim/a")));
        Assert.Equal(["a"], scene.Files("victim"));
        // Only what was planted is left.
        Assert.Single(Directory.GetFileSystemEntries(scene.Path("tmp")), static name => name.Contains("sluice-demo", StringComparison.Ordinal));
    }

    [Fact]
    public async Task What_the_endpoint_keeps_and_what_a_run_remembers_is_for_its_owner_alone()
    {
        await using Scene scene = await Scene.BeginAsync();
        using CommandProcess server = scene.Start("serve", "--port", "0", "--json", "--data-dir", "data");
        scene.Adopt(await server.FirstLine);
        (await scene.RunAsync("mb", "s3://mine")).Exits(0);
        scene.Write("up/secret", "secret");
        (await scene.RunAsync("cp", "up", "s3://mine/")).Exits(0);
        (await scene.RunAsync("sync", "up", "s3://mine/", "--checksum")).Exits(0);
        (await scene.RunAsync(["pipe", "s3://mine/large"], Scene.Bytes(20 << 20))).Exits(0);
        await server.SignalAsync("INT");
        await server.ResultAsync();
        AssertPrivate(scene.Path("data"));
        AssertPrivate(scene.StateDirectory);
    }

    [Fact]
    public async Task Unfinished_files_of_sluice_are_no_source_and_files_that_look_similar_are()
    {
        await using Scene scene = await Scene.BeginAsync();
        string[] ours = [".a.sluice-0123456789ab1.part", ".sluice-0123456789abff.part", "sub/.b.c.sluice-0123456789abcdef0123.part"];
        string[] users = [".a.sluice-0123456789.part", ".a.sluice-0123456789ABC.part", "a.sluice-0123456789ab1.part", ".a.sluice-0123456789ab1.part.gz", ".a.sluice-0123456789ab1"];
        foreach (string name in ours.Concat(users))
            scene.Write("up/" + name, name);
        Directory.CreateDirectory(scene.Path("up/.d.sluice-0123456789ab1.part"));
        scene.Write("up/.d.sluice-0123456789ab1.part/inner", "a user's directory");
        string[] expected = [.. users.Append(".d.sluice-0123456789ab1.part/inner").Order(StringComparer.Ordinal)];
        (await scene.RunAsync("cp", "up", "s3://scene/")).Exits(0).Says("skipped: up/sub/.b.c.sluice", "6 done + 3 skipped");
        Assert.Equal(expected, scene.Keys());
        (await scene.RunAsync("sync", "up", "s3://scene/", "--delete")).Exits(0);
        (await scene.RunAsync("verify", "up", "s3://scene/")).Exits(0).Says("6 identical + 3 skipped");
        // As a destination: they are somebody's work, which 'cleanup' removes, not a sync.
        (await scene.RunAsync("sync", "s3://scene/", "up", "--delete", "--no-journal")).Exits(0);
        Assert.All(ours, name => Assert.True(File.Exists(scene.Path("up/" + name)), name));
        // Who names one means it.
        (await scene.RunAsync("cp", "up/" + ours[0], "s3://scene/one")).Exits(0);
        Assert.Contains("one", scene.Keys());
    }

    [Fact]
    public async Task Unfinished_links_are_left_out_where_links_are_kept()
    {
        await using Scene scene = await Scene.BeginAsync();
        scene.Write("up/a", "a");
        File.CreateSymbolicLink(scene.Path("up/.l.sluice-0123456789ab1.part"), "a");
        File.CreateSymbolicLink(scene.Path("up/l"), "a");
        (await scene.RunAsync("cp", "up", "s3://scene/", "--preserve", "all")).Exits(0);
        Assert.Equal(["a", "l.rclonelink"], scene.Keys());
    }

    static void AssertPrivate(string root)
    {
        foreach (string path in Directory.EnumerateFileSystemEntries(root, "*", new EnumerationOptions { RecurseSubdirectories = true, AttributesToSkip = 0 }).Append(root))
            Assert.True((File.GetUnixFileMode(path) & Others) == 0, $"{path}: {File.GetUnixFileMode(path)}");
    }
}
