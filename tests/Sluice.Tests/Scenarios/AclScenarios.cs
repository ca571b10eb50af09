using System.Text.Json;
using Sluice.Endpoint;
using Sluice.S3;
using Sluice.S3.Credentials;

namespace Sluice.Tests.Scenarios;

public sealed class AclScenarios
{
    [Fact]
    public async Task Acl_get_and_set_take_canned_lists_grants_and_documents()
    {
        await using Scene scene = await Scene.BeginAsync();
        scene.Put("key", "text");
        Assert.Equal("FULL_CONTROL  owner\n", (await scene.RunAsync("acl", "get", "s3://scene/key")).Exits(0).Output);
        (await scene.RunAsync("acl", "set", "s3://scene/key", "--acl", "public-read")).Exits(2).Says("lets anybody read", "--yes");
        Assert.Contains("which lets anybody read", (await scene.RunAsync("acl", "set", "s3://scene/key", "--acl", "public-read", "--dry-run")).Exits(0).Output, StringComparison.Ordinal);
        Assert.Equal("FULL_CONTROL  owner\n", (await scene.RunAsync("acl", "get", "s3://scene/key")).Output);
        (await scene.RunAsync("acl", "set", "s3://scene/key", "--acl", "public-read", "--yes")).Exits(0);
        Assert.Equal("FULL_CONTROL  owner\nREAD          anybody\n", (await scene.RunAsync("acl", "get", "s3://scene/key")).Output);
        (await scene.RunAsync("acl", "get", "s3://scene/key", "acl.yaml")).Exits(0);
        (await scene.RunAsync("acl", "set", "s3://scene/key", "--acl", "private")).Exits(0);
        (await scene.RunAsync("acl", "set", "s3://scene/key", "acl.yaml")).Exits(2).Says("lets anybody read");
        (await scene.RunAsync("acl", "set", "s3://scene/key", "acl.yaml", "-y")).Exits(0);
        using S3Client nobody = new(scene.Client.Options with { Credentials = CredentialSource.Anonymous });
        Assert.Null(nobody.HeadObject(new HeadObjectRequest(Scene.Bucket, new ObjectKey("key")), default).Error);
        string id = JsonDocument.Parse((await scene.RunAsync("acl", "get", "s3://scene", "--json")).Exits(0).Lines.Single()).RootElement.GetProperty("acl").GetProperty("Owner").GetProperty("ID").GetString()!;
        (await scene.RunAsync("acl", "set", "s3://scene", "--grant-full-control", $"id={id}", "--grant-write", "uri=http://acs.amazonaws.com/groups/global/AuthenticatedUsers")).Exits(2).Says("lets any signed-in user write", "1 object of 4 B");
        (await scene.RunAsync("acl", "set", "s3://scene", "--grant-full-control", $"id={id}", "--grant-write", "uri=http://acs.amazonaws.com/groups/global/AuthenticatedUsers", "--yes")).Exits(0);
        Assert.Equal(["FULL_CONTROL  owner", "WRITE         any signed-in user"], (await scene.RunAsync("acl", "get", "s3://scene")).Lines.Order());
    }

