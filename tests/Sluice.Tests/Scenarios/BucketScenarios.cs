using System.Text.Json;
using Sluice.S3;
using Sluice.S3.Checksums;

namespace Sluice.Tests.Scenarios;

public sealed class BucketScenarios
{
    [Fact]
    public async Task Mb_ls_rb_of_a_bucket()
    {
        await using Scene scene = await Scene.BeginAsync();
        Assert.Equal("Made s3://album.\n", (await scene.RunAsync("mb", "s3://album")).Exits(0).Output);
        Assert.Contains("s3://album\n", (await scene.RunAsync("ls")).Exits(0).Output, StringComparison.Ordinal);
        (await scene.RunAsync("mb", "album")).Exits(1).Says("BucketAlreadyOwnedByYou");
        Assert.Equal("Removed s3://album.\n", (await scene.RunAsync("rb", "s3://album")).Exits(0).Output);
        (await scene.RunAsync("rb", "s3://album")).Exits(3).Says("album", "NoSuchBucket");
    }

    [Fact]
    public async Task Rb_refuses_a_bucket_with_objects_and_force_empties_it()
    {
        await using Scene scene = await Scene.BeginAsync();
        scene.Put("a", "a");
        _ = scene.Client.CreateMultipartUpload(new Sluice.S3.CreateMultipartUploadRequest("scene", new Sluice.S3.ObjectKey("b")), CancellationToken.None).Value;
        (await scene.RunAsync("rb", "s3://scene")).Exits(1).Says("BucketNotEmpty", "rb --force");
        (await scene.RunAsync("rb", "--force", "s3://scene")).Exits(0).Says("Removed 1 object");
        Assert.Empty(scene.Client.ListBuckets(CancellationToken.None).Value);
    }

    [Fact]
    public async Task Rb_force_of_an_empty_bucket_removes_it_and_rm_of_one_has_nothing_to_do()
    {
        await using Scene scene = await Scene.BeginAsync();
        (await scene.RunAsync("rm", "-r", "--force", "s3://scene")).Exits(0).Says("Removed 0 objects");
        (await scene.RunAsync("rb", "--force", "s3://scene")).Exits(0);
        Assert.Empty(scene.Client.ListBuckets(CancellationToken.None).Value);
    }

    [Fact]
    public async Task Rb_says_what_keeps_a_bucket()
    {
        await using Scene scene = await Scene.BeginAsync();
        scene.Put("a", "a");
        (await scene.RunAsync("rb", "s3://scene")).Exits(1).Says("it holds objects", "rb --force s3://scene");
        _ = scene.Client.DeleteObject(new Sluice.S3.DeleteObjectRequest("scene", new Sluice.S3.ObjectKey("a")), CancellationToken.None).Value;
        scene.Deviate(instead: static request => request.Method == "DELETE" ? Support.StoreAnswer.Error(409, "BucketNotEmpty") : null);
        (await scene.RunAsync("rb", "s3://scene")).Exits(1).Says("older versions of objects or delete markers");
        (await scene.RunAsync("rb", "--force", "s3://scene")).Exits(1).Says("older versions of objects or delete markers");
        _ = scene.Client.CreateMultipartUpload(new Sluice.S3.CreateMultipartUploadRequest("scene", new Sluice.S3.ObjectKey("b")), CancellationToken.None).Value;
        (await scene.RunAsync("rb", "s3://scene")).Exits(1).Says("unfinished multipart uploads", "sluice cleanup s3://scene");
    }

    [Fact]
    public async Task Mb_of_a_bucket_that_is_there_says_whose_it_is()
    {
        await using Scene scene = await Scene.BeginAsync();
        (await scene.RunAsync("mb", "s3://scene")).Exits(1).Says("is there already, and these credentials may use it");
        // Where S3 would say 200 and take the ACL away it is not asked to make it again.
        Assert.Equal(0, scene.Server.Requests["CreateBucket"]);
        scene.Deviate(instead: static request => request.Method == "PUT" ? Support.StoreAnswer.Error(409, "BucketAlreadyExists") : null);
        (await scene.RunAsync("mb", "s3://scene")).Exits(1).Says("is there already, and these credentials may use it");
        (await scene.RunAsync("mb", "s3://others")).Exits(1).Says("is taken", "choose another");
    }

