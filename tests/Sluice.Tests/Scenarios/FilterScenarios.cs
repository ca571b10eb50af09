namespace Sluice.Tests.Scenarios;

public sealed class FilterScenarios
{
    [Fact]
    public async Task Cp_filters_by_rules_of_a_file_by_size_and_by_time()
    {
        await using Scene scene = await Scene.BeginAsync();
        scene.Write("tree/a.jpg", Scene.Bytes(10));
        scene.Write("tree/b.jpg", Scene.Bytes(3000));
        scene.Write("tree/old.jpg", Scene.Bytes(10));
        scene.Write("tree/drafts/c.jpg", Scene.Bytes(10));
        scene.Write("tree/d.txt", Scene.Bytes(10));
        File.SetLastWriteTimeUtc(scene.Path("tree/old.jpg"), DateTime.UtcNow.AddDays(-10));
        scene.Write("rules", "# as rclone has them\n- drafts/\n+ *.jpg\n- *\n");
        (await scene.RunAsync("cp", "tree/", "s3://scene/p/", "--filter-from", "rules", "--max-size", "1KiB", "--newer-than", "7d")).Exits(0)
            .Says("5 listed = 1 done + 4 skipped + 0 pending");
        Assert.Equal(["p/a.jpg"], scene.Keys());
        (await scene.RunAsync("cp", "tree/", "s3://scene/q/", "--filter-from", "rules", "--min-size", "1KiB", "--include", "*.txt", "--older-than", "1w", "-q")).Exits(0);
        Assert.Equal(["p/a.jpg"], scene.Keys());
    }

    [Fact]
    public async Task Ls_and_rm_take_the_same_filters()
    {
        await using Scene scene = await Scene.BeginAsync();
        foreach (string key in new[] { "x/a.jpg", "x/drafts/c.jpg", "x/d.txt" })
            scene.Put(key, key);
        scene.Write("rules", "- drafts/\n+ *.jpg\n- *\n");
        CommandResult listed = (await scene.RunAsync("ls", "-r", "s3://scene/x/", "--filter-from", "rules", "--newer-than", "1h")).Exits(0);
        Assert.EndsWith("x/a.jpg", Assert.Single(listed.Lines), StringComparison.Ordinal);
        (await scene.RunAsync("rm", "-r", "s3://scene/x/", "--filter-from", "rules", "--min-size", "1B")).Exits(0);
        Assert.Equal(["x/d.txt", "x/drafts/c.jpg"], scene.Keys());
    }

    [Fact]
    public async Task Mistakes_in_filters_are_told_with_file_and_line_before_anything_moves()
    {
        await using Scene scene = await Scene.BeginAsync();
        scene.Write("a", "x");
        scene.Write("rules", "+ *.jpg\nwhat\n- [x\n");
        (await scene.RunAsync("cp", "a", "s3://scene/a", "--filter-from", "rules", "--filter-from", "nowhere", "--min-size", "10", "--newer-than", "soon")).Exits(2)
            .Says("rules:2:", "rules:3:", "nowhere: there is no such file", "--min-size 10: the unit is missing", "--newer-than soon: write an age");
        Assert.Empty(scene.Keys());
    }
}
