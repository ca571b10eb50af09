using Sluice.Tests.Support;

namespace Sluice.Tests.Scenarios;

/// <summary>Names that are patterns too: what was typed is what is acted on.</summary>
public sealed class WildcardScenarios
{
    // Every key beside those that it matches as a pattern.
    static readonly string[] Odd = ["inv/report[1].pdf", "what?.pdf", "st*r.txt", "[a-c]", "dir[1]/x"];
    static readonly string[] Matched = ["inv/report1.pdf", "what1.pdf", "what2.pdf", "star.txt", "b", "dir1/x"];

    static async Task<Scene> SceneOfOddKeysAsync()
    {
        Scene scene = await Scene.BeginAsync();
        foreach (string key in (string[])[.. Odd, .. Matched])
            scene.Put(key, key);
        return scene;
    }

    [Fact]
    public async Task Rm_and_mv_of_a_name_that_is_a_pattern_too_stop_change_nothing_and_say_how_to_mean_either()
    {
        await using Scene scene = await SceneOfOddKeysAsync();
        string[] before = scene.Keys();
        foreach (string key in Odd)
        {
            (await scene.RunAsync("rm", "s3://scene/" + key)).Exits(2).Says($"s3://scene/{key} is the name of something that is there", "--exact", "--wildcard");
            (await scene.RunAsync("mv", "s3://scene/" + key, "out/")).Exits(2).Says("--exact", "--wildcard");
        }
        (await scene.RunAsync("rm", "s3://scene/b", "s3://scene/what?.pdf", "--dry-run")).Exits(2).Says("--exact");
        (await scene.RunAsync("rm", "-r", "s3://scene/dir[1]/")).Exits(2).Says("--exact");
        (await scene.RunAsync("mv", "-r", "s3://scene/dir[1]", "out/")).Exits(2).Says("--exact");
        Assert.Equal(before, scene.Keys());
        Assert.Empty(scene.Files("out"));

        (await scene.RunAsync("rm", "--exact", "s3://scene/what?.pdf")).Exits(0).Says("Removed 1 object");
        (await scene.RunAsync("rm", "--wildcard", "s3://scene/inv/report[1].pdf")).Exits(0).Says("Removed 1 object");
        (await scene.RunAsync("mv", "--wildcard", "s3://scene/[a-c]", "out/")).Exits(0);
        (await scene.RunAsync("rm", "-r", "--exact", "s3://scene/dir[1]/")).Exits(0).Says("Removed 1 object");
        Assert.Equal(before.Except(["what?.pdf", "inv/report1.pdf", "b", "dir[1]/x"]), scene.Keys());
        (await scene.RunAsync("rm", "--exact", "--wildcard", "s3://scene/st*r.txt")).Exits(2).Says("exclude each other");
    }

    [Fact]
    public async Task Rm_of_a_pattern_that_is_no_name_removes_what_it_matches()
    {
        await using Scene scene = await SceneOfOddKeysAsync();
        (await scene.RunAsync("rm", "s3://scene/what[12].pdf")).Exits(0).Says("Removed 2 objects");
        Assert.Contains("what?.pdf", scene.Keys());
        (await scene.RunAsync("rm", "s3://scene/dir[[]1]/*")).Exits(0).Says("Removed 1 object");
        Assert.DoesNotContain("dir[1]/x", scene.Keys());
        Assert.Contains("dir1/x", scene.Keys());
        (await scene.RunAsync("rm", "s3://scene/[z-a]")).Exits(2).Says("malformed");
        scene.Put("open[1", "x");
        (await scene.RunAsync("rm", "s3://scene/open[1")).Exits(0);
        Assert.DoesNotContain("open[1", scene.Keys());
    }

    [Fact]
    public async Task An_exact_name_wins_for_verbs_that_read_and_what_the_pattern_would_match_more_is_said()
    {
        await using Scene scene = await SceneOfOddKeysAsync();
        foreach (string key in Odd)
        {
            string at = "s3://scene/" + key;
            Assert.Equal(key, (await scene.RunAsync("cat", at)).Exits(0).Says("--wildcard").Output);
            Assert.EndsWith(key, Assert.Single((await scene.RunAsync("ls", "-r", at)).Exits(0).Says("--wildcard").Lines), StringComparison.Ordinal);
            Assert.Contains(key, Assert.Single((await scene.RunAsync("stat", "--json", at)).Exits(0).Lines), StringComparison.Ordinal);
            Assert.EndsWith(at, Assert.Single((await scene.RunAsync("du", "-s", at)).Exits(0).Lines), StringComparison.Ordinal);
            Assert.Equal(key, (await scene.RunAsync("process", "-q", at, "--", "cat")).Exits(0).Output.TrimEnd());
            (await scene.RunAsync("cp", "-q", at, $"one/{key}")).Exits(0);
            Assert.Equal(key, File.ReadAllText(scene.Path("one/" + key)));
        }
        Assert.Equal(Odd.Order(StringComparer.Ordinal), scene.Files("one"));
        (await scene.RunAsync("cp", "-r", "s3://scene/dir[1]", "tree/")).Exits(0);
        (await scene.RunAsync("sync", "s3://scene/dir[1]/", "synced/")).Exits(0);
        (await scene.RunAsync("verify", "s3://scene/dir[1]/", "synced/")).Exits(0);
        Assert.Equal(["x"], scene.Files("tree"));
        Assert.Equal("dir[1]/x", File.ReadAllText(scene.Path("synced/x")));
        Assert.Equal("what1.pdfwhat2.pdfwhat?.pdf", (await scene.RunAsync("cat", "--wildcard", "s3://scene/what?.pdf")).Exits(0).Output);
        scene.Put("lone[1]", "lone");
        Assert.Empty((await scene.RunAsync("cat", "s3://scene/lone[1]")).Exits(0).Error);
    }