    [Fact]
    public async Task Ls_shows_one_level_everything_or_what_matches()
    {
        await using Scene scene = await Scene.BeginAsync();
        foreach (string key in new[] { "a.txt", "d/b.txt", "d/e/c.jpg", "z.jpg" })
            scene.Put(key, key);
        scene.Server.Requests.Reset();
        string[] level = (await scene.RunAsync("ls", "s3://scene")).Exits(0).Lines;
        Assert.Equal(["a.txt", "d/", "z.jpg"], level.Select(line => line.Split(' ')[^1]));
        Assert.Single(level.Select(line => line.LastIndexOf(' ')).Distinct());
        Assert.Equal(1, scene.Server.Requests.Total);
        Assert.Equal(["b.txt", "e/"], (await scene.RunAsync("ls", "s3://scene/d/")).Exits(0).Lines.Select(line => line.Split(' ')[^1]));
        CommandResult all = (await scene.RunAsync("ls", "-r", "-H", "--summarize", "s3://scene")).Exits(0);
        Assert.Equal("Total: 4 objects, 26 B", all.Lines[^1]);
        Assert.Equal(["d/e/c.jpg", "z.jpg"], (await scene.RunAsync("ls", "s3://scene/*.jpg")).Exits(0).Lines.Select(line => line.Split(' ')[^1]));
        (await scene.RunAsync("ls", "s3://scene/none/")).Exits(1).Says("nothing is there");
    }

