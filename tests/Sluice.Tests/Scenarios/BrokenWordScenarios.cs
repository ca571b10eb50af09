using Sluice.S3;
using Sluice.Tests.Support;

namespace Sluice.Tests.Scenarios;

/// <summary>A store says that it has done what was asked, and has not.</summary>
public sealed class BrokenWordScenarios
{
    [Theory]
    [InlineData("tag set s3://scene/d/a z=1", "?tagging", "it has a=1")]
    [InlineData("tag set -r s3://scene/d/ z=1", "?tagging", "it has a=1")]
    [InlineData("tag add s3://scene/d/a z=1", "?tagging", "it has what it had")]
    [InlineData("tag rm --all s3://scene/d/a", "?tagging", "it has a=1")]
    [InlineData("acl set s3://scene/d/a --acl private", "?acl", "tells another one")]
    [InlineData("acl set -r s3://scene/d/ --acl private --yes", "?acl", "tells another one")]
    [InlineData("acl set s3://scene/d/a --acl authenticated-read --yes", "?acl", "tells another one")]
    [InlineData("meta set s3://scene/d/a k=v", "x-amz-copy-source", "headers and metadata are what they were")]
    [InlineData("meta set -r s3://scene/d/ k=v", "x-amz-copy-source", "headers and metadata are what they were")]
    [InlineData("rb s3://gone", "DELETE", "it is still there")]
    [InlineData("mb s3://made", "PUT", "there is none")]
    public async Task What_a_store_says_it_has_done_and_has_not_is_no_success(string command, string dropped, string said)
    {
        await using Scene scene = await Scene.BeginAsync();
        scene.Put("d/a", "1");
        _ = scene.Client.CreateBucket("gone", null, default).Value;
        (await scene.RunAsync("tag", "set", "s3://scene/d/a", "a=1")).Exits(0);
        (await scene.RunAsync("acl", "set", "s3://scene/d/a", "--acl", "public-read", "--yes")).Exits(0);
        ObjectInfo before = scene.Head("d/a");
        scene.Deviate(instead: request => request.Method is not ("PUT" or "DELETE") || !(request.Method == dropped || request.Asks(dropped.TrimStart('?')) || request.Headers.ContainsKey(dropped)) ? null
            : dropped == "x-amz-copy-source" ? new StoreAnswer(200, $"<CopyObjectResult><ETag>{before.ETag!.Replace("\"", "&quot;", StringComparison.Ordinal)}</ETag><LastModified>2026-11-28T18:00:00.000Z</LastModified></CopyObjectResult>")
            : new StoreAnswer(request.Method == "DELETE" ? 204 : 200));
        CommandResult result = await scene.RunAsync(command.Split(' '));
        Assert.NotEqual(0, result.ExitCode);
        result.Says(said);
        // And so it is.
        Assert.Equal([new("a", "1")], scene.Client.GetObjectTagging(Scene.Bucket, new ObjectKey("d/a"), default).Value);
        Assert.Equal(before.LastModified, scene.Head("d/a").LastModified);
    }

    [Theory]
    [InlineData("tag add s3://scene/k c=3", "tagging", "<Tagging xmlns='http://s3.amazonaws.com/doc/2006-03-01/'/>")]
    [InlineData("tag get s3://scene/k", "tagging", "<Tagging xmlns='http://s3.amazonaws.com/doc/2006-03-01/'/>")]
    [InlineData("acl get s3://scene/k", "acl", "<AccessControlPolicy xmlns='http://s3.amazonaws.com/doc/2006-03-01/'><Owner><ID>x</ID></Owner></AccessControlPolicy>")]
    [InlineData("meta set s3://scene/k c=3", "acl", "<AccessControlPolicy xmlns='http://s3.amazonaws.com/doc/2006-03-01/'/>")]
    public async Task A_document_without_the_list_that_was_asked_for_is_not_an_empty_list(string command, string asked, string document)
    {
        await using Scene scene = await Scene.BeginAsync();
        scene.Put("k", "1");
        (await scene.RunAsync("tag", "set", "s3://scene/k", "a=1", "b=2")).Exits(0);
        scene.Deviate(instead: request => request.Method == "GET" && request.Asks(asked) ? new StoreAnswer(200, document) { Headers = { ["content-type"] = "application/xml" } } : null);
        Assert.NotEqual(0, (await scene.RunAsync(command.Split(' '))).ExitCode);
        Assert.Equal(2, scene.Client.GetObjectTagging(Scene.Bucket, new ObjectKey("k"), default).Value.Count);
    }

    [Theory]
    [InlineData("mv s3://scene/d/a out/")]
    [InlineData("mv s3://scene/d/a s3://scene/e/a")]
    [InlineData("mv -r s3://scene/d/ s3://scene/e/")]
    public async Task A_source_that_a_store_only_says_to_be_gone_is_not_moved(string command)
    {
        await using Scene scene = await Scene.BeginAsync();
        scene.Put("d/a", "1");
        scene.Deviate(instead: static request => request.Method == "DELETE" ? new StoreAnswer(204) : null);
        (await scene.RunAsync(command.Split(' '))).Exits(1).Says("has it still");
        Assert.Contains("d/a", scene.Keys());
    }

    [Theory]
    [InlineData("rm --versions s3://scene/d/a")]
    [InlineData("rm --versions -r s3://scene/d/")]
    public async Task A_version_that_a_store_only_says_to_be_gone_is_not_removed(string command)
    {
        await using Scene scene = await Scene.BeginAsync();
        scene.Put("d/a", "1");
        scene.Deviate(instead: static request => request.Asks("delete") ? new StoreAnswer(200, "<DeleteResult><Deleted><Key>d/a</Key><VersionId>null</VersionId></Deleted></DeleteResult>") : null);
        (await scene.RunAsync(command.Split(' '))).Exits(1).Says("has it still");
        Assert.Equal(["d/a"], scene.Keys());
    }

    [Fact]
    public async Task An_upload_that_a_store_only_says_to_have_given_up_is_not_cleaned_up()
    {
        await using Scene scene = await Scene.BeginAsync();
        _ = scene.Client.CreateMultipartUpload(new CreateMultipartUploadRequest(Scene.Bucket, new ObjectKey("d/a")), default).Value;
        scene.Deviate(instead: static request => request.Method == "DELETE" ? new StoreAnswer(204) : null);
        (await scene.RunAsync("cleanup", "s3://scene", "--older-than", "0s", "--all")).Exits(1).Says("has it still");
    }

    [Fact]
    public async Task What_is_named_twice_is_acted_on_and_counted_once()
    {
        await using Scene scene = await Scene.BeginAsync();
        scene.Put("d/a", "1");
        scene.Put("d/e/b", "1");
        (await scene.RunAsync("tag", "add", "s3://scene/d/a", "s3://scene/d/a", "z=1")).Exits(0).Says("Tagged 1 object");
        (await scene.RunAsync("tag", "add", "-r", "s3://scene/d/e/", "s3://scene/d/", "s3://scene/d/", "y=1")).Exits(0).Says("Tagged 2 objects");
        (await scene.RunAsync("rm", "s3://scene/d/a", "s3://scene/d/a")).Exits(0).Says("Removed 1 object");
        (await scene.RunAsync("rm", "-r", "s3://scene/d/e/", "s3://scene/d/", "--dry-run")).Exits(0).Says("1 object");
    }
}
