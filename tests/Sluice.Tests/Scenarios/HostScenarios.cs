using System.Runtime.Versioning;
using Sluice.Tests.Support;

namespace Sluice.Tests.Scenarios;

/// <summary><c>sftp://</c> on the command line: what works there, and what is said when a host cannot be reached.</summary>
[Trait("Needs", "sshd")]
public sealed class HostScenarios(SshServer server) : IClassFixture<SshServer>
{
    async Task<Scene> BeginAsync()
    {
        Scene scene = await Scene.BeginAsync();
        scene.Environment["SLUICE_SSH"] = server.Command;
        return scene;
    }

    [Fact]
    public async Task Cp_ls_du_cat_mv_and_rm_work_on_a_host()
    {
        await using Scene scene = await BeginAsync();
        string files = server.NewDirectory(), host = $"sftp://test{files}";
        scene.Write("up/a.txt", "hello\n");
        scene.Write("up/d/b.txt", "there\n");
        Assert.Equal(0, (await scene.RunAsync("cp", "up/", host + "/")).ExitCode);
        CommandResult level = await scene.RunAsync("ls", host);
        Assert.Contains("a.txt", level.Output, StringComparison.Ordinal);
        Assert.Contains("DIR", level.Output, StringComparison.Ordinal);
        Assert.DoesNotContain("b.txt", level.Output, StringComparison.Ordinal);
        Assert.Contains("\"location\":\"" + host + "/d/b.txt\"", (await scene.RunAsync("ls", "-r", "--json", host)).Output, StringComparison.Ordinal);
        Assert.Contains(" 12 ", (await scene.RunAsync("du", "-s", host)).Output, StringComparison.Ordinal);
        Assert.Equal("hello\nthere\n", (await scene.RunAsync("cat", host + "/a.txt", host + "/d/b.txt")).Output);
        Assert.Equal(0, (await scene.RunAsync("verify", "up/", host + "/")).ExitCode);
        Assert.Equal(0, (await scene.RunAsync("mv", host + "/a.txt", "s3://scene/a.txt")).ExitCode);
        Assert.Equal(2, (await scene.RunAsync("rm", host)).ExitCode);
        Assert.Equal(0, (await scene.RunAsync("rm", "-r", host)).ExitCode);
        Assert.Empty(Directory.GetFileSystemEntries(files));
        Assert.Equal(1, (await scene.RunAsync("ls", host + "/none")).ExitCode);
    }

    [Fact]
    [UnsupportedOSPlatform("windows")]
    public async Task Cp_with_preserve_brings_modes_and_times_to_a_host_and_back_and_names_what_it_does_not_keep()
    {
        await using Scene scene = await BeginAsync();
        string files = server.NewDirectory(), host = $"sftp://test{files}";
        DateTime then = new(2021, 2, 3, 4, 5, 6, DateTimeKind.Utc);
        UnixFileMode mode = UnixFileMode.UserRead | UnixFileMode.UserExecute | UnixFileMode.OtherRead;
        scene.Write("up/d/run", "#!/bin/sh\n");
        scene.Write("up/d/e/f", "2");
        void Set(string path)
        {
            File.SetLastWriteTimeUtc(path, then);
            File.SetUnixFileMode(path, mode);
        }
        Set(scene.Path("up/d/run"));
        void Kept(string path) => Assert.Equal((then, mode), (File.GetLastWriteTimeUtc(path), File.GetUnixFileMode(path)));
        // 1 Up, down, and across.
        (await scene.RunAsync("cp", "--preserve", "mtime,mode", "up/", host + "/a/")).Exits(0);
        Kept(Path.Combine(files, "a/d/run"));
        (await scene.RunAsync("cp", "--preserve", "mtime,mode", host + "/a/", "down/")).Exits(0);
        Kept(scene.Path("down/d/run"));
        (await scene.RunAsync("cp", "--preserve", "mtime,mode", host + "/a/", host + "/b/")).Exits(0);
        Kept(Path.Combine(files, "b/d/run"));
        // 2 Through a store.
        (await scene.RunAsync("cp", "--preserve", "all", host + "/a/", "s3://scene/p/")).Exits(0);
        (await scene.RunAsync("cp", "--preserve", "all", "s3://scene/p/", host + "/c/")).Exits(0).Says("owners are not restored");
        Kept(Path.Combine(files, "c/d/run"));
        (await scene.RunAsync("cp", "--preserve", "mtime,mode", "s3://scene/p/", "from/")).Exits(0);
        Kept(scene.Path("from/d/run"));
        // 3 A sync keeps the times that were kept with objects, and then copies nothing.
        (await scene.RunAsync("sync", "s3://scene/p/", host + "/s/")).Exits(0);
        Assert.Equal(then, File.GetLastWriteTimeUtc(Path.Combine(files, "s/d/run")));
        (await scene.RunAsync("sync", "s3://scene/p/", host + "/s/")).Exits(0).Says("2 skipped");
        // 4 Without it, the host's own.
        (await scene.RunAsync("cp", "up/", host + "/plain/")).Exits(0);
        Assert.NotEqual(mode, File.GetUnixFileMode(Path.Combine(files, "plain/d/run")));
    }

