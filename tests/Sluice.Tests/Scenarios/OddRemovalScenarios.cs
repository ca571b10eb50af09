using Sluice.Tests.Support;

namespace Sluice.Tests.Scenarios;

/// <summary>The command against stores that answer removals in another way than S3.</summary>
public sealed class OddRemovalScenarios
{
    [Theory]
    [InlineData("")]
    [InlineData("<Key/>")]
    [InlineData("<Key>/scene/p/a b</Key>")]
    [InlineData("<Key>scene/p/a b</Key>")]
    [InlineData("<Key> p/a b </Key>")]
    [InlineData("<Key>p/a%20b</Key>")]
    [InlineData("<Key>p/a+b</Key>")]
    [InlineData("<Key>p%2Fa%20b</Key>")]
    [InlineData("<Key>p/a&amp;#32;b</Key>")]
    public async Task An_error_whose_key_cannot_be_matched_is_asked_for_again_with_the_key_that_was_sent_and_no_other(string key)
    {
        await using Scene scene = await Scene.BeginAsync();
        foreach (string name in new[] { "p/a b", "p/b", "p/c", "p/a%20b", "p/a+b" })
            scene.Put(name, "x");
        bool keeps = true;
        DeviantStore store = scene.Deviate(instead: request =>
        {
            if (!request.Asks("delete"))
                return null;
            // The others go one by one; the store keeps this one and says so in its own way.
            foreach (string name in new[] { "p/b", "p/c" })
                _ = scene.Client.DeleteObject(new Sluice.S3.DeleteObjectRequest(Scene.Bucket, new Sluice.S3.ObjectKey(name)), default).Value;
            Assert.True(keeps, "asked again in a batch");
            keeps = false;
            return new StoreAnswer(200, $"<DeleteResult><Deleted><Key>p/b</Key></Deleted><Deleted><Key>p/c</Key></Deleted><Error>{key}<Code>InternalError</Code><Message>m</Message></Error></DeleteResult>");
        });
        CommandResult result = await scene.RunAsync("rm", "-r", "s3://scene/p/", "--exclude", "*", "--include", "a b", "--include", "[bc]");
        _ = result.Exits(0);
        Assert.Equal(["p/a%20b", "p/a+b"], scene.Keys());
        Assert.Equal(["/scene/p/a%20b"], store.Requests.Where(static request => request.Method == "DELETE").Select(static request => request.Path));
    }

    [Theory]
    [InlineData(400, "<Error><Code>InvalidRequest</Code></Error>")]
    [InlineData(400, "<Error><Code>MalformedXML</Code></Error>")]
    [InlineData(403, "<Error><Code>MethodNotAllowed</Code></Error>")]
    [InlineData(404, "")]
    [InlineData(405, "")]
    [InlineData(411, "")]
    [InlineData(501, "<Error><Code>NotImplemented</Code></Error>")]
    [InlineData(200, "")]
    [InlineData(200, "<DeleteResult/>")]
    [InlineData(200, "<DeleteResult xmlns=\"http://s3.amazonaws.com/doc/2006-03-01/\"></DeleteResult>")]
    [InlineData(200, "<html>Welcome</html>")]
    public async Task A_store_without_DeleteObjects_or_with_empty_answers_is_asked_once_and_objects_go_one_by_one(int status, string body)
    {
        await using Scene scene = await Scene.BeginAsync();
        for (int i = 0; i < 30; i++)
            scene.Put($"p/{i}", "x");
        DeviantStore store = scene.Deviate(instead: request => request.Asks("delete") ? new StoreAnswer(status, body) : null);
        CommandResult result = await scene.RunAsync("rm", "-r", "s3://scene/p/");
        _ = result.Exits(0).Says("removed one by one");
        Assert.Empty(scene.Keys());
        Assert.Single(store.Requests, static request => request.Asks("delete"));
    }

    [Fact]
    public async Task What_a_store_says_is_gone_and_lists_again_is_no_success()
    {
        await using Scene scene = await Scene.BeginAsync();
        scene.Put("p/a", "x");
        scene.Put("p/b", "x");
        scene.Write("d/a", "x");
        scene.Deviate(instead: static request => request.Asks("delete")
            ? new StoreAnswer(200, $"<DeleteResult>{(request.Text.Contains("p/a", StringComparison.Ordinal) ? "<Deleted><Key>p/a</Key></Deleted>" : "")}<Deleted><Key>p/b</Key></Deleted></DeleteResult>") : null);
        CommandResult removed = await scene.RunAsync("rm", "-r", "s3://scene/p/");
        _ = removed.Exits(1).Says("lists it again");
        CommandResult synced = await scene.RunAsync("sync", scene.Path("d"), "s3://scene/p/", "--delete");
        _ = synced.Exits(1).Says("lists it again");
    }

