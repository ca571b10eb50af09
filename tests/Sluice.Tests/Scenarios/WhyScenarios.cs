using System.Text.Json;
using Sluice.Endpoint;
using Sluice.S3;
using Sluice.Tests.Model;
using Sluice.Tests.Support;

namespace Sluice.Tests.Scenarios;

public sealed class WhyScenarios
{
    [Fact]
    public async Task Why_tells_what_denies_quotes_the_store_and_ends_with_the_change()
    {
        await using Scene scene = await Scene.BeginAsync();
        scene.Put("key", "text");
        string[] fine = (await scene.RunAsync("why", "s3://scene/key")).Exits(0).Lines;
        Assert.Equal("Nothing keeps these credentials from reading s3://scene/key.", fine[^1]);
        Assert.DoesNotContain(fine, line => line.Contains(scene.Server.SecretKey, StringComparison.Ordinal));
        Assert.Contains(fine, line => line.StartsWith("credentials", StringComparison.Ordinal) && line.Contains(scene.Server.AccessKey, StringComparison.Ordinal));

        string[] nobody = (await scene.RunAsync("why", "s3://scene/key", "--no-sign-request")).Exits(0).Lines;
        Assert.Contains(nobody, static line => line.StartsWith("GET", StringComparison.Ordinal) && line.Contains("AccessDenied, HTTP 403: \"Access Denied\"", StringComparison.Ordinal));
        Assert.Contains("--profile", nobody[^1], StringComparison.Ordinal);

        (await scene.RunAsync("bucket", "set", "policy", "s3://scene", "{\"Statement\":[{\"Sid\":\"no\",\"Effect\":\"Deny\",\"Principal\":\"*\",\"Action\":\"s3:GetObject\",\"Resource\":\"arn:aws:s3:::scene/key\"}]}", "--yes")).Exits(0);
        string[] denied = (await scene.RunAsync("why", "s3://scene/key")).Exits(0).Lines;
        Assert.Equal(["It is denied, and this decides: the policy denies it: statement 'no'.", "Change that statement of the policy: sluice bucket get policy s3://scene."], denied[^2..]);
        JsonElement json = JsonDocument.Parse((await scene.RunAsync("why", "s3://scene/key", "--json")).Exits(0).Lines.Single()).RootElement;
        Assert.Equal(("why", false), (json.GetProperty("type").GetString(), json.GetProperty("readable").GetBoolean()));
    }

    [Fact]
    public async Task Why_says_to_change_what_is_no_id_of_a_version()
    {
        await using Scene scene = await Scene.BeginAsync();
        scene.Put("a", "text");
        Assert.Equal(["'xyz' is no id of a version: Invalid version id specified.", "Change the id to one that is there: sluice ls --versions s3://scene/a."], (await scene.RunAsync("why", "s3://scene/a?versionId=xyz")).Exits(0).Lines[^2..]);
        scene.Put("a';id;", "text");
        Assert.EndsWith(@"sluice ls --versions 's3://scene/a'\'';id;'.", (await scene.RunAsync("why", "s3://scene/a';id;?versionId=xyz")).Exits(0).Lines[^1], StringComparison.Ordinal);
    }

    [Fact]
    public async Task Why_tells_what_is_missing_and_what_was_meant()
    {
        await using Scene scene = await Scene.BeginAsync();
        scene.Put("Photos/Lake.jpg", "text");
        Assert.Equal("Did you mean s3://scene/Photos/Lake.jpg?", (await scene.RunAsync("why", "s3://scene/Photos/lake.jpg")).Exits(0).Lines[^1]);
        Assert.Equal("Say s3://scene/Photos/ for what is below it.", (await scene.RunAsync("why", "s3://scene/Photos")).Exits(0).Lines[^1]);
        Assert.Equal("Look at what is there: sluice ls s3://scene/.", (await scene.RunAsync("why", "s3://scene/other")).Exits(0).Lines[^1]);
        Assert.StartsWith("Name a bucket that is there", (await scene.RunAsync("why", "s3://nowhere-at-all/key")).Exits(0).Lines[^1], StringComparison.Ordinal);
        foreach ((string key, string typed, string meant) in new[] { ("what?", "what", "'s3://scene/what?'"), ("/lead", "lead", "s3://scene//lead"), ("d/a_b.txt", "d/a-b.txt", "s3://scene/d/a_b.txt"), ("d//x", "d/x", "s3://scene/d//x") })
        {
            scene.Put(key, "text");
            Assert.Equal($"Did you mean {meant}?", (await scene.RunAsync("why", $"s3://scene/{typed}")).Exits(0).Lines[^1]);
        }
        _ = scene.Client.PutBucketVersioning(Scene.Bucket, enabled: true, default).Value;
        _ = scene.Client.DeleteObject(new DeleteObjectRequest(Scene.Bucket, new ObjectKey("Photos/Lake.jpg")), default).Value;
        string[] removed = (await scene.RunAsync("why", "s3://scene/Photos/Lake.jpg")).Exits(0).Lines;
        Assert.Contains(removed, static line => line.StartsWith("versions", StringComparison.Ordinal) && line.EndsWith("1 older version is kept", StringComparison.Ordinal));
        Assert.StartsWith("Bring it back: sluice undo s3://scene/Photos/Lake.jpg --to TIME", removed[^1], StringComparison.Ordinal);
    }