    [Fact]
    public async Task Ls_json_has_exact_keys()
    {
        await using Scene scene = await Scene.BeginAsync();
        scene.Put("d/x", "x");
        scene.Put("tab\tand\\slash", "1");
        List<JsonElement> json = (await scene.RunAsync("ls", "--json", "s3://scene")).Exits(0).Json;
        Assert.Equal(["prefix", "object"], json.Select(line => line.GetProperty("type").GetString()));
        Assert.Equal("tab\tand\\slash", json[1].GetProperty("key").GetString());
        Assert.DoesNotContain("\t", (await scene.RunAsync("ls", "s3://scene")).Exits(0).Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Rm_takes_one_object_a_prefix_or_what_matches()
    {
        await using Scene scene = await Scene.BeginAsync();
        foreach (string key in new[] { "a", "d/1", "d/2", "e/1.tmp", "e/2.txt", "keep" })
            scene.Put(key, key);
        (await scene.RunAsync("rm", "s3://scene/a")).Exits(0);
        (await scene.RunAsync("rm", "-r", "s3://scene/d/", "--dry-run")).Exits(0);
        Assert.Contains("d/1", scene.Keys());
        (await scene.RunAsync("rm", "-r", "s3://scene/d/")).Exits(0).Says("Removed 2 objects");
        (await scene.RunAsync("rm", "s3://scene/e/*.tmp")).Exits(0);
        Assert.Equal(["e/2.txt", "keep"], scene.Keys());
    }

    [Fact]
    public async Task Rm_of_a_whole_bucket_needs_force_where_nobody_can_be_asked()
    {
        await using Scene scene = await Scene.BeginAsync();
        scene.Put("a", "a");
        (await scene.RunAsync("rm", "s3://scene")).Exits(2).Says("--recursive");
        (await scene.RunAsync("rm", "-r", "s3://scene")).Exits(2).Says("--force");
        Assert.Equal(["a"], scene.Keys());
        (await scene.RunAsync("rm", "-r", "--force", "s3://scene")).Exits(0);
        Assert.Empty(scene.Keys());
    }

    [Fact]
    public async Task Cat_writes_several_in_order_and_nothing_else()
    {
        await using Scene scene = await Scene.BeginAsync();
        scene.Put("l/1", "one\n");
        scene.Put("l/2", "two\n");
        CommandResult result = (await scene.RunAsync("cat", "s3://scene/l/*", "s3://scene/l/1")).Exits(0);
        Assert.Equal("one\ntwo\none\n", result.Output);
        Assert.Empty(result.Error);
        (await scene.RunAsync("cat", "s3://scene/none")).Exits(1).Says("s3://scene/none");
    }

    [Fact]
    public async Task Cat_of_bytes_that_disagree_with_their_checksum_exits_4()
    {
        await using Scene scene = await Scene.BeginAsync();
        scene.Put("a", Scene.Bytes(1000));
        scene.Server.Faults.On("GetObject").Corrupt();
        (await scene.RunAsync("cat", "s3://scene/a")).Exits(4).Says("s3://scene/a");
    }

    [Fact]
    public async Task Cat_says_of_what_only_a_size_was_compared()
    {
        await using Scene scene = await Scene.BeginAsync();
        byte[] bytes = Scene.Bytes(20 << 20);
        ObjectKey key = new("odd");
        // Parts of no one size, whose checksums nobody computes along.
        string id = scene.Client.CreateMultipartUpload(new CreateMultipartUploadRequest(Scene.Bucket, key) { Checksum = ChecksumAlgorithm.Sha256 }, default).Value;
        List<UploadedPart> sent = [];
        foreach ((int from, int length) in new[] { (0, 9 << 20), (9 << 20, 5 << 20), (14 << 20, 6 << 20) })
            sent.Add(scene.Client.UploadPart(new UploadPartRequest(Scene.Bucket, key, id, sent.Count + 1, new MemoryBody(bytes.AsMemory(from, length))) { Checksum = ChecksumAlgorithm.Sha256 }, default).Value);
        _ = scene.Client.CompleteMultipartUpload(new CompleteMultipartUploadRequest(Scene.Bucket, key, id, sent), default).Value;
        Assert.Equal(bytes, (await scene.RunAsync("cat", "s3://scene/odd")).Exits(0).Says("1 object verified by size only.").OutputBytes);
        Assert.Equal("", (await scene.RunAsync("cat", "--quiet", "s3://scene/odd")).Exits(0).Error);
        scene.Put("whole", "x");
        Assert.Equal("", (await scene.RunAsync("cat", "s3://scene/whole")).Exits(0).Error);
    }

    [Fact]
    public async Task Mb_names_what_the_endpoint_does_not_make_and_refuses_regions_and_lists_that_cannot_be()
    {
        await using Scene scene = await Scene.BeginAsync();
        CommandResult other = await scene.RunAsync("mb", "s3://elsewhere", "--region", "eu-west-3");
        Assert.NotEqual(0, other.ExitCode);
        other.Says("makes no bucket in the region that was asked for", "eu-west-3", "Name the endpoint's own region");
        Assert.DoesNotContain("another endpoint", other.Error, StringComparison.Ordinal);
        scene.Server.Requests.Reset();
        (await scene.RunAsync("mb", "s3://elsewhere", "--region", "")).Exits(2).Says("--region is empty");
        (await scene.RunAsync("mb", "s3://elsewhere", "--region", "a/b")).Exits(2).Says("is no region");
        (await scene.RunAsync("mb", "s3://elsewhere", "--acl", "nonsense")).Exits(2).Says("--acl nonsense: a new bucket has one of private, public-read");
        scene.Write("f", "1");
        (await scene.RunAsync("cp", "f", "s3://scene/f", "--acl", "nonsense")).Exits(2).Says("there is no such canned ACL: private, public-read");
        (await scene.RunAsync("sync", ".", "s3://scene/d/", "--acl", "log-delivery-write")).Exits(2).Says("is for buckets");
        (await scene.RunAsync("acl", "set", "s3://scene/f", "--acl", "log-delivery-write")).Exits(2).Says("is for buckets");
        (await scene.RunAsync("acl", "set", "s3://scene/f", "--grant-read", "uri=http://acs.amazonaws.com/groups/global/Everyone")).Exits(2).Says("there is no group");
        Assert.Equal(0, scene.Server.Requests.Total);
    }
}
