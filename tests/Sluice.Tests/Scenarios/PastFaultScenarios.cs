using Sluice.S3;
using Sluice.Tests.Support;

namespace Sluice.Tests.Scenarios;

public sealed class PastFaultScenarios
{
    [Fact]
    public async Task What_a_suspended_bucket_has_lost_for_good_is_not_said_to_be_kept()
    {
        await using Scene scene = await Scene.BeginAsync();
        _ = scene.Client.PutBucketVersioning(Scene.Bucket, enabled: true, default).Value;
        scene.Put("d/old", "kept");
        _ = scene.Client.PutBucketVersioning(Scene.Bucket, enabled: false, default).Value;
        scene.Put("k", "gone for good");
        foreach (string name in (string[])["d/a", "d/b"])
            scene.Put(name, name);
        (await scene.RunAsync("rm", "s3://scene/k")).Exits(0).Says("Versioning is suspended", "1 object had without a version id is gone for good").SaysNot("can come back");
        Assert.Contains("gone for good", (await scene.RunAsync("why", "s3://scene/k")).SaysNot("undo").Output, StringComparison.Ordinal);
        (await scene.RunAsync("rm", "-r", "s3://scene/d/")).Exits(0).Says("gone for good").SaysNot("can come back");
        _ = scene.Client.DeleteObject(new DeleteObjectRequest(Scene.Bucket, new ObjectKey("d/old")), default).Value;
        CommandResult why = (await scene.RunAsync("why", "s3://scene/d/old")).Exits(0);
        Assert.Contains("1 older version is kept", why.Output, StringComparison.Ordinal);
        Assert.Contains("sluice ls --versions", why.Output, StringComparison.Ordinal);
        scene.Write("mirror/x", "x");
        scene.Put("d/y", "y");
        (await scene.RunAsync("sync", "--delete", "mirror", "s3://scene/d/")).Exits(0).Says("gone for good").SaysNot("can come back");
    }

    [Fact]
    public async Task An_undo_brings_back_access_and_its_dry_run_says_what_it_would_do()
    {
        (Scene scene, Func<DateTimeOffset> tick) = await VersionedScene.BeginAsync();
        await using Scene _ = scene;
        scene.Put("d/k", "1");
        (await scene.RunAsync("acl", "set", "s3://scene/d/k", "--acl", "public-read", "--yes")).Exits(0);
        string before = VersionedScene.Text(tick());
        scene.Put("d/k", "2");
        (await scene.RunAsync("undo", "s3://scene/d/", "--to", before)).Exits(0).Says("Restored 1 object").SaysNot("not kept");
        Assert.Contains("READ          anybody", (await scene.RunAsync("acl", "get", "s3://scene/d/k")).Exits(0).Output, StringComparison.Ordinal);
        // What is as it was is none of the plan.
        (await scene.RunAsync("undo", "s3://scene/d/", "--to", before, "--dry-run", "--no-journal")).Exits(0).Says("0 objects would be restored");
        (await scene.RunAsync("undo", "s3://scene/d/", "--to", before, "--no-journal")).Exits(0).Says("Restored 0 objects");
    }

    [Fact]
    public async Task An_undo_takes_the_key_that_objects_are_encrypted_with()
    {
        (Scene scene, Func<DateTimeOffset> tick) = await VersionedScene.BeginAsync();
        await using Scene _ = scene;
        scene.Write("key", new string('k', 32));
        scene.Write("one", "one");
        scene.Write("two", "two");
        (await scene.RunAsync("cp", "one", "s3://scene/d/k", "--sse-c-key-file", "key")).Exits(0);
        string before = VersionedScene.Text(tick());
        (await scene.RunAsync("cp", "two", "s3://scene/d/k", "--sse-c-key-file", "key")).Exits(0);
        (await scene.RunAsync("undo", "s3://scene/d/", "--to", before, "--sse-c-key-file", "key")).Exits(0).Says("Restored 1 object");
        Assert.Equal("one", (await scene.RunAsync("cat", "s3://scene/d/k", "--sse-c-key-file", "key")).Exits(0).Output);
    }

    [Fact]
    public async Task A_version_that_is_a_delete_marker_is_called_one()
    {
        await using Scene scene = await Scene.BeginAsync();
        _ = scene.Client.PutBucketVersioning(Scene.Bucket, enabled: true, default).Value;
        scene.Put("k", "1");
        (await scene.RunAsync("rm", "s3://scene/k")).Exits(0);
        string marker = scene.Client.ListObjectVersions(new ListObjectsRequest(Scene.Bucket), default).Value.Objects.First(static found => found.Version!.IsDeleteMarker).Version!.Id;
        foreach (string[] command in (string[][])[["head"], ["cat"], ["restore", "--days", "7"], ["tag", "get"], ["tag", "set"]])
            (await scene.RunAsync([.. command, $"s3://scene/k?versionId={marker}", .. command is ["tag", "set"] ? (string[])["a=1"] : []])).Exits(1).Says("delete marker").SaysNot("does not support");
    }

    [Fact]
    public async Task Documents_and_metadata_that_no_request_can_carry_are_refused_before_one()
    {
        await using Scene scene = await Scene.BeginAsync();
        scene.Put("k", "1");
        (await scene.RunAsync("meta", "set", "s3://scene/k", "x=\u001b[31mred", "--dry-run")).Exits(2).Says("control character");
        (await scene.RunAsync("bucket", "set", "tagging", "s3://scene", """{"TagSet": [{"Key": "a", "Value": "\u001b[31m"}]}""")).Exits(2).Says("XML cannot carry");
        (await scene.RunAsync("ls", "s3://scene", "--at", "2999-01-01")).Exits(2).Says("still to come");
        (await scene.RunAsync("bucket", "set", "policy", "s3://scene", ".")).Exits(2).Says("is a directory");
    }

    [Fact]
    public async Task An_address_that_others_would_shorten_is_warned_of()
    {
        await using Scene scene = await Scene.BeginAsync();
        scene.Put("b", "other");
        (await scene.RunAsync("url", "s3://scene/a/../b")).Exits(0).Says("take '.' and '..' out");
        (await scene.RunAsync("presign", "s3://scene/a/..b")).Exits(0).SaysNot("take '.'");
    }
}
