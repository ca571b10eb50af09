using System.Net;
using System.Net.Sockets;
using Sluice.Tests.Support;

namespace Sluice.Tests.Scenarios;

/// <summary>Messages are about what was typed and what was found, and advice is for the failure that happened.</summary>
public sealed class MessageScenarios
{
    [Fact]
    public async Task A_prefix_where_an_object_was_meant_and_an_object_where_a_prefix_was_meant_are_told_apart()
    {
        await using Scene scene = await Scene.BeginAsync();
        foreach (string key in new[] { "m4", "dir/a", "dir/b", "dirty" })
            scene.Put(key, key);
        (await scene.RunAsync("rm", "-r", "s3://scene/m4")).Exits(1).Says("missing: s3://scene/m4: This is an object, not a prefix.", "no --recursive");
        (await scene.RunAsync("cp", "s3://scene/m4/", "out/")).Exits(1).Says("there is an object s3://scene/m4");
        (await scene.RunAsync("mv", "-r", "s3://scene/m4", "out/")).Exits(1).Says("This is an object");
        (await scene.RunAsync("sync", "s3://scene/m4", "out/")).Exits(1).Says("This is an object", "cp copies one object");
        (await scene.RunAsync("rm", "s3://scene/dir")).Exits(1).Says("no object of this name, but there are objects below s3://scene/dir/", "--recursive removes all below it");
        foreach (string verb in new[] { "cp", "mv" })
            (await scene.RunAsync(verb, "s3://scene/dir", "out/")).Exits(1).Says("below s3://scene/dir/", "A slash at its end");
        (await scene.RunAsync("cat", "s3://scene/dir")).Exits(1).Says("below s3://scene/dir/");
        (await scene.RunAsync("stat", "s3://scene/dir")).Exits(1).Says("below s3://scene/dir/");
        Assert.Equal(4, scene.Keys().Length);
    }

    [Theory]
    [InlineData("DeleteObjects", "rm", "-r", "s3://scene/d/")]
    [InlineData("GetObject", "verify", "d/", "s3://scene/d/", "--read-all", "--concurrency", "16")]
    public async Task What_no_item_can_get_past_is_told_once(string operation, params string[] args)
    {
        await using Scene scene = await Scene.BeginAsync();
        for (int at = 0; at < 40; at++)
        {
            scene.Write($"d/{at}", "a");
            scene.Put($"d/{at}", "a");
        }
        scene.Server.Faults.On(operation).Reply(403, "InvalidToken");
        CommandResult result = await scene.RunAsync(args);
        Assert.NotEqual(0, result.ExitCode);
        Assert.Single(result.Error.Split('\n'), static line => line.Contains("InvalidToken", StringComparison.Ordinal));
        Assert.Equal(40, scene.Keys().Length);
    }

    [Fact]
    public async Task A_name_that_differs_in_little_is_suggested()
    {
        await using Scene scene = await Scene.BeginAsync();
        foreach (string key in new[] { "Photos/a.jpg", "caf\u00e9", "x/report.pdf" })
            scene.Put(key, key);
        (await scene.RunAsync("cp", "s3://scene/photos/", "out/")).Exits(1).Says("Did you mean s3://scene/Photos/?");
        (await scene.RunAsync("rm", "s3://scene/cafe\u0301")).Exits(1).Says("did you mean s3://scene/caf\u00e9?");
        (await scene.RunAsync("cat", "s3://scene/x/report")).Exits(1).Says("did you mean s3://scene/x/report.pdf?");
        (await scene.RunAsync("ls", "s3://scene/photos/")).Exits(1).Says("nothing is there; did you mean s3://scene/Photos/?");
        (await scene.RunAsync("du", "s3://scene/photos")).Exits(1).Says("did you mean s3://scene/Photos/?");
        CommandResult other = (await scene.RunAsync("cat", "s3://scene/y/nothing")).Exits(1).Says("the key does not exist", "sluice ls");
        Assert.DoesNotContain("did you mean", other.Error, StringComparison.OrdinalIgnoreCase);
        (await scene.RunAsync("rm", "-r", "s3://scene//")).Exits(1).Says("two slashes in a row; is a shell variable unset?");
        (await scene.RunAsync("cp", "s3:/scene/x", "out")).Exits(2).Says("did you mean s3://scene/x?");
    }