    [Fact]
    public async Task Where_acls_are_disabled_nothing_is_sent_and_the_policy_that_does_it_is_shown()
    {
        await using Scene scene = await Scene.BeginAsync();
        scene.Put("key", "text");
        (await scene.RunAsync("bucket", "set", "ownership", "s3://scene", "{\"Rules\":[{\"ObjectOwnership\":\"BucketOwnerEnforced\"}]}")).Exits(0);
        CommandResult same = (await scene.RunAsync("acl", "set", "s3://scene/key", "--acl", "bucket-owner-full-control")).Exits(0);
        Assert.Equal("s3://scene/key: ACLs are disabled here (ownership BucketOwnerEnforced), and the bucket's owner has full control already; nothing was sent.", Assert.Single(same.Lines));
        Assert.Contains("nothing was sent", (await scene.RunAsync("acl", "set", "-r", "s3://scene/", "--acl", "bucket-owner-full-control")).Exits(0).Output, StringComparison.Ordinal);
        (await scene.RunAsync("acl", "set", "s3://scene/key", "--acl", "public-read")).Exits(2)
            .Says("ACLs are disabled here", "\"Principal\":\"*\",\"Action\":\"s3:GetObject\",\"Resource\":\"arn:aws:s3:::scene/key\"", "sluice bucket set policy");
        (await scene.RunAsync("acl", "set", "s3://scene/key", "--acl", "authenticated-read")).Exits(2).Says("No policy does the same");
        (await scene.RunAsync("bucket", "set", "ownership", "s3://scene", "{\"Rules\":[{\"ObjectOwnership\":\"ObjectWriter\"}]}", "--yes")).Exits(0);
        (await scene.RunAsync("bucket", "set", "public-access-block", "s3://scene", "{\"BlockPublicAcls\":true}")).Exits(0);
        (await scene.RunAsync("acl", "set", "s3://scene/key", "--acl", "public-read", "--yes")).Exits(1).Says("BlockPublicAcls");
    }

    [Fact]
    public async Task Cp_sync_and_pipe_with_an_acl_ask_once_whether_acls_are_disabled_and_write_nothing_that_would_be_refused()
    {
        await using Scene scene = await Scene.BeginAsync();
        (await scene.RunAsync("bucket", "set", "ownership", "s3://scene", "{\"Rules\":[{\"ObjectOwnership\":\"BucketOwnerEnforced\"}]}")).Exits(0);
        scene.Write("dir/a", "1");
        scene.Write("dir/b", "2");
        int asked = 0;
        List<string?> sent = [];
        scene.Deviate(instead: request =>
        {
            asked += request.Asks("ownershipControls") ? 1 : 0;
            if (request.Method == "PUT")
                lock (sent)
                    sent.Add(request.Headers.GetValueOrDefault("x-amz-acl"));
            return null;
        });
        (await scene.RunAsync("cp", "dir/", "s3://scene/d/", "--acl", "public-read")).Exits(2).Says("ACLs are disabled here", "\"Action\":\"s3:GetObject\",\"Resource\":\"arn:aws:s3:::scene/d/*\"");
        (await scene.RunAsync("sync", "dir/", "s3://scene/d/", "--acl", "private")).Exits(2).Says("Leave it out");
        (await scene.RunAsync(["pipe", "s3://scene/p", "--grant-read", "id=1234"], "x"u8.ToArray())).Exits(2).Says("CanonicalUser");
        Assert.Empty(sent);
        Assert.Equal(3, asked);
        (await scene.RunAsync("cp", "dir/", "s3://scene/d/", "--acl", "bucket-owner-full-control")).Exits(0);
        Assert.Equal([null, null], sent);
        Assert.Equal(4, asked);
    }

    [Fact]
    public async Task An_acl_that_cannot_be_is_refused_before_anything_is_sent()
    {
        await using Scene scene = await Scene.BeginAsync();
        (await scene.RunAsync("acl", "set", "s3://scene/key")).Exits(2).Says("Say which ACL");
        (await scene.RunAsync("acl", "set", "s3://scene/key", "x.json", "--acl", "private")).Exits(2).Says("exclude each other");
        (await scene.RunAsync("acl", "set", "s3://scene/key", "--grant-write", "id=1")).Exits(2).Says("is for buckets");
        (await scene.RunAsync("acl", "set", "s3://scene/key", "{\"Grants\":[{\"Grantee\":{\"Type\":\"Group\",\"ID\":\"x\"},\"Permission\":\"READ\"}]}")).Exits(2).Says("lacks URI");
        Assert.Equal(0, scene.Server.Requests.Total);
    }

