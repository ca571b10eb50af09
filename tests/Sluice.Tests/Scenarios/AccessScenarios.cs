using System.Text.Json;
using Sluice.Administration.Access;
using Sluice.Endpoint;
using Sluice.Failures;
using Sluice.S3;
using Sluice.S3.Credentials;

namespace Sluice.Tests.Scenarios;

/// <summary>The four cases of the course: what each canned list lets a stranger see.</summary>
public sealed class AccessScenarios
{
    [Fact]
    public async Task Access_of_a_public_object_in_a_private_bucket_is_to_read_it_and_not_to_list_it()
    {
        await using Scene scene = await BeginAsync("private", "public-read");
        Assert.Equal(["list anybody no", "read anybody yes", "write anybody no"], await AnybodyAsync(scene));
        Assert.Contains("the object's ACL grants READ to everybody", (await scene.RunAsync("access", "s3://course/key")).Exits(0).Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Access_of_a_private_object_in_a_public_read_bucket_is_to_list_it_and_not_to_read_it()
    {
        await using Scene scene = await BeginAsync("public-read", "private");
        Assert.Equal(["list anybody yes", "read anybody no", "write anybody no"], await AnybodyAsync(scene));
    }

    [Fact]
    public async Task Access_of_a_public_read_write_bucket_is_to_list_and_to_write()
    {
        await using Scene scene = await BeginAsync("public-read-write", "private");
        Assert.Equal(["list anybody yes", "read anybody no", "write anybody yes"], await AnybodyAsync(scene));
        Assert.Equal(["key"], scene.Keys("course"));
    }

    [Fact]
    public async Task Access_of_an_authenticated_read_object_is_for_other_users_and_not_for_anybody()
    {
        await using Scene scene = await BeginAsync("authenticated-read", "authenticated-read");
        List<JsonElement> rows = (await scene.RunAsync("access", "s3://course/key", "--as", "guest", "--json")).Exits(0).Json;
        Assert.Equal(["list any signed-in user yes", "list anybody no", "list guest yes", "list you yes", "read any signed-in user yes", "read anybody no", "read guest yes", "read you yes", "write any signed-in user no", "write anybody no", "write guest no", "write you yes"],
            rows.Select(static row => $"{row.GetProperty("operation")} {row.GetProperty("who")} {row.GetProperty("answer")}").Order(StringComparer.Ordinal));
        Assert.All(rows, static row => Assert.Equal(row.GetProperty("who").GetString() != "any signed-in user", row.GetProperty("by_request").GetBoolean()));
    }

    [Fact]
    public async Task Access_of_a_bucket_tries_its_first_objects_and_says_what_it_could_not_read()
    {
        await using Scene scene = await BeginAsync("private", "public-read");
        scene.Put("course", "other", "text"u8.ToArray());
        CommandResult result = (await scene.RunAsync("access", "s3://course")).Exits(0);
        Assert.Contains("some   1 of the first 2 objects that were tried; the object's ACL grants READ to everybody", result.Output, StringComparison.Ordinal);
        (await scene.RunAsync("access", "s3://nowhere-at-all")).Exits(3).Says("does not exist");
        CommandResult stranger = (await scene.RunAsync("access", "s3://course/key", "--no-sign-request")).Exits(0);
        Assert.DoesNotContain(stranger.Lines, static line => line.Contains(" you ", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Access_of_a_bucket_names_the_part_that_a_statement_is_about()
    {
        await using Scene scene = await BeginAsync("private", "private");
        using S3Client nobody = Nobody(scene);
        Policy(scene, """{"Effect":"Allow","Principal":"*","Action":"s3:PutObject","Resource":"arn:aws:s3:::course/up/*"}""");
        Assert.Null(Put(nobody, "up/y"));
        Assert.Equal(["some~ in part: the policy allows it to everybody: statement 1 (up/*)", "some~ in part: the policy allows it to everybody: statement 1 (up/*)"], [await RowAsync(scene, "s3://course", "write", "guest"), await RowAsync(scene, "s3://course", "write", "anybody")]);
        // A key that the part does not hold is denied for sure.
        Assert.StartsWith("no nothing allows it", await RowAsync(scene, "s3://course/down", "write", "guest"), StringComparison.Ordinal);
        Policy(scene, """{"Effect":"Allow","Principal":"*","Action":["s3:PutObject","s3:GetObject"],"Resource":"arn:aws:s3:::course/*"},{"Effect":"Deny","Principal":"*","Action":"s3:PutObject","Resource":"arn:aws:s3:::course/keep/*"}""");
        Assert.Equal(FailureKind.Denied, Put(nobody, "keep/y")?.Kind);
        foreach (string who in new[] { "you", "guest", "anybody" })
            Assert.Matches("^some.*not in part: the policy denies it: statement 2 \\(keep/\\*\\)$", await RowAsync(scene, "s3://course", "write", who));
        // What lies behind the objects that are tried counts, too.
        for (int i = 0; i < AccessReport.MostTried; i++)
            scene.Put("course", $"a{i}", []);
        Policy(scene, """{"Effect":"Allow","Principal":"*","Action":"s3:GetObject","Resource":"arn:aws:s3:::course/up/*"}""");
        Assert.Null(nobody.HeadObject(new HeadObjectRequest("course", new ObjectKey("up/y")), default).Error);
        Assert.Equal("some~ 0 of the first 10 objects that were tried; in part: the policy allows it to everybody: statement 1 (up/*)", await RowAsync(scene, "s3://course", "read", "anybody"));
    }

    [Fact]
    public async Task A_request_that_meets_no_condition_tells_only_of_such_requests()
    {
        await using Scene scene = await BeginAsync("private", "private");
        using S3Client nobody = Nobody(scene);
        Policy(scene, """{"Effect":"Allow","Principal":"*","Action":"s3:ListBucket","Resource":"arn:aws:s3:::course","Condition":{"StringLike":{"s3:prefix":"pub/*"}}}""");
        Assert.Null(nobody.ListObjects(new ListObjectsRequest("course") { Prefix = new ObjectKey("pub/") }, default).Error);
        foreach (string who in new[] { "guest", "anybody" })
            Assert.Equal("? a plain request was denied, and the policy allows it on a condition: statement 1 (StringLike s3:prefix)", await RowAsync(scene, "s3://course", "list", who));
        // A listing that meets it says that it did.
        Assert.Equal("yes the policy allows it on a condition: statement 1 (StringLike s3:prefix), which the request met", await RowAsync(scene, "s3://course/pub/x", "list", "anybody"));
        scene.Environment["AWS_ACCESS_KEY_ID"] = "guestaccess";
        scene.Environment["AWS_SECRET_ACCESS_KEY"] = "guestsecret0123456789";
        // Whose policy cannot be read is no reason for a no of the whole bucket, either.
        foreach ((string operation, string who) in new[] { ("write", "you"), ("list", "you"), ("list", "anybody") })
            Assert.StartsWith("? ", await RowAsync(scene, "s3://course", operation, who), StringComparison.Ordinal);
        scene.Environment["AWS_ACCESS_KEY_ID"] = scene.Server.AccessKey;
        scene.Environment["AWS_SECRET_ACCESS_KEY"] = scene.Server.SecretKey;
        Policy(scene, """{"Effect":"Allow","Principal":"*","Action":"s3:PutObject","Resource":"arn:aws:s3:::course/*"},{"Effect":"Deny","Principal":"*","Action":"s3:PutObject","Resource":"arn:aws:s3:::course/*","Condition":{"StringNotEquals":{"s3:x-amz-server-side-encryption":"AES256"}}}""");
        (await scene.RunAsync(["pipe", "s3://course/k", "--sse", "AES256"], "x"u8.ToArray())).Exits(0);
        foreach (string who in new[] { "you", "guest", "any signed-in user", "anybody" })
            Assert.Matches("^\\? .*the policy denies it on a condition: statement 2 \\(StringNotEquals s3:x-amz-server-side-encryption\\)", await RowAsync(scene, "s3://course/k", "write", who));
        string[] why = (await scene.RunAsync("why", "s3://course/key", "--no-sign-request")).Exits(0).Lines;
        Assert.DoesNotContain("statement 2", why[^2], StringComparison.Ordinal);
    }

    [Fact]
    public async Task Access_names_what_decides_and_not_what_has_nothing_to_do_with_it()
    {
        await using Scene scene = await BeginAsync("private", "private");
        Policy(scene, """{"Effect":"Deny","Principal":"*","Action":"s3:*","Resource":["arn:aws:s3:::course","arn:aws:s3:::course/*"],"Condition":{"Bool":{"aws:SecureTransport":"true"}}},{"Effect":"Allow","Principal":"*","Action":["s3:GetObject","s3:ListBucket"],"Resource":["arn:aws:s3:::course","arn:aws:s3:::course/*"],"Condition":{"IpAddress":{"aws:SourceIp":"127.0.0.1/32"}}}""");
        foreach (string operation in new[] { "list", "read" })
            Assert.Equal("yes the policy allows it on a condition: statement 2 (IpAddress aws:SourceIp), which the request met", await RowAsync(scene, "s3://course/key", operation, "anybody"));
        Assert.Equal("no nothing allows it: neither the policy nor an ACL", await RowAsync(scene, "s3://course/key", "write", "guest"));
        // A denial on a condition that could have been met is no reason where nothing allows it at all.
        Policy(scene, """{"Effect":"Deny","Principal":"*","Action":"s3:PutObject","Resource":"arn:aws:s3:::course/*","Condition":{"StringNotEquals":{"s3:x-amz-server-side-encryption":"AES256"}}}""");
        Assert.Equal("no nothing allows it: neither the policy nor an ACL", await RowAsync(scene, "s3://course/key", "write", "guest"));
    }

    [Fact]
    public async Task Access_says_what_could_not_be_read_where_that_decides()
    {
        await using Scene scene = await BeginAsync("private", "private");
        Policy(scene, """{"Effect":"Allow","Principal":"*","Action":["s3:PutObject","s3:GetObject"],"Resource":"arn:aws:s3:::course/up/*"}""");
        scene.Put("course", "up/g", "text"u8.ToArray());
        scene.Environment["AWS_ACCESS_KEY_ID"] = "guestaccess";
        scene.Environment["AWS_SECRET_ACCESS_KEY"] = "guestsecret0123456789";
        Assert.StartsWith("yes the request was answered, and what allows it could not be read: ", await RowAsync(scene, "s3://course/up/g", "read", "anybody"), StringComparison.Ordinal);
        // Nor does what could be read allow it for sure: what could not be may deny it.
        scene.Environment["AWS_ACCESS_KEY_ID"] = scene.Server.AccessKey;
        scene.Environment["AWS_SECRET_ACCESS_KEY"] = scene.Server.SecretKey;
        scene.Deviate(instead: static request => request.Method == "GET" && request.Asks("policy") ? Support.StoreAnswer.Error(403, "AccessDenied") : null);
        (await scene.RunAsync("acl", "set", "s3://course/key", "--acl", "public-read", "--yes")).Exits(0);
        Assert.Equal("? the object's ACL grants READ to everybody; not read, and may deny it: policy (denied)", await RowAsync(scene, "s3://course/key", "read", "any signed-in user"));
    }

    [Fact]
    public async Task Access_takes_no_stranger_for_the_owner()
    {
        await using Scene scene = await BeginAsync("private", "private");
        scene.Environment["AWS_ACCESS_KEY_ID"] = "guestaccess";
        scene.Environment["AWS_SECRET_ACCESS_KEY"] = "guestsecret0123456789";
        Assert.StartsWith("no nothing that could be read allows it; not read: ", await RowAsync(scene, "s3://course/up/g", "list", "you"), StringComparison.Ordinal);
        Assert.DoesNotContain("owner's own", (await scene.RunAsync("access", "s3://course/up/g")).Exits(0).Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Access_and_why_tell_that_an_acl_leaves_out_who_owns_the_object_or_the_bucket()
    {
        await using Scene scene = await BeginAsync("private", "private");
        (await scene.RunAsync("acl", "set", "s3://course/key", "--grant-read", $"id={Guest.Id}", "--yes")).Exits(0);
        Assert.Equal(["The object's ACL grants these credentials nothing to read it with: READ to guest.", "As the object's owner you can change it all the same: sluice acl set s3://course/key --acl private, which takes all other grants away (READ to guest); to keep them, write the list with sluice acl get and add your own."], (await scene.RunAsync("why", "s3://course/key")).Exits(0).Lines[^2..]);
        Assert.Equal("no the object's ACL grants them nothing to read it with; its owner can change it (sluice acl set)", await RowAsync(scene, "s3://course/key", "read", "you"));
        (await scene.RunAsync("acl", "set", "s3://course/key", "--acl", "private")).Exits(0);
        Assert.StartsWith("Nothing keeps", (await scene.RunAsync("why", "s3://course/key")).Exits(0).Lines[^1], StringComparison.Ordinal);
        // What a stranger has put into one's own bucket.
        Policy(scene, """{"Effect":"Allow","Principal":"*","Action":"s3:PutObject","Resource":"arn:aws:s3:::course/*"}""");
        using S3Client guest = new(scene.Client.Options with { Credentials = CredentialSource.Static(Guest.AccessKey, Guest.SecretKey) });
        Assert.Null(Put(guest, "theirs"));
        string[] theirs = (await scene.RunAsync("why", "s3://course/theirs")).Exits(0).Lines;
        Assert.Equal($"The object is another account's ({Guest.Id}), and its ACL grants these credentials nothing.", theirs[^2]);
        Assert.StartsWith("Let that account say: sluice acl set s3://course/theirs --acl bucket-owner-full-control", theirs[^1], StringComparison.Ordinal);
        Assert.Equal("no the object is another account's, whose ACL grants them nothing to read it with; its owner can change it (sluice acl set)", await RowAsync(scene, "s3://course/theirs", "read", "you"));
    }

    static EndpointAccount Guest { get; } = new("guest", "guestaccess", "guestsecret0123456789");

    static S3Client Nobody(Scene scene) => new(scene.Client.Options with { Credentials = CredentialSource.Anonymous });

    static void Policy(Scene scene, string statements) =>
        _ = scene.Client.PutBucketDocument("course", "policy", System.Text.Encoding.UTF8.GetBytes($$"""{"Version":"2012-10-17","Statement":[{{statements}}]}"""), default).Value;

    static S3Error? Put(S3Client client, string key) => client.PutObject(new PutObjectRequest("course", new ObjectKey(key), new MemoryBody("text"u8.ToArray())), default).Error;

    // The answer of one row and its reason.
    static async Task<string> RowAsync(Scene scene, string place, string operation, string who)
    {
        string[] lines = (await scene.RunAsync(scene.Environment["AWS_ACCESS_KEY_ID"] == Guest.AccessKey ? ["access", place] : ["access", place, "--as", "guest"])).Exits(0).Lines;
        string row = Assert.Single(lines, line => line.StartsWith($"{operation,-7}{who,-20}", StringComparison.Ordinal))[27..];
        return $"{row[..7].TrimEnd()} {row[7..]}";
    }

    static async Task<Scene> BeginAsync(string bucketAcl, string objectAcl)
    {
        Scene scene = await Scene.BeginAsync(new EndpointOptions { Accounts = [Guest] });
        _ = scene.Client.CreateBucket("course", bucketAcl, default).Value;
        _ = scene.Client.PutObject(new PutObjectRequest("course", new ObjectKey("key"), new MemoryBody("text"u8.ToArray())) { Attributes = new ObjectAttributes { Acl = objectAcl } }, default).Value;
        scene.Environment["AWS_CONFIG_FILE"] = scene.Write("config", $"[profile guest]\naws_access_key_id = guestaccess\naws_secret_access_key = guestsecret0123456789\nendpoint_url = {scene.Server.Url}\n");
        return scene;
    }

    static async Task<string[]> AnybodyAsync(Scene scene) =>
        [.. (await scene.RunAsync("access", "s3://course/key")).Exits(0).Lines.Where(static line => line.Contains(" anybody ", StringComparison.Ordinal)).Select(static line => string.Join(' ', line.Split(' ', StringSplitOptions.RemoveEmptyEntries).Take(3)))];
}