    [Theory]
    [InlineData("ls", 0)]
    [InlineData("du", 0)]
    [InlineData("cat", 0)]
    [InlineData("stat", 0)]
    [InlineData("cp", 0, "out/")]
    [InlineData("mv", 0, "out/")]
    [InlineData("rm", 0)]
    [InlineData("url", 0)]
    [InlineData("presign", 0)]
    [InlineData("sync", 2, "out/")]
    [InlineData("verify", 2, "out/")]
    [InlineData("process", 0, "--count", "lines", "--tag")]
    [InlineData("cleanup", 2)]
    [InlineData("tune", 2)]
    [InlineData("probe", 2)]
    public async Task Verbs_on_objects_take_wildcards_and_verbs_on_whole_trees_refuse_them_alike(string verb, int exitCode, params string[] more)
    {
        await using Scene scene = await Scene.BeginAsync();
        foreach (string key in new[] { "p/a1", "p/a2", "p/b" })
            scene.Put(key, key);
        CommandResult matching = (await scene.RunAsync([verb, "s3://scene/p/a?", .. more])).Exits(exitCode);
        if (exitCode == 2)
        {
            matching.Says("has wildcards", "without wildcards", "--include", "--exact");
            Assert.Equal(["p/a1", "p/a2", "p/b"], scene.Keys());
            return;
        }
        Assert.DoesNotContain("p/b", matching.Output, StringComparison.Ordinal);
        (await scene.RunAsync([verb, "s3://scene/p/c?", .. more])).Exits(1).Says("bject matches");
    }

    [Fact]
    public async Task A_destination_is_a_name_whatever_characters_it_has()
    {
        await using Scene scene = await Scene.BeginAsync();
        scene.Put("new1.txt", "old");
        scene.Write("photos [2024]/a.jpg", "a");
        scene.Write("new[1].txt", "new");
        (await scene.RunAsync("cp", "new[1].txt", "s3://scene/new[1].txt")).Exits(0);
        (await scene.RunAsync("sync", "photos [2024]", "s3://scene/photos [2024]")).Exits(0);
        (await scene.RunAsync("sync", "photos [2024]", "s3://scene/photos [2024]", "--delete")).Exits(0).Says("1 the same");
        (await scene.RunAsync(["pipe", "s3://scene/what?"], "x"u8.ToArray())).Exits(0);
        Assert.Equal(["new1.txt", "new[1].txt", "photos [2024]/a.jpg", "what?"], scene.Keys());
        Assert.Equal("old"u8.ToArray(), scene.Get("new1.txt"));
    }

    [Fact]
    public async Task A_store_that_refuses_to_say_whether_a_name_is_there_is_asked_by_its_listing()
    {
        await using Scene scene = await SceneOfOddKeysAsync();
        scene.Deviate(instead: request => request.Method == "HEAD" ? StoreAnswer.Error(403, "AccessDenied") : null);
        string[] before = scene.Keys();
        (await scene.RunAsync("rm", "s3://scene/what?.pdf")).Exits(2).Says("--exact");
        Assert.Equal(before, scene.Keys());
        (await scene.RunAsync("rm", "s3://scene/what[12].pdf")).Exits(0).Says("Removed 2 objects");
    }

    [Fact]
    public async Task A_name_whose_being_there_cannot_be_found_out_removes_nothing()
    {
        await using Scene scene = await SceneOfOddKeysAsync();
        scene.Deviate(instead: request => request.Method is "HEAD" or "GET" ? StoreAnswer.Error(403, "AccessDenied") : null);
        string[] before = scene.Keys();
        (await scene.RunAsync("rm", "s3://scene/what?.pdf")).Exits(3).Says("denied");
        Assert.Equal(before, scene.Keys());
        (await scene.RunAsync("rm", "s3://nowhere/what?.pdf")).Exits(3);
    }

