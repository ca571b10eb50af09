using Sluice.S3;
using static Sluice.Tests.Scenarios.VersionedScene;

namespace Sluice.Tests.Scenarios;

/// <summary>What was removed or overwritten in a bucket that keeps versions comes back.</summary>
public sealed class UndoScenarios
{
    [Fact]
    public async Task The_summary_of_rm_and_sync_delete_prints_the_command_that_undoes_it()
    {
        // The system's clock: what the summary says is of the second in which the command began.
        await using Scene scene = await Scene.BeginAsync();
        _ = scene.Client.PutBucketVersioning(Scene.Bucket, enabled: true, default).Value;
        foreach (string key in new[] { "d/a", "d/b", "d/sub/c" })
            scene.Put(key, key);
        await PassSecondAsync();
        CommandResult removed = (await scene.RunAsync("rm", "-r", "s3://scene/d")).Exits(0).Says("3 objects can come back: sluice undo -r s3://scene/d --to ");
        Assert.Empty(scene.Keys());
        CommandResult plan = (await scene.ScriptAsync(CommandOf(removed) + " --dry-run")).Exits(0).Says("3 objects");
        Assert.Empty(scene.Keys());
        CommandResult undone = (await scene.ScriptAsync(CommandOf(removed))).Exits(0).Says("Restored 3 objects");
        Assert.Equal(["d/a", "d/b", "d/sub/c"], scene.Keys());
        await PassSecondAsync();
        scene.Write("mirror/a", "new");
        CommandResult synced = (await scene.RunAsync("sync", "--delete", "mirror", "s3://scene/d/")).Exits(0).Says("2 objects can come back: sluice undo -r s3://scene/d/ --to ");
        Assert.Equal(["d/a"], scene.Keys());
        (await scene.ScriptAsync(CommandOf(synced))).Exits(0);
        Assert.Equal(["d/a", "d/b", "d/sub/c"], scene.Keys());
        Assert.Equal("d/a"u8.ToArray(), scene.Get("d/a"));
        // Nothing to undo where nothing is kept.
        _ = scene.Client.CreateBucket("plain", null, default).Value;
        scene.Put("plain", "x", [1]);
        Assert.DoesNotContain("undo", (await scene.RunAsync("rm", "s3://plain/x")).Exits(0).Error, StringComparison.Ordinal);
        (await scene.RunAsync("undo", "s3://plain/", "--to", "1h")).Exits(1).Says("keeps no versions");
    }

    internal static string CommandOf(CommandResult result) => result.Error[result.Error.IndexOf("sluice undo", StringComparison.Ordinal)..].Split('\n')[0];

    // What was written before is of another second, also as the store tells its own time: a server may send a date that is a second old.
    static Task PassSecondAsync() => Task.Delay(TimeSpan.FromSeconds(3.2));

    [Fact]
    public async Task Undo_shows_its_plan_brings_back_what_was_there_and_can_be_undone()
    {
        (Scene scene, Func<DateTimeOffset> tick) = await BeginAsync();
        await using Scene _ = scene;
        scene.Put("d/a", "one");
        scene.Put("d/b", "kept");
        scene.Put("other", "o");
        string then = Text(tick());
        scene.Put("d/a", "two");
        Delete(scene, "d/b");
        scene.Put("d/new", "n");
        Delete(scene, "other");
        string before = Text(tick());
        (await scene.RunAsync("undo", "s3://scene/d/", "--to", then, "--dry-run", "-v")).Exits(0).Says("3 objects");
        Assert.Equal(["d/a", "d/new"], scene.Keys());
        (await scene.RunAsync("undo", "s3://scene/d/", "--to", then)).Exits(0).Says("Restored 3 objects");
        Assert.Equal(["d/a", "d/b"], scene.Keys());
        Assert.Equal("one"u8.ToArray(), scene.Get("d/a"));
        // Again there is nothing to do, and no version more.
        (await scene.RunAsync("undo", "s3://scene/d/", "--to", then)).Exits(0).Says("Restored 0 objects");
        tick();
        (await scene.RunAsync("undo", "s3://scene/d/", "--to", before)).Exits(0).Says("Restored 3 objects");
        Assert.Equal(["d/a", "d/new"], scene.Keys());
        Assert.Equal("two"u8.ToArray(), scene.Get("d/a"));
        int versions = Count(scene);
        (await scene.RunAsync("undo", "s3://scene/other", "--to", then, "--remove-markers")).Exits(0).Says("Restored 1 object");
        Assert.Equal("o"u8.ToArray(), scene.Get("other"));
        Assert.Equal(versions - 1, Count(scene));
        (await scene.RunAsync("undo", "s3://scene/d/")).Exits(2).Says("--to");
        (await scene.RunAsync("undo", "s3://scene/nowhere/", "--to", then)).Exits(1).Says("no older version");
    }

    [Fact]
    public async Task An_undo_to_a_time_when_nothing_was_there_is_asked_for()
    {
        (Scene scene, Func<DateTimeOffset> tick) = await BeginAsync();
        await using Scene _ = scene;
        string before = Text(tick());
        scene.Put("d/a", "12345");
        scene.Put("d/b", "1");
        tick();
        (await scene.RunAsync("undo", "s3://scene/d/", "--to", before, "--dry-run")).Exits(0).Says("nothing was there at that time, and this undo hides all 2 objects of 6 B");
        (await scene.RunAsync("undo", "s3://scene/d/", "--to", before)).Exits(2).Says("hides all 2 objects of 6 B", "--yes");
        scene.Deviate(static (request, answer) =>
        {
            if (request.Method == "GET")
                answer.Text = new System.Text.RegularExpressions.Regex("<Size>[^<]*</Size>").Replace(answer.Text, "");
        });
        (await scene.RunAsync("undo", "s3://scene/d/", "--to", before)).Exits(2).Says("hides all 2 objects of unknown size that");
        Assert.Equal(["d/a", "d/b"], scene.Keys());
        (await scene.RunAsync("undo", "s3://scene/d/", "--to", before, "--yes")).Exits(0);
        Assert.Empty(scene.Keys());
    }
}