    [Fact]
    public async Task Acl_set_recursive_gives_many_objects_a_list_and_asks_once_for_what_lets_strangers_in()
    {
        await using Scene scene = await Scene.BeginAsync();
        foreach (string key in new[] { "d/a", "d/b.raw", "d/c", "e" })
            scene.Put(key, "1");
        (await scene.RunAsync("acl", "set", "-r", "s3://scene/d", "--acl", "public-read")).Exits(2).Says("lets anybody read (3 objects of 3 B below s3://scene/d/)", "--yes");
        string dry = (await scene.RunAsync("acl", "set", "-r", "s3://scene/d", "--acl", "public-read", "--exclude", "*.raw", "--dry-run")).Exits(0).Says("2 objects would be changed").Output;
        Assert.Contains("acl s3://scene/d/a", dry, StringComparison.Ordinal);
        Assert.Equal("FULL_CONTROL  owner\n", (await scene.RunAsync("acl", "get", "s3://scene/d/a")).Output);
        (await scene.RunAsync("acl", "set", "-r", "s3://scene/d", "--acl", "public-read", "--exclude", "*.raw", "--yes", "--report", "rows.jsonl")).Exits(0).Says("Changed 2 objects");
        Assert.Contains("anybody", (await scene.RunAsync("acl", "get", "s3://scene/d/c")).Output, StringComparison.Ordinal);
        foreach (string key in new[] { "d/b.raw", "e" })
            Assert.Equal("FULL_CONTROL  owner\n", (await scene.RunAsync("acl", "get", $"s3://scene/{key}")).Output);
        // A document, as get writes it.
        (await scene.RunAsync("acl", "get", "s3://scene/e", "private.json")).Exits(0);
        (await scene.RunAsync("acl", "set", "-r", "s3://scene/d/", "private.json", "--yes")).Exits(0).Says("Changed 3 objects");
        Assert.Equal("FULL_CONTROL  owner\n", (await scene.RunAsync("acl", "get", "s3://scene/d/c")).Output);
        (await scene.RunAsync("acl", "set", "s3://scene/e", "--acl", "private", "--include", "*")).Exits(2).Says("add --recursive");
        (await scene.RunAsync("bucket", "set", "ownership", "s3://scene", "{\"Rules\":[{\"ObjectOwnership\":\"BucketOwnerEnforced\"}]}")).Exits(0);
        scene.Server.Requests.Reset();
        (await scene.RunAsync("acl", "set", "-r", "s3://scene/d/", "--acl", "public-read", "--yes")).Exits(2).Says("ACLs are disabled here");
        Assert.Equal(0, scene.Server.Requests["PutObjectAcl"]);
    }

    [Fact]
    public async Task Acl_set_asks_before_it_leaves_who_sets_it_nothing_to_read_with()
    {
        EndpointAccount guest = new("guest", "guestaccess", "guestsecret0123456789");
        await using Scene scene = await Scene.BeginAsync(new EndpointOptions { Accounts = [guest] });
        scene.Put("key", "text");
        string me = JsonDocument.Parse((await scene.RunAsync("acl", "get", "s3://scene", "--json")).Exits(0).Lines.Single()).RootElement.GetProperty("acl").GetProperty("Owner").GetProperty("ID").GetString()!;
        // 1 Grants, of an object, of many and of the bucket.
        (await scene.RunAsync("acl", "set", "s3://scene/key", "--grant-read", $"id={guest.Id}")).Exits(2).Says("leaves you nothing to read it with", $"--grant-full-control id={me}", "--yes");
        (await scene.RunAsync("acl", "set", "-r", "s3://scene/", "--grant-read", $"id={guest.Id}")).Exits(2).Says("leaves you nothing to read them with", "--yes");
        (await scene.RunAsync("acl", "set", "s3://scene", "--grant-write", $"id={guest.Id}")).Exits(2).Says("leaves you nothing to list it with", "--yes");
        Assert.Contains("which leaves you nothing to read it with", (await scene.RunAsync("acl", "set", "s3://scene/key", "--grant-read", $"id={guest.Id}", "--dry-run")).Exits(0).Output, StringComparison.Ordinal);
        // 2 A document.
        string document = $$$"""{"Owner":{"ID":"{{{me}}}"},"Grants":[{"Grantee":{"Type":"CanonicalUser","ID":"{{{guest.Id}}}"},"Permission":"READ"}]}""";
        (await scene.RunAsync("acl", "set", "s3://scene/key", document)).Exits(2).Says("leaves you nothing to read it with", "--yes");
        Assert.Equal(["FULL_CONTROL  owner"], (await scene.RunAsync("acl", "get", "s3://scene/key")).Lines);
        // 3 What leaves one something is not asked for.
        (await scene.RunAsync("acl", "set", "s3://scene/key", "--grant-read", $"id={guest.Id},id={me}")).Exits(0);
        (await scene.RunAsync("acl", "set", "s3://scene/key", "--grant-full-control", $"id={me}", "--grant-full-control", $"id={guest.Id}")).Exits(0);
        // 4 A canned list is the owner's, and this one may change it and does not own the object.
        scene.Environment["AWS_ACCESS_KEY_ID"] = guest.AccessKey;
        scene.Environment["AWS_SECRET_ACCESS_KEY"] = guest.SecretKey;
        (await scene.RunAsync("acl", "set", "s3://scene/key", "--acl", "private")).Exits(2).Says("leaves you nothing to read it with", "--yes");
        (await scene.RunAsync("acl", "set", "s3://scene/key", "--acl", "private", "--yes")).Exits(0);
    }