    [Theory]
    [InlineData("cp", "s3://nowhere/k", "out")]
    [InlineData("cp", "s3://nowhere/d/", "out/")]
    [InlineData("cp", "s3://nowhere/*", "out/")]
    [InlineData("cp", "s3://nowhere/d/", "out/", "--files-from", "names")]
    [InlineData("cp", "f", "s3://nowhere/k")]
    [InlineData("mv", "s3://nowhere/k", "out")]
    [InlineData("rm", "s3://nowhere/k")]
    [InlineData("rm", "-r", "s3://nowhere/k")]
    [InlineData("rm", "s3://nowhere/d/", "--files-from", "names")]
    [InlineData("cat", "s3://nowhere/k")]
    [InlineData("stat", "s3://nowhere/k")]
    [InlineData("stat", "s3://nowhere")]
    [InlineData("ls", "s3://nowhere/k")]
    [InlineData("du", "s3://nowhere")]
    [InlineData("find", "s3://nowhere")]
    [InlineData("tree", "s3://nowhere")]
    [InlineData("head", "s3://nowhere/k")]
    [InlineData("tail", "s3://nowhere/k")]
    [InlineData("checksum", "s3://nowhere/k")]
    [InlineData("tag", "get", "s3://nowhere/k")]
    [InlineData("meta", "set", "s3://nowhere/k", "a=1")]
    [InlineData("restore", "-r", "s3://nowhere/k/", "--days", "1")]
    [InlineData("sync", "s3://nowhere/d/", "out/")]
    [InlineData("sync", "s3://nowhere/d/", "out/", "--files-from", "names")]
    [InlineData("verify", "s3://nowhere/k", "f")]
    [InlineData("process", "s3://nowhere/d/", "--count", "lines")]
    [InlineData("process", "s3://nowhere/k", "--", "cat")]
    [InlineData("ls", "--versions", "s3://nowhere/k")]
    [InlineData("rm", "-r", "--versions", "s3://nowhere/k")]
    [InlineData("cat", "--at", "1h", "s3://nowhere/k")]
    [InlineData("undo", "s3://nowhere/d/", "--to", "1h")]
    [InlineData("presign", "-r", "s3://nowhere/d/")]
    [InlineData("bucket", "get", "lifecycle", "s3://nowhere")]
    [InlineData("bucket", "set", "versioning", "s3://nowhere", "{\"Status\": \"Enabled\"}")]
    [InlineData("bucket", "rm", "cors", "s3://nowhere")]
    [InlineData("acl", "get", "s3://nowhere/k")]
    [InlineData("acl", "set", "s3://nowhere/k", "--acl", "private")]
    [InlineData("access", "s3://nowhere/k")]
    [InlineData("probe", "s3://nowhere/k")]
    [InlineData("lifecycle", "explain", "s3://nowhere")]
    [InlineData("rb", "s3://nowhere")]
    [InlineData("rb", "--force", "s3://nowhere")]
    public async Task A_bucket_that_is_not_there_is_named_by_every_verb_and_exits_3(params string[] args)
    {
        await using Scene scene = await Scene.BeginAsync();
        scene.Write("f", "x");
        scene.Write("names", "a\nb\n");
        CommandResult result = (await scene.RunAsync(args)).Exits(3).Says("the bucket 'nowhere' does not exist");
        Assert.DoesNotContain("the key does not exist", result.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_filters_hide_is_counted_and_the_filter_named()
    {
        await using Scene scene = await Scene.BeginAsync();
        scene.Put("x/a", "a");
        scene.Put("x/b", "b");
        (await scene.RunAsync("ls", "s3://scene/x/", "--min-size", "1MiB")).Exits(0).Says("2 objects are hidden by --min-size.");
        (await scene.RunAsync("ls", "-r", "s3://scene/", "--min-size", "1MiB", "--exclude", "*")).Exits(0).Says("2 objects are hidden by --exclude and --min-size.");
        (await scene.RunAsync("du", "s3://scene/x/", "--older-than", "7d")).Exits(0).Says("2 objects are hidden by --older-than.");
        Assert.Empty((await scene.RunAsync("ls", "s3://scene/x/", "--min-size", "1B")).Exits(0).Error);
        (await scene.RunAsync("ls", "s3://scene/none/", "--min-size", "1MiB")).Exits(1).Says("nothing is there");
    }

    [Fact]
    public async Task The_hint_about_a_customer_key_follows_only_what_needs_one()
    {
        await using Scene scene = await Scene.BeginAsync();
        scene.Put("plain", "x");
        scene.Deviate(instead: request => request.Path.EndsWith("/plain", StringComparison.Ordinal) && request.Method == "HEAD" ? new StoreAnswer(400)
            : request.Path.EndsWith("/plain", StringComparison.Ordinal) && request.Method == "GET" ? StoreAnswer.Error(400, "InvalidArgument") : null);
        foreach (string[] args in new[] { new[] { "cp", "s3://scene/plain", "out" }, ["stat", "s3://scene/plain"] })
        {
            CommandResult odd = (await scene.RunAsync(args)).Exits(1).Says("InvalidArgument");
            Assert.DoesNotContain("SSE-C", odd.Error, StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task An_encrypted_object_without_its_key_is_told_with_the_flag_that_gives_it()
    {
        await using Scene scene = await Scene.BeginAsync();
        scene.Deviate(instead: request => !request.Path.EndsWith("/secret", StringComparison.Ordinal) ? null : request.Method == "HEAD" ? new StoreAnswer(400)
            : new StoreAnswer(400, "<Error><Code>InvalidRequest</Code><Message>The object was stored using a form of Server Side Encryption. The correct parameters must be provided to retrieve the object.</Message></Error>"));
        (await scene.RunAsync("cp", "s3://scene/secret", "out")).Exits(1).Says("Server Side Encryption", "--sse-c-key-file");
        (await scene.RunAsync("stat", "s3://scene/secret")).Exits(1).Says("--sse-c-key-file");
    }

    [Fact]
    public async Task A_refused_head_says_that_it_may_mean_a_key_that_is_not_there()
    {
        await using Scene scene = await Scene.BeginAsync();
        scene.Deviate(instead: static request => new StoreAnswer(403));
        (await scene.RunAsync("stat", "s3://scene/k")).Exits(3).Says("HeadObject is denied", "does not exist to those who may not list", "--profile");
        (await scene.RunAsync("cp", "s3://scene/k", "out")).Exits(1).Says("does not exist to those who may not list", "--profile");
    }

    [Fact]
    public async Task An_archived_object_is_no_matter_of_credentials()
    {
        await using Scene scene = await Scene.BeginAsync();
        scene.Put("a/x", "x");
        scene.Deviate(instead: static request => request.Method == "GET" && request.Path.EndsWith("/x", StringComparison.Ordinal) ? StoreAnswer.Error(403, "InvalidObjectState") : null);
        CommandResult result = (await scene.RunAsync("cp", "s3://scene/a/", "out/")).Exits(1).Says("archived");
        Assert.DoesNotContain("--profile", result.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_answer_of_the_right_store_that_makes_no_sense_does_not_blame_the_endpoint()
    {
        await using Scene scene = await Scene.BeginAsync();
        scene.Deviate(change: static (request, answer) =>
        {
            answer.Text = "<ListBucketResult><Nonsense";
        });
        CommandResult result = (await scene.RunAsync("ls", "s3://scene")).Exits(3);
        Assert.DoesNotContain("--endpoint-url", result.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_host_name_that_cannot_be_resolved_is_told_with_where_it_comes_from()
    {
        await using Scene scene = await Scene.BeginAsync();
        scene.Environment["AWS_MAX_ATTEMPTS"] = "1";
        CommandResult result = (await scene.RunAsync("ls", "s3://scene", "--endpoint-url", "http://no-such-host.invalid")).Exits(3).Says("no-such-host.invalid cannot be resolved", "--region");
        Assert.DoesNotContain("different ports", result.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Http_where_https_is_spoken_is_told_as_that()
    {
        using TcpListener tls = new(IPAddress.Loopback, 0);
        tls.Start();
        Task answering = Task.Run(async () =>
        {
            try
            {
                while (true)
                {
                    using TcpClient client = await tls.AcceptTcpClientAsync();
                    await client.GetStream().ReadAtLeastAsync(new byte[1], 1);
                    // The alert that a TLS server answers to plain text: fatal, unexpected_message (RFC 8446, 6.2).
                    await client.GetStream().WriteAsync(new byte[] { 21, 3, 1, 0, 2, 2, 10 });
                }
            }
            catch (Exception e) when (e is SocketException or ObjectDisposedException or IOException)
            {
                // The test is over.
            }
        });
        await using Scene scene = await Scene.BeginAsync();
        (await scene.RunAsync("ls", "--endpoint-url", $"http://{tls.LocalEndpoint}")).Exits(3).Says("https://");
        tls.Stop();
        await answering;
    }

    [Fact]
    public async Task A_clock_that_is_off_is_told_by_every_verb()
    {
        await using Scene scene = await Scene.BeginAsync();
        scene.Deviate(instead: static _ => StoreAnswer.Error(403, "RequestTimeTooSkewed"));
        scene.Write("f", "x");
        foreach (string[] args in new[] { new[] { "ls", "s3://scene" }, ["cp", "s3://scene/d/", "out/"], ["cp", "f", "s3://scene/k"], ["rm", "-r", "s3://scene/d"], ["rb", "s3://scene"] })
            (await scene.RunAsync(args)).Exits(3).Says("clock");
    }
}
