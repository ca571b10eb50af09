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
    [InlineData("unfinished.json")]
    [InlineData(".csv.gz")]
    [InlineData("manifest.json")]
    public async Task A_file_of_an_inventory_that_a_store_only_says_to_have_taken_is_named_and_no_other_run_is_blamed(string name)
    {
        await using Scene scene = await Scene.BeginAsync();
        scene.Put("d/a", "1");
        _ = scene.Client.CreateBucket("inventories", null, default).Value;
        scene.Deviate(instead: request => request.Method == "PUT" && request.Path.EndsWith(name, StringComparison.Ordinal) ? new StoreAnswer(200) { Headers = { ["etag"] = "\"0123456789abcdef0123456789abcdef\"" } } : null);
        CommandResult inventory = (await scene.RunAsync("inventory", "s3://scene/", "--out", "s3://inventories/", "--format", "csv")).Exits(1).Says("The store said that it has taken s3://inventories/", name, "has it not");
        Assert.DoesNotContain("Another run", inventory.Error, StringComparison.Ordinal);
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

    [Theory]
    [InlineData("rm s3://scene/d/a")]
    [InlineData("rm -r s3://scene/d/")]
    [InlineData("rm --if-match ETAG s3://scene/d/a")]
    [InlineData("rm --files-from names s3://scene/d/")]
    public async Task An_object_that_a_store_only_says_to_be_gone_is_not_removed(string command)
    {
        await using Scene scene = await Scene.BeginAsync();
        scene.Put("d/a", "1");
        scene.Write("names", "a\n");
        scene.Deviate(instead: static request => request.Method == "DELETE" ? new StoreAnswer(204)
            : request.Asks("delete") ? new StoreAnswer(200, "<DeleteResult><Deleted><Key>d/a</Key></Deleted></DeleteResult>") : null);
        (await scene.RunAsync(command.Replace("ETAG", scene.Head("d/a").ETag!.Trim('"'), StringComparison.Ordinal).Split(' '))).Exits(1).Says("has it still");
        Assert.Equal(["d/a"], scene.Keys());
    }

    [Fact]
    public async Task Every_version_that_a_store_only_says_to_be_gone_is_told_however_many_there_are()
    {
        await using Scene scene = await Scene.BeginAsync();
        for (int i = 0; i < 1_200; i++)
            scene.Put($"d/{i:0000}", "1");
        scene.Deviate(instead: static request => request.Asks("delete") ? StoreAnswer.Error(501, "NotImplemented") : request.Method == "DELETE" ? new StoreAnswer(204) : null);
        (await scene.RunAsync("rm", "--versions", "-r", "s3://scene/d/")).Exits(1).Says("1,200 failed");
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task What_a_store_only_says_to_have_undone_is_not_undone(bool wasRemoved)
    {
        await using Scene scene = await Scene.BeginAsync();
        _ = scene.Client.PutBucketVersioning(Scene.Bucket, enabled: true, default).Value;
        if (wasRemoved)
            scene.Put("d/a", "1");
        await Task.Delay(TimeSpan.FromSeconds(1.1));
        string then = DateTimeOffset.UtcNow.ToString("yyyy-MM-ddTHH:mm:ssZ", System.Globalization.CultureInfo.InvariantCulture);
        await Task.Delay(TimeSpan.FromSeconds(1.1));
        if (wasRemoved)
            (await scene.RunAsync("rm", "s3://scene/d/a")).Exits(0);
        else
            scene.Put("d/a", "1");
        scene.Deviate(instead: static request => request.Asks("delete") ? StoreAnswer.Error(501, "NotImplemented") : request.Method == "DELETE" ? new StoreAnswer(204) : null);
        (await scene.RunAsync("undo", "-r", "s3://scene/d/", "--to", then, "--remove-markers", "--yes")).Exits(1).Says("has it still");
    }

    [Theory]
    [InlineData("cp file s3://scene/up/", null)]
    [InlineData("cp file s3://scene/up/", "d41d8cd98f00b204e9800998ecf8427e")]
    [InlineData("sync tree s3://scene/up/", null)]
    public async Task An_object_that_a_store_only_says_to_have_taken_is_not_copied(string command, string? etag)
    {
        await using Scene scene = await Scene.BeginAsync();
        scene.Put("d/a", "1");
        scene.Write("file", "some bytes");
        scene.Write("tree/file", "some bytes");
        scene.Deviate(instead: request => request.Method != "PUT" ? null : etag is null ? new StoreAnswer(200) : new StoreAnswer(200) { Headers = { ["etag"] = $"\"{etag}\"" } });
        (await scene.RunAsync(command.Split(' '))).Exits(1).Says("none is there");
        Assert.Equal(["d/a"], scene.Keys());
    }

    [Fact]
    public async Task An_object_that_a_store_has_taken_less_of_than_was_sent_is_not_copied()
    {
        await using Scene scene = await Scene.BeginAsync();
        scene.Write("file", "some bytes");
        scene.Deviate((request, answer) =>
        {
            if (request.Method != "PUT")
                return;
            answer.Headers.Clear();
            scene.Put("up/file", "");
        });
        (await scene.RunAsync("cp", "file", "s3://scene/up/")).Exits(1).Says("The object has 0 bytes, and 10 were sent");
    }

    [Fact]
    public async Task An_object_of_which_a_store_tells_nothing_when_it_takes_it_is_asked_for_and_then_it_is_proved()
    {
        await using Scene scene = await Scene.BeginAsync();
        scene.Write("file", "some bytes");
        scene.Deviate(static (request, answer) =>
        {
            if (request.Method == "PUT")
                answer.Headers.Clear();
        });
        Assert.Equal("checksum", (await scene.RunAsync("cp", "file", "s3://scene/up/", "--json")).Exits(0).Json[0].GetProperty("verified").GetString());
    }

    [Fact]
    public async Task An_upload_that_a_store_only_says_to_have_given_up_is_not_cleaned_up()
    {
        await using Scene scene = await Scene.BeginAsync();
        _ = scene.Client.CreateMultipartUpload(new CreateMultipartUploadRequest(Scene.Bucket, new ObjectKey("d/a")), default).Value;
        scene.Deviate(instead: static request => request.Method == "DELETE" ? new StoreAnswer(204) : null);
        (await scene.RunAsync("cleanup", "s3://scene", "--older-than", "0s", "--all")).Exits(1).Says("has it still");
    }

    [Theory]
    [InlineData("etag")]
    [InlineData("checksum")]
    public async Task A_file_stays_when_a_store_only_echoes_what_it_was_sent(string echoes)
    {
        await using Scene scene = await Scene.BeginAsync();
        scene.Write("out/a", "some bytes");
        scene.Deviate((request, answer) =>
        {
            if (request.Method != "PUT")
                return;
            _ = scene.Client.DeleteObject(new DeleteObjectRequest(Scene.Bucket, new ObjectKey("up/a")), default).Value;
            foreach (string header in answer.Headers.Keys.Where(name => name == "etag" != (echoes == "etag") && (name == "etag" || name.StartsWith("x-amz-checksum-", StringComparison.Ordinal))).ToList())
                answer.Headers.Remove(header);
        });
        (await scene.RunAsync("mv", "-r", "out/", "s3://scene/up/")).Exits(1).Says("was not removed");
        Assert.Equal(["a"], scene.Files("out"));
    }

    [Fact]
    public async Task An_object_stays_when_other_bytes_came_without_the_tag_that_the_listing_has()
    {
        await using Scene scene = await Scene.BeginAsync();
        scene.Put("d/a", "some bytes");
        scene.Put("d/b", "other text");
        scene.Deviate(static (request, answer) =>
        {
            if (request.Method != "GET" || answer.Body.Length != 10)
                return;
            answer.Body[0] ^= 1;
            foreach (string header in answer.Headers.Keys.Where(static name => name == "etag" || name.StartsWith("x-amz-checksum-", StringComparison.Ordinal)).ToList())
                answer.Headers.Remove(header);
        });
        (await scene.RunAsync("mv", "s3://scene/d/a", "out/")).Exits(1);
        Assert.NotEqual(0, (await scene.RunAsync("mv", "-r", "s3://scene/d/", "out/")).ExitCode);
        Assert.Equal(["d/a", "d/b"], scene.Keys());
    }

    [Fact]
    public async Task A_copy_that_a_store_only_says_to_have_made_over_an_older_object_is_not_done_and_nor_is_an_undo()
    {
        await using Scene scene = await Scene.BeginAsync();
        _ = scene.Client.PutBucketVersioning(Scene.Bucket, enabled: true, default).Value;
        scene.Put("d/a", "some bytes");
        scene.Put("e/a", "old bytes!");
        string? etag = scene.Head("d/a").ETag;
        await Task.Delay(TimeSpan.FromSeconds(1.1));
        string then = DateTimeOffset.UtcNow.ToString("yyyy-MM-ddTHH:mm:ssZ", System.Globalization.CultureInfo.InvariantCulture);
        await Task.Delay(TimeSpan.FromSeconds(1.1));
        scene.Put("d/a", "new bytes!");
        await Task.Delay(TimeSpan.FromSeconds(5));
        string? told = "\"x-1\"";
        scene.Deviate(instead: request => request.Headers.ContainsKey("x-amz-copy-source")
            ? new StoreAnswer(200, $"<CopyObjectResult><ETag>{told!.Replace("\"", "&quot;", StringComparison.Ordinal)}</ETag><LastModified>2026-11-28T18:00:00.000Z</LastModified></CopyObjectResult>") : null);
        (await scene.RunAsync("cp", "s3://scene/d/a", "s3://scene/e/a")).Exits(1).Says("has what was there before");
        (await scene.RunAsync("undo", "s3://scene/d/a", "--to", then)).Exits(1);
        told = etag;
        (await scene.RunAsync("undo", "s3://scene/d/a", "--to", then)).Exits(1).Says("another ETag");
    }

    [Theory]
    [InlineData("job cancel s3://scene/jobs/one", "PUT", "has it not")]
    [InlineData("job delete -f s3://scene/jobs/one", "DELETE", "has 2 still")]
    [InlineData("job create s3://scene/jobs/two --chunk-items 1 -- cp s3://scene/d/ s3://scene/e/", "PUT", "has it not")]
    public async Task What_a_store_only_says_to_have_done_of_a_job_is_not_done(string command, string dropped, string said)
    {
        await using Scene scene = await Scene.BeginAsync();
        scene.Put("d/a", "1");
        (await scene.RunAsync("job", "create", "s3://scene/jobs/one", "--", "cp", "s3://scene/d/", "s3://scene/e/")).Exits(0);
        scene.Deviate(instead: request => request.Method == dropped && (dropped == "DELETE" || request.Path.Contains("cancelled", StringComparison.Ordinal) || request.Path.Contains("chunks/", StringComparison.Ordinal)) ? new StoreAnswer(dropped == "PUT" ? 200 : 204) : null);
        CommandResult result = await scene.RunAsync(command.Split(' '));
        Assert.NotEqual(0, result.ExitCode);
        result.Says(said);
    }

    [Fact]
    public async Task A_store_that_passes_over_where_a_page_begins_is_asked_for_each_name()
    {
        await using Scene scene = await Scene.BeginAsync();
        for (int i = 0; i < 1_500; i++)
            scene.Put($"d/{i:0000}", "1");
        string first = "";
        scene.Deviate((request, answer) =>
        {
            if (request.Asks("list-type") && !request.Asks("start-after") && !request.Asks("continuation-token"))
                first = answer.Text;
            else if (request.Asks("start-after"))
                answer.Text = first;
        }, request => request.Asks("delete") ? StoreAnswer.Error(501, "NotImplemented") : request.Method == "DELETE" ? new StoreAnswer(204) : null);
        (await scene.RunAsync("rm", "-r", "s3://scene/d/", "--exclude", "*", "--include", "149?")).Exits(1).Says("10 failed");
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
