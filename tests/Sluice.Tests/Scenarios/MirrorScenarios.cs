using Sluice.Endpoint.Faults;

namespace Sluice.Tests.Scenarios;

public sealed class MirrorScenarios
{
    [Fact]
    public async Task Mirror_brings_over_what_changes_and_says_nothing_of_what_does_not()
    {
        await using Scene scene = await Scene.BeginAsync();
        scene.Write("src/a", "a");
        scene.Write("src/sub/b", "b");
        using CommandProcess process = Start(scene, "src", "s3://scene/p", "--delete");
        await Scene.UntilAsync(() => scene.Keys() is ["p/a", "p/sub/b"]);
        // 1 A file that came, one that was written, a directory with what it brought.
        scene.Write("src/c", "c");
        scene.Write("src/a", "changed");
        await Scene.UntilAsync(() => scene.Keys() is ["p/a", "p/c", "p/sub/b"] && scene.Get("p/a").AsSpan().SequenceEqual("changed"u8));
        scene.Write("made/deep/d", "d");
        Directory.Move(scene.Path("made"), scene.Path("src/made"));
        await Scene.UntilAsync(() => scene.Keys() is ["p/a", "p/c", "p/made/deep/d", "p/sub/b"]);
        // 2 What came and went again leaves no trace; what went is removed.
        scene.Write("src/.c.swp", "x");
        File.Delete(scene.Path("src/.c.swp"));
        Directory.Delete(scene.Path("src/made"), recursive: true);
        await Scene.UntilAsync(() => scene.Keys() is ["p/a", "p/c", "p/sub/b"] && Said(scene).Contains("1 removed", StringComparison.Ordinal));
        await process.SignalAsync("TERM");
        (await process.ResultAsync()).Exits(0);
        Assert.Contains("Watching src", Said(scene), StringComparison.Ordinal);
        Assert.DoesNotContain(".swp", Said(scene), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Mirror_without_delete_removes_nothing_and_refuses_a_source_that_is_empty_all_of_a_sudden()
    {
        await using Scene scene = await Scene.BeginAsync();
        scene.Write("keep/a", "a");
        scene.Write("src/a", "a");
        using (CommandProcess process = Start(scene, "keep", "s3://scene/keep"))
        {
            await Scene.UntilAsync(() => scene.Keys() is ["keep/a"]);
            File.Delete(scene.Path("keep/a"));
            scene.Write("keep/b", "b");
            await Scene.UntilAsync(() => scene.Keys() is ["keep/a", "keep/b"] && Said(scene).Contains("1 copied (", StringComparison.Ordinal));
            await process.SignalAsync("INT");
            (await process.ResultAsync()).Exits(0);
        }
        using (CommandProcess process = Start(scene, "src", "s3://scene/src", "--delete"))
        {
            await Scene.UntilAsync(() => scene.Keys().Contains("src/a"));
            File.Delete(scene.Path("src/a"));
            await Scene.UntilAsync(() => Said(scene).Contains("The directory is empty", StringComparison.Ordinal) && Said(scene).Contains("it is tried again", StringComparison.Ordinal));
            await process.SignalAsync("INT");
            (await process.ResultAsync()).Exits(1);
        }
        Assert.Contains("src/a", scene.Keys());
    }

    [Fact]
    public async Task A_round_that_fails_is_tried_again()
    {
        await using Scene scene = await Scene.BeginAsync();
        scene.Write("src/a", "a");
        using CommandProcess process = Start(scene, "src", "s3://scene/p");
        await Scene.UntilAsync(() => scene.Keys() is ["p/a"]);
        FaultRule refused = scene.Server.Faults.On("PutObject").Key("p/b").Nth(1).Reply(403, "AccessDenied");
        scene.Write("src/b", "b");
        await Scene.UntilAsync(() => refused.Hits > 0);
        await Scene.UntilAsync(() => scene.Keys() is ["p/a", "p/b"] && Said(scene).Contains("1 copied (", StringComparison.Ordinal));
        await process.SignalAsync("INT");
        (await process.ResultAsync()).Exits(0);
        Assert.Contains("denied: src/b", Said(scene), StringComparison.Ordinal);
        Assert.Contains("it is tried again", Said(scene), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_bucket_is_looked_at_as_often_as_was_asked()
    {
        await using Scene scene = await Scene.BeginAsync();
        scene.Put("p/a", "a");
        using CommandProcess process = Start(scene, "s3://scene/p", "down", "--every", "1s");
        await Scene.UntilAsync(() => scene.Files("down") is ["a"]);
        scene.Put("p/b", "b");
        await Scene.UntilAsync(() => scene.Files("down") is ["a", "b"] && Said(scene).Contains("1 copied (", StringComparison.Ordinal));
        await process.SignalAsync("INT");
        // It may be in the middle of its next look.
        Assert.Contains((await process.ResultAsync()).ExitCode, (int[])[0, 130]);
        Assert.Contains("all of it is looked at every 1 s.", Said(scene), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Mirror_without_watch_is_one_sync_and_every_needs_it()
    {
        await using Scene scene = await Scene.BeginAsync();
        scene.Write("src/a", "a");
        (await scene.RunAsync("mirror", "src", "s3://scene/p")).Exits(0).Says("Synced 1 object");
        (await scene.RunAsync("mirror", "src", "s3://scene/p", "--every", "5m")).Exits(2).Says("it needs --watch");
        (await scene.RunAsync("mirror", "src", "s3://scene/p", "--watch", "--every", "0s")).Exits(2).Says("from 1s to 7d");
        (await scene.RunAsync("mirror", "none", "s3://scene/p", "--watch")).Exits(1).Says("There is no such directory");
    }

    // What it says goes to a file, which can be read while it runs.
    static CommandProcess Start(Scene scene, params string[] args) =>
        new(["mirror", .. args, "--watch", "--no-progress"], scene.Environment, scene.Directory, wrapper: ["sh", "-c", "exec \"$@\" 2>>said", "sh"]);

    static string Said(Scene scene) => File.Exists(scene.Path("said")) ? File.ReadAllText(scene.Path("said")) : "";
}
