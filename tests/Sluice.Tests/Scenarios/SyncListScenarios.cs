namespace Sluice.Tests.Scenarios;

public sealed class SyncListScenarios
{
    [Fact]
    public async Task Sync_of_named_items_lists_nothing_names_what_is_missing_and_exits_1()
    {
        await using Scene scene = await Scene.BeginAsync();
        foreach (string name in new[] { "tree/a", "tree/b b", "tree/other" })
            scene.Write(name, "1");
        scene.Put("p/old", "o");
        scene.Put("p/stays", "o");
        scene.Server.Requests.Reset();
        (await scene.RunAsync(["sync", "tree", "s3://scene/p", "--files-from0", "-", "--delete"], "./a\0b b\0old\0nowhere\0"u8.ToArray())).Exits(1)
            .Says("missing: tree/nowhere -> s3://scene/p/nowhere: Neither side has it.", "Nothing was removed, and 1 item stays", "2 copied, 0 removed");
        scene.Write("names", "a\r\n\nb b\nold\n");
        (await scene.RunAsync("sync", "tree", "s3://scene/p", "--files-from", "names", "--delete")).Exits(0).Says("0 copied, 1 removed, 2 the same", "3 listed = 1 done + 2 skipped + 0 pending");
        Assert.Equal(0, scene.Server.Requests["ListObjectsV2"]);
        Assert.Equal(["p/a", "p/b b", "p/stays"], scene.Keys());
    }

    [Fact]
    public async Task Sync_by_a_list_that_makes_no_sense_is_refused()
    {
        await using Scene scene = await Scene.BeginAsync();
        scene.Write("names", "a\n");
        (await scene.RunAsync("sync", "--plan", "plan.jsonl", "--files-from", "names")).Exits(2).Says("--files-from was decided when the plan was made");
        (await scene.RunAsync("sync", "tree", "s3://scene", "--files-from", "names", "--files-from0", "names")).Exits(2).Says("exclude each other");
        (await scene.RunAsync("sync", "tree", "s3://scene", "--files-from", "no-list")).Exits(2).Says("no-list: there is no such file");
        (await scene.RunAsync("sync", "tree", "s3://scene", "--files-from", "names", "--delete")).Exits(1).Says("missing: tree: There is no such directory.");
    }
}