    [Theory]
    [InlineData("rm", "-r", "s3://scene/p/")]
    [InlineData("rm", "s3://scene/p/a", "s3://scene/p/b")]
    [InlineData("rm", "s3://scene/p/", "--files-from", "names")]
    [InlineData("sync", "d", "s3://scene/p/", "--delete")]
    [InlineData("sync", "d", "s3://scene/p/", "--delete", "--backup-prefix", "s3://scene/kept/")]
    [InlineData("sync", "--plan", "plan")]
    public async Task What_a_store_only_says_to_be_gone_is_failed_in_accounts_and_ledger(params string[] args)
    {
        await using Scene scene = await Scene.BeginAsync();
        scene.Put("p/a", "x");
        scene.Put("p/b", "x");
        scene.Write("d/c", "x");
        scene.Write("names", "a\nb\n");
        // It removes the one and says so of both.
        scene.Deviate(instead: request =>
        {
            if (!request.Asks("delete"))
                return null;
            string answer = "";
            foreach (string key in new[] { "p/a", "p/b" })
                if (request.Text.Contains($"<Key>{key}</Key>", StringComparison.Ordinal))
                    answer += $"<Deleted><Key>{key}</Key></Deleted>";
            if (request.Text.Contains("p/b", StringComparison.Ordinal))
                _ = scene.Client.DeleteObject(new Sluice.S3.DeleteObjectRequest(Scene.Bucket, new Sluice.S3.ObjectKey("p/b")), default).Value;
            return new StoreAnswer(200, $"<DeleteResult>{answer}</DeleteResult>");
        });
        if (args.Contains("--plan"))
            _ = (await scene.RunAsync("sync", "d", "s3://scene/p/", "--delete", "--dry-run", "--plan-out", "plan")).Exits(0);
        CommandResult result = await scene.RunAsync([.. args, "--report", "report.csv"]);
        _ = result.Exits(1).Says("p/a", "1 failed");
        string[] rows = File.ReadAllLines(scene.Path("report.csv"));
        Assert.Contains("failed", Assert.Single(rows, static row => row.Contains("p/a", StringComparison.Ordinal)), StringComparison.Ordinal);
        Assert.Contains("succeeded", Assert.Single(rows, static row => row.Contains("p/b", StringComparison.Ordinal)), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("0123456789abcdef0123456789abcdef")]
    // The MD5 of what was to be saved.
    [InlineData("9dd4e461268c8034f5c8564e155c67a6")]
    public async Task What_a_store_only_says_to_have_saved_is_neither_overwritten_nor_removed(string etag)
    {
        await using Scene scene = await Scene.BeginAsync();
        scene.Put("p/a", "x");
        scene.Put("p/b", "x");
        scene.Write("d/b", "new and longer");
        scene.Deviate(instead: request => request.Headers.ContainsKey("x-amz-copy-source")
            ? new StoreAnswer(200, $"<CopyObjectResult><ETag>\"{etag}\"</ETag></CopyObjectResult>") : null);
        CommandResult result = await scene.RunAsync("sync", "d", "s3://scene/p/", "--delete", "--backup-prefix", "s3://scene/kept/");
        _ = result.Exits(1).Says("could not be saved");
        Assert.Equal(["p/a", "p/b"], scene.Keys());
        Assert.Equal("x"u8.ToArray(), scene.Get("p/b"));
    }

    [Fact]
    public async Task A_key_that_is_refused_is_named_and_the_others_go()
    {
        await using Scene scene = await Scene.BeginAsync();
        scene.Put("p/a", "x");
        scene.Put("p/b", "x");
        scene.Deviate(static (request, answer) =>
        {
            if (request.Asks("delete"))
                answer.Text = answer.Text.Replace("<Deleted><Key>p/a</Key></Deleted>", "<Error><Key>p/a</Key><Code>AccessDenied</Code><Message>locked</Message></Error>", StringComparison.Ordinal);
        });
        CommandResult result = await scene.RunAsync("rm", "-r", "s3://scene/p/");
        _ = result.Exits(1).Says("p/a");
    }
}