    [Fact]
    public async Task Cp_with_preserve_brings_links_to_a_host_and_back_and_writes_through_none()
    {
        await using Scene scene = await BeginAsync();
        string files = server.NewDirectory(), host = $"sftp://test{files}", outside = server.NewDirectory();
        scene.Write("up/d/f", "1");
        scene.Write("up/plain.rclonelink", "no link");
        File.CreateSymbolicLink(scene.Path("up/d/link"), "../nowhere");
        Directory.CreateSymbolicLink(scene.Path("up/dir"), "d");
        void Kept(string root)
        {
            Assert.Equal("../nowhere", new FileInfo(Path.Combine(root, "d/link")).LinkTarget);
            Assert.Equal("d", new FileInfo(Path.Combine(root, "dir")).LinkTarget);
            Assert.Equal("1", File.ReadAllText(Path.Combine(root, "d/f")));
        }
        string[] Cp(string from, string to, string verb = "cp") => [verb, "--preserve", "symlinks", from, to];
        // 1 Up, again over what is there, across, down.
        (await scene.RunAsync(Cp("up/", host + "/a/"))).Exits(0);
        (await scene.RunAsync(Cp("up/", host + "/a/"))).Exits(0);
        Kept(Path.Combine(files, "a"));
        Assert.Equal("no link", File.ReadAllText(Path.Combine(files, "a/plain.rclonelink")));
        File.Delete(Path.Combine(files, "a/plain.rclonelink"));
        (await scene.RunAsync(Cp(host + "/a/", host + "/b/"))).Exits(0);
        Kept(Path.Combine(files, "b"));
        (await scene.RunAsync(Cp(host + "/a/", "down/"))).Exits(0);
        Kept(scene.Path("down"));
        // 2 Through a store; a sync has nothing to do the second time.
        (await scene.RunAsync(Cp(host + "/a/", "s3://scene/l/"))).Exits(0);
        Assert.Equal("../nowhere", (await scene.RunAsync("cat", "s3://scene/l/d/link.rclonelink")).Output);
        (await scene.RunAsync(Cp("s3://scene/l/", host + "/c/", "sync"))).Exits(0);
        Kept(Path.Combine(files, "c"));
        (await scene.RunAsync(Cp("s3://scene/l/", host + "/c/", "sync"))).Exits(0).Says("3 skipped");
        // 3 A move takes the links.
        (await scene.RunAsync(Cp(host + "/b/", "s3://scene/m/", "mv"))).Exits(0);
        Assert.Empty(Directory.GetFileSystemEntries(Path.Combine(files, "b")));
        // 4 A store that has a file below a link of its own cannot write outside.
        scene.Write("evil", outside);
        (await scene.RunAsync("cp", "evil", "s3://scene/e/way.rclonelink")).Exits(0);
        (await scene.RunAsync("cp", "evil", "s3://scene/e/way/file")).Exits(0);
        (await scene.RunAsync([.. Cp("s3://scene/e/", host + "/e/"), "--concurrency", "1"])).Exits(1);
        Assert.Empty(Directory.GetFileSystemEntries(outside));
        (await scene.RunAsync(Cp("s3://scene/e/", host + "/e/"))).Exits(1);
        Assert.Empty(Directory.GetFileSystemEntries(outside));
    }

