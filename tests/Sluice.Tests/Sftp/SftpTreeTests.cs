using System.Runtime.Versioning;
using System.Text;
using Sluice.S3;
using Sluice.Sync;
using Sluice.Tests.Support;
using Sluice.Tests.Sync;
using Sluice.Tests.Transfer;
using Sluice.Transfer;
using Sluice.Trees;
using Sluice.Trees.Local;
using Sluice.Trees.Names;
using Sluice.Verify;

namespace Sluice.Tests.Sftp;

/// <summary>A directory of a host is copied, moved, synced, compared and emptied like any other place, by both of OpenSSH's servers.</summary>
[Trait("Needs", "sshd")]
[UnsupportedOSPlatform("windows")]
public sealed class SftpTreeTests(SshServer server) : IClassFixture<SshServer>
{
    static readonly DateTime Then = new(2026, 1, 2, 3, 4, 5, 678, DateTimeKind.Utc);

    string Made(params (string Name, int Length)[] files) => Made(server, files);

    internal static string Made(SshServer server, params (string Name, int Length)[] files)
    {
        string directory = server.NewDirectory();
        foreach ((string name, int length) in files)
        {
            string path = Path.Combine(directory, name);
            Directory.CreateDirectory(Path.GetDirectoryName(path)!);
            File.WriteAllBytes(path, EngineBench.Bytes(length, name.Length));
            File.SetLastWriteTimeUtc(path, Then);
        }
        return directory;
    }

    static string[] Names(string directory) => [.. Directory.EnumerateFiles(directory, "*", new EnumerationOptions { RecurseSubdirectories = true, AttributesToSkip = 0 }).Select(file => Path.GetRelativePath(directory, file)).Order(StringComparer.Ordinal)];

    [Theory]
    [InlineData("test")]
    [InlineData("external")]
    public async Task Files_of_a_host_become_objects_in_parts_where_they_are_large(string host)
    {
        await using EngineBench bench = await EngineBench.StartAsync();
        string files = Made(("a", 10), ("b/c", 0), ("b/large", 12 << 20), ("b.txt", 300_000));
        TransferReport report = await bench.CopyAsync(server.At(files + "/", host), EngineBench.S3("up/"), new TransferOptions { PartSize = 5 << 20 });
        Assert.True(report.Complete, string.Join('\n', bench.Outcomes));
        Assert.Equal(4, report.Outcomes.Done);
        foreach (string name in Names(files))
            Assert.Equal(File.ReadAllBytes(Path.Combine(files, name)), bench.Get("up/" + name));
    }

    [Theory]
    [InlineData("test")]
    [InlineData("external")]
    public async Task Objects_become_files_of_a_host_and_nothing_else_is_left_there(string host)
    {
        await using EngineBench bench = await EngineBench.StartAsync();
        bench.Put("p/a", EngineBench.Bytes(10));
        bench.Put("p/b/c/large", EngineBench.Bytes(12 << 20));
        string files = server.NewDirectory();
        TransferReport report = await bench.CopyAsync(EngineBench.S3("p/"), server.At(files + "/new/down/", host), new TransferOptions { PartSize = 5 << 20 });
        Assert.True(report.Complete, string.Join('\n', bench.Outcomes));
        Assert.Equal(["new/down/a", "new/down/b/c/large"], Names(files));
        Assert.Equal(EngineBench.Bytes(12 << 20), File.ReadAllBytes(files + "/new/down/b/c/large"));
    }

