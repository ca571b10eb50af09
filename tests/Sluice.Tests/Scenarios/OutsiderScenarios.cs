using Sluice.Endpoint;
using Sluice.S3;
using Sluice.Tests.Support;

namespace Sluice.Tests.Scenarios;

/// <summary>What somebody who knows nothing of the inside found with the verbs that look, tag, name and undo.</summary>
public sealed class OutsiderScenarios
{
    [Fact]
    public async Task A_prefix_ends_at_a_slash_for_every_verb_and_what_only_begins_so_is_a_pattern()
    {
        await using Scene scene = await Scene.BeginAsync();
        _ = scene.Client.PutBucketVersioning(Scene.Bucket, enabled: true, default).Value;
        scene.Put("log/1", "1");
        scene.Put("loose", "2");
        foreach (string[] command in (string[][])[["head", "-r"], ["rm", "-r"], ["tag", "set", "-r", "a=1"], ["undo", "-r", "--to", "1h"], ["cp", "-r"]])
        {
            string[] rest = command[0] == "cp" ? ["down/"] : [];
            (await scene.RunAsync([.. command, "s3://scene/lo", .. rest])).Exits(1).Says("names begin so", "s3://scene/lo*");
        }
        Assert.Equal(["log/1", "loose"], scene.Keys());
        Assert.Contains("below the key, as below a directory", (await scene.RunAsync("rm", "--help")).Output, StringComparison.Ordinal);
        (await scene.RunAsync("rm", "s3://scene/lo*")).Exits(0);
        Assert.Empty(scene.Keys());
    }

    [Fact]
    public async Task A_dry_run_refuses_what_the_command_refuses()
    {
        (Scene scene, Func<DateTimeOffset> tick) = await VersionedScene.BeginAsync();
        await using Scene _ = scene;
        string before = VersionedScene.Text(tick());
        scene.Put("d/a", "1");
        scene.Put("d/b", "2");
        tick();
        (await scene.RunAsync("undo", "s3://scene/d/", "--to", before, "--max-delete", "1", "--dry-run")).Exits(1).Says("Nothing would be undone: 2 of 2 would go", "0 objects would be restored");
        (await scene.RunAsync("rm", "-r", "s3://scene/d/", "--max-delete", "1", "--dry-run")).Exits(1).Says("Nothing would be removed: 2 of 2 would go", "0 objects would be removed");
        Assert.Equal(["d/a", "d/b"], scene.Keys());
        (await scene.RunAsync("bucket", "set", "public-access-block", "s3://scene", "{\"BlockPublicAcls\":true}")).Exits(0);
        (await scene.RunAsync("acl", "set", "s3://scene/d/a", "--acl", "public-read", "--dry-run")).Exits(2).Says("BlockPublicAcls");
        (await scene.RunAsync("bucket", "set", "ownership", "s3://scene", "{\"Rules\":[{\"ObjectOwnership\":\"BucketOwnerEnforced\"}]}")).Exits(0);
        (await scene.RunAsync("acl", "set", "s3://scene/d/a", "--acl", "authenticated-read", "--dry-run")).Exits(2).Says("ACLs are disabled here");
        (await scene.RunAsync("cp", scene.Write("f", "1"), "s3://scene/f", "--acl", "public-read", "--dry-run")).Exits(2).Says("ACLs are disabled here");
        (await scene.RunAsync("bucket", "set", "policy", "s3://scene", "{\"Statement\":[{\"Effect\":\"Deny\",\"Principal\":\"*\",\"Action\":\"s3:GetObjekt\",\"Resource\":\"arn:aws:s3:::scene/*\"}]}", "--dry-run")).Exits(2)
            .Says("there is no action s3:GetObjekt; there is s3:GetObject");
    }

    [Fact]
    public async Task Cat_range_of_a_prefix_or_of_several_is_refused()
    {
        await using Scene scene = await Scene.BeginAsync();
        scene.Put("d/a", "0123");
        scene.Put("d/b", "4567");
        Assert.Equal("", (await scene.RunAsync("cat", "--range", "0-1", "s3://scene/d/")).Exits(2).Says("is a prefix").Output);
        Assert.Equal("", (await scene.RunAsync("cat", "--range", "0-1", "s3://scene/d/a", "s3://scene/d/b")).Exits(2).Says("one object").Output);
        Assert.Equal("01", (await scene.RunAsync("cat", "--range", "0-1", "s3://scene/d/a")).Exits(0).Output);
    }

