using Sluice.Endpoint.Faults;
using Sluice.S3;
using Sluice.Tests.Support;

namespace Sluice.Tests.Scenarios;

public sealed class NoClobberScenarios
{
    [Fact]
    public async Task No_clobber_writes_only_names_that_are_free_and_counts_the_others()
    {
        await using Scene scene = await Scene.BeginAsync();
        scene.Put("up/a", "old");
        scene.Write("local/a", "new");
        scene.Write("local/b", "new");
        scene.Write("local/large", Scene.Bytes(9 << 20));
        // 1 Up; a dry run says the same and writes nothing.
        (await scene.RunAsync("cp", "local/", "s3://scene/up/", "-n", "--dry-run")).Exits(0).Says("2 objects", "would be copied", "1 object whose name was taken");
        Assert.Equal(["up/a"], scene.Keys());
        (await scene.RunAsync("cp", "local/", "s3://scene/up/", "-n")).Exits(0).Says("Copied 2 objects", "1 object whose name was taken at the destination");
        Assert.Equal("old"u8.ToArray(), scene.Get("up/a"));
        // No trial leaves anything.
        Assert.Equal(["up/a", "up/b", "up/large"], scene.Keys());
        Assert.Equal(0, scene.UnfinishedUploads());
        // 2 Again: nothing is sent.
        scene.Server.Requests.Reset();
        (await scene.RunAsync("cp", "local/", "s3://scene/up/", "--no-clobber", "--no-journal", "--json")).Exits(0);
        Assert.Equal(0, scene.Server.Requests["UploadPart"]);
        // 3 Within the store, and moved: the source of what exists stays.
        scene.Put("from/a", "other");
        scene.Put("from/c", "c");
        (await scene.RunAsync("mv", "-n", "-r", "s3://scene/from/", "s3://scene/up/")).Exits(0).Says("Moved 1 object");
        Assert.Equal(["from/a", "up/a", "up/b", "up/c", "up/large"], scene.Keys());
        Assert.Equal("old"u8.ToArray(), scene.Get("up/a"));
        // 4 Down.
        scene.Write("down/a", "mine");
        (await scene.RunAsync("cp", "-n", "-r", "s3://scene/up/", "down/")).Exits(0).Says("Copied 3 objects", "1 object whose name");
        Assert.Equal("mine", File.ReadAllText(scene.Path("down/a")));
        Assert.Equal(["a", "b", "c", "large"], scene.Files("down"));
        // 5 From stdin.
        (await scene.RunAsync(["pipe", "-n", "s3://scene/up/a"], "piped"u8.ToArray())).Exits(0);
        (await scene.RunAsync(["pipe", "-n", "s3://scene/up/p"], "piped"u8.ToArray())).Exits(0);
        Assert.Equal("old"u8.ToArray(), scene.Get("up/a"));
        Assert.Equal("piped"u8.ToArray(), scene.Get("up/p"));
    }

    [Fact]
    public async Task Sync_with_no_clobber_copies_what_is_not_there_and_touches_nothing_else()
    {
        await using Scene scene = await Scene.BeginAsync();
        scene.Put("d/a", "old");
        scene.Write("local/a", "much newer");
        scene.Write("local/b", "b");
        (await scene.RunAsync("sync", "local/", "s3://scene/d/", "-n", "--dry-run")).Exits(0).SaysNot("-n is").Says("1 would be copied");
        (await scene.RunAsync("sync", "local/", "s3://scene/d/", "-n")).Exits(0).Says("-n is --no-clobber", "A dry run is --dry-run.", "1 copied", "1 object whose name was taken");
        Assert.Equal("old"u8.ToArray(), scene.Get("d/a"));
        Assert.Equal("b"u8.ToArray(), scene.Get("d/b"));
        (await scene.RunAsync("sync", "s3://scene/d/", "local/", "-n")).Exits(0).Says("0 copied");
        Assert.Equal("much newer", File.ReadAllText(scene.Path("local/a")));
    }

