using Sluice.S3;
using static Sluice.Tests.Scenarios.VersionedScene;

namespace Sluice.Tests.Scenarios;

public sealed class TreeScenarios
{
    [Fact]
    public async Task Tree_shows_each_directory_once_and_its_objects_below()
    {
        await using Scene scene = await Scene.BeginAsync();
        foreach (string key in new[] { "a/1", "a/b/2", "a/b/3", "a-", "c/d/e/4", "marked/", "top" })
            scene.Put(key, key);
        Assert.Equal(["s3://scene/", "  a-", "  a/", "    1", "    b/", "      2", "      3", "  c/", "    d/", "      e/", "        4", "  marked/", "  top", "6 directories, 7 objects"], (await scene.RunAsync("tree", "s3://scene")).Exits(0).Lines);
        Assert.Equal(["s3://scene/", "  a-", "  a/", "  c/", "  marked/", "  top", "6 directories, 7 objects"], (await scene.RunAsync("tree", "--max-depth", "1", "s3://scene")).Exits(0).Lines);
        Assert.Equal(["s3://scene/a/", "  b/", "1 directory, 3 objects"], (await scene.RunAsync("tree", "-d", "s3://scene/a/")).Exits(0).Lines);
        Assert.Equal(["s3://scene/a/", "  1  3 B", "1 directory, 3 objects"], (await scene.RunAsync("tree", "-H", "--max-depth", "1", "s3://scene/a/", "--exclude", "b/[23]", "--include", "b/*")).Exits(0).Lines.Where(static line => !line.Contains("b/", StringComparison.Ordinal)));
        Assert.Equal(["prefix", "object", "object", "total"], (await scene.RunAsync("tree", "--json", "s3://scene/a/b")).Exits(0).Json.Select(static record => record.GetProperty("type").GetString()));
        (await scene.RunAsync("tree", "s3://scene/none/")).Exits(1).Says("nothing is there");
    }

    [Fact]
    public async Task Head_shows_the_headers_of_objects()
    {
        (Scene scene, Func<DateTimeOffset> tick) = await BeginAsync();
        await using Scene owned = scene;
        _ = scene.Client.PutObject(new PutObjectRequest(Scene.Bucket, new ObjectKey("d/a"), new MemoryBody("one"u8.ToArray())) { Attributes = new ObjectAttributes { CacheControl = "no-store", Metadata = [new("colour", "red")], Tags = [new("t", "1")], StorageClass = "GLACIER" } }, default).Value;
        string first = scene.Head("d/a").VersionId!;
        tick();
        scene.Put("d/a", "another");
        _ = scene.Client.RestoreObject(new RestoreObjectRequest(Scene.Bucket, new ObjectKey("d/a")) { VersionId = first, Days = 1 }, default).Value;
        string[] lines = (await scene.RunAsync("head", $"s3://scene/d/a?versionId={first}")).Exits(0).Lines;
        foreach (string line in new[] { "cache-control: no-store", "content-length: 3", $"x-amz-version-id: {first}", "x-amz-storage-class: GLACIER", "x-amz-meta-colour: red", "x-amz-tagging-count: 1", $"etag: {scene.Client.HeadObject(new HeadObjectRequest(Scene.Bucket, new ObjectKey("d/a")) { VersionId = first }, default).Value.ETag}" })
            Assert.Contains(line, lines);
        Assert.Contains(lines, static line => line.StartsWith("x-amz-restore: ongoing-request=\"false\", expiry-date=", StringComparison.Ordinal));
        Assert.Contains(lines, static line => line.StartsWith("x-amz-checksum-crc64nvme: ", StringComparison.Ordinal));
        Assert.Contains("s3://scene/d/a\tcontent-length: 7", (await scene.RunAsync("head", "-r", "s3://scene/d/")).Exits(0).Lines);
        Assert.Equal("7", Assert.Single((await scene.RunAsync("head", "--json", "s3://scene/d/a")).Exits(0).Json).GetProperty("headers").GetProperty("content-length").GetString());
        (await scene.RunAsync("head", "s3://scene/nothing")).Exits(1);
    }
}
