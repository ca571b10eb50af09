using System.Text;
using Sluice.S3;
using Sluice.Transfer;
using Sluice.Trees;
using Sluice.Trees.Local;

namespace Sluice.Tests.Transfer.Preserving;

[System.Runtime.Versioning.UnsupportedOSPlatform("windows")]
public sealed class PreservingTests
{
    static readonly TransferOptions Options = new() { Concurrency = 3, PartSize = 5 << 20 };

    [Theory]
    [InlineData(1000)]
    [InlineData(12_000_000)]
    public async Task Times_and_modes_go_up_with_a_file_and_come_back(int size)
    {
        await using EngineBench bench = await EngineBench.StartAsync();
        string path = bench.WriteFile("up/f", EngineBench.Bytes(size));
        DateTime time = new DateTime(2021, 3, 4, 5, 6, 7, DateTimeKind.Utc).AddTicks(1234567);
        File.SetUnixFileMode(path, (UnixFileMode)0x1e8);
        File.SetLastWriteTimeUtc(path, time);
        await CopyAsync(bench, new LocalLocation(bench.PathOf("up")), EngineBench.S3("p/"), Preserve.All);
        Dictionary<string, string> metadata = new(bench.Client.HeadObject(new HeadObjectRequest(EngineBench.Bucket, new ObjectKey("p/f")), default).Value.Attributes.Metadata);
        Assert.Equal("1614834367.1234567", metadata["mtime"]);
        Assert.Equal("100750", metadata["mode"]);

        await CopyAsync(bench, EngineBench.S3("p/"), new LocalLocation(bench.PathOf("all")), Preserve.All);
        Assert.Equal(time, File.GetLastWriteTimeUtc(bench.PathOf("all/f")));
        Assert.Equal((UnixFileMode)0x1e8, File.GetUnixFileMode(bench.PathOf("all/f")));

        await CopyAsync(bench, EngineBench.S3("p/"), new LocalLocation(bench.PathOf("none")), Preserve.None);
        Assert.True(DateTime.UtcNow - File.GetLastWriteTimeUtc(bench.PathOf("none/f")) < TimeSpan.FromMinutes(5));
    }

    [Theory]
    [InlineData(2300)]
    [InlineData(1650)]
    public async Task Times_of_centuries_away_go_up_with_a_file_and_come_back(int year)
    {
        await using EngineBench bench = await EngineBench.StartAsync();
        string path = bench.WriteFile("f", [1]);
        DateTime time = new DateTime(year, 3, 4, 5, 6, 7, DateTimeKind.Utc).AddTicks(1234567);
        File.SetLastWriteTimeUtc(path, time);
        // Not every file system keeps such a time; what it made of it is what has to come back.
        DateTime kept = File.GetLastWriteTimeUtc(path);
        await CopyAsync(bench, new LocalLocation(path), EngineBench.S3("f"), Preserve.Time);
        await CopyAsync(bench, EngineBench.S3("f"), new LocalLocation(bench.PathOf("back")), Preserve.Time);
        Assert.Equal(kept, File.GetLastWriteTimeUtc(bench.PathOf("back")));
    }

    [Fact]
    public async Task Copies_within_and_between_stores_keep_what_is_preserved()
    {
        await using EngineBench bench = await EngineBench.StartAsync();
        bench.Put("a", [1], new ObjectAttributes { Metadata = [KeyValuePair.Create("mtime", "17.5")] });
        await CopyAsync(bench, EngineBench.S3("a"), EngineBench.S3("b"), Preserve.Time);
        Assert.Contains(KeyValuePair.Create("mtime", "17.5"), bench.Client.HeadObject(new HeadObjectRequest(EngineBench.Bucket, new ObjectKey("b")), default).Value.Attributes.Metadata);
    }

    [Fact]
    public async Task What_a_user_gives_under_such_a_key_stays()
    {
        await using EngineBench bench = await EngineBench.StartAsync();
        bench.WriteFile("f", [1]);
        ObjectAttributes given = new() { Metadata = [KeyValuePair.Create("MTime", "7"), KeyValuePair.Create("other", "x")] };
        Assert.True((await bench.CopyAsync(new LocalLocation(bench.PathOf("f")), EngineBench.S3("f"), Options, r => r with { Preserve = Preserve.Time, Attributes = given })).Complete);
        Dictionary<string, string> metadata = new(bench.Client.HeadObject(new HeadObjectRequest(EngineBench.Bucket, new ObjectKey("f")), default).Value.Attributes.Metadata);
        Assert.Equal(("7", "x", 2), (metadata["mtime"], metadata["other"], metadata.Count));
    }

