using Sluice.S3.Checksums;
using Sluice.Tests.Support;
using Sluice.Tests.Sync;
using Sluice.Transfer.Content;
using Sluice.Trees.Local;
using Sluice.Verify;

namespace Sluice.Tests.Transfer.Content;

public sealed class ChecksumCacheTests : IDisposable
{
    static readonly ContentRecipe Recipe = ContentRecipe.Default;

    readonly string _directory = Directory.CreateTempSubdirectory("sluice-cache-").FullName;

    string State => Path.Combine(_directory, "state", "checksums");

    [Theory]
    [InlineData(ChecksumAlgorithm.Crc64Nvme)]
    [InlineData(ChecksumAlgorithm.None)]
    public async Task With_a_warm_cache_no_byte_of_a_file_is_read(ChecksumAlgorithm algorithm)
    {
        await using VerifyBench bench = await VerifyBench.StartAsync(tellsChecksums: algorithm != ChecksumAlgorithm.None);
        for (int at = 0; at < 20; at++)
        {
            byte[] bytes = EngineBench.Bytes(1000 + at, at);
            bench.WriteFile($"t/{at}", bytes);
            bench.Put($"p/{at}", bytes, algorithm);
        }
        VerifyReport cold = await bench.VerifyAsync(bench.Local("t"), EngineBench.S3("p/"), r => r with { ChecksumDirectory = State });
        Assert.Equal((true, 20L), (cold.Identical, cold.FilesRead));
        VerifyReport warm = await bench.VerifyAsync(bench.Local("t"), EngineBench.S3("p/"), r => r with { ChecksumDirectory = State });
        Assert.Equal((true, 0L, 0L), (warm.Identical, warm.FilesRead, warm.BytesRead));
        Assert.Null(warm.CacheProblem);

        // Other content under the old size and time: only the time of the last change tells.
        bench.WriteFile("t/7", EngineBench.Bytes(1007, seed: 99));
        VerifyReport changed = await bench.VerifyAsync(bench.Local("t"), EngineBench.S3("p/"), r => r with { ChecksumDirectory = State });
        if (OperatingSystem.IsLinux())
            Assert.Equal((1L, 1L), (changed.Counts.Different, changed.FilesRead));
    }

    [Theory]
    [InlineData(-60, true)]
    [InlineData(-2, true)]
    [InlineData(-1, false)]
    [InlineData(0, false)]
    [InlineData(3600, false)]
    public void A_file_written_shortly_before_it_was_read_or_after_that_is_not_remembered(int seconds, bool remembered)
    {
        ManualClock clock = new();
        DateTimeOffset begin = clock.GetUtcNow();
        FileStatus status = Status("a", begin.AddSeconds(seconds));
        using ChecksumCache cache = ChecksumCache.Open(State, clock);
        cache.Add("a", status, Recipe, Sum("a"), begin);
        cache.Save();
        Assert.Equal(remembered ? Sum("a") : null, cache.Find("a", status, Recipe));
    }

    [Fact]
    public void A_file_is_another_one_when_anything_of_its_identity_is_other()
    {
        ManualClock clock = new();
        FileStatus status = Status("a", clock.GetUtcNow().AddDays(-1));
        using ChecksumCache cache = Filled(clock, ("a", status));
        Assert.Equal(Sum("a"), cache.Find("a", status, Recipe));
        Assert.Null(cache.Find("b", status, Recipe));
        Assert.Null(cache.Find("a", status, new ContentRecipe(ChecksumAlgorithm.Crc32C)));
        Assert.Null(cache.Find("a", status, Recipe with { PartSize = 5 }));
        Assert.Null(cache.Find("a", status with { Inode = 2 }, Recipe));
        Assert.Null(cache.Find("a", status with { Device = 2 }, Recipe));
        Assert.Null(cache.Find("a", status with { Length = 2 }, Recipe));
        Assert.Null(cache.Find("a", status with { ModifiedNanoseconds = status.ModifiedNanoseconds + 1 }, Recipe));
        Assert.Null(cache.Find("a", status with { ChangedNanoseconds = status.ChangedNanoseconds + 1 }, Recipe));
    }

    [Fact]
    public void Thousands_of_files_are_found_again_each_with_its_own_checksum()
    {
        ManualClock clock = new();
        DateTimeOffset old = clock.GetUtcNow().AddDays(-1);
        // More than a cache keeps in separate files: they are merged on the way.
        for (int run = 0; run < 12; run++)
            Filled(clock, [.. Enumerable.Range(run * 500, 500).Select(at => ($"f{at}", Status($"f{at}", old)))]).Dispose();
        Assert.InRange(Directory.GetFiles(State).Length, 1, 9);
        using ChecksumCache cache = ChecksumCache.Open(State, clock);
        for (int at = 0; at < 6000; at++)
            Assert.Equal(Sum($"f{at}"), cache.Find($"f{at}", Status($"f{at}", old), Recipe));
        Assert.Null(cache.Find("f6000", Status("f6000", old), Recipe));
    }

