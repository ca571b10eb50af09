using Sluice.Engine;
using Sluice.Transfer;
using Sluice.Trees.Local;

namespace Sluice.Tests.Transfer.Downloads;

public sealed class SingleDownloadTests
{
    [Fact]
    public async Task A_small_object_has_no_file_before_its_bytes_are_proved()
    {
        await using EngineBench bench = await EngineBench.StartAsync();
        bench.Put("p/o", EngineBench.Bytes(5000));
        bench.Server.Faults.On("GetObject").Corrupt();
        string directory = bench.PathOf("down");
        Directory.CreateDirectory(directory);
        List<string> made = [];
        using FileSystemWatcher watcher = new(directory);
        watcher.Created += (_, created) => made.Add(created.Name!);
        watcher.EnableRaisingEvents = true;
        TransferReport report = await bench.CopyAsync(EngineBench.S3("p/o"), new LocalLocation(Path.Combine(directory, "o")));
        Assert.False(report.Complete);
        Assert.Equal(OutcomeKind.Failed, bench.Outcomes.Single().Kind);
        // Shows that the watcher tells, and that it has told all before it.
        File.WriteAllText(Path.Combine(directory, "end"), "");
        for (int looks = 0; looks < 500 && !made.Contains("end"); looks++)
            await Task.Delay(10);
        Assert.Equal(["end"], made);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(32_767)]
    [InlineData(32_768)]
    [InlineData(40_000)]
    [InlineData(65_536)]
    [InlineData(65_537)]
    public async Task Objects_of_any_small_size_are_proved_by_the_MD5_that_their_ETag_is(int length)
    {
        await using EngineBench bench = await EngineBench.DeviateAsync((_, answer) =>
        {
            foreach (string name in answer.Headers.Keys.Where(static name => name.StartsWith("x-amz-checksum", StringComparison.OrdinalIgnoreCase)).ToList())
                answer.Headers.Remove(name);
            if (answer.Body.AsSpan().StartsWith("<?xml"u8))
                answer.Text = System.Text.RegularExpressions.Regex.Replace(answer.Text, "<Checksum(Algorithm|Type)>[^<]*</Checksum(Algorithm|Type)>", "");
        });
        byte[] bytes = EngineBench.Bytes(length);
        bench.Put("p/o", bytes);
        TransferReport report = await bench.CopyAsync(EngineBench.S3("p/"), new LocalLocation(bench.PathOf("down")));
        Assert.True(report.Complete, string.Join("; ", bench.Outcomes));
        Assert.Equal(1, report.Verified[Verification.Md5]);
        Assert.Equal(bytes, File.ReadAllBytes(bench.PathOf("down/o")));
    }

    [Fact]
    public async Task What_replaces_a_private_file_is_never_open_to_others()
    {
        if (!OperatingSystem.IsLinux())
            return;
        await using EngineBench bench = await EngineBench.StartAsync();
        string directory = bench.PathOf("down");
        Directory.CreateDirectory(directory);
        for (int file = 0; file < 50; file++)
        {
            bench.Put($"p/{file}", EngineBench.Bytes(1000 * file, file));
            File.WriteAllText(Path.Combine(directory, $"{file}"), "old");
            File.SetUnixFileMode(Path.Combine(directory, $"{file}"), UnixFileMode.UserRead | UnixFileMode.UserWrite);
        }
        // What is open for a moment is met in one of the looks, of so many files. (An empty file is made to see whether names are told apart by their case.)
        const UnixFileMode Others = UnixFileMode.GroupRead | UnixFileMode.OtherRead;
        int open = 0, over = 0;
        Thread looker = new(() =>
        {
            while (Volatile.Read(ref over) == 0)
                foreach (string path in Directory.EnumerateFiles(directory, "*", new EnumerationOptions { AttributesToSkip = 0 }))
                    open += new FileInfo(path) is { Exists: true, Length: > 0 } there && (there.UnixFileMode & Others) != 0 ? 1 : 0;
        });
        looker.Start();
        TransferReport report = await bench.CopyAsync(EngineBench.S3("p/"), new LocalLocation(directory));
        Volatile.Write(ref over, 1);
        looker.Join();
        Assert.True(report.Complete, string.Join("; ", bench.Outcomes));
        Assert.Equal(0, open);
        foreach (string path in Directory.GetFiles(directory))
            Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(path));
    }

    [Fact]
    public async Task A_small_file_gets_the_permission_bits_of_any_new_file_or_those_of_the_one_it_replaces()
    {
        if (OperatingSystem.IsWindows())
            return;
        await using EngineBench bench = await EngineBench.StartAsync();
        bench.Put("p/new", EngineBench.Bytes(10));
        bench.Put("p/old", EngineBench.Bytes(20));
        Directory.CreateDirectory(bench.PathOf("down"));
        File.WriteAllText(bench.PathOf("other"), "");
        File.WriteAllText(bench.PathOf("down/old"), "");
        File.SetUnixFileMode(bench.PathOf("down/old"), UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.GroupRead);
        TransferReport report = await bench.CopyAsync(EngineBench.S3("p/"), new LocalLocation(bench.PathOf("down")));
        Assert.True(report.Complete, string.Join("; ", bench.Outcomes));
        Assert.Equal(File.GetUnixFileMode(bench.PathOf("other")), File.GetUnixFileMode(bench.PathOf("down/new")));
        Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.GroupRead, File.GetUnixFileMode(bench.PathOf("down/old")));
    }
}