    [Fact]
    public async Task If_match_writes_over_the_one_object_that_is_meant()
    {
        await using Scene scene = await Scene.BeginAsync();
        scene.Put("a", "one");
        scene.Write("two", "two");
        string first = scene.Head("a").ETag!;
        (await scene.RunAsync("cp", "two", "s3://scene/a", "--if-match", first.Trim('"'))).Exits(0);
        Assert.Equal("two"u8.ToArray(), scene.Get("a"));
        (await scene.RunAsync("cp", "two", "s3://scene/a", "--if-match", first, "--no-journal")).Exits(1).Says("not the object with the ETag");
        (await scene.RunAsync(["pipe", "s3://scene/a", "--if-match", first], "three"u8.ToArray())).Exits(1).Says("not the object with the ETag");
        (await scene.RunAsync("cp", "two", "s3://scene/none", "--if-match", first)).Exits(1).Says("not the object with the ETag");
        (await scene.RunAsync("rm", "s3://scene/a", "--if-match", first)).Exits(1).Says("another ETag");
        (await scene.RunAsync("rm", "s3://scene/a", "--if-match", first, "--dry-run")).Exits(1).Says("another ETag");
        Assert.Equal(["a"], scene.Keys());
        (await scene.RunAsync("rm", "s3://scene/a", "--if-match", scene.Head("a").ETag!)).Exits(0);
        Assert.Empty(scene.Keys());
        (await scene.RunAsync("cp", "two", "s3://scene/d/", "--if-match", "*")).Exits(2).Says("give the ETag");
        (await scene.RunAsync("cp", "-r", "s3://scene/d/", "s3://scene/e/", "--if-match", "x")).Exits(2).Says("one object");
        (await scene.RunAsync("cp", "two", "s3://scene/a", "--if-match", "x", "-n")).Exits(2).Says("one of the two");
    }

    [Fact]
    public async Task A_store_that_ignores_conditions_is_refused_before_the_first_byte()
    {
        await using Scene scene = await Scene.BeginAsync();
        scene.Put("a", "old");
        scene.Write("new", "new");
        scene.Deviate(instead: request => request.Headers.Any(static header => header.Key is "if-none-match" or "if-match") ? Unconditional(scene, request) : null);
        (await scene.RunAsync("cp", "new", "s3://scene/b", "-n")).Exits(3).Says("does not keep If-None-Match on PutObject", "nothing was written");
        (await scene.RunAsync("cp", "new", "s3://scene/a", "--if-match", scene.Head("a").ETag!)).Exits(3).Says("does not keep If-Match on PutObject");
        // A condition on DELETE that would be ignored is looked at before.
        (await scene.RunAsync("rm", "s3://scene/a", "--if-match", "0123")).Exits(1).Says("another ETag");
        Assert.Equal(["a"], scene.Keys());
        Assert.Equal("old"u8.ToArray(), scene.Get("a"));
    }

    // As a store does that knows no conditions.
    static StoreAnswer Unconditional(Scene scene, StoreRequest request)
    {
        string key = Uri.UnescapeDataString(request.Path)[("/" + Scene.Bucket + "/").Length..];
        PutResult put = scene.Client.PutObject(new PutObjectRequest(Scene.Bucket, new ObjectKey(key), new MemoryBody(request.Body)), default).Value;
        return new StoreAnswer(200) { Headers = { ["etag"] = put.ETag! } };
    }

    [Fact]
    public async Task An_upload_that_goes_on_keeps_its_condition_and_its_own_object_is_no_other()
    {
        await using Scene scene = await Scene.BeginAsync();
        byte[] large = Scene.Bytes(12 << 20);
        scene.Write("large", large);
        // 1 Killed before its end, somebody else is faster.
        FaultRule hang = scene.Server.Faults.On("CompleteMultipartUpload").Key("large").Delay(TimeSpan.FromSeconds(30));
        using (CommandProcess run = scene.Start("cp", "large", "s3://scene/large", "-n", "--part-size", "5MiB"))
        {
            await Scene.UntilAsync(() => hang.Hits > 0);
            await run.KillAsync();
        }
        scene.Server.Faults.Clear();
        scene.Put("large", "theirs");
        CommandResult resumed = (await scene.RunAsync("cp", "large", "s3://scene/large", "-n", "--part-size", "5MiB")).Exits(0).Says("Going on with", "1 object whose name was taken");
        Assert.True(scene.UnfinishedUploads() == 0, resumed.Error);
        Assert.Equal("theirs"u8.ToArray(), scene.Get("large"));
        Assert.Equal(0, scene.UnfinishedUploads());
        // 2 An answer that is lost: the object that is there is its own.
        scene.Server.Faults.On("CompleteMultipartUpload").Key("other").Times(1).ErrorAfterOk("InternalError");
        (await scene.RunAsync("cp", "large", "s3://scene/other", "-n", "--part-size", "5MiB")).Exits(0).Says("Copied 1 object");
        Assert.Equal(large, scene.Get("other"));
    }

