using Sluice.S3;
using Sluice.S3.Credentials;
using Sluice.Tests.Support;

namespace Sluice.Tests.Crash;

/// <summary>
/// The real command under load, killed with SIGKILL at drawn moments, a dozen times for each kind of work and fifty times every night. Each class
/// runs in parallel with the others.
/// </summary>
public abstract class CrashTests
{
    static readonly int KillsWanted = Tier.Of(usual: 12, all: 50);
    const int MostKillsOfOneRun = 6;

    const int Small = 12;
    const int Large = 2;
    const int LargeParts = 5;
    static readonly int LargeBytes = (LargeParts - 1) * CrashScene.PartSize + 1_000_000;

    /// <summary>What is run, with where it begins and ends.</summary>
    private protected abstract Task RunAsync(CrashScene crash, int kills, int reach, IReadOnlyDictionary<string, byte[]> tree);

    private protected async Task KeepsEverythingAsync(int firstSeed)
    {
        int kills = 0;
        for (int seed = firstSeed; kills < KillsWanted; seed++)
        {
            await using CrashScene crash = await CrashScene.BeginAsync(seed);
            SortedDictionary<string, byte[]> tree = new(StringComparer.Ordinal);
            for (int file = 0; file < Small; file++)
                tree[$"dir/small-{file:00}"] = Scenarios.Scene.Bytes(1 + crash.Draw(100_000), seed * 100 + file);
            for (int file = 0; file < Large; file++)
                tree[$"dir/large-{file}"] = Scenarios.Scene.Bytes(LargeBytes, seed * 100 + 50 + file);
            int needed = Small + Large * LargeParts;
            await RunAsync(crash, 1 + crash.Draw(MostKillsOfOneRun), needed, tree);
            kills += crash.Kills;
            crash.NothingIsLeft();
        }
    }

    private protected static void WriteFiles(CrashScene crash, string directory, IReadOnlyDictionary<string, byte[]> tree)
    {
        foreach ((string name, byte[] bytes) in tree)
            crash.Scene.Write($"{directory}/{name}", bytes);
    }

    private protected static void PutObjects(CrashScene crash, string prefix, IReadOnlyDictionary<string, byte[]> tree)
    {
        foreach ((string name, byte[] bytes) in tree)
            crash.Scene.Put(prefix + name, bytes);
    }

    private protected static void FilesAre(CrashScene crash, string directory, IReadOnlyDictionary<string, byte[]> tree)
    {
        Assert.Equal(tree.Keys, crash.Scene.Files(directory));
        foreach ((string name, byte[] bytes) in tree)
            Assert.True(bytes.AsSpan().SequenceEqual(File.ReadAllBytes(crash.Scene.Path($"{directory}/{name}"))), $"{name} is another file");
    }

    private protected static void ObjectsAre(CrashScene crash, string prefix, IReadOnlyDictionary<string, byte[]> tree)
    {
        Assert.Equal(tree.Keys.Select(name => prefix + name), crash.Scene.Keys().Where(key => key.StartsWith(prefix, StringComparison.Ordinal)));
        foreach ((string name, byte[] bytes) in tree)
            Assert.True(bytes.AsSpan().SequenceEqual(crash.Scene.Get(prefix + name)), $"{name} is another object");
    }

    /// <summary>A kill costs what was in flight and nothing else. <paramref name="perItem"/>: requests that carry an item's bytes, 2 when they come down and go up.</summary>
    private protected static void CostIsBounded(CrashScene crash, int perItem = 1)
    {
        long most = perItem * (Small + Large * LargeParts + (long)crash.Kills * CrashScene.Concurrency);
        crash.EndCount();
        Assert.True(crash.Carried() <= most, $"{crash.Carried()} requests carried bytes after {crash.Kills} kills; {most} would do");
    }
}

public sealed class UploadCrashTests : CrashTests
{
    [Fact]
    public Task Upload_killed_at_any_moment_goes_on_where_it_was() => KeepsEverythingAsync(10_000);