    [Fact]
    public async Task Why_tells_of_keys_of_the_customer_of_archives_credentials_and_addresses()
    {
        await using Scene scene = await Scene.BeginAsync();
        string key = scene.Write("sse.key", new byte[32]);
        scene.Write("file", "secret");
        (await scene.RunAsync("cp", "file", "s3://scene/locked", "--sse-c-key-file", key)).Exits(0);
        Assert.Equal("Bring the key: --sse-c-key-file FILE.", (await scene.RunAsync("why", "s3://scene/locked")).Exits(0).Lines[^1]);
        (await scene.RunAsync("why", "s3://scene/locked", "--sse-c-key-file", key)).Exits(0);
        Assert.StartsWith("Nothing keeps", (await scene.RunAsync("why", "s3://scene/locked", "--sse-c-key-file", key)).Lines[^1], StringComparison.Ordinal);

        scene.Environment["AWS_SECRET_ACCESS_KEY"] = "anothersecret0123456789";
        Assert.Equal("Give the secret that belongs to this access key.", (await scene.RunAsync("why", "s3://scene/locked")).Exits(0).Lines[^1]);
        scene.Environment["AWS_SECRET_ACCESS_KEY"] = scene.Server.SecretKey;
        scene.Put("old", "text");
        scene.Deviate(instead: static request => request.Method == "GET" && request.Path.EndsWith("/old", StringComparison.Ordinal) && request.Query.Length == 0 ? Support.StoreAnswer.Error(403, "InvalidObjectState") : null);
        Assert.Equal("Restore it: sluice restore s3://scene/old --days 7.", (await scene.RunAsync("why", "s3://scene/old")).Exits(0).Lines[^1]);
        scene.Deviate(instead: static request => request.Path.EndsWith("/old", StringComparison.Ordinal) && request.Query.Length == 0 ? Support.StoreAnswer.Error(403, "AccessDenied", "") : null);
        Assert.Equal("Let them have s3:GetObject of arn:aws:s3:::scene/old: in the bucket's policy, or in IAM where the bucket is of the same account.", (await scene.RunAsync("why", "s3://scene/old")).Exits(0).Lines[^1]);
        scene.Environment["AWS_ENDPOINT_URL"] = "http://127.0.0.1:1";
        string[] nowhere = (await scene.RunAsync("why", "s3://scene/old")).Exits(3).Lines;
        Assert.StartsWith("Give the address of a store that answers", nowhere[^1], StringComparison.Ordinal);
        Assert.EndsWith("is the port right?", nowhere[^2], StringComparison.Ordinal);
        Assert.Contains("Exits with 0 ", (await scene.RunAsync("why", "--help")).Exits(0).Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Why_tells_who_pays_and_what_KMS_the_region_and_the_clock_have_to_do_with_it()
    {
        // 1 Who pays.
        await using Scene scene = await Scene.BeginAsync(new EndpointOptions { Accounts = [new EndpointAccount("guest", "guestaccess", "guestsecret0123456789")] });
        scene.Put("key", "text");
        scene.Environment["AWS_CONFIG_FILE"] = scene.Write("config", $"[profile guest]\naws_access_key_id = guestaccess\naws_secret_access_key = guestsecret0123456789\nendpoint_url = {scene.Server.Url}\n");
        (await scene.RunAsync("bucket", "set", "request-payment", "s3://scene", "{\"Payer\":\"Requester\"}", "--yes")).Exits(0);
        (await scene.RunAsync("bucket", "set", "policy", "s3://scene", "{\"Statement\":[{\"Effect\":\"Allow\",\"Principal\":\"*\",\"Action\":[\"s3:GetObject\",\"s3:ListBucket\",\"s3:GetBucketRequestPayment\"],\"Resource\":[\"arn:aws:s3:::scene\",\"arn:aws:s3:::scene/*\"]}]}", "--yes")).Exits(0);
        scene.Environment["AWS_ACCESS_KEY_ID"] = null;
        scene.Environment["AWS_SECRET_ACCESS_KEY"] = null;
        Assert.EndsWith("If whoever asks pays here, which cannot be read: --request-payer.", (await scene.RunAsync("why", "s3://guest@scene/key")).Exits(0).Lines[^1], StringComparison.Ordinal);
        Assert.StartsWith("Nothing keeps", (await scene.RunAsync("why", "s3://guest@scene/key", "--request-payer")).Exits(0).Lines[^1], StringComparison.Ordinal);
        scene.Environment["AWS_ACCESS_KEY_ID"] = scene.Server.AccessKey;
        scene.Environment["AWS_SECRET_ACCESS_KEY"] = scene.Server.SecretKey;
        // 2 Keys of KMS: one that may not be used, and one that cannot be.
        scene.Deviate(instead: static request => IsGet(request) ? new StoreAnswer(403, "<Error><Code>AccessDenied</Code><Message>User: me is not authorized to perform: kms:Decrypt on this resource</Message></Error>") : null);
        Assert.StartsWith("Let them have kms:Decrypt", (await scene.RunAsync("why", "s3://scene/key")).Exits(0).Lines[^1], StringComparison.Ordinal);
        scene.Deviate(instead: static request => IsGet(request) ? StoreAnswer.Error(400, "KMS.DisabledException") : null);
        Assert.Equal("Enable the key that is named above, in KMS.", (await scene.RunAsync("why", "s3://scene/key")).Exits(0).Lines[^1]);
        // 3 A region that the store does not name, and a clock that it never takes.
        scene.Deviate(instead: static _ => StoreAnswer.Error(301, "PermanentRedirect"));
        Assert.StartsWith("Say the bucket's region", (await scene.RunAsync("why", "s3://scene/key")).Exits(0).Lines[^1], StringComparison.Ordinal);
        scene.Deviate(instead: static _ => StoreAnswer.Error(403, "RequestTimeTooSkewed"));
        Assert.Equal("Set this machine's clock.", (await scene.RunAsync("why", "s3://scene/key")).Exits(0).Lines[^1]);

        static bool IsGet(StoreRequest request) => request.Method == "GET" && request.Path.EndsWith("/key", StringComparison.Ordinal) && request.Query.Length == 0;
    }

    [Fact]
    public async Task Why_follows_a_store_of_another_region_and_another_time_and_says_so()
    {
        OffsetClock clock = new();
        clock.Advance(TimeSpan.FromMinutes(40));
        await using Scene scene = await Scene.BeginAsync(new EndpointOptions { Region = "eu-central-1" });
        scene.Put("key", "text");
        scene.Deviate(change: (_, answer) => answer.Headers["date"] = clock.GetUtcNow().ToString("r", System.Globalization.CultureInfo.InvariantCulture));
        string[] lines = (await scene.RunAsync("why", "s3://scene/key")).Exits(0).Lines;
        Assert.StartsWith("Nothing keeps", lines[^1], StringComparison.Ordinal);
        Assert.Contains("bucket       is there, in region eu-central-1", lines);
        Assert.Contains("clock        the store's is 40 minutes ahead of this machine's; requests follow it", lines);
    }

    [Fact]
    public async Task What_a_store_says_is_escaped_once_and_an_address_stays_as_it_is_written()
    {
        await using Scene scene = await Scene.BeginAsync();
        scene.Put("key", "text");
        scene.Deviate(instead: static request => request.Path.EndsWith("/key", StringComparison.Ordinal)
            ? new Support.StoreAnswer(400, "<?xml version=\"1.0\" encoding=\"UTF-8\"?><Error><Code>Odd\u009bCode</Code><Message>odd \u009b text</Message></Error>") { Headers = { ["content-type"] = "application/xml" } } : null);
        CommandResult read = (await scene.RunAsync("cat", "s3://scene/key")).Exits(1).Says(@"Odd\u{9b}Code", @"odd \u{9b} text");
        CommandResult why = (await scene.RunAsync("why", "s3://scene/key")).Exits(0);
        Assert.Contains(@"Odd\u{9b}Code", why.Output, StringComparison.Ordinal);
        Assert.DoesNotContain(@"\\u{9b}", read.Error + why.Output, StringComparison.Ordinal);
        scene.Environment["AWS_ENDPOINT_URL"] = "http://127.0.0.1:9";
        Assert.DoesNotContain("Http:", (await scene.RunAsync("why", "s3://scene/key")).Output, StringComparison.Ordinal);
    }
}
