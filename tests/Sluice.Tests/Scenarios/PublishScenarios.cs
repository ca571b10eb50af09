namespace Sluice.Tests.Scenarios;

/// <summary>What has the name of a file that arrives: it keeps what it is, or says why it stays.</summary>
[System.Runtime.Versioning.UnsupportedOSPlatform("windows")]
public sealed class PublishScenarios
{
    const UnixFileMode OwnerOnly = UnixFileMode.UserRead | UnixFileMode.UserWrite;

    [Fact]
    public async Task What_is_no_regular_file_is_never_replaced_below_a_directory()
    {
        if (!OperatingSystem.IsLinux())
            return;
        await using Scene scene = await Scene.BeginAsync();
        string[] names = ["circle", "directory", "fifo", "good", "link", "to-directory", "to-fifo", "to-nothing"];
        foreach (string name in names)
            scene.Put("d/" + name, "new " + name);
        scene.Write("real", "old");
        Directory.CreateDirectory(scene.Path("out/directory"));
        Directory.CreateDirectory(scene.Path("elsewhere"));
        (await scene.ScriptAsync("cd out; mkfifo fifo; ln -s ../real link; ln -s ../elsewhere to-directory; ln -s fifo to-fifo; ln -s nothing to-nothing; ln -s circle circle")).Exits(0);
        string before = await Kinds(scene);
        (await scene.RunAsync("cp", "s3://scene/d/", "out/")).Exits(1)
            .Says("out/fifo is a named pipe; it is not replaced", "out/to-fifo is a symbolic link to a named pipe", "out/to-nothing is a symbolic link to nothing",
                "out/to-directory is a symbolic link to a directory", "out/circle is a symbolic link that leads in a circle", "A directory has the name of this file: out/directory");
        Assert.Equal(before, (await Kinds(scene)).Replace("good f\n", "", StringComparison.Ordinal));
        Assert.Equal("new link", File.ReadAllText(scene.Path("real")));
        Assert.Equal("new good", File.ReadAllText(scene.Path("out/good")));
        Assert.DoesNotContain(scene.Files("out"), static file => file.EndsWith(".part", StringComparison.Ordinal));
        // The same for sync, which has looked at the destination before.
        (await scene.RunAsync("sync", "s3://scene/d/", "out/", "--checksum", "--no-journal")).Exits(1);
        Assert.Equal(before, (await Kinds(scene)).Replace("good f\n", "", StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_link_to_a_file_stays_a_link_and_the_file_behind_it_is_written()
    {
        await using Scene scene = await Scene.BeginAsync();
        scene.Put("d/a", "new");
        scene.Put("big", Scene.Bytes(20 << 20));
        scene.Write("real/a", "old");
        Directory.CreateDirectory(scene.Path("out"));
        File.CreateSymbolicLink(scene.Path("out/a"), "../real/a");
        File.CreateSymbolicLink(scene.Path("one"), "real/a");
        File.CreateSymbolicLink(scene.Path("two"), "one");
        (await scene.RunAsync("cp", "s3://scene/d/a", "one")).Exits(0);
        Assert.Equal("new", File.ReadAllText(scene.Path("real/a")));
        (await scene.RunAsync("cp", "s3://scene/big", "two")).Exits(0);
        Assert.Equal(20 << 20, new FileInfo(scene.Path("real/a")).Length);
        (await scene.RunAsync("sync", "s3://scene/d/", "out/")).Exits(0);
        Assert.Equal("new", File.ReadAllText(scene.Path("real/a")));
        Assert.All(["out/a", "one", "two"], link => Assert.NotNull(new FileInfo(scene.Path(link)).LinkTarget));
        Assert.Equal(["a"], scene.Files("real"));
    }

    [Fact]
    public async Task A_link_to_another_file_system_is_written_through_whole()
    {
        if (!Directory.Exists("/dev/shm"))
            return;
        await using Scene scene = await Scene.BeginAsync();
        string elsewhere = Path.Combine("/dev/shm", Path.GetFileName(scene.Directory));
        try
        {
            Directory.CreateDirectory(elsewhere);
            scene.Put("d/a", "new");
            scene.Put("d/b", Scene.Bytes(20 << 20));
            foreach (string name in new[] { "a", "b" })
            {
                File.WriteAllText(Path.Combine(elsewhere, name), "old");
                File.SetUnixFileMode(Path.Combine(elsewhere, name), OwnerOnly);
                Directory.CreateDirectory(scene.Path("out"));
                File.CreateSymbolicLink(scene.Path("out/" + name), Path.Combine(elsewhere, name));
            }
            (await scene.RunAsync("cp", "s3://scene/d/", "out/")).Exits(0);
            Assert.Equal("new", File.ReadAllText(Path.Combine(elsewhere, "a")));
            Assert.Equal(Scene.Bytes(20 << 20), File.ReadAllBytes(Path.Combine(elsewhere, "b")));
            Assert.Equal(OwnerOnly, File.GetUnixFileMode(Path.Combine(elsewhere, "a")));
            Assert.Equal(2, Directory.GetFileSystemEntries(elsewhere).Length);
            Assert.Equal(["a", "b"], scene.Files("out"));
        }
        finally
        {
            Directory.Delete(elsewhere, recursive: true);
        }
    }

    [Fact]
    public async Task A_pipe_or_a_device_that_is_named_is_written_through_in_order_and_stays_what_it_is()
    {
        if (!OperatingSystem.IsLinux())
            return;
        await using Scene scene = await Scene.BeginAsync();
        byte[] content = Scene.Bytes(20 << 20);
        scene.Put("big", content);
        scene.Put("small", "small\n");
        (await scene.ScriptAsync("mkfifo fifo; cat fifo > got & sluice cp s3://scene/big fifo; wait; test -p fifo")).Exits(0);
        Assert.Equal(content, File.ReadAllBytes(scene.Path("got")));
        // Also where standard output is a file that others write to: it is appended to, not replaced.
        (await scene.ScriptAsync("echo first > log; for i in /dev/stdout /dev/fd/1 /proc/self/fd/1; do sluice cp s3://scene/small $i -q; done >> log; ln -s /dev/stdout link; sluice cp s3://scene/small link -q >> log")).Exits(0);
        Assert.Equal("first\nsmall\nsmall\nsmall\nsmall\n", File.ReadAllText(scene.Path("log")));
        (await scene.ScriptAsync("sluice cp s3://scene/small /dev/fd/3 -q 3> three")).Exits(0);
        Assert.Equal("small\n", File.ReadAllText(scene.Path("three")));
        (await scene.RunAsync("cp", "s3://scene/small", "/dev/full")).Exits(1).Says("/dev/full: No space is left");
        (await scene.RunAsync("cp", "s3://scene/small", "/dev/zero")).Exits(0);
        (await scene.RunAsync("cp", "s3://scene/small", "/dev/fd/77")).Exits(1).Says("/dev/fd/77 is not open");
        (await scene.RunAsync("mv", "s3://scene/small", "fifo")).Exits(2).Says("keeps nothing");
        (await scene.ScriptAsync("test -c /dev/full && test -c /dev/zero && test -p fifo && test -L /dev/stdout")).Exits(0);
        Assert.Equal(["big", "small"], scene.Keys());
    }

    [Fact]
    public async Task A_pipe_that_nobody_reads_can_be_given_up()
    {
        if (!OperatingSystem.IsLinux())
            return;
        await using Scene scene = await Scene.BeginAsync();
        scene.Put("a", "a");
        (await scene.ScriptAsync("mkfifo fifo")).Exits(0);
        using CommandProcess process = scene.Start("cp", "s3://scene/a", "fifo");
        await Scene.UntilAsync(() => scene.Server.Requests.Total > 0);
        await process.SignalAsync("INT");
        (await process.ResultAsync()).Exits(130);
    }

    [Fact]
    public async Task A_file_is_its_owners_alone_until_it_is_published_and_then_as_any_new_file()
    {
        if (!OperatingSystem.IsLinux())
            return;
        await using Scene scene = await Scene.BeginAsync();
        scene.Put("big", Scene.Bytes(20 << 20));
        scene.Put("small", "small");
        using CommandProcess process = scene.Start("cp", "s3://scene/big", "out/big", "--bandwidth", "1MB/s");
        string? unfinished = null;
        await Scene.UntilAsync(() => (unfinished = scene.Files("out").FirstOrDefault(static name => name.EndsWith(".part", StringComparison.Ordinal))) is not null);
        Assert.Equal(OwnerOnly, File.GetUnixFileMode(scene.Path("out/" + unfinished)));
        await process.KillAsync();
        (await scene.ScriptAsync("umask 027; sluice cp s3://scene/small out/new")).Exits(0);
        Assert.Equal((UnixFileMode)0x1a0, File.GetUnixFileMode(scene.Path("out/new")));
    }

    [Theory]
    [InlineData(0x180)]
    [InlineData(0x1a4)]
    [InlineData(0x1ed)]
    public async Task A_file_that_is_overwritten_leaves_its_mode_to_the_new_one(int mode)
    {
        await using Scene scene = await Scene.BeginAsync();
        scene.Put("d/a", "new");
        scene.Put("d/parts", Scene.Bytes(20 << 20));
        foreach (string name in new[] { "a", "parts" })
            File.SetUnixFileMode(scene.Write("out/" + name, "old"), (UnixFileMode)mode);
        (await scene.RunAsync("cp", "s3://scene/d/", "out/")).Exits(0);
        Assert.Equal("new", File.ReadAllText(scene.Path("out/a")));
        Assert.All(["a", "parts"], name => Assert.Equal((UnixFileMode)mode, File.GetUnixFileMode(scene.Path("out/" + name))));
        // Its owner as well, which only root can give; bits that lend rights never.
        if (!Environment.IsPrivilegedProcess)
            return;
        (await scene.ScriptAsync("chown 1234:567 out/a; chmod 4755 out/a; sluice cp s3://scene/d/a out/a; stat -c '%u:%g %a' out/a")).Exits(0);
        Assert.Equal("1234:567 755", (await scene.ScriptAsync("stat -c '%u:%g %a' out/a")).Output.Trim());
    }

    [Fact]
    public async Task A_plan_that_is_there_already_is_refused_before_the_run()
    {
        await using Scene scene = await Scene.BeginAsync();
        scene.Write("up/a", "a");
        scene.Write("notes", "mine");
        (await scene.RunAsync("sync", "up", "s3://scene/", "--dry-run", "--plan-out", "notes")).Exits(2).Says("--plan-out notes: the file is there already; remove it, or name another.");
        (await scene.RunAsync("sync", "up", "s3://scene/", "--dry-run", "--plan-out", "up")).Exits(2).Says("that is a directory");
        (await scene.RunAsync("sync", "up", "s3://scene/", "--dry-run", "--plan-out", "no/plan")).Exits(2).Says("there is no such directory");
        Assert.Equal("mine", File.ReadAllText(scene.Path("notes")));
    }

    [Fact]
    public async Task A_plan_and_a_report_do_not_replace_what_is_no_file()
    {
        if (!OperatingSystem.IsLinux())
            return;
        await using Scene scene = await Scene.BeginAsync();
        scene.Write("up/a", "a");
        scene.Write("real", "old");
        (await scene.ScriptAsync("mkfifo fifo; ln -s real link; ln -s nothing dangling")).Exits(0);
        (await scene.RunAsync("sync", "up", "s3://scene/", "--dry-run", "--plan-out", "fifo")).Exits(2).Says("there already");
        (await scene.RunAsync("sync", "up", "s3://scene/", "--dry-run", "--plan-out", "dangling")).Exits(2).Says("there already");
        (await scene.RunAsync("sync", "up", "s3://scene/", "--dry-run", "--plan-out", "link")).Exits(2).Says("there already");
        Assert.Equal("old", File.ReadAllText(scene.Path("real")));
        (await scene.RunAsync("cp", "up", "s3://scene/", "--report", "fifo")).Exits(2).Says("there already");
        (await scene.RunAsync("cp", "up", "s3://scene/", "--report", "link", "--overwrite-report")).Exits(0);
        Assert.DoesNotContain("plan", File.ReadAllText(scene.Path("real")), StringComparison.Ordinal);
        (await scene.ScriptAsync("test -p fifo && test -L link && test -L dangling")).Exits(0);
    }

    static async Task<string> Kinds(Scene scene) => (await scene.ScriptAsync("find out -mindepth 1 -printf '%P %y\\n' | sort")).Exits(0).Output;
}
