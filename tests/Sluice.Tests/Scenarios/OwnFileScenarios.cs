namespace Sluice.Tests.Scenarios;

/// <summary>The command writes into the very tree that it works on.</summary>
[System.Runtime.Versioning.UnsupportedOSPlatform("windows")]
public sealed class OwnFileScenarios
{
    [Theory]
    [InlineData("cp")]
    [InlineData("mv")]
    [InlineData("sync")]
    public async Task What_a_run_itself_writes_is_no_source_of_it(string verb)
    {
        await using Scene scene = await BeginAsync();
        CommandResult result = await scene.ScriptAsync($"sluice {verb} tree/ s3://scene/t/ --report tree/report.csv -v > tree/out.log 2> tree/err.log");
        result.Exits(0);
        Assert.Equal(["t/a", "t/sub/b"], scene.Keys());
        Assert.Contains("left out", File.ReadAllText(scene.Path("tree/err.log")), StringComparison.Ordinal);
        Assert.Contains("tree/report.csv", File.ReadAllText(scene.Path("tree/err.log")), StringComparison.Ordinal);
        Assert.Equal(3, File.ReadAllLines(scene.Path("tree/report.csv")).Length);
        Assert.Equal(verb == "mv" ? [] : ["a", "sub/b"], scene.Files("tree").Where(static name => !name.StartsWith(".state", StringComparison.Ordinal) && name is not ("report.csv" or "out.log" or "err.log")));
    }

    [Fact]
    public async Task A_sync_down_neither_removes_nor_writes_over_what_it_writes_itself()
    {
        await using Scene scene = await BeginAsync();
        Directory.Delete(scene.Path("tree"), recursive: true);
        scene.Write("tree/extra", "x");
        scene.Put("t/a", "a");
        string[] command = ["sync", "s3://scene/t", "tree", "--delete", "--report", "tree/report.csv", "--overwrite-report"];
        (await scene.RunAsync(command)).Exits(0).Says("1 copied, 1 removed", "left out");
        Assert.Equal(["a", "report.csv"], scene.Files("tree").Where(static name => !name.StartsWith(".state/", StringComparison.Ordinal)));
        // What an earlier version of this command may have sent up.
        scene.Put("t/report.csv", "old");
        scene.Put("t/.state/journals/x.journal", "old");
        (await scene.RunAsync(command)).Exits(1).Says("This run itself writes", "2 failed");
        (await scene.RunAsync("cp", "s3://scene/t/", "tree/", "--report", "tree/report.csv", "--overwrite-report")).Exits(1).Says("This run itself writes that file", "2 failed");
        Assert.StartsWith("Bucket,Key", File.ReadAllText(scene.Path("tree/report.csv")), StringComparison.Ordinal);
        // Up, it is judged neither by its absence.
        (await scene.RunAsync("sync", "tree", "s3://scene/t", "--delete", "--report", "tree/report.csv", "--overwrite-report")).Exits(0);
        Assert.Equal(["t/.state/journals/x.journal", "t/a", "t/report.csv"], scene.Keys());
    }

    [Fact]
    public async Task Verify_dry_runs_and_lists_of_commands_leave_out_what_they_write_themselves()
    {
        await using Scene scene = await BeginAsync();
        scene.Put("t/a", "a");
        scene.Put("t/sub/b", "b");
        (await scene.ScriptAsync("sluice verify tree s3://scene/t > tree/verify.log")).Exits(0).Says("Identical: 2 names", "left out");
        File.Delete(scene.Path("tree/verify.log"));
        (await scene.RunAsync("sync", "tree", "s3://scene/u", "--dry-run", "--plan-out", "tree/plan.jsonl")).Exits(0).Says("2 would be copied", "2 listed = ");
        scene.Write("list", "cp tree/ s3://scene/v/\n");
        (await scene.RunAsync("run", "list", "--report", "tree/run.csv", "--log-file", "tree/run.log")).Exits(0);
        Assert.Equal(["v/a", "v/plan.jsonl", "v/sub/b"], scene.Keys().Where(static key => key.StartsWith("v/", StringComparison.Ordinal)));
    }

    [Fact]
    public async Task What_is_named_and_written_by_the_run_itself_fails_by_name()
    {
        await using Scene scene = await BeginAsync();
        (await scene.RunAsync("cp", "tree/report.csv", "s3://scene/t/", "--report", "tree/report.csv")).Exits(1).Says("tree/report.csv", "This run itself writes it");
        (await scene.RunAsync("cp", "tree/.state/journals", "s3://scene/t/")).Exits(1).Says("This run itself writes it");
        (await scene.RunAsync("cp", "tree/.state", "s3://scene/t/")).Exits(0);
        Assert.Empty(scene.Keys());
    }

    // The state directory lies in the tree.
    static async Task<Scene> BeginAsync()
    {
        Scene scene = await Scene.BeginAsync();
        scene.Write("tree/a", "a");
        scene.Write("tree/sub/b", "b");
        Directory.CreateDirectory(scene.Path("tree/.state/journals"));
        scene.Environment["SLUICE_STATE_DIR"] = scene.Path("tree/.state");
        return scene;
    }
}
