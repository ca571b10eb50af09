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

    [Theory]
    [InlineData(".git/", "'.git/**'")]
    [InlineData("/.git/config", "relative to the source, such as '.git/config'")]
    [InlineData("./.git/config", "relative to the source, such as '.git/config'")]
    [InlineData(@".git\config", "slashes, not backslashes")]
    [InlineData("node_modules", "'node_modules/**'")]
    [InlineData("*.tmp", "matched no name.")]
    public async Task A_rule_that_matched_no_name_is_told_at_the_end_with_what_was_probably_meant(string rule, string hint)
    {
        await using Scene scene = await Scene.BeginAsync();
        scene.Write("tree/.git/config", "x");
        scene.Write("tree/a", "a");
        (await scene.RunAsync("cp", "tree/", "s3://scene/t/", "--exclude", rule, "--exclude", "a")).Exits(0).Says($"--exclude {Sluice.Failures.DisplayText.Of(rule)} matched no name", hint);
        (await scene.RunAsync("sync", "tree/", "s3://scene/t/", "--exclude", rule)).Exits(0).Says("matched no name", hint);
        (await scene.RunAsync("verify", "tree/", "s3://scene/t/", "--exclude", rule)).Exits(0).Says("matched no name");
        (await scene.RunAsync("ls", "-r", "s3://scene/t/", "--exclude", rule)).Exits(0).Says("matched no name");
        CommandResult used = (await scene.RunAsync("sync", "tree/", "s3://scene/t/", "--exclude", ".git/**")).Exits(0);
        Assert.DoesNotContain("matched no name", used.Error, StringComparison.Ordinal);
        Assert.DoesNotContain("matched no name", (await scene.RunAsync("cp", "-q", "tree/", "s3://scene/t/", "--exclude", rule)).Exits(0).Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_exclude_of_all_behind_an_include_is_told_to_come_first()
    {
        await using Scene scene = await Scene.BeginAsync();
        scene.Write("tree/a.jpg", "a");
        scene.Write("tree/b.txt", "b");
        (await scene.RunAsync("cp", "tree/", "s3://scene/t/", "--include", "*.jpg", "--exclude", "*")).Exits(0).Says("leaves out what --include *.jpg before it takes", "Give --exclude '*' first.");
        (await scene.RunAsync("cp", "tree/", "s3://scene/t/", "--exclude", "*", "--include", "*.jpg")).Exits(0).SaysNot("first");
        Assert.Equal("a"u8.ToArray(), scene.Get("t/a.jpg"));
    }

    [Fact]
    public async Task Of_rules_that_are_set_what_is_included_is_taken_from_what_is_excluded()
    {
        await using Scene scene = await Scene.BeginAsync();
        scene.Write("tree/a.jpg", "a");
        scene.Write("tree/b.txt", "b");
        scene.Environment["SLUICE_INCLUDE"] = "*.jpg";
        scene.Environment["SLUICE_EXCLUDE"] = "*";
        (await scene.RunAsync("cp", "tree/", "s3://scene/t/")).Exits(0).SaysNot("first");
        Assert.Equal(["t/a.jpg"], scene.Keys());
    }

    [Fact]
    public async Task A_rule_that_can_protect_nothing_stops_what_would_remove()
    {
        await using Scene scene = await Scene.BeginAsync();
        scene.Put("p/keep/a", "a");
        scene.Put("p/b", "b");
        scene.Write("tree/b", "b");
        foreach (string[] args in new[] { new[] { "rm", "-r", "s3://scene/p/" }, ["mv", "s3://scene/p/", "out/"], ["sync", "tree/", "s3://scene/p/", "--delete"] })
            (await scene.RunAsync([.. args, "--exclude", "keep/"])).Exits(2).Says("would keep nothing", "'keep/**'");
        Assert.Equal(["p/b", "p/keep/a"], scene.Keys());
        (await scene.RunAsync("sync", "tree/", "s3://scene/p/", "--delete", "--exclude", "keep/**")).Exits(0);
        Assert.Equal(["p/b", "p/keep/a"], scene.Keys());
    }

    [Fact]
    public async Task Names_of_a_list_are_taken_as_find_editors_and_windows_write_them()
    {
        await using Scene scene = await Scene.BeginAsync();
        foreach (string key in new[] { "p/a", "p/b", "p/c d", "p/./e", "p/f", "p/keep" })
            scene.Put(key, key);
        scene.Write("names", "\uFEFF./a\r\n\r\n././/b\r\nc d\n\n./e");
        (await scene.RunAsync("rm", "s3://scene/p/", "--files-from", "names")).Exits(0).Says("Removed 4 objects");
        Assert.Equal(["p/f", "p/keep"], scene.Keys());
        scene.Write("zeros", "./f\0");
        (await scene.RunAsync("sync", "s3://scene/p/", "out/", "--files-from0", "zeros")).Exits(0);
        Assert.Equal(["f"], scene.Files("out"));
        scene.Write("odd", "../keep\n/keep\na//b\nkeep\n");
        (await scene.RunAsync("cp", "s3://scene/p/", "got/", "--files-from", "odd")).Exits(1).Says("leads out of the source", "absolute", "s3://scene/p/a//b");
        Assert.Equal(["keep"], scene.Files("got"));
        scene.Write("tree/dir/x", "x");
        scene.Write("dirs", "dir\n");
        (await scene.RunAsync("cp", "tree/", "s3://scene/q/", "--files-from", "dirs")).Exits(1).Says("A directory, not a file; name the files in it");
        (await scene.RunAsync("cp", "tree/", "s3://scene/q/", "--files-from", "tree")).Exits(2).Says("that is a directory");
    }
}
