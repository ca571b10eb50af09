using System.Text.Json;
using Sluice.S3;

namespace Sluice.Tests.Scenarios;

public sealed class LifecycleScenarios
{
    [Fact]
    public async Task Lifecycle_explain_says_what_each_rule_removes_and_moves_and_when()
    {
        await using Scene scene = await Scene.BeginAsync();
        (await scene.RunAsync("lifecycle", "explain", "s3://scene")).Exits(1).Says("no lifecycle is set");
        scene.Put("tmp/a", "12345");
        scene.Put("tmp/b", "12345");
        scene.Put("keep", "1");
        _ = scene.Client.CreateMultipartUpload(new CreateMultipartUploadRequest(Scene.Bucket, new ObjectKey("tmp/u")), default).Value;
        scene.Write("rules.yaml", """
            Rules:
            - {ID: tmp, Status: Enabled, Filter: {Prefix: tmp/}, Expiration: {Days: 7}, AbortIncompleteMultipartUpload: {DaysAfterInitiation: 1}}
            - {ID: past, Status: Enabled, Filter: {Prefix: keep}, Expiration: {Date: 2020-01-01}}
            - {ID: none, Status: Enabled, Filter: {Prefix: nothing/}, Expiration: {Days: 1}}
            """);
        string[] lines = (await scene.RunAsync("lifecycle", "explain", "s3://scene", "rules.yaml")).Exits(0).Lines;
        Assert.Equal("tmp below s3://scene/tmp/:", lines[0]);
        Assert.StartsWith("  removes 2 objects of 10 B on 20", lines[1], StringComparison.Ordinal);
        Assert.StartsWith("  gives up 1 unfinished upload, whose parts are stored until then, on 20", lines[2], StringComparison.Ordinal);
        Assert.Equal(["past below s3://scene/keep:", "  removes 1 object of 1 B that is due", "none below s3://scene/nothing/: nothing that is there now", "all rules: removes 3 objects of 11 B that are there now, each counted once"], lines[3..]);

        (await scene.RunAsync("bucket", "set", "lifecycle", "s3://scene", "rules.yaml")).Exits(0);
        List<JsonElement> rows = (await scene.RunAsync("lifecycle", "explain", "s3://scene", "--json")).Exits(0).Json;
        Assert.Equal(["Remove 2 10", "AbortUpload 1 0", "Remove 0 0"], rows.Select(static row => $"{row.GetProperty("action")} {row.GetProperty("later")} {row.GetProperty("later_bytes")}"));
        (await scene.RunAsync("lifecycle", "explain", "s3://scene", "{\"Rules\":[{\"ID\":\"x\"}]}")).Exits(2).Says("lacks Status");
    }

    [Fact]
    public async Task Lifecycle_explain_counts_versions_and_names_markers_that_hide_nothing()
    {
        await using Scene scene = await Scene.BeginAsync();
        _ = scene.Client.PutBucketVersioning(Scene.Bucket, enabled: true, default).Value;
        scene.Put("a", "12");
        scene.Put("a", "123");
        _ = scene.Client.DeleteObject(new DeleteObjectRequest(Scene.Bucket, new ObjectKey("lonely")), default).Value;
        string[] lines = (await scene.RunAsync("lifecycle", "explain", "s3://scene", "{\"Rules\":[{\"ID\":\"v\",\"Status\":\"Enabled\",\"Filter\":{},\"Expiration\":{\"ExpiredObjectDeleteMarker\":true},\"NoncurrentVersionExpiration\":{\"NoncurrentDays\":3}}]}")).Exits(0).Lines;
        Assert.Equal("v:", lines[0]);
        Assert.StartsWith("  removes 1 older version of 2 B on 20", lines[1], StringComparison.Ordinal);
        Assert.Equal("  removes 1 delete marker that hides nothing that is due", lines[2]);
    }

    [Fact]
    public async Task Lifecycle_explain_and_max_delete_give_one_number_for_the_same_rules()
    {
        await using Scene scene = await Scene.BeginAsync();
        _ = scene.Client.PutBucketVersioning(Scene.Bucket, enabled: true, default).Value;
        foreach (string key in new[] { "a/x", "a/x", "a/x", "a/y", "a/y", "a/y" })
            scene.Put(key, "1");
        _ = scene.Client.DeleteObject(new DeleteObjectRequest(Scene.Bucket, new ObjectKey("a/y")), default).Value;
        foreach ((string newer, int all) in new[] { (",\"NewerNoncurrentVersions\":2", 3), (",\"NewerNoncurrentVersions\":1", 5), ("", 6) })
        {
            string rule = $"{{\"Rules\":[{{\"ID\":\"v\",\"Status\":\"Enabled\",\"Filter\":{{\"Prefix\":\"a/\"}},\"Expiration\":{{\"Date\":\"2020-01-01\"}},\"NoncurrentVersionExpiration\":{{\"NoncurrentDays\":1{newer}}}}}]}}";
            string said = $"removes or hides {all} versions of {all} B that are there now";
            Assert.Equal($"all rules: {said}, each counted once", (await scene.RunAsync("lifecycle", "explain", "s3://scene", rule)).Exits(0).Lines[^1]);
            (await scene.RunAsync("bucket", "set", "lifecycle", "s3://scene", rule, "--max-delete", "2")).Exits(2).Says(said);
        }
    }