    private protected override async Task RunAsync(CrashScene crash, int kills, int reach, IReadOnlyDictionary<string, byte[]> tree)
    {
        WriteFiles(crash, "up", tree);
        crash.BeginCount();
        await crash.RunUntilDoneAsync(kills, reach, ["cp", "up/", "s3://scene/p/"]);
        CostIsBounded(crash);
        ObjectsAre(crash, "p/", tree);
    }
}

public sealed class DownloadCrashTests : CrashTests
{
    [Fact]
    public Task Download_killed_at_any_moment_goes_on_where_it_was() => KeepsEverythingAsync(20_000);

    private protected override async Task RunAsync(CrashScene crash, int kills, int reach, IReadOnlyDictionary<string, byte[]> tree)
    {
        PutObjects(crash, "p/", tree);
        crash.BeginCount();
        await crash.RunUntilDoneAsync(kills, reach, ["cp", "s3://scene/p/", "down/"]);
        CostIsBounded(crash);
        FilesAre(crash, "down", tree);
    }
}

public sealed class CopyCrashTests : CrashTests
{
    [Fact]
    public Task Copy_between_stores_killed_at_any_moment_goes_on_where_it_was() => KeepsEverythingAsync(30_000);

    private protected override async Task RunAsync(CrashScene crash, int kills, int reach, IReadOnlyDictionary<string, byte[]> tree)
    {
        using S3Client other = new(new S3ClientOptions { Endpoint = crash.Other.Url, Credentials = CredentialSource.Static(crash.Other.AccessKey, crash.Other.SecretKey) });
        foreach ((string name, byte[] bytes) in tree)
            _ = other.PutObject(new PutObjectRequest("other", new ObjectKey("p/" + name), new MemoryBody(bytes)), CancellationToken.None).Value;
        crash.BeginCount();
        await crash.RunUntilDoneAsync(kills, reach, ["cp", "s3://other@other/p/", "s3://scene/q/"]);
        CostIsBounded(crash, perItem: 2);
        ObjectsAre(crash, "q/", tree);
    }
}

public sealed class StoreCopyCrashTests
{
    // The store copies in parts above 256 MiB.
    const int Parts = 52;
    const int Bytes = Parts * CrashScene.PartSize - 1000;
    static readonly int KillsWanted = Tier.Of(usual: 5, all: 10);

    [Fact]
    public async Task Copy_in_parts_within_a_store_killed_at_any_moment_goes_on_where_it_was()
    {
        byte[] bytes = Scenarios.Scene.Bytes(Bytes);
        int kills = 0;
        for (int seed = 50_000; kills < KillsWanted; seed++)
        {
            await using CrashScene crash = await CrashScene.BeginAsync(seed);
            crash.Scene.Put("from", bytes);
            crash.BeginCount();
            await crash.RunUntilDoneAsync(1 + crash.Draw(5), Parts, ["cp", "s3://scene/from", "s3://scene/to"]);
            crash.EndCount();
            kills += crash.Kills;
            Assert.InRange(crash.Carried(), Parts, Parts + crash.Kills * CrashScene.Concurrency);
            Assert.True(bytes.AsSpan().SequenceEqual(crash.Scene.Get("to")));
            crash.NothingIsLeft();
        }
    }
}

public sealed class SyncCrashTests : CrashTests
{
    [Fact]
    public Task Sync_killed_at_any_moment_goes_on_where_it_was() => KeepsEverythingAsync(40_000);

    private protected override async Task RunAsync(CrashScene crash, int kills, int reach, IReadOnlyDictionary<string, byte[]> tree)
    {
        bool up = crash.Draw(2) == 0;
        if (up)
        {
            WriteFiles(crash, "tree", tree);
            crash.Scene.Put("p/stale", "to be deleted");
        }
        else
        {
            PutObjects(crash, "p/", tree);
            crash.Scene.Write("tree/stale", "to be deleted");
        }
        crash.BeginCount();
        await crash.RunUntilDoneAsync(kills, reach, up ? ["sync", "tree/", "s3://scene/p/", "--delete"] : ["sync", "s3://scene/p/", "tree/", "--delete"]);
        CostIsBounded(crash);
        if (up)
            ObjectsAre(crash, "p/", tree);
        else
            FilesAre(crash, "tree", tree);
    }
}