    [Theory]
    [InlineData("NaN", "rwx", "-1")]
    [InlineData("-99999999999999999999", "99999999999999999999", "4294967295")]
    [InlineData("9223372036854775807", "-1", "99999999999999999999999999999999")]
    [InlineData("\u001b[31m", "\u0000", "")]
    public async Task Metadata_that_makes_no_sense_is_passed_over(string time, string mode, string user)
    {
        await using EngineBench bench = await EngineBench.StartAsync();
        KeyValuePair<string, string>[] metadata = [new("mtime", time.Replace("\0", "", StringComparison.Ordinal).Replace("\u001b", "", StringComparison.Ordinal)), new("mode", mode.Trim('\0')), new("uid", user), new("s3cmd-attrs", "mtime:x/mode:y/uid:z")];
        bench.Put("f", [1], new ObjectAttributes { Metadata = metadata });
        await CopyAsync(bench, EngineBench.S3("f"), new LocalLocation(bench.PathOf("f")), Preserve.All);
        Assert.True(DateTime.UtcNow - File.GetLastWriteTimeUtc(bench.PathOf("f")) < TimeSpan.FromMinutes(5));
    }

    [Fact]
    public async Task Links_go_up_as_objects_and_come_back_as_links()
    {
        await using EngineBench bench = await EngineBench.StartAsync();
        bench.WriteFile("up/dir/f", [1]);
        File.CreateSymbolicLink(bench.PathOf("up/to-file"), "dir/f");
        File.CreateSymbolicLink(bench.PathOf("up/to-dir"), "dir");
        File.CreateSymbolicLink(bench.PathOf("up/dangling"), "/nowhere/at all");
        File.CreateSymbolicLink(bench.PathOf("up/loop"), "loop");
        await CopyAsync(bench, new LocalLocation(bench.PathOf("up")), EngineBench.S3("p/"), Preserve.Symlinks);
        Assert.Equal(["p/dangling.rclonelink", "p/dir/f", "p/loop.rclonelink", "p/to-dir.rclonelink", "p/to-file.rclonelink"], bench.Keys());
        Assert.Equal("/nowhere/at all", Encoding.UTF8.GetString(bench.Get("p/dangling.rclonelink")));

        for (int round = 0; round < 2; round++)
            await CopyAsync(bench, EngineBench.S3("p/"), new LocalLocation(bench.PathOf("back")), Preserve.Symlinks);
        foreach (string name in (string[])["to-file", "to-dir", "dangling", "loop"])
            Assert.Equal(new FileInfo(bench.PathOf("up/" + name)).LinkTarget, new FileInfo(bench.PathOf("back/" + name)).LinkTarget);
        Assert.Empty(Directory.GetFiles(bench.PathOf("back"), ".*"));
    }

    [Fact]
    public async Task Nothing_is_written_through_a_link_that_came_from_a_store()
    {
        await using EngineBench bench = await EngineBench.StartAsync();
        string outside = Directory.CreateDirectory(bench.PathOf("outside")).FullName;
        for (int at = 0; at < 20; at++)
        {
            bench.Put($"p/{at}.rclonelink", Encoding.UTF8.GetBytes(outside));
            bench.Put($"p/{at}/escaped", [1]);
            bench.Put($"p/{at}/sub/escaped.rclonelink", [65]);
            bench.Put($"p/{at}/marker/", []);
        }
        // Whichever comes first, in this run or in an earlier one.
        for (int round = 0; round < 3; round++)
            await bench.CopyAsync(EngineBench.S3("p/"), new LocalLocation(bench.PathOf("down")), Options, static r => r with { Preserve = Preserve.All });
        Directory.Delete(bench.PathOf("down"), recursive: true);
        Directory.CreateDirectory(bench.PathOf("down"));
        File.CreateSymbolicLink(bench.PathOf("down/3"), outside);
        bench.Outcomes.Clear();
        await bench.CopyAsync(EngineBench.S3("p/3/"), new LocalLocation(bench.PathOf("down")), Options, static r => r with { Preserve = Preserve.All });
        await bench.CopyAsync(EngineBench.S3("p/"), new LocalLocation(bench.PathOf("down")), Options, static r => r with { Preserve = Preserve.All });
        Assert.Contains(bench.Outcomes, static outcome => outcome.ErrorCode == "LinkInPath" && outcome.Source.Contains("/3/", StringComparison.Ordinal));
        Assert.Empty(Directory.EnumerateFileSystemEntries(outside));
    }

    [Theory]
    [InlineData("..rclonelink", "/etc")]
    [InlineData("...rclonelink", "/etc")]
    [InlineData("a/..rclonelink", "/etc")]
    [InlineData("empty.rclonelink", "")]
    [InlineData("nul.rclonelink", "a\0b")]
    public async Task Links_that_can_be_none_fail_by_name(string name, string target)
    {
        await using EngineBench bench = await EngineBench.StartAsync();
        bench.Put("p/" + name, Encoding.UTF8.GetBytes(target));
        bench.Put("p/good", [1]);
        TransferReport report = await bench.CopyAsync(EngineBench.S3("p/"), new LocalLocation(bench.PathOf("down")), Options, static r => r with { Preserve = Preserve.Symlinks });
        Assert.Equal((1L, 1L), (report.Outcomes.Done, report.Outcomes.Failed));
        Assert.Equal(["good"], bench.Files("down"));
    }

    static async Task CopyAsync(EngineBench bench, Location source, Location destination, Preserve preserve)
    {
        bench.Outcomes.Clear();
        TransferReport report = await bench.CopyAsync(source, destination, Options, r => r with { Preserve = preserve });
        Assert.True(report.Complete, string.Join("; ", bench.Outcomes));
    }
}
