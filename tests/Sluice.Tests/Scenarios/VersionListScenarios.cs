using System.Text;
using Sluice.S3;
using Sluice.Tests.Support;

namespace Sluice.Tests.Scenarios;

/// <summary>Commands and jobs whose objects come from a manifest of S3 Batch Operations that names versions.</summary>
public sealed class VersionListScenarios
{
    const string Source = $"s3://{Scene.Bucket}/p/";

    [Fact]
    public async Task What_a_list_names_with_a_version_is_copied_and_compared_as_that_version()
    {
        await using Scene scene = await BeginAsync();
        (string first, string hidden, string gone) = Versions(scene);
        string list = List(scene, $"p/a%20b,{first}", $"p/hidden,{hidden}", $"p/gone,{gone}");
        (await scene.RunAsync("cp", "--from-inventory", list, "--report", scene.Path("rows.csv"), Source, scene.Path("out/"))).Exits(1);
        Assert.Equal(["first", "hidden"], scene.Files("out").Select(file => File.ReadAllText(scene.Path($"out/{file}"))));
        string[] rows = File.ReadAllLines(scene.Path("rows.csv"));
        Assert.StartsWith($"{Scene.Bucket},p/a%20b,{first},succeeded", Row(rows, "p/a%20b"), StringComparison.Ordinal);
        Assert.StartsWith($"{Scene.Bucket},p/gone,{gone},failed", Row(rows, "p/gone"), StringComparison.Ordinal);
        Assert.Contains(",missing,", Row(rows, "p/gone"), StringComparison.Ordinal);
        (await scene.RunAsync("cp", "--from-inventory", list, Source, "s3://copy/a/")).Exits(1);
        list = List(scene, $"p/a%20b,{first}", $"p/hidden,{hidden}");
        (await scene.RunAsync("sync", "--from-inventory", list, Source, "s3://copy/b/")).Exits(0);
        (await scene.RunAsync("sync", "--from-inventory", list, "--dry-run", "--plan-out", scene.Path("plan"), Source, "s3://copy/c/")).Exits(0);
        (await scene.RunAsync("sync", "--plan", scene.Path("plan"))).Exits(0);
        foreach (string to in (string[])["a", "b", "c"])
        {
            Assert.Equal(("first", "hidden"), (Text(scene, "copy", $"{to}/a b"), Text(scene, "copy", $"{to}/hidden")));
            (await scene.RunAsync("verify", "--from-inventory", list, Source, $"s3://copy/{to}/")).Exits(0);
        }
        // What is the latest is not what the list names.
        Assert.True((await scene.RunAsync("verify", "--from-inventory", List(scene, $"p/a%20b,{scene.Head("p/a b").VersionId}", $"p/hidden,{hidden}"), Source, "s3://copy/b/")).Exits(4).Output.Contains("a b", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Mv_takes_the_version_that_a_list_names_away_and_no_other()
    {
        await using Scene scene = await BeginAsync();
        (string first, string hidden, _) = Versions(scene);
        (await scene.RunAsync("mv", "--from-inventory", List(scene, $"p/a%20b,{first}", $"p/hidden,{hidden}"), Source, "s3://copy/")).Exits(0);
        Assert.Equal(("first", "hidden"), (Text(scene, "copy", "a b"), Text(scene, "copy", "hidden")));
        Assert.Equal(["p/a b third", "p/a b second", "p/hidden -"], History(scene));
    }

    [Fact]
    public async Task Rm_removes_the_versions_that_a_list_names_for_good_several_of_a_key_and_delete_markers_too()
    {
        await using Scene scene = await BeginAsync();
        (string first, _, string gone) = Versions(scene);
        string second = Page(scene)[1].Version!.Id, marker = Page(scene).Single(static found => found.Version!.IsDeleteMarker).Version!.Id;
        string list = List(scene, $"p/a%20b,{first}", $"p/a%20b,{second}", $"p/hidden,{marker}", $"p/gone,{gone}", $"p/a%20b,{first}");
        (await scene.RunAsync("rm", "-r", "--dry-run", "--from-inventory", list, Source)).Exits(1);
        Assert.Equal(5, Page(scene).Count);
        (await scene.RunAsync("rm", "-r", "--from-inventory", list, "--report", scene.Path("rows.csv"), Source)).Exits(1);
        Assert.Equal(["p/a b third", "p/hidden hidden"], History(scene));
        Assert.Equal("hidden", Text(scene, Scene.Bucket, "p/hidden"));
        string[] rows = File.ReadAllLines(scene.Path("rows.csv"));
        Assert.Equal(5, rows.Length);
        Assert.Contains(",missing,", Row(rows, "p/gone"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Process_and_tags_act_on_the_version_that_a_list_names_and_metadata_of_one_is_not_changed()
    {
        await using Scene scene = await BeginAsync();
        (string first, string hidden, _) = Versions(scene);
        string list = List(scene, $"p/a%20b,{first}", $"p/hidden,{hidden}");
        foreach (string[] more in (string[][])[[], ["--split", "lines"], ["--batch", "2", "--jobs", "1", "--input", "file"], ["--min-size", "1B"]])
        {
            CommandResult processed = (await scene.RunAsync(["process", .. more, "--from-inventory", list, Source, "--", "cat", .. more is ["--batch", ..] ? (string[])["{}"] : []])).Exits(0);
            Assert.Contains(processed.Output.Replace("\n", "", StringComparison.Ordinal), (string[])["firsthidden", "hiddenfirst"]);
        }
        Assert.Equal((string[])[.. new[] { $"{first} {first}", $"{hidden} {hidden}" }.Order(StringComparer.Ordinal)], (await scene.RunAsync("process", "--from-inventory", list, Source, "--", "sh", "-c", "echo {version} $SLUICE_VERSION")).Exits(0).Lines.Order(StringComparer.Ordinal));
        (await scene.RunAsync("tag", "set", "-r", "--from-inventory", list, Source, "stage=done")).Exits(0);
        Assert.Equal((1, 0), (Head(scene, "p/a b", first).TagCount, scene.Head("p/a b").TagCount));
        Assert.Equal(1, Head(scene, "p/hidden", hidden).TagCount);
        List<string> before = History(scene);
        (await scene.RunAsync("meta", "set", "-r", "--from-inventory", list, Source, "color=red")).Exits(1).Says("stay as they are");
        Assert.Equal(before, History(scene));
    }

    [Fact]
    public async Task Two_versions_of_an_object_in_one_list_are_refused_before_anything_is_copied()
    {
        await using Scene scene = await BeginAsync();
        (string first, string hidden, _) = Versions(scene);
        string latest = scene.Head("p/a b").VersionId!;
        foreach (string row in (string[])[$"p/a%20b,{latest}", "p/a%20b,"])
        {
            string list = List(scene, $"p/hidden,{hidden}", $"p/a%20b,{first}", row);
            foreach (string[] words in (string[][])[["cp"], ["mv"], ["sync"]])
                (await scene.RunAsync([.. words, "--from-inventory", list, Source, "s3://copy/"])).Exits(1).Says("two contents of one name", $"versionId={first}");
            (await scene.RunAsync("verify", "--from-inventory", list, Source, "s3://copy/")).Says("two contents of one name");
            (await scene.RunAsync("process", "--from-inventory", list, Source, "--", "cat")).Exits(1).Says("two contents of one name");
            (await scene.RunAsync("job", "create", "s3://jobs/one", "--", "cp", "--from-inventory", list, Source, "s3://copy/")).Exits(1).Says("two contents of one name");
        }
        Assert.Empty(scene.Keys("copy"));
        Assert.Empty(scene.Keys("jobs"));
        // The same version twice is one item.
        (await scene.RunAsync("cp", "--from-inventory", List(scene, $"p/a%20b,{first}", $"p/a%20b,{first}"), Source, "s3://copy/")).Exits(0);
        Assert.Equal("first", Text(scene, "copy", "a b"));
    }

    [Fact]
    public async Task A_job_copies_the_versions_that_its_list_names_and_the_next_one_takes_another_version_for_another_object()
    {
        await using Scene scene = await BeginAsync();
        (string first, string hidden, string gone) = Versions(scene);
        (await scene.RunAsync("job", "create", "s3://jobs/1", "--", "cp", "--from-inventory", List(scene, $"p/a%20b,{first}", $"p/hidden,{hidden}", $"p/gone,{gone}"), Source, "s3://copy/")).Exits(0);
        (await scene.RunAsync("job", "run", "s3://jobs/1", "--on", "here", "--workers", "2")).Exits(0).Says("1 missing");
        Assert.Equal(("first", "hidden"), (Text(scene, "copy", "a b"), Text(scene, "copy", "hidden")));
        string[] rows = (await scene.RunAsync("job", "report", "s3://jobs/1")).Exits(0).Lines;
        Assert.StartsWith($"{Scene.Bucket},p/a%20b,{first},succeeded", Row(rows, "p/a%20b"), StringComparison.Ordinal);
        Assert.StartsWith($"{Scene.Bucket},p/gone,{gone},failed", Row(rows, "p/gone"), StringComparison.Ordinal);
        await scene.RunAsync("job", "report", "s3://jobs/1", "--proof", scene.Path("proof.csv"));
        Assert.Equal(2, File.ReadAllLines(scene.Path("proof.csv")).Count(static row => row.Contains(",same,", StringComparison.Ordinal)));
        Assert.EndsWith($",{first}", Row(File.ReadAllLines(scene.Path("proof.csv")), "p/a%20b"), StringComparison.Ordinal);
        // Of what was done the same version is the same, and another one is not.
        string latest = scene.Head("p/a b").VersionId!;
        CommandResult created = (await scene.RunAsync("job", "create", "s3://jobs/2", "--since", "s3://jobs/1", "--", "cp", "--from-inventory", List(scene, $"p/a%20b,{latest}", $"p/hidden,{hidden}"), Source, "s3://copy/")).Exits(0);
        Assert.Contains("1 item,", created.Output, StringComparison.Ordinal);
        (await scene.RunAsync("job", "run", "s3://jobs/2")).Exits(0);
        Assert.Equal("third", Text(scene, "copy", "a b"));
    }

    [Fact]
    public async Task Jobs_remove_verify_process_and_tag_the_versions_that_their_lists_name()
    {
        await using Scene scene = await BeginAsync();
        (string first, string hidden, string gone) = Versions(scene);
        string list = List(scene, $"p/a%20b,{first}", $"p/hidden,{hidden}");
        (await scene.RunAsync("cp", "--from-inventory", list, Source, "s3://copy/a/")).Exits(0);
        await WorksAsync("verify", ["verify", "--one-way", "--from-inventory", list, Source, "s3://copy/a/"], 2);
        await WorksAsync("process", ["process", "--from-inventory", list, "--to", "s3://copy/b/{key}", Source, "--", "cat"], 2);
        Assert.Equal(("first", "hidden"), (Text(scene, "copy", "b/p/a b"), Text(scene, "copy", "b/p/hidden")));
        await WorksAsync("tag", ["tag", "set", "-r", "--from-inventory", list, Source, "stage=done"], 2);
        Assert.Equal((1, 0, 1), (Head(scene, "p/a b", first).TagCount, scene.Head("p/a b").TagCount, Head(scene, "p/hidden", hidden).TagCount));
        await WorksAsync("rm", ["rm", "-r", "--from-inventory", List(scene, $"p/a%20b,{first}", $"p/hidden,{hidden}", $"p/gone,{gone}"), Source], 2);
        Assert.Equal(["p/a b third", "p/a b second", "p/hidden -"], History(scene));

        async Task WorksAsync(string job, string[] words, int done)
        {
            (await scene.RunAsync(["job", "create", $"s3://jobs/{job}", "--", .. words])).Exits(0);
            (await scene.RunAsync("job", "run", $"s3://jobs/{job}", "--allow-program", "cat")).Exits(0);
            Assert.Equal(done, (await scene.RunAsync("job", "report", $"s3://jobs/{job}")).Lines.Count(static row => row.Contains(",done,", StringComparison.Ordinal)));
        }
    }

    static async Task<Scene> BeginAsync()
    {
        Scene scene = await Scene.BeginAsync();
        _ = scene.Client.PutBucketVersioning(Scene.Bucket, enabled: true, CancellationToken.None).Value;
        foreach (string bucket in (string[])["copy", "jobs"])
            _ = scene.Client.CreateBucket(bucket, null, CancellationToken.None).Value;
        return scene;
    }

    // Three versions of one, one below a delete marker, and one of which the version is gone.
    static (string First, string Hidden, string Gone) Versions(Scene scene)
    {
        string first = Put("p/a b", "first");
        Put("p/a b", "second");
        Put("p/a b", "third");
        string hidden = Put("p/hidden", "hidden"), gone = Put("p/gone", "gone");
        _ = scene.Client.DeleteObject(new DeleteObjectRequest(Scene.Bucket, new ObjectKey("p/hidden")), CancellationToken.None).Value;
        _ = scene.Client.DeleteObject(new DeleteObjectRequest(Scene.Bucket, new ObjectKey("p/gone")) { VersionId = gone }, CancellationToken.None).Value;
        return (first, hidden, gone);

        string Put(string key, string content)
        {
            scene.Put(key, content);
            return scene.Head(key).VersionId!;
        }
    }

    static string List(Scene scene, params string[] rows) => scene.Write("list.csv", string.Concat(rows.Select(static row => $"{Scene.Bucket},{row}\n")));

    static string Row(string[] rows, string key) => rows.Single(row => row.StartsWith($"{Scene.Bucket},{key},", StringComparison.Ordinal));

    static ObjectInfo Head(Scene scene, string key, string version) => scene.Client.HeadObject(new HeadObjectRequest(Scene.Bucket, new ObjectKey(key)) { VersionId = version }, CancellationToken.None).Value;

    static IReadOnlyList<ListedObject> Page(Scene scene) => scene.Client.ListObjectVersions(new ListObjectsRequest(Scene.Bucket), CancellationToken.None).Value.Objects;

    static List<string> History(Scene scene) => [.. Page(scene).Select(found => $"{found.Key} {(found.Version!.IsDeleteMarker ? "-" : Text(scene, Scene.Bucket, found.Key.ToString(), found.Version.Id))}")];

    static string Text(Scene scene, string bucket, string key, string? version = null)
    {
        using GetObjectResponse found = scene.Client.GetObject(new GetObjectRequest(bucket, new ObjectKey(key)) { VersionId = version }, CancellationToken.None).Value;
        byte[] content = new byte[found.Info.TotalLength];
        for (int read = 0, count; read < content.Length && (count = found.Read(content.AsSpan(read))) > 0;)
            read += count;
        return Encoding.UTF8.GetString(content);
    }
}