    [Fact]
    public async Task Directories_that_a_removal_or_a_move_empties_go_and_others_stay()
    {
        await using Scene scene = await BeginAsync();
        string files = server.NewDirectory(), host = $"sftp://test{files}";
        foreach (string name in (string[])["m/a/b/c/1", "m/a/2", "m/d/keep.txt", "m/d/e/3", "r/x/y/4", "r/x/keep.txt"])
        {
            Directory.CreateDirectory(Path.GetDirectoryName(Path.Combine(files, name))!);
            File.WriteAllText(Path.Combine(files, name), "1");
        }
        Directory.CreateDirectory(Path.Combine(files, "m/was-empty"));
        (await scene.RunAsync("mv", "--exclude", "*keep.txt", host + "/m/", "s3://scene/m/")).Exits(0);
        Assert.Equal(["d", "d/keep.txt", "was-empty"], Directory.EnumerateFileSystemEntries(Path.Combine(files, "m"), "*", SearchOption.AllDirectories).Select(path => Path.GetRelativePath(Path.Combine(files, "m"), path)).Order(StringComparer.Ordinal));
        (await scene.RunAsync("rm", "-r", "--exclude", "*keep.txt", host + "/r/")).Exits(0);
        Assert.Equal(["x", "x/keep.txt"], Directory.EnumerateFileSystemEntries(Path.Combine(files, "r"), "*", SearchOption.AllDirectories).Select(path => Path.GetRelativePath(Path.Combine(files, "r"), path)).Order(StringComparer.Ordinal));
        (await scene.RunAsync("rm", "-r", host + "/r/")).Exits(0);
        Assert.Empty(Directory.GetFileSystemEntries(Path.Combine(files, "r")));
    }

    [Fact]
    public async Task Cleanup_finds_what_was_left_on_a_host_and_removes_what_is_old_enough()
    {
        await using Scene scene = await BeginAsync();
        string files = server.NewDirectory(), host = $"sftp://test{files}";
        Directory.CreateDirectory(Path.Combine(files, "d"));
        string left = Path.Combine(files, "d/.f.sluice-0123456789abc.part"), young = Path.Combine(files, ".g.sluice-0123456789abd.part"), other = Path.Combine(files, "d/h.part");
        foreach (string path in (string[])[left, young, other])
            File.WriteAllText(path, "12345");
        File.SetLastWriteTimeUtc(left, DateTime.UtcNow.AddDays(-3));
        (await scene.RunAsync("cleanup", "--dry-run", host)).Exits(0).Says("would remove 1 left over, 5 B", "1 younger than");
        Assert.True(File.Exists(left));
        (await scene.RunAsync("cleanup", host)).Exits(0).Says("Removed 1 left over");
        Assert.False(File.Exists(left));
        Assert.True(File.Exists(young) && File.Exists(other));
        (await scene.RunAsync("cleanup", "sftp://unknown" + files)).Exits(1).Says("not known yet");
    }

    [Fact]
    public async Task Files_of_a_host_are_processed_and_outputs_become_files_of_one()
    {
        await using Scene scene = await BeginAsync();
        string files = server.NewDirectory(), host = $"sftp://test{files}";
        for (int i = 1; i <= 5; i++)
            scene.Write($"up/d/{i}.txt", string.Concat(Enumerable.Range(0, 1000 * i).Select(static line => $"{line}\n")));
        (await scene.RunAsync("cp", "-r", "up/", host + "/in/")).Exits(0);
        string rows = scene.Path("rows.csv");
        string[] count = ["process", "--tag", "--keep-order", "--results", rows, host + "/in/", "--", "wc", "-l"];
        Assert.Equal(["d/1.txt\t1000", "d/2.txt\t2000", "d/3.txt\t3000", "d/4.txt\t4000", "d/5.txt\t5000"], (await scene.RunAsync(count)).Exits(0).Lines);
        (await scene.RunAsync(count)).Exits(0).Says("5 skipped");
        (await scene.RunAsync("process", "--input", "file", "--to", host + "/out/{dir}/{stem}.n", host + "/in/", "--", "sh", "-c", "wc -l <$1", "sh", "{}")).Exits(0);
        Assert.Equal("3000\n", File.ReadAllText(Path.Combine(files, "out/d/3.n")));
        Assert.Equal("5000", (await scene.RunAsync("process", "--count", "lines", host + "/in/d/5.txt")).Exits(0).Output.Trim());
        Assert.Equal("15000", (await scene.RunAsync("process", "--split", "lines", "--block", "4KiB", "--count", "lines", "--reduce", "awk '{s+=$1} END {print s}'", host + "/in/")).Exits(0).Output.Trim());
        (await scene.RunAsync("process", "--to", host + "/in/{stem}", host + "/in/", "--", "cat")).Exits(2).Says("inputs of the next run");
        (await scene.RunAsync("process", host + "/none/", "--", "cat")).Exits(1).Says("There is no such directory");
    }