    [Fact]
    public void Damaged_torn_and_foreign_files_are_ignored_and_replaced()
    {
        ManualClock clock = new();
        FileStatus status = Status("a", clock.GetUtcNow().AddDays(-1));
        (string, FileStatus)[] files = [.. Enumerable.Range(0, 300).Select(at => ($"f{at}", status with { Inode = (ulong)at }))];
        Filled(clock, files).Dispose();
        byte[] whole = File.ReadAllBytes(Directory.GetFiles(State).Single());
        Random random = new(5);
        for (int round = 0; round < 60; round++)
        {
            byte[] bytes = [.. whole];
            switch (round % 4)
            {
                case 0: bytes = bytes[..random.Next(bytes.Length)]; break;
                case 1: random.NextBytes(bytes.AsSpan(random.Next(bytes.Length))); break;
                case 2: bytes.AsSpan(random.Next(bytes.Length)).Clear(); break;
                default: bytes[random.Next(bytes.Length)] ^= (byte)(1 << random.Next(8)); break;
            }
            Directory.Delete(State, recursive: true);
            Directory.CreateDirectory(State);
            File.WriteAllBytes(Path.Combine(State, "x.sums"), bytes);
            using ChecksumCache cache = ChecksumCache.Open(State, clock);
            // What is found is right; what is damaged is not found.
            foreach ((string path, FileStatus one) in files)
                Assert.True(cache.Find(path, one, Recipe) is not { } found || found == Sum(path));
            cache.Add("a", status, Recipe, Sum("a"), clock.GetUtcNow());
            cache.Save();
            Assert.Equal(Sum("a"), cache.Find("a", status, Recipe));
            Assert.Null(cache.Problem);
        }
    }

    [Fact]
    public void What_a_killed_run_left_unfinished_is_removed_a_day_later()
    {
        ManualClock clock = new();
        Directory.CreateDirectory(State);
        foreach ((string name, int hours) in ((string, int)[])[("old.sums.new", 25), ("young.sums.new", 1), ("somebody's", 999)])
        {
            File.WriteAllText(Path.Combine(State, name), "x");
            File.SetLastWriteTimeUtc(Path.Combine(State, name), clock.GetUtcNow().UtcDateTime.AddHours(-hours));
        }
        ChecksumCache.Open(State, clock).Dispose();
        Assert.Equal(["somebody's", "young.sums.new"], Directory.GetFiles(State).Select(Path.GetFileName).Order(StringComparer.Ordinal));
    }

    [Fact]
    public void Two_runs_at_once_lose_nothing_of_each_other()
    {
        ManualClock clock = new();
        DateTimeOffset old = clock.GetUtcNow().AddDays(-1);
        Parallel.For(0, 4, run =>
        {
            for (int save = 0; save < 12; save++)
                Filled(clock, [.. Enumerable.Range(save * 20, 20).Select(at => ($"{run}/{at}", Status($"{run}/{at}", old)))]).Dispose();
        });
        using ChecksumCache cache = ChecksumCache.Open(State, clock);
        for (int run = 0; run < 4; run++)
            for (int at = 0; at < 240; at++)
                Assert.Equal(Sum($"{run}/{at}"), cache.Find($"{run}/{at}", Status($"{run}/{at}", old), Recipe));
    }

    [Fact]
    public void What_nobody_asked_for_in_months_is_dropped_and_what_is_used_stays()
    {
        ManualClock clock = new();
        DateTimeOffset old = clock.GetUtcNow().AddDays(-1);
        Filled(clock, ("used", Status("used", old)), ("unused", Status("unused", old))).Dispose();
        for (int month = 0; month < 12; month++)
        {
            clock.Advance(TimeSpan.FromDays(31));
            using ChecksumCache cache = ChecksumCache.Open(State, clock);
            Assert.Equal(Sum("used"), cache.Find("used", Status("used", old), Recipe));
        }
        using ChecksumCache last = ChecksumCache.Open(State, clock);
        Assert.Null(last.Find("unused", Status("unused", old), Recipe));
    }

    [Fact]
    public void A_directory_that_cannot_be_written_costs_the_memory_not_the_run()
    {
        Directory.CreateDirectory(Path.GetDirectoryName(State)!);
        File.WriteAllText(State, "a file where the directory should be");
        ManualClock clock = new();
        FileStatus status = Status("a", clock.GetUtcNow().AddDays(-1));
        using ChecksumCache cache = Filled(clock, ("a", status));
        Assert.Null(cache.Find("a", status, Recipe));
        Assert.NotNull(cache.Problem);
    }

    public void Dispose() => Directory.Delete(_directory, recursive: true);

    ChecksumCache Filled(ManualClock clock, params (string Path, FileStatus Status)[] files)
    {
        ChecksumCache cache = ChecksumCache.Open(State, clock);
        foreach ((string path, FileStatus status) in files)
            cache.Add(path, status, Recipe, Sum(path), clock.GetUtcNow());
        cache.Save();
        return cache;
    }

    static FileStatus Status(string path, DateTimeOffset modified) => new(FileKind.File, path.Length, modified, 1, 1)
    {
        ModifiedNanoseconds = (modified - DateTimeOffset.UnixEpoch).Ticks * 100,
        ChangedNanoseconds = 17,
    };

    static ObjectChecksum Sum(string path) => ChecksumHasher.Compute(ChecksumAlgorithm.Crc64Nvme, System.Text.Encoding.UTF8.GetBytes(path));
}
