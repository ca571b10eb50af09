namespace Sluice.Tests.Scenarios;

/// <summary>Names of files that are not UTF-8, which no key of text can be.</summary>
[System.Runtime.Versioning.SupportedOSPlatform("linux")]
public sealed class OddNameScenarios
{
    const string Odd = @"printf 1 > $'tree/caf\xe8'; printf 2 > $'tree/caf\xe9'; mkdir -p $'tree/d\xff'; printf 3 > $'tree/d\xff/x'";

    [Fact]
    public async Task Names_that_are_no_UTF_8_are_counted_and_named_one_by_one()
    {
        await using Scene scene = await BeginAsync();
        // One that is UTF-8, and that others are shown as.
        scene.Write("tree/caf\ufffd", "valid");
        CommandResult copied = (await scene.RunAsync("cp", "tree/", "s3://scene/t/", "--report", "r.csv")).Exits(1).Says(@"caf\xe8", @"caf\xe9", @"d\xff", "5 listed = 2 done + 3 failed");
        Assert.Equal(["t/caf\ufffd", "t/ok"], scene.Keys());
        Assert.Equal("valid"u8.ToArray(), scene.Get("t/caf\ufffd"));
        Assert.Contains(File.ReadAllLines(scene.Path("r.csv")), static row => row.StartsWith("scene,t/caf%E9,,failed,BadName,", StringComparison.Ordinal));
        (await scene.RunAsync("verify", "tree", "s3://scene/t")).Exits(1).Says("3 could not be compared", @"caf\xe9");
        scene.Put("t/gone", "x");
        (await scene.RunAsync("sync", "tree", "s3://scene/t", "--delete")).Exits(1).Says(@"caf\xe9", "Nothing was removed");
        (await scene.RunAsync("mv", "tree/", "s3://scene/u/")).Exits(1).Says("2 done + 3 failed");
        Assert.Equal("3\n", (await scene.ScriptAsync("find tree -type f | wc -l")).Output);
    }

    [Fact]
    public async Task Names_that_are_no_UTF_8_at_a_destination_have_a_row_and_a_sync_that_removes_is_not_complete()
    {
        await using Scene scene = await BeginAsync();
        scene.Put("t/ok", "ok");
        scene.Write("tree/extra", "x");
        (await scene.RunAsync("sync", "s3://scene/t", "tree", "--report", "r.csv")).Exits(0).Says(@"skipped: tree/caf\xe9", "not looked at");
        Assert.Equal(3, File.ReadAllLines(scene.Path("r.csv")).Count(static row => row.Contains(",skipped,BadName,", StringComparison.Ordinal)));
        (await scene.RunAsync("sync", "s3://scene/t", "tree", "--delete")).Exits(1).Says(@"caf\xe8", "1 removed", "3 failed");
        Assert.Equal("4\n", (await scene.ScriptAsync("find tree -type f | wc -l")).Output);
        Assert.False(File.Exists(scene.Path("tree/extra")));
        // What filters leave out is nobody's concern.
        (await scene.RunAsync("sync", "s3://scene/t", "tree", "--delete", "--exclude", "caf*", "--exclude", "d*")).Exits(0);
    }

    [Fact]
    public async Task Cleanup_looks_past_directories_whose_names_are_no_UTF_8_and_names_them()
    {
        await using Scene scene = await BeginAsync();
        scene.Write("tree/z/.x.sluice-0123456789ab1.part", "x");
        (await scene.RunAsync("cleanup", "tree", "--older-than", "0s")).Exits(1).Says(@"not looked into: tree/d\xff", "Removed 1 left over");
        Assert.Empty(Directory.GetFiles(scene.Path("tree/z")));
    }

    static async Task<Scene> BeginAsync()
    {
        Scene scene = await Scene.BeginAsync();
        scene.Write("tree/ok", "ok");
        File.SetLastWriteTimeUtc(scene.Path("tree/ok"), DateTime.UtcNow.AddHours(-1));
        (await scene.ScriptAsync(Odd)).Exits(0);
        return scene;
    }
}
