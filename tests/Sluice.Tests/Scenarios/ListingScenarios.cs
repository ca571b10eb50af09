using System.Text.Json;
using System.Text.RegularExpressions;
using Sluice.S3;

namespace Sluice.Tests.Scenarios;

/// <summary>How <c>ls</c> shows what there is.</summary>
public sealed partial class ListingScenarios
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

    [Fact]
    public async Task Programs_are_told_no_bytes_of_what_has_no_listed_size_and_how_much_that_is()
    {
        await using Scene scene = await Scene.BeginAsync();
        scene.Put("d/large", new string('x', 100));
        scene.Put("d/small", "x");
        // The first, or all.
        int unlisted = 1;
        scene.Deviate((request, answer) =>
        {
            if (request.Method == "GET")
                answer.Text = Size().Replace(answer.Text, "", unlisted);
        });
        (string Command, int ExitCode, string[] Sums)[] commands =
        [
            ("ls -rs", 0, ["total"]), ("tree", 0, ["total"]), ("du", 1, ["usage", "usage"]), ("du --by class", 1, ["usage_group", "usage"]), ("du --by depth", 1, ["usage_group", "usage"]),
        ];
        foreach ((string command, int exitCode, string[] sums) in commands)
        {
            async Task<JsonElement[]> SumsAsync(string lacking) =>
                [.. (await scene.RunAsync([.. command.Split(' '), "--json", "s3://scene/"])).Exits(exitCode).Says($"not list the size of {lacking}").Json.Where(static line => line.GetProperty("type").GetString() is "total" or "usage" or "usage_group")];
            unlisted = 1;
            JsonElement[] some = await SumsAsync("1 object");
            Assert.Equal(sums, some.Select(static sum => sum.GetProperty("type").GetString()));
            Assert.All(some, static sum => Assert.Equal((1, 1), (sum.GetProperty("bytes").GetInt64(), sum.GetProperty("unsized").GetInt64())));
            unlisted = int.MaxValue;
            Assert.All(await SumsAsync("2 objects"), static sum => Assert.Equal((false, 2), (sum.TryGetProperty("bytes", out _), sum.GetProperty("unsized").GetInt64())));
        }
        // Without a total nothing is lacking, and no text has a 0 for unknown.
        (await scene.RunAsync("tree", "s3://scene/")).Exits(0).SaysNot("size");
        Assert.All((await scene.RunAsync("du", "s3://scene/")).Exits(1).Lines, static line => Assert.Equal("?", line.Trim().Split(' ')[0]));
        (await scene.RunAsync("acl", "set", "-r", "s3://scene/d/", "--acl", "public-read")).Exits(2).Says("(2 objects of unknown size below s3://scene/d/)");
        unlisted = 1;
        (await scene.RunAsync("acl", "set", "-r", "s3://scene/d/", "--acl", "public-read")).Exits(2).Says("(2 objects of 1 B and 1 of unknown size below s3://scene/d/)");
        List<JsonElement> sorted = (await scene.RunAsync("ls", "-r", "--sort", "size", "--json", "s3://scene/")).Exits(0).Json;
        Assert.Equal([("d/small", true), ("d/large", false)], sorted.Select(static found => (found.GetProperty("key").GetString()!, found.TryGetProperty("size", out _))));
    }

    [GeneratedRegex("<Size>[^<]*</Size>")]
    private static partial Regex Size();

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