    [Fact]
    public async Task Files_go_to_a_host_and_come_back_with_their_times_under_the_modes_of_the_host()
    {
        await using EngineBench bench = await EngineBench.StartAsync();
        byte[] bytes = EngineBench.Bytes(3 << 20);
        File.SetLastWriteTimeUtc(bench.WriteFile("up/a", bytes), Then);
        File.SetLastWriteTimeUtc(bench.WriteFile("up/d/b", []), Then);
        string files = server.NewDirectory();
        File.WriteAllText(files + "/a", "older");
        File.SetUnixFileMode(files + "/a", UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.GroupRead);
        Assert.True((await bench.CopyAsync(new LocalLocation(bench.PathOf("up")), server.At(files + "/"))).Complete, string.Join('\n', bench.Outcomes));
        Assert.Equal(bytes, File.ReadAllBytes(files + "/a"));
        Assert.Equal(new DateTime(2026, 1, 2, 3, 4, 5, DateTimeKind.Utc), File.GetLastWriteTimeUtc(files + "/a"));
        Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.GroupRead, File.GetUnixFileMode(files + "/a"));
        File.WriteAllText(files + "/made-there", "");
        Assert.Equal(File.GetUnixFileMode(files + "/made-there"), File.GetUnixFileMode(files + "/d/b"));
        Assert.True((await bench.CopyAsync(server.At(files), new LocalLocation(bench.PathOf("back")))).Complete, string.Join('\n', bench.Outcomes));
        Assert.Equal(bytes, File.ReadAllBytes(bench.PathOf("back/a")));
        Assert.Equal(3, bench.Files("back").Count);
    }

    [Fact]
    public async Task One_file_is_copied_under_its_name_and_under_another_and_a_missing_one_is_named()
    {
        await using EngineBench bench = await EngineBench.StartAsync();
        string files = Made(("b/c", 10));
        Assert.True((await bench.CopyAsync(server.At(files + "/b/c"), EngineBench.S3("x/"))).Complete);
        Assert.True((await bench.CopyAsync(EngineBench.S3("x/c"), server.At(files + "/d"))).Complete);
        Assert.True((await bench.CopyAsync(EngineBench.S3("x/c"), server.At(files + "/b"))).Complete);
        Assert.Equal(["b/c", "d"], Names(files));
        Assert.Equal(1, (await bench.CopyAsync(server.At(files + "/none"), EngineBench.S3("x/"))).Outcomes.Missing);
        Assert.Equal(1, (await bench.CopyAsync(server.At(files + "/none/"), EngineBench.S3("x/"))).Outcomes.Missing);
    }

    [Fact]
    public async Task What_has_the_name_on_a_host_stays_also_what_came_while_the_file_was_written()
    {
        await using EngineBench bench = await EngineBench.StartAsync();
        string files = Made(("a", 1));
        File.WriteAllText(files + "/a", "theirs");
        bench.Put("p/a", EngineBench.Bytes(10));
        bench.Put("p/b", EngineBench.Bytes(10));
        TransferReport report = await bench.CopyAsync(EngineBench.S3("p/"), server.At(files + "/"), null, static request => request with { NoClobber = true });
        Assert.Equal((1L, 1L, 1L), (report.Outcomes.Done, report.Outcomes.Skipped, report.Existing));
        Assert.Equal("theirs", File.ReadAllText(files + "/a"));
        Tree place = ((Location)server.At(files + "/")).OpenPlace(new TreeContext(bench.Clients), asContainer: true);
        using (DownloadSink late = place.Create("late"u8, keepsExisting: true))
        {
            Assert.Null(late.Open(3));
            late.Write(0, "our"u8);
            File.WriteAllText(files + "/late", "theirs");
            Assert.Equal(Tree.Exists, late.Publish(null, ObjectAttributes.None)?.Code);
        }
        Assert.Equal("theirs", File.ReadAllText(files + "/late"));
        Assert.Equal(["a", "b", "late"], Names(files));
    }

    [Fact]
    public async Task A_pattern_takes_what_matches()
    {
        await using EngineBench bench = await EngineBench.StartAsync();
        string files = Made(("a.jpg", 1), ("b/c.jpg", 2), ("b/d.txt", 3));
        Assert.Equal(2, (await bench.CopyAsync(server.At(files + "/*.jpg"), EngineBench.S3("w/"))).Outcomes.Done);
        Assert.Equal(["w/a.jpg", "w/b/c.jpg"], bench.Keys());
    }

    [Fact]
    public async Task Files_move_in_every_direction_and_what_was_written_is_read_back_first()
    {
        await using EngineBench bench = await EngineBench.StartAsync();
        string files = Made(("a", 10), ("b", 6 << 20)), other = server.NewDirectory();
        TransferReport across = await bench.CopyAsync(server.At(files + "/"), server.At(other + "/", "external"), null, static request => request with { Move = true });
        Assert.True(across.Complete, string.Join('\n', bench.Outcomes));
        Assert.All(bench.Outcomes, static outcome => Assert.Equal(Verification.Checksum, outcome.Verified));
        Assert.Empty(Names(files));
        Assert.True((await bench.CopyAsync(server.At(other + "/"), EngineBench.S3("m/"), null, static request => request with { Move = true })).Complete, string.Join('\n', bench.Outcomes));
        Assert.Empty(Names(other));
        Assert.True((await bench.CopyAsync(EngineBench.S3("m/"), server.At(other + "/"), null, static request => request with { Move = true })).Complete, string.Join('\n', bench.Outcomes));
        Assert.Equal(["a", "b"], Names(other));
        Assert.True((await bench.CopyAsync(server.At(other + "/"), new LocalLocation(bench.PathOf("dir")), null, static request => request with { Move = true })).Complete, string.Join('\n', bench.Outcomes));
        Assert.Empty(Names(other));
        Assert.Equal(2, bench.Files("dir").Count);
    }

    [Theory]
    [InlineData(SyncComparison.SizeAndTime)]
    [InlineData(SyncComparison.Checksum)]
    [InlineData(SyncComparison.SizeOnly)]
    public async Task A_sync_copies_what_differs_removes_the_rest_and_then_nothing(SyncComparison how)
    {
        await using SyncBench bench = await SyncBench.StartAsync();
        string files = Made(("a", 10), ("b/c", 1000)), copy = Made(("surplus", 3));
        string local = Directory.CreateDirectory(bench.Bench.PathOf("local")).FullName;
        bench.Put("s/old", "x");
        (Location From, Location To)[] ways = [(server.At(files), EngineBench.S3("s/")), (EngineBench.S3("s/"), server.At(copy)), (server.At(copy), new LocalLocation(local)), (new LocalLocation(local), server.At(server.NewDirectory(), "external"))];
        foreach ((Location from, Location to) in ways)
        {
            SyncReport first = await bench.SyncAsync(from, to, request => request with { Delete = true, Comparison = how });
            Assert.True(first.Transfer.Complete, $"{from} to {to}: {bench.Trouble}");
            Assert.Equal(0, (await bench.SyncAsync(from, to, request => request with { Delete = true, Comparison = how })).Transfer.Outcomes.Done);
        }
        Assert.Equal(["a", "b/c"], Names(copy));
        Assert.Equal(["s/a", "s/b/c"], bench.Bench.Keys());
    }

    [Fact]
    public async Task A_file_that_is_written_anew_is_synced_again()
    {
        await using SyncBench bench = await SyncBench.StartAsync();
        string local = Path.GetDirectoryName(bench.Bench.WriteFile("local/a", [1, 2, 3]))!, files = server.NewDirectory();
        Assert.Equal(1, (await bench.SyncAsync(new LocalLocation(local), server.At(files))).Transfer.Outcomes.Done);
        File.WriteAllBytes(local + "/a", [4, 5, 6]);
        File.SetLastWriteTimeUtc(local + "/a", Then);
        Assert.Equal(1, (await bench.SyncAsync(new LocalLocation(local), server.At(files))).Transfer.Outcomes.Done);
        Assert.Equal([4, 5, 6], File.ReadAllBytes(files + "/a"));
    }

    [Fact]
    public async Task It_is_compared_by_content_with_a_store_and_a_directory()
    {
        await using VerifyBench bench = await VerifyBench.StartAsync();
        string files = Made(("a", 10), ("b", 1000), ("only", 1)), other = Made(("a", 10));
        File.WriteAllBytes(other + "/b", EngineBench.Bytes(1000, seed: 77));
        bench.Engine.Put("v/a", File.ReadAllBytes(files + "/a"));
        bench.Engine.Put("v/b", EngineBench.Bytes(1000, seed: 77));
        foreach (Location b in (Location[])[EngineBench.S3("v/"), new LocalLocation(other), server.At(other, "external")])
        {
            VerifyReport report = await bench.VerifyAsync(server.At(files), b);
            Assert.Equal((1, 1, 1), (report.Counts.Identical, report.Counts.Different, report.Counts.OnlyInA + report.Counts.OnlyInB));
        }
    }

    [Fact]
    public async Task Files_are_removed_and_a_filter_keeps_some()
    {
        await using EngineBench bench = await EngineBench.StartAsync();
        string files = Made(("a", 1), ("b/c", 2), ("b/keep", 3));
        TransferReport report = await bench.Engine().RemoveAsync(new RemoveRequest { Targets = [server.At(files + "/b/")], Recursive = true, Filter = ItemFilter.From([(false, "keep")]) }, default);
        Assert.Equal((1, 1), (report.Outcomes.Done, report.Outcomes.Skipped));
        Assert.Equal(["a", "b/keep"], Names(files));
    }

    [Fact]
    public async Task Names_of_a_list_are_looked_up()
    {
        await using EngineBench bench = await EngineBench.StartAsync();
        string files = Made(("a", 1), ("b", 2), ("c", 3)), list = bench.WriteFile("list", Encoding.UTF8.GetBytes("a\nc\nnone\n"));
        TransferReport report = await bench.CopyAsync(server.At(files), EngineBench.S3("n/"), null, request => request with { Names = new NameList(list, NulSeparated: false) });
        Assert.Equal((2, 1), (report.Outcomes.Done, report.Outcomes.Missing));
    }

    [Fact]
    public async Task Links_and_what_is_no_file_are_treated_as_those_of_this_machine()
    {
        await using EngineBench bench = await EngineBench.StartAsync();
        string files = Made(("a", 5), ("d/x", 1));
        File.CreateSymbolicLink(files + "/link", "a");
        File.CreateSymbolicLink(files + "/nowhere", "none");
        Directory.CreateSymbolicLink(files + "/dirlink", "d");
        File.WriteAllText(files + "/.a.sluice-0123456789abcdef.part", "unfinished");
        TransferReport report = await bench.CopyAsync(server.At(files), EngineBench.S3("l/"));
        Assert.Equal(["l/a", "l/d/x", "l/link"], bench.Keys());
        Assert.Equal((1, 2), (report.Outcomes.Missing, report.Outcomes.Skipped));
        TransferReport followed = await bench.CopyAsync(server.At(files), EngineBench.S3("f/"), null, static request => request with { FollowDirectoryLinks = true });
        Assert.Contains("f/dirlink/x", bench.Keys());
        Assert.Equal(4, followed.Outcomes.Done);
    }

    [Theory]
    [InlineData("test")]
    [InlineData("external")]
    public async Task Within_one_host_files_are_copied_by_the_host_itself(string host)
    {
        await using EngineBench bench = await EngineBench.StartAsync();
        string files = Made(("a", 10), ("b/large", 40 << 20), ("b/c", 300_000)), copy = server.NewDirectory();
        TransferReport report = await bench.CopyAsync(server.At(files + "/", host), server.At(copy + "/", host));
        Assert.True(report.Complete, string.Join('\n', bench.Outcomes));
        Assert.Equal(["a", "b/c", "b/large"], Names(copy));
        foreach (string name in Names(copy))
            Assert.Equal(File.ReadAllBytes(Path.Combine(files, name)), File.ReadAllBytes(Path.Combine(copy, name)));
        Assert.Equal(new DateTime(2026, 1, 2, 3, 4, 5, DateTimeKind.Utc), File.GetLastWriteTimeUtc(copy + "/b/large"));
    }

    [Fact]
    public async Task In_a_chroot_only_what_may_be_written_is_and_the_rest_is_denied_by_name()
    {
        await using EngineBench bench = await EngineBench.StartAsync();
        string one = bench.WriteFile("one", [1, 2, 3]);
        TransferReport report = await bench.CopyAsync(new LocalLocation(one), server.At("/pub/deep/one", "jailed"));
        // Only root's sshd can change the root.
        Assert.Equal(Environment.IsPrivilegedProcess, report.Complete);
        if (!report.Complete)
            return;
        Assert.Equal([1, 2, 3], File.ReadAllBytes(server.PathOf("jail/pub/deep/one")));
        Assert.Equal(1, (await bench.CopyAsync(server.At("/etc/passwd", "jailed"), EngineBench.S3("x"))).Outcomes.Missing);
    }
}