    [Fact]
    public async Task A_dry_run_of_acl_set_looks_whether_the_object_is_there()
    {
        await using Scene scene = await Scene.BeginAsync();
        foreach (string[] flags in (string[][])[[], ["--dry-run"]])
            (await scene.RunAsync(["acl", "set", "s3://scene/nokey", "--acl", "private", .. flags])).Exits(1).Says("s3://scene/nokey", "key does not exist");
    }

    [Fact]
    public async Task Acl_set_recursive_asks_before_it_ends_what_lists_grant_to_others()
    {
        await using Scene scene = await Scene.BeginAsync();
        scene.Put("d/open", "12345");
        scene.Put("d/closed", "1");
        (await scene.RunAsync("acl", "set", "-r", "s3://scene/d/", "--acl", "private")).Exits(0).Says("Changed 2 objects");
        (await scene.RunAsync("acl", "set", "s3://scene/d/open", "--acl", "public-read", "--yes")).Exits(0);
        (await scene.RunAsync("acl", "set", "-r", "s3://scene/d/", "--acl", "private", "--dry-run")).Exits(0).Says("ends what the lists of these objects grant to others: 'd/open' grants READ to anybody (2 objects of 6 B below s3://scene/d/)");
        (await scene.RunAsync("acl", "set", "-r", "s3://scene/d/", "--acl", "private")).Exits(2).Says("grants READ to anybody", "--yes");
        (await scene.RunAsync("acl", "set", "-r", "s3://scene/d/", "--acl", "private", "--yes")).Exits(0).Says("Changed 2 objects");
    }

    [Fact]
    public async Task Grants_that_leave_whoever_writes_nothing_to_read_with_are_not_written_unasked()
    {
        EndpointAccount guest = new("guest", "guestaccess", "guestsecret0123456789");
        await using Scene scene = await Scene.BeginAsync(new EndpointOptions { Accounts = [guest] });
        scene.Write("f", "1");
        string me = JsonDocument.Parse((await scene.RunAsync("acl", "get", "s3://scene", "--json")).Exits(0).Lines.Single()).RootElement.GetProperty("acl").GetProperty("Owner").GetProperty("ID").GetString()!;
        (await scene.RunAsync("cp", "f", "s3://scene/f", "--grant-read", $"id={guest.Id}")).Exits(2).Says("leaves you nothing to read it with", $"--grant-full-control id={me}");
        (await scene.RunAsync(["pipe", "s3://scene/f", "--grant-read", $"id={guest.Id}"], "x"u8.ToArray())).Exits(2).Says("leaves you nothing to read it with");
        Assert.Empty(scene.Keys());
        (await scene.RunAsync("cp", "f", "s3://scene/f", "--grant-read", $"id={guest.Id}", "--grant-full-control", $"id={me}")).Exits(0);
    }
}