    [Fact]
    public async Task A_move_that_replaces_nothing_and_was_killed_knows_its_own_copies_again()
    {
        await using Scene scene = await Scene.BeginAsync();
        string[] names = ["1", "2", "3", "4"];
        foreach (string name in names)
        {
            scene.Put($"from/{name}", $"bytes of {name}");
            scene.Put($"down/{name}", $"bytes of {name}");
            scene.Write($"local/{name}", $"bytes of {name}");
        }
        // 1 Killed when all copies are made and no source is removed. One name was somebody else's, one gets other bytes meanwhile.
        scene.Put("to/3", "theirs");
        await KilledAsync("from/", 3, "mv", "-n", "-r", "s3://scene/from/", "s3://scene/to/");
        Assert.Equal(8, scene.Keys().Count(static key => key.StartsWith("from/", StringComparison.Ordinal) || key.StartsWith("to/", StringComparison.Ordinal)));
        scene.Put("to/4", "theirs");
        (await scene.RunAsync("mv", "-n", "-r", "s3://scene/from/", "s3://scene/to/")).Exits(0).Says("Moved 2 objects", "2 objects whose names were taken");
        Assert.Equal(["from/3", "from/4", "to/1", "to/2", "to/3", "to/4"], scene.Keys().Where(static key => !key.StartsWith("down", StringComparison.Ordinal)));
        Assert.Equal("theirs"u8.ToArray(), scene.Get("to/4"));
        // 2 Down: the files have their names, the objects are still there.
        await KilledAsync("down/", 4, "mv", "-n", "-r", "s3://scene/down/", "there/");
        Assert.Equal(names, scene.Files("there"));
        scene.Write("there/2", "mine");
        (await scene.RunAsync("mv", "-n", "-r", "s3://scene/down/", "there/")).Exits(0).Says("Moved 3 objects", "1 object whose name was taken");
        Assert.Equal(["down/2"], scene.Keys().Where(static key => key.StartsWith("down", StringComparison.Ordinal)));
        Assert.Equal("mine", File.ReadAllText(scene.Path("there/2")));
        // 3 Up: the store has the objects, and its answers are on their way.
        using ManualResetEventSlim over = new();
        bool hangs = true;
        scene.Deviate(instead: request => Volatile.Read(ref hangs) && request.Method == "PUT" && request.Path.StartsWith("/scene/up/", StringComparison.Ordinal) && !request.Path.Contains("trial", StringComparison.Ordinal) ? Hang(request) : null);
        using (CommandProcess run = scene.Start("mv", "-n", "local/", "s3://scene/up/"))
        {
            await Scene.UntilAsync(() => scene.Keys().Count(static key => key.StartsWith("up/", StringComparison.Ordinal)) == 4);
            await run.KillAsync();
        }
        Volatile.Write(ref hangs, false);
        over.Set();
        Assert.Equal(names, scene.Files("local"));
        (await scene.RunAsync("mv", "-n", "local/", "s3://scene/up/")).Exits(0).Says("Moved 4 objects");
        Assert.Empty(scene.Files("local"));

        StoreAnswer Hang(StoreRequest request)
        {
            StoreAnswer answer = Unconditional(scene, request);
            over.Wait();
            return answer;
        }

        async Task KilledAsync(string prefix, int removals, params string[] command)
        {
            FaultRule rule = scene.Server.Faults.On("DeleteObject").Prefix(prefix).Delay(TimeSpan.FromSeconds(30));
            using CommandProcess run = scene.Start(command);
            await Scene.UntilAsync(() => rule.Hits == removals);
            await run.KillAsync();
            scene.Server.Faults.Clear();
        }
    }

    [Fact]
    public async Task If_match_of_a_copy_within_the_store_names_the_side_that_is_missing()
    {
        await using Scene scene = await Scene.BeginAsync();
        scene.Put("a", "one");
        (await scene.RunAsync("cp", "s3://scene/a", "s3://scene/none", "--if-match", "0123")).Exits(1).Says("not the object with the ETag");
        (await scene.RunAsync("cp", "s3://scene/none", "s3://scene/a", "--if-match", scene.Head("a").ETag!)).Exits(1).Says("missing: s3://scene/none");
        Assert.Equal(["a"], scene.Keys());
    }
}