    [Fact]
    public async Task What_was_typed_is_what_is_acted_on_for_every_verb()
    {
        await using Scene scene = await Scene.BeginAsync();
        string[] keys =
        [
            "plain", @"back\slash", "/lead", "a//b", "a/../b", "./dot", "..", "sp ace", " lead", "trail ", "per%20cent", "plus+plus", "hash#tag", "que=ry&x", "\ud83d\ude00",
            "caf\u00e9", "cafe\u0301", "Case", "case", "semi;colon", "quote'\"", new('k', 1024), "@at", "-dash", "a:b",
        ];
        foreach (string key in keys)
            scene.Put(key, key);
        foreach (string key in keys)
        {
            string at = "s3://scene/" + key;
            Assert.Equal(key, (await scene.RunAsync("cat", at)).Exits(0).Output);
            (await scene.RunAsync("cp", "-q", at, at + ".copy")).Exits(key.Length == 1024 ? 2 : 0);
            (await scene.RunAsync("rm", "-q", at)).Exits(0);
            Assert.DoesNotContain(key, scene.Keys());
        }
        Assert.Equal(keys.Length - 1, scene.Keys().Length);
    }

    [Fact]
    public async Task A_question_mark_stands_for_one_character_of_whatever_plane()
    {
        await using Scene scene = await Scene.BeginAsync();
        scene.Put("x\ud83d\ude00y", "emoji");
        scene.Put("x\u00e9y", "e");
        scene.Put("xyzy", "two");
        (await scene.RunAsync("rm", "s3://scene/x?y")).Exits(0).Says("Removed 2 objects");
        Assert.Equal(["xyzy"], scene.Keys());
    }

    [Theory]
    [InlineData("s3://scene/*")]
    [InlineData("s3://scene/**")]
    [InlineData("s3://scene/?*")]
    [InlineData("-r", "s3://scene/")]
    [InlineData("-r", "s3://scene", "--exclude", "nothing-has-this-name")]
    [InlineData("-r", "s3://scene", "--include", "*")]
    public async Task Rm_of_everything_in_a_bucket_in_whatever_words_needs_force_where_nobody_can_be_asked(params string[] args)
    {
        await using Scene scene = await Scene.BeginAsync();
        scene.Put("a", "a");
        scene.Put("d/b", "b");
        (await scene.RunAsync(["rm", .. args])).Exits(2).Says("--force");
        Assert.Equal(["a", "d/b"], scene.Keys());
        (await scene.RunAsync(["rm", .. args, "--force"])).Exits(0).Says("Removed 2 objects");
        Assert.Empty(scene.Keys());
    }

    [Fact]
    public async Task Rm_of_what_filters_choose_in_a_bucket_does_not_ask()
    {
        await using Scene scene = await Scene.BeginAsync();
        scene.Put("a.bak", "a");
        scene.Put("b", "b");
        (await scene.RunAsync("rm", "-r", "s3://scene", "--exclude", "*", "--include", "*.bak")).Exits(0).Says("Removed 1 object");
        (await scene.RunAsync("rm", "-r", "s3://scene", "--older-than", "30d")).Exits(0);
        Assert.Equal(["b"], scene.Keys());
    }

    [Fact]
    public async Task Nothing_is_removed_for_a_side_that_is_the_whole_machine()
    {
        await using Scene scene = await Scene.BeginAsync();
        (await scene.RunAsync("sync", "/", "s3://scene/", "--delete", "--dry-run")).Exits(2).Says("whole machine", "unset");
        (await scene.RunAsync("sync", "s3://scene/", "//", "--delete", "--dry-run")).Exits(2).Says("whole machine", "unset");
        (await scene.RunAsync("mv", "/", "s3://scene/", "--dry-run")).Exits(2).Says("whole machine", "unset");
        Assert.Equal(0, scene.Server.Requests.Total);
    }

    [Fact]
    public async Task Bytes_that_are_no_text_never_become_another_name()
    {
        await using Scene scene = await Scene.BeginAsync();
        scene.Put("a\ufffdb", "x");
        (await scene.ScriptAsync(@"sluice rm $'s3://scene/a\xffb'")).Exits(2).Says("not UTF-8", "--exact");
        Assert.Single(scene.Keys());
        (await scene.RunAsync("rm", "--exact", "s3://scene/a\ufffdb")).Exits(0);
        Assert.Empty(scene.Keys());
    }

    [Fact]
    public async Task A_local_name_that_is_there_is_never_a_pattern_and_with_exact_none_is()
    {
        await using Scene scene = await Scene.BeginAsync();
        scene.Write("report[1].pdf", "exact");
        scene.Write("report1.pdf", "other");
        (await scene.RunAsync("mv", "report[1].pdf", "s3://scene/")).Exits(0);
        (await scene.RunAsync("mv", "--exact", "report[1].pdf", "s3://scene/")).Exits(1).Says("missing: report[1].pdf");
        Assert.Equal(["report1.pdf"], scene.Files("."));
        Assert.Equal(["report[1].pdf"], scene.Keys());
        (await scene.RunAsync("mv", "report[1].pdf", "s3://scene/")).Exits(0);
        Assert.Equal(["report1.pdf", "report[1].pdf"], scene.Keys());
    }
}
