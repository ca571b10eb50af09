using Sluice.S3;

namespace Sluice.Tests.Scenarios;

public sealed class FindScenarios
{
    static async Task<Scene> BeginAsync()
    {
        Scene scene = await Scene.BeginAsync();
        foreach ((string key, int size, string? storageClass) in new (string, int, string?)[] { ("d/a.raw", 2000, null), ("d/b.raw", 10, "GLACIER"), ("d/sub/c.txt", 5, "GLACIER"), ("top", 1, null) })
            _ = scene.Client.PutObject(new PutObjectRequest(Scene.Bucket, new ObjectKey(key), new MemoryBody(new byte[size])) { Attributes = new ObjectAttributes { StorageClass = storageClass } }, default).Value;
        return scene;
    }

    [Fact]
    public async Task Find_prints_what_filters_and_classes_take_by_a_template()
    {
        await using Scene scene = await BeginAsync();
        Assert.Equal(["s3://scene/d/a.raw", "s3://scene/d/b.raw"], (await scene.RunAsync("find", "s3://scene/d/", "--exclude", "*", "--include", "*.raw")).Exits(0).Lines);
        Assert.Equal(["b.raw\t10\tGLACIER", "sub/c.txt\t5\tGLACIER"], (await scene.RunAsync("find", "s3://scene/d/", "--class", "glacier", "--format", @"%n\t%s\t%c")).Exits(0).Lines);
        Assert.Equal(["d/a.raw 1.95 KiB 100% STANDARD scene"], (await scene.RunAsync("find", "s3://scene/", "--min-size", "1KiB", "--format", "%k %h 100%% %c %b")).Exits(0).Lines);
        string[] times = (await scene.RunAsync("find", "s3://scene/top", "--format", "%t,%T,%e")).Exits(0).Lines.Single().Split(',');
        Assert.Equal(DateTimeOffset.Parse(times[0], System.Globalization.CultureInfo.InvariantCulture).ToUnixTimeSeconds(), long.Parse(times[1], System.Globalization.CultureInfo.InvariantCulture));
        Assert.Equal(scene.Head("top").ETag!.Trim('"'), times[2]);
        Assert.Equal("d/sub/c.txt", Assert.Single((await scene.RunAsync("find", "s3://scene/", "--json", "--class", "GLACIER", "--max-size", "5B")).Exits(0).Json).GetProperty("key").GetString());
        Assert.Empty((await scene.RunAsync("find", "s3://scene/", "--class", "DEEP_ARCHIVE")).Exits(0).Says("nothing is of the class DEEP_ARCHIVE; what was looked at is GLACIER, STANDARD").Lines);
        (await scene.RunAsync("find", "s3://scene/none/")).Exits(1).Says("nothing is there");
        (await scene.RunAsync("find", "s3://scene/", "--format", "%q")).Exits(2).Says("there is no %q");
        (await scene.RunAsync("find", "s3://scene/", "--format", "%")).Exits(2).Says("ends in a percent sign");
    }

    [Fact]
    public async Task Find_shows_odd_names_so_that_no_terminal_acts_on_them()
    {
        await using Scene scene = await Scene.BeginAsync();
        scene.Put("x\u001b[2Jy", "x");
        Assert.DoesNotContain('\u001b', (await scene.RunAsync("find", "s3://scene/", "--format", "%u %k %n")).Exits(0).Output);
    }

    [Fact]
    public async Task Filters_see_names_below_a_prefix_of_any_letters_as_they_are()
    {
        await using Scene scene = await Scene.BeginAsync();
        foreach (string key in (string[])["Größe/keep.txt", "Größe/ep.txt", "Größe/été/keep.txt"])
            scene.Put(key, "four");
        Assert.Equal(["s3://scene/Größe/keep.txt"], (await scene.RunAsync("find", "s3://scene/Größe/", "--exclude", "*", "--include", "keep.txt")).Exits(0).Lines);
        Assert.Equal(["s3://scene/Größe/été/keep.txt"], (await scene.RunAsync("find", "s3://scene/Größe/*", "--exclude", "*", "--include", "été/*")).Exits(0).Lines);
        Assert.EndsWith("Größe/keep.txt", Assert.Single((await scene.RunAsync("ls", "-r", "s3://scene/Größe/", "--exclude", "*", "--include", "keep.txt")).Exits(0).Lines), StringComparison.Ordinal);
        Assert.Equal("4 1 s3://scene/Größe/", Squeezed(Assert.Single((await scene.RunAsync("du", "-s", "s3://scene/Größe/", "--exclude", "*", "--include", "keep.txt")).Exits(0).Lines)));
        Assert.Contains("Größe/keep.txt", Assert.Single((await scene.RunAsync("presign", "-r", "s3://scene/Größe/", "--exclude", "*", "--include", "keep.txt", "--json")).Exits(0).Json).GetProperty("key").GetString());
        string tree = (await scene.RunAsync("tree", "s3://scene/Größe/", "--exclude", "ep.txt")).Exits(0).Output;
        Assert.Contains("keep.txt", tree, StringComparison.Ordinal);
        Assert.DoesNotContain(" ep.txt", tree, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Du_adds_up_by_class_age_and_depth()
    {
        await using Scene scene = await BeginAsync();
        Assert.Equal(["15 2 GLACIER", "2001 2 STANDARD", "2016 4 s3://scene/"], (await scene.RunAsync("du", "--by", "class", "s3://scene")).Exits(0).Lines.Select(Squeezed));
        Assert.Equal(["1 1 depth 0", "2010 2 depth 1", "5 1 depth 2", "2016 4 s3://scene/"], (await scene.RunAsync("du", "--by", "depth", "s3://scene")).Exits(0).Lines.Select(Squeezed));
        Assert.Equal(["2016 4 younger than 1d", "2016 4 s3://scene/"], (await scene.RunAsync("du", "--by", "age", "s3://scene")).Exits(0).Lines.Select(Squeezed));
        Assert.Equal(("class", "GLACIER", 15), (await scene.RunAsync("du", "--by", "class", "--json", "s3://scene/d/")).Exits(0).Json[0] is var group ? (group.GetProperty("by").GetString(), group.GetProperty("group").GetString(), group.GetProperty("bytes").GetInt64()) : default);
        (await scene.RunAsync("du", "--by", "class", "--max-depth", "2", "s3://scene")).Exits(2).Says("--max-depth");
    }

    static string Squeezed(string line) => string.Join(' ', line.Split(' ', StringSplitOptions.RemoveEmptyEntries));
}