    [Fact]
    public async Task What_aws_cli_shows_beside_the_rules_of_a_lifecycle_is_taken_kept_and_told()
    {
        await using Scene scene = await Scene.BeginAsync();
        scene.Put("small", "12345");
        string Lifecycle(string minimum) => $"{{\"TransitionDefaultMinimumObjectSize\":\"{minimum}\",\"Rules\":[{{\"ID\":\"m\",\"Status\":\"Enabled\",\"Filter\":{{}},\"Transitions\":[{{\"Days\":1,\"StorageClass\":\"GLACIER\"}}]}}]}}";
        (await scene.RunAsync("bucket", "set", "lifecycle", "s3://scene", Lifecycle("64K"))).Exits(2).Says("64K is not one of all_storage_classes_128K, varies_by_storage_class");
        Assert.Empty((await scene.RunAsync("bucket", "set", "lifecycle", "s3://scene", Lifecycle("varies_by_storage_class"))).Exits(0).Error);
        Assert.Contains("\"TransitionDefaultMinimumObjectSize\": \"varies_by_storage_class\"", (await scene.RunAsync("bucket", "get", "lifecycle", "s3://scene")).Exits(0).Output, StringComparison.Ordinal);
        Assert.Contains("is set already", (await scene.RunAsync("bucket", "set", "lifecycle", "s3://scene", Lifecycle("varies_by_storage_class"))).Exits(0).Output, StringComparison.Ordinal);
        Assert.StartsWith("  moves to GLACIER 1 object of 5 B on 20", (await scene.RunAsync("lifecycle", "explain", "s3://scene")).Exits(0).Lines[1], StringComparison.Ordinal);
        Assert.Equal("changes TransitionDefaultMinimumObjectSize from 'varies_by_storage_class' to 'all_storage_classes_128K'", (await scene.RunAsync("bucket", "set", "lifecycle", "s3://scene", Lifecycle("all_storage_classes_128K"), "--diff")).Exits(0).Lines[0]);
        // What is not said is what S3 does unless it is told.
        string unsaid = Lifecycle("x").Replace("\"TransitionDefaultMinimumObjectSize\":\"x\",", "", StringComparison.Ordinal);
        Assert.Contains("is set already", (await scene.RunAsync("bucket", "set", "lifecycle", "s3://scene", unsaid)).Exits(0).Output, StringComparison.Ordinal);
        Assert.StartsWith("  does not move to GLACIER 1 object", (await scene.RunAsync("lifecycle", "explain", "s3://scene", $"{{\"LifecycleConfiguration\":{unsaid}}}")).Exits(0).Lines[1], StringComparison.Ordinal);
    }

    [Fact]
    public async Task Lifecycle_explain_names_what_is_too_small_to_move()
    {
        await using Scene scene = await Scene.BeginAsync();
        scene.Put("small", "12345");
        scene.Put("large", new string('x', 128 << 10));
        const string rule = "{\"Rules\":[{\"ID\":\"m\",\"Status\":\"Enabled\",\"Filter\":{},\"Transitions\":[{\"Days\":1,\"StorageClass\":\"GLACIER\"}]}]}";
        string[] lines = (await scene.RunAsync("lifecycle", "explain", "s3://scene", rule)).Exits(0).Lines;
        Assert.StartsWith("  moves to GLACIER 1 object of 128 KiB on 20", lines[1], StringComparison.Ordinal);
        Assert.Equal("  does not move to GLACIER 1 object of 5 B below 128 KiB: too small without ObjectSizeGreaterThan or ObjectSizeLessThan in the rule", lines[2]);
        Assert.Contains("TooSmall", (await scene.RunAsync("lifecycle", "explain", "s3://scene", rule, "--json")).Exits(0).Output, StringComparison.Ordinal);
        Assert.DoesNotContain("does not move", (await scene.RunAsync("lifecycle", "explain", "s3://scene", rule.Replace("{}", "{\"ObjectSizeGreaterThan\":1}", StringComparison.Ordinal))).Exits(0).Output, StringComparison.Ordinal);
        (await scene.RunAsync("lifecycle", "explain", "s3://scene", rule.Replace("\"Days\":1", "\"Date\":\"2030-01-01T06:00:00Z\"", StringComparison.Ordinal))).Exits(2).Says("not midnight UTC");
    }
}