    [Fact]
    public async Task A_job_or_an_inventory_of_a_host_is_refused_by_name_before_anything_is_asked()
    {
        await using Scene scene = await BeginAsync();
        const string Host = "sftp://no-such-host.invalid/x/";
        foreach (string[] words in (string[][])
        [
            ["job", "create", "s3://scene/jobs/1", "--", "cp", Host, "s3://scene/y/"],
            ["job", "create", "s3://scene/jobs/1", "--", "cp", "s3://scene/y/", Host],
            ["job", "create", "s3://scene/jobs/1", "--", "rm", "-r", Host],
            ["job", "create", "s3://scene/jobs/1", "--", "process", "--to", Host + "{stem}", "s3://scene/y/", "--", "cat"],
            ["job", "create", Host + "job", "--", "cp", "s3://scene/y/", "s3://scene/z/"],
            ["inventory", Host, "--out", "s3://scene/inventory/"],
            ["inventory", "s3://scene/", "--out", Host],
            ["cp", "--from-inventory", "s3://scene/manifest.json", Host, "s3://scene/z/"],
        ])
            (await scene.RunAsync(words)).Exits(2).Says(Host);
    }

    [Theory]
    [InlineData("unknown", "not known yet")]
    [InlineData("changed", "another key than the one that is known")]
    // What ssh itself says removes the key behind an alias.
    [InlineData("changed", "-R \"[127.0.0.1]:")]
    [InlineData("stranger", "ssh-add")]
    [InlineData("no-such-host.invalid", "no host of this name")]
    public async Task A_host_that_does_not_let_in_ends_the_command_at_once_with_the_fix(string host, string says)
    {
        await using Scene scene = await BeginAsync();
        scene.Write("up/a", "1");
        scene.Write("up/b", "2");
        CommandResult result = await scene.RunAsync("cp", "up/", $"sftp://{host}/tmp/x/");
        Assert.Equal(3, result.ExitCode);
        Assert.Contains(says, result.Error, StringComparison.Ordinal);
        Assert.Equal(3, (await scene.RunAsync("ls", $"sftp://{host}/")).ExitCode);
    }

    [Fact]
    public async Task Without_an_ssh_client_it_is_said_how_to_get_one()
    {
        await using Scene scene = await BeginAsync();
        scene.Environment["SLUICE_SSH"] = "/nonexistent/ssh";
        CommandResult result = await scene.RunAsync("ls", "sftp://test/");
        Assert.Equal(3, result.ExitCode);
        Assert.Contains("openssh-client", result.Error, StringComparison.Ordinal);
        Assert.Contains("SLUICE_SSH", result.Error, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("sftp://user:secret@host/x", "password")]
    [InlineData("sftp:///x", "host is missing")]
    [InlineData("sftp://-oProxyCommand=x/y", "cannot be the name of a host")]
    [InlineData("sftp://host:0/x", "port")]
    [InlineData("ftp://host/x", "write sftp://")]
    [InlineData("ftps://host/x", "write sftp://")]
    public async Task A_location_that_cannot_be_one_is_refused_before_anything_is_asked(string location, string says)
    {
        await using Scene scene = await BeginAsync();
        CommandResult result = await scene.RunAsync("cp", location, "s3://scene/");
        Assert.Equal(2, result.ExitCode);
        Assert.Contains(says, result.Error, StringComparison.Ordinal);
        Assert.DoesNotContain("secret@", result.Error, StringComparison.Ordinal);
    }
}