    [Fact]
    public async Task Bucket_rm_says_what_holds_without_the_setting()
    {
        await using Scene scene = await Scene.BeginAsync();
        (await scene.RunAsync("bucket", "set", "request-payment", "s3://scene", "{\"Payer\":\"Requester\"}", "--yes")).Exits(0);
        Assert.Contains("without one this holds: {\"Payer\":\"BucketOwner\"}", (await scene.RunAsync("bucket", "rm", "request-payment", "s3://scene", "--yes")).Exits(0).Output, StringComparison.Ordinal);
        (await scene.RunAsync("bucket", "set", "encryption", "s3://scene", "{\"Rules\":[{\"ApplyServerSideEncryptionByDefault\":{\"SSEAlgorithm\":\"aws:kms\"}}]}")).Exits(0);
        string removed = (await scene.RunAsync("bucket", "rm", "encryption", "s3://scene", "--yes")).Exits(0).Output;
        bool isTold = scene.Client.GetBucketDocument(Scene.Bucket, "encryption", default).Error is null;
        Assert.Equal(isTold, removed.Contains("without one this holds", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Access_and_why_tell_missing_removed_archived_and_prefixes_apart_and_know_what_they_could_not_ask()
    {
        await using Scene scene = await Scene.BeginAsync(new EndpointOptions { Accounts = [new EndpointAccount("guest", "guestaccess", "guestsecret0123456789")] });
        scene.Put("dir/x", "text");
        _ = scene.Client.PutBucketVersioning(Scene.Bucket, enabled: true, default).Value;
        scene.Put("gone", "text");
        _ = scene.Client.DeleteObject(new DeleteObjectRequest(Scene.Bucket, new ObjectKey("gone")), default).Value;
        string marker = scene.Client.ListObjectVersions(new ListObjectsRequest(Scene.Bucket) { Prefix = new ObjectKey("gone") }, default).Value.Objects.Single(static found => found.Version!.IsDeleteMarker).Version!.Id;
        Assert.Contains("there is no such object", await ReadRowAsync(scene, "s3://scene/none"), StringComparison.Ordinal);
        Assert.Contains("only others below it", await ReadRowAsync(scene, "s3://scene/dir/"), StringComparison.Ordinal);
        Assert.Contains($"a delete marker hides it (version {marker}", await ReadRowAsync(scene, "s3://scene/gone"), StringComparison.Ordinal);
        Assert.Contains("that version is a delete marker", await ReadRowAsync(scene, $"s3://scene/gone?versionId={marker}"), StringComparison.Ordinal);
        Assert.Contains((await scene.RunAsync("why", "s3://scene/gone")).Exits(0).Lines, line => line.Contains($"version {marker}", StringComparison.Ordinal));
        Assert.Contains("This version is a delete marker", (await scene.RunAsync("why", $"s3://scene/gone?versionId={marker}")).Exits(0).Output, StringComparison.Ordinal);
        Assert.Equal(["This is a prefix, and no object has its name; there are objects below it.", "Ask of one of them, such as sluice why s3://scene/dir/x."], (await scene.RunAsync("why", "s3://scene/dir/")).Exits(0).Lines[^2..]);
        // A secret that is wrong says nothing of what its owner may do.
        scene.Environment["AWS_CONFIG_FILE"] = scene.Write("config", $"[profile guest]\naws_access_key_id = guestaccess\naws_secret_access_key = wrong\nendpoint_url = {scene.Server.Url}\n");
        string[] guest = [.. (await scene.RunAsync("access", "s3://scene/dir/x", "--as", "guest")).Exits(0).Lines.Where(static line => line.Contains(" guest ", StringComparison.Ordinal))];
        Assert.Equal(3, guest.Length);
        Assert.All(guest, static line => Assert.Contains("?      these credentials are not taken", line, StringComparison.Ordinal));
        // An archive may be read by whoever is told that it is one.
        scene.Deviate(instead: static request => request.Method == "GET" && request.Path.EndsWith("/x", StringComparison.Ordinal) && request.Query.Length == 0 ? StoreAnswer.Error(403, "InvalidObjectState") : null);
        Assert.Contains("yes    it is archived", await ReadRowAsync(scene, "s3://scene/dir/x"), StringComparison.Ordinal);
        scene.Environment["AWS_ENDPOINT_URL"] = "http://127.0.0.1:1";
        (await scene.RunAsync("access", "s3://scene/dir/x")).Exits(3);
        (await scene.RunAsync("why", "s3://scene/dir/x")).Exits(3);
    }

    static async Task<string> ReadRowAsync(Scene scene, string location) =>
        (await scene.RunAsync("access", location)).Exits(0).Lines.Single(static line => line.StartsWith("read   you", StringComparison.Ordinal));

    [Fact]
    public async Task A_class_that_is_none_is_refused_before_an_object_is_copied_onto_itself()
    {
        await using Scene scene = await Scene.BeginAsync();
        scene.Put("a", "1");
        scene.Server.Requests.Reset();
        (await scene.RunAsync("meta", "set", "s3://scene/a", "--storage-class", "STANDART_IA")).Exits(2).Says("there is no such class; there are STANDARD, STANDARD_IA", "Did you mean STANDARD_IA?");
        Assert.Equal(0, scene.Server.Requests.Total);
    }

    [Fact]
    public async Task No_file_that_is_there_is_overwritten_unasked()
    {
        await using Scene scene = await Scene.BeginAsync();
        scene.Put("a", "1");
        (await scene.RunAsync("bucket", "set", "tagging", "s3://scene", "{\"TagSet\":[{\"Key\":\"a\",\"Value\":\"1\"}]}")).Exits(0);
        foreach (string[] command in (string[][])[["bucket", "get", "tagging", "s3://scene"], ["acl", "get", "s3://scene/a"]])
        {
            string file = scene.Write("mine.json", "mine");
            (await scene.RunAsync([.. command, file])).Exits(2).Says("there already", "--force");
            Assert.Equal("mine", await File.ReadAllTextAsync(file));
            (await scene.RunAsync([.. command, file, "--force"])).Exits(0);
            Assert.StartsWith("{", await File.ReadAllTextAsync(file), StringComparison.Ordinal);
        }
        (await scene.RunAsync("job", "create", "s3://scene/jobs/one", "--", "cp", "s3://scene/a*", "s3://scene/to/")).Exits(0);
        (await scene.RunAsync("job", "run", "s3://scene/jobs/one")).Exits(0);
        scene.Write("proof.csv.sha256", "mine");
        (await scene.RunAsync("job", "report", "s3://scene/jobs/one", "--proof", "proof.csv")).Exits(2).Says("proof.csv.sha256: the file is there already");
        Assert.StartsWith("{\"type\":\"error\"", (await scene.RunAsync("job", "report", "s3://scene/jobs/one", "--json")).Exits(2).Says("CSV").Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Yaml_in_the_place_of_a_file_is_told_to_be_none()
    {
        await using Scene scene = await Scene.BeginAsync();
        (await scene.RunAsync("bucket", "set", "versioning", "s3://scene", "Status: Enabled")).Exits(2).Says("there is no such file", "is JSON, such as", "standard input");
    }

    [Fact]
    public async Task Checksums_of_several_sources_have_the_names_that_cp_gives_their_files()
    {
        await using Scene scene = await Scene.BeginAsync();
        _ = scene.Client.CreateBucket("second", null, default).Value;
        scene.Put("same", "one");
        scene.Put("second", "same", "two"u8.ToArray());
        (await scene.RunAsync("cp", "-r", "s3://scene", "s3://second", "down/")).Exits(0);
        CommandResult checkedLines = await scene.ScriptAsync("sluice checksum -r --algorithm sha256 --read s3://scene s3://second > SUMS && cd down && sha256sum -c ../SUMS");
        Assert.Equal(["scene/same: OK", "second/same: OK"], checkedLines.Exits(0).Lines.Order(StringComparer.Ordinal));
        (await scene.RunAsync("checksum", "s3://scene/same", "s3://second/same")).Exits(2).Says("Two sources have the name same");
    }

    [Fact]
    public async Task Find_print0_gives_names_to_files_from0_whatever_they_are()
    {
        await using Scene scene = await Scene.BeginAsync();
        foreach (string name in (string[])["d/plain", "d/line\nbreak", "d/bell\a", @"d/back\slash"])
            scene.Put(name, "1");
        scene.Put("d/keep", "long enough");
        (await scene.ScriptAsync("sluice find s3://scene/d/ --max-size 1B --print0 | sluice rm --files-from0 - s3://scene/d/")).Exits(0);
        Assert.Equal(["d/keep"], scene.Keys());
        (await scene.RunAsync("find", "s3://scene/d/", "--print0", "--json")).Exits(2).Says("exclude each other");
        // Names below s3://scene/d are not those that begin with d.
        (await scene.RunAsync("find", "s3://scene/d", "--print0")).Exits(2).Says("end s3://scene/d with a slash");
    }

    [Fact]
    public async Task Find_print0_leaves_out_the_object_of_the_prefix_itself_and_says_so()
    {
        await using Scene scene = await Scene.BeginAsync();
        scene.Put("logs/", "");
        scene.Put("logs/a", "1");
        CommandResult found = (await scene.RunAsync("find", "s3://scene/logs/", "--print0")).Exits(0).Says("s3://scene/logs/: the object that has the name of the prefix itself is not in the list");
        Assert.Equal("a\0", found.Output);
        (await scene.RunAsync("find", "s3://scene/logs/", "--min-size", "1B", "--print0")).Exits(0).SaysNot("not in the list");
    }

    [Fact]
    public async Task An_undo_says_what_its_command_does_not_bring_back()
    {
        (Scene scene, Func<DateTimeOffset> tick) = await VersionedScene.BeginAsync();
        await using Scene _ = scene;
        scene.Put("d/a", "1");
        string before = VersionedScene.Text(tick());
        (await scene.RunAsync("rm", "-r", "s3://scene/d/")).Exits(0).Says("can come back: sluice undo", "written after that time", "sluice ls --versions");
        tick();
        (await scene.RunAsync("undo", "s3://scene/d/", "--to", before, "--remove-markers")).Exits(0).Says("Delete markers that were removed are not kept").SaysNot("What was there before is kept");
        Assert.Equal(["d/a"], scene.Keys());
    }

    [Fact]
    public async Task Tags_that_somebody_else_changes_meanwhile_are_a_failure_by_name()
    {
        await using Scene scene = await Scene.BeginAsync();
        scene.Put("a", "1");
        int writes = 0;
        // Between the write and the look afterwards.
        scene.Deviate(change: (request, answer) =>
        {
            if (request.Method == "PUT" && request.Asks("tagging") && Interlocked.Increment(ref writes) == 1)
                _ = scene.Client.PutObjectTagging(Scene.Bucket, new ObjectKey("a"), [new("theirs", "2")], default).Value;
        });
        (await scene.RunAsync("tag", "add", "s3://scene/a", "mine=1")).Exits(1).Says("somebody else changed them meanwhile", "The store says that it has set mine=1, and it has theirs=2");
        (await scene.RunAsync("tag", "add", "s3://scene/a", "mine=1", "--no-journal")).Exits(0);
    }

    [Fact]
    public async Task A_list_that_ends_within_a_name_removes_nothing_by_that_name()
    {
        await using Scene scene = await Scene.BeginAsync();
        scene.Put("d/a", "a");
        scene.Put("d/b", "b");
        scene.Put("d/b2", "b2");
        (await scene.RunAsync(["rm", "--files-from0", "-", "s3://scene/d/"], "a\0b"u8.ToArray())).Exits(1).Says("without a NUL behind its last name");
        Assert.Equal(["d/b", "d/b2"], scene.Keys());
    }

    [Fact]
    public async Task What_cannot_be_meant_is_refused_before_the_first_request()
    {
        await using Scene scene = await Scene.BeginAsync();
        scene.Put("d/a", "a");
        scene.Server.Requests.Reset();
        (await scene.RunAsync("acl", "set", "-r", "s3://scene/d/", "--acl", "bogus")).Exits(2).Says("no such canned ACL", "public-read");
        (await scene.RunAsync("undo", "s3://scene/d/", "--to", "2999-01-01")).Exits(2).Says("still to come");
        Assert.Equal(0, scene.Server.Requests.Total);
    }
}
