namespace Sluice.Tests.Scenarios;

public sealed class DuScenarios
{
    [Fact]
    public async Task Du_adds_up_by_directory_and_in_all()
    {
        await using Scene scene = await Scene.BeginAsync();
        foreach ((string key, int size) in new[] { ("top", 1), ("a/1", 10), ("a/2", 20), ("a/b/3", 30), ("a-/4", 5), ("c/d/e/5", 1024) })
            scene.Put(key, new string('x', size));
        CommandResult plain = (await scene.RunAsync("du", "s3://scene")).Exits(0);
        Assert.Equal(["5 1 s3://scene/a-/", "60 3 s3://scene/a/", "1024 1 s3://scene/c/", "1090 6 s3://scene/"], plain.Lines.Select(Squeezed));
        Assert.Equal(["60 3 s3://scene/a/"], (await scene.RunAsync("du", "-s", "s3://scene/a/")).Exits(0).Lines.Select(Squeezed));
        Assert.Equal(["30 1 s3://scene/a/b/", "60 3 s3://scene/a/"], (await scene.RunAsync("du", "s3://scene/a/")).Exits(0).Lines.Select(Squeezed));
        Assert.Contains("1024 1 s3://scene/c/d/", (await scene.RunAsync("du", "--max-depth", "2", "s3://scene")).Exits(0).Lines.Select(Squeezed));
        Assert.Equal("1.00 KiB 1 s3://scene/c/", Squeezed((await scene.RunAsync("du", "-sH", "s3://scene/c/")).Exits(0).Lines[^1]));
        Assert.Equal((1090, 6), (await scene.RunAsync("du", "--json", "s3://scene")).Exits(0).Json[^1] is var total ? (total.GetProperty("bytes").GetInt64(), total.GetProperty("objects").GetInt64()) : default);
        Assert.Equal(["50 2 s3://scene/"], (await scene.RunAsync("du", "-s", "s3://scene", "--exclude", "*", "--include", "a/[23]", "--include", "a/b/*")).Exits(0).Lines.Select(Squeezed));
    }

    [Fact]
    public async Task Du_of_nothing_is_a_failure_and_of_an_empty_bucket_is_not()
    {
        await using Scene scene = await Scene.BeginAsync();
        (await scene.RunAsync("du", "s3://scene")).Exits(0);
        (await scene.RunAsync("du", "s3://scene/none/")).Exits(1).Says("nothing is there");
        (await scene.RunAsync("du")).Exits(2).Says("sluice du s3://BUCKET");
    }

    static string Squeezed(string line) => string.Join(' ', line.Split(' ', StringSplitOptions.RemoveEmptyEntries));
}
