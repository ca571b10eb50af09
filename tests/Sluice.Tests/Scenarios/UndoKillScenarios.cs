using System.Globalization;
using Sluice.Endpoint.Faults;
using Sluice.S3;
using static Sluice.Tests.Scenarios.VersionedScene;

namespace Sluice.Tests.Scenarios;

/// <summary>Killed with SIGKILL while one request is held, and run again.</summary>
public sealed class UndoKillScenarios
{
    [Fact]
    public async Task An_undo_that_was_killed_goes_on_and_makes_no_version_twice()
    {
        const int Objects = 30, Before = 10;
        (Scene scene, Func<DateTimeOffset> tick) = await BeginAsync();
        await using Scene owned = scene;
        for (int i = 0; i < Objects; i++)
            scene.Put($"d/{i:00}", $"one {i}");
        string then = Text(tick());
        for (int i = 0; i < Objects; i++)
            scene.Put($"d/{i:00}", $"another {i}");
        scene.Put("d/new", "new");
        Delete(scene, "d/29");
        scene.Put("other", "stays");
        tick();
        int versions = Count(scene);
        string[] command = ["undo", "s3://scene/d/", "--to", then, "--concurrency", "1", "--no-progress"];
        DateTimeOffset began = DateTimeOffset.UtcNow;
        await KillAsync(scene, command, "CopyObject", Before + 1);
        // The times that are printed are of whole seconds.
        await Task.Delay(TimeSpan.FromSeconds(1.1));
        Assert.Equal(versions + Before, Count(scene));
        scene.Server.Requests.Reset();
        CommandResult resumed = (await scene.RunAsync(command)).Exits(0);
        Assert.Equal(Objects - Before, scene.Server.Requests["CopyObject"]);
        Assert.Equal([.. Enumerable.Range(0, Objects).Select(static i => $"d/{i:00}"), "other"], scene.Keys());
        for (int i = 0; i < Objects; i++)
            Assert.Equal($"one {i}", System.Text.Encoding.UTF8.GetString(scene.Get($"d/{i:00}")));
        // One version for each object that came back, one delete marker for the one that was not there.
        Assert.Equal(versions + Objects + 1, Count(scene));
        Assert.DoesNotContain(scene.Journals(), static file => file.EndsWith(".journal", StringComparison.Ordinal));
        // What it prints undoes both runs, not the second alone.
        string printed = UndoScenarios.CommandOf(resumed);
        Assert.True(DateTimeOffset.Parse(printed[(printed.LastIndexOf(' ') + 1)..], CultureInfo.InvariantCulture) < began, $"{printed} is later than {began:O}");
    }

    [Fact]
    public async Task A_removal_of_versions_that_was_killed_goes_on_and_takes_nothing_else()
    {
        const int Keys = 50, Rounds = 44;
        (Scene scene, Func<DateTimeOffset> tick) = await BeginAsync();
        await using Scene owned = scene;
        scene.Put("e", "stays");
        for (int round = 0; round < Rounds; round++)
            for (int i = 0; i < Keys; i++)
                _ = scene.Client.PutObject(new PutObjectRequest(Scene.Bucket, new ObjectKey($"d/{i:00}"), new MemoryBody("x"u8.ToArray())), default).Value;
        tick();
        string[] command = ["rm", "-r", "--versions", "s3://scene/d/", "--concurrency", "1", "--no-progress"];
        // A request takes 1,000 of the 2,200.
        await KillAsync(scene, command, "DeleteObjects", 2);
        Assert.Equal(Keys * Rounds - 1000, All(scene, "d/"));
        (await scene.RunAsync([.. command, "--max-delete", "1199"])).Exits(1).Says("Nothing was removed: 1,200 of 1,200 would go");
        Assert.Equal(Keys * Rounds - 1000, All(scene, "d/"));
        (await scene.RunAsync(command)).Exits(0).Says("Removed 1,200 objects");
        Assert.Equal((0, 1), (All(scene, "d/"), All(scene, "e")));
        Assert.Equal("stays"u8.ToArray(), scene.Get("e"));
    }

    [Fact]
    public async Task Undo_does_nothing_when_more_would_go_than_is_allowed_and_counts_what_goes()
    {
        (Scene scene, Func<DateTimeOffset> tick) = await BeginAsync();
        await using Scene owned = scene;
        scene.Put("d/a", "one");
        string then = Text(tick());
        scene.Put("d/a", "two");
        foreach (string key in new[] { "d/n1", "d/n2", "d/n3.tmp" })
            scene.Put(key, key);
        string before = Text(tick());
        int versions = Count(scene);
        (await scene.RunAsync("undo", "s3://scene/d/", "--to", then, "--max-delete", "2")).Exits(1).Says("Nothing was undone: 3 of 4 would go");
        Assert.Equal(versions, Count(scene));
        (await scene.RunAsync("undo", "s3://scene/d/", "--to", then, "--max-delete", "50%")).Exits(1).Says("--max-delete allows 50%");
        (await scene.RunAsync("undo", "s3://scene/d/", "--to", then, "--max-delete", "2", "--exclude", "*.tmp", "--dry-run")).Exits(0).Says("3 objects", "would be restored", "Of these 2 objects would go");
        CommandResult done = (await scene.RunAsync("undo", "s3://scene/d/", "--to", then, "--max-delete", "2", "--exclude", "*.tmp", "--json")).Exits(0).Says("Of these 2 objects went behind delete markers: they were not there.");
        Assert.Equal(2, done.Json[^1].GetProperty("hidden").GetInt64());
        Assert.Equal(["d/a", "d/n3.tmp"], scene.Keys());
        tick();
        // Nothing goes that was there.
        (await scene.RunAsync("undo", "s3://scene/d/", "--to", before, "--max-delete", "0")).Exits(0).Says("Restored 3 objects");
        Assert.Equal(4, scene.Keys().Length);
    }

    static async Task KillAsync(Scene scene, string[] command, string operation, int nth)
    {
        FaultRule held = scene.Server.Faults.On(operation).Nth(nth).Delay(TimeSpan.FromMinutes(5));
        using (CommandProcess process = scene.Start(command))
        {
            await Scene.UntilAsync(() => held.Hits > 0);
            await process.KillAsync();
        }
        scene.Server.Faults.Clear();
    }

    static int All(Scene scene, string prefix)
    {
        int count = 0;
        using Sluice.Trees.Listing.ObjectLister lister = new(scene.Client, new ListObjectsRequest(Scene.Bucket) { Prefix = new ObjectKey(prefix) }, new Sluice.Trees.Listing.ListingOptions { Versions = true }, default);
        while (lister.TryNext(out ListObjectsPage page))
            count += page.Objects.Count;
        Assert.Null(lister.Error);
        return count;
    }
}
