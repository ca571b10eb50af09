using System.Text.Json;

namespace Sluice.Tests.Scenarios;

public sealed class KeyScenarios
{
    [Fact]
    public async Task Every_key_that_ls_shows_can_be_named_again()
    {
        await using Scene scene = await Scene.BeginAsync();
        string[] keys = ["/lead", "//dd", "a//b", "a/../b", "..", "dir/", "w[1].txt", "w1.txt", "st*r", @"back\slash", "bell\ax", "\u001b[31mred", "nl\nx", "ü \u202e", new('k', 1024)];
        foreach (string key in keys)
            scene.Put(key, key);
        CommandResult plain = (await scene.RunAsync("ls", "-r", "s3://scene")).Exits(0);
        Assert.DoesNotContain('\u001b', plain.Output);
        Assert.Equal(keys.Length, plain.Lines.Length);

        List<JsonElement> listed = (await scene.RunAsync("ls", "-r", "--json", "s3://scene")).Exits(0).Json;
        Assert.Equal(keys.Order(), listed.Select(line => line.GetProperty("key").GetString()!).Order());
        string[] shown = [.. listed.Select(line => "s3://scene/" + (line.TryGetProperty("key_escaped", out JsonElement escaped) ? escaped : line.GetProperty("key")).GetString())];
        Assert.Equal(shown.Length, (await scene.RunAsync(["stat", "--exact", "--json", .. shown])).Exits(0).Json.Count);
        Assert.Equal("bell\ax", (await scene.RunAsync("cat", "--exact", @"s3://scene/bell\x07x")).Exits(0).Output);
        (await scene.RunAsync("rm", "--exact", "s3://scene/w[1].txt", "s3://scene/dir/")).Exits(0).Says("Removed 2 objects");
        Assert.Contains("w1.txt", scene.Keys());
        (await scene.RunAsync(["rm", "--exact", .. shown.Where(name => name is not "s3://scene/w[1].txt" and not "s3://scene/dir/")])).Exits(0);
        Assert.Empty(scene.Keys());
        (await scene.RunAsync("rm", "--exact", @"s3://scene/a\q")).Exits(2).Says(@"\xNN");
    }

    [Fact]
    public async Task Keys_that_are_no_safe_file_names_are_named_and_the_rest_arrives()
    {
        await using Scene scene = await Scene.BeginAsync();
        foreach (string key in new[] { "t//lead", "t/../up", "t/a/../b", "t/ok", "t/bell\ax", "t/sub/", "t/clash", "t/clash/below" })
            scene.Put(key, key);
        CommandResult result = (await scene.RunAsync("cp", "s3://scene/t/", "out/")).Exits(1);
        result.Says("s3://scene/t//lead", "s3://scene/t/../up", "s3://scene/t/a/../b", "clash");
        Assert.DoesNotContain('\a', result.Error);
        Assert.False(File.Exists(scene.Path("up")));
        Assert.Subset(scene.Files("out").ToHashSet(), new HashSet<string> { "ok", "bell\ax" });
        Assert.DoesNotContain(scene.Files("out"), static name => name.Contains(".sluice", StringComparison.Ordinal));
        (await scene.RunAsync("cp", "out/ok", $"s3://scene/{new string('k', 1025)}")).Exits(2).Says("1,024");
    }

    [Fact]
    public async Task Empty_objects_go_there_and_back()
    {
        await using Scene scene = await Scene.BeginAsync();
        scene.Write("empty", "");
        (await scene.RunAsync("cp", "empty", "s3://scene/")).Exits(0).Says("Copied 1 object: empty -> s3://scene/empty, in");
        (await scene.RunAsync("cp", "s3://scene/empty", "s3://scene/again")).Exits(0);
        (await scene.RunAsync("cp", "s3://scene/again", "back")).Exits(0);
        Assert.Equal(0, new FileInfo(scene.Path("back")).Length);
        (await scene.RunAsync(["cp", "-", "s3://scene/none"], input: [])).Exits(0);
        Assert.Empty((await scene.RunAsync("cat", "s3://scene/none")).Exits(0).OutputBytes);
    }
}
