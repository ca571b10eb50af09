using Sluice.S3;

namespace Sluice.Tests.Scenarios;

/// <summary>How <c>ls</c> shows what there is.</summary>
public sealed class ListingScenarios
{
    [Fact]
    public async Task Ls_sorts_by_size_time_and_name_and_the_other_way_round()
    {
        await using Scene scene = await Scene.BeginAsync();
        scene.Put("b", "22");
        PutLater(scene, "a", "4444", than: "b");
        PutLater(scene, "d/x", "1", than: "a");
        PutLater(scene, "c", "22", than: "d/x");
        Assert.Equal(["d/", "a", "b", "c"], await NamesAsync(scene, "--sort", "size"));
        Assert.Equal(["d/", "c", "b", "a"], await NamesAsync(scene, "--sort", "size", "--reverse"));
        Assert.Equal(["d/x", "c", "b", "a"], await NamesAsync(scene, "-r", "--sort", "name", "--reverse"));
        Assert.Equal(["c", "d/x", "a", "b"], await NamesAsync(scene, "-r", "--sort", "time"));
        Assert.Equal(["b", "a", "d/x", "c"], await NamesAsync(scene, "-r", "--sort", "time", "--reverse"));
        Assert.Equal(["a", "b", "c", "d/x"], (await scene.RunAsync("ls", "-r", "--json", "--sort", "name", "s3://scene/")).Exits(0).Json.Select(static line => line.GetProperty("key").GetString()!));
        (await scene.RunAsync("ls", "--sort", "age", "s3://scene/")).Exits(2).Says("--sort age: give one of size, time, name.");
        (await scene.RunAsync("ls", "--reverse", "s3://scene/")).Exits(2).Says("--reverse says how to --sort");
    }

    [Fact]
    public async Task Ls_shows_storage_classes_and_lines_by_a_template()
    {
        await using Scene scene = await Scene.BeginAsync();
        scene.Write("a", "abc");
        (await scene.RunAsync("cp", "a", "s3://scene/d/a", "--storage-class", "STANDARD_IA")).Exits(0);
        Assert.Contains("STANDARD_IA", (await scene.RunAsync("ls", "-l", "s3://scene/d/")).Exits(0).Output, StringComparison.Ordinal);
        Assert.Equal("3|STANDARD_IA|d/a\n", (await scene.RunAsync("ls", "-r", "--format", "%s|%c|%k", "s3://scene/")).Exits(0).Output);
        Assert.Equal("?|DIR|d/\n", (await scene.RunAsync("ls", "--format", "%s|%c|%k", "s3://scene/")).Exits(0).Output);
        (await scene.RunAsync("ls", "--format", "%z", "s3://scene/")).Exits(2).Says("there is no %z");
    }

    // As long as the store's clock tells the same time for both, it is put again.
    static void PutLater(Scene scene, string key, string content, string than)
    {
        DateTimeOffset? Modified(string name) => scene.Client.ListObjects(new ListObjectsRequest(Scene.Bucket), CancellationToken.None).Value.Objects.Single(found => found.Key.ToString() == name).LastModified;
        do
            scene.Put(key, content);
        while (Modified(key) <= Modified(than));
    }

    static async Task<string[]> NamesAsync(Scene scene, params string[] options) =>
        [.. (await scene.RunAsync(["ls", "s3://scene/", .. options])).Exits(0).Lines.Select(static line => line.Split(' ')[^1])];
}
