using System.Text.Json;
using Sluice.S3;

namespace Sluice.Tests.Scenarios;

public sealed class BucketSettingScenarios
{
    [Fact]
    public async Task Bucket_set_get_and_rm_take_a_document_in_and_out_as_json_and_yaml()
    {
        await using Scene scene = await Scene.BeginAsync();
        (await scene.RunAsync("bucket", "get", "lifecycle", "s3://scene")).Exits(1).Says("no lifecycle is set");
        scene.Write("rules.yaml", "Rules:\n- ID: old logs\n  Status: Enabled\n  Filter:\n    Prefix: logs/\n  Expiration:\n    Days: 30\n");
        CommandResult set = (await scene.RunAsync("bucket", "set", "lifecycle", "s3://scene", "rules.yaml", "--diff")).Exits(0);
        Assert.Equal("adds Rules[old logs]: {\"ID\":\"old logs\",\"Status\":\"Enabled\",\"Filter\":{\"Prefix\":\"logs/\"},\"Expiration\":{\"Days\":30}}\nSet lifecycle of s3://scene/.\n", set.Output);
        JsonElement told = JsonDocument.Parse((await scene.RunAsync("bucket", "get", "lifecycle", "scene")).Exits(0).Output).RootElement;
        Assert.Equal(30, told.GetProperty("Rules")[0].GetProperty("Expiration").GetProperty("Days").GetInt32());
        (await scene.RunAsync("bucket", "get", "lifecycle", "s3://scene", "copy.yml")).Exits(0);
        Assert.StartsWith("Rules:\n", await File.ReadAllTextAsync(scene.Path("copy.yml")), StringComparison.Ordinal);
        Assert.Contains("is set already", (await scene.RunAsync("bucket", "set", "lifecycle", "s3://scene", "copy.yml")).Exits(0).Output, StringComparison.Ordinal);
        Assert.Contains("removes Rules[old logs]", (await scene.RunAsync("bucket", "rm", "lifecycle", "s3://scene", "--diff")).Exits(0).Output, StringComparison.Ordinal);
        (await scene.RunAsync("bucket", "get", "lifecycle", "s3://scene")).Exits(1);
        (await scene.RunAsync(["bucket", "set", "tagging", "s3://scene", "-"], "{\"TagSet\":[{\"Key\":\"a\",\"Value\":\"1\"}]}"u8.ToArray())).Exits(0);
        JsonElement line = JsonDocument.Parse((await scene.RunAsync("bucket", "get", "tagging", "s3://scene", "--json")).Exits(0).Lines.Single()).RootElement;
        Assert.Equal(("bucket_setting", "tagging", "1"), (line.GetProperty("type").GetString(), line.GetProperty("setting").GetString(), line.GetProperty("document").GetProperty("TagSet")[0].GetProperty("Value").GetString()));
    }

    [Fact]
    public async Task A_document_with_problems_is_not_sent_and_every_problem_is_named()
    {
        await using Scene scene = await Scene.BeginAsync();
        scene.Write("cors.json", "{\"CORSRules\":[{\"AllowedMethods\":[\"FETCH\"],\"Origins\":[\"*\"]}]}");
        (await scene.RunAsync("bucket", "set", "cors", "s3://scene", "cors.json")).Exits(2).Says("there is no field CORSRules[0].Origins", "FETCH is not one of", "lacks AllowedOrigins");
        (await scene.RunAsync("bucket", "set", "cors", "s3://scene", "{broken")).Exits(2).Says("no JSON");
        scene.Write("two.yaml", "a: 1\n---\nb: 2\n");
        (await scene.RunAsync("bucket", "set", "cors", "s3://scene", "two.yaml")).Exits(2).Says("more than one document");
        scene.Write("alias.yaml", "a: &x 1\nb: *x\n");
        (await scene.RunAsync("bucket", "set", "cors", "s3://scene", "alias.yaml")).Exits(2).Says("anchors");
        (await scene.RunAsync("bucket", "set", "colour", "s3://scene", "x")).Exits(2).Says("there are versioning, policy");
        (await scene.RunAsync("bucket", "set", "cors", "s3://scene")).Exits(2).Says("Write sluice bucket set");
        (await scene.RunAsync("bucket", "rm", "versioning", "s3://scene")).Exits(2).Says("suspended");
        Assert.Equal(0, scene.Server.Requests.Total);
    }

    [Fact]
    public async Task What_opens_locks_out_or_loses_says_how_much_and_needs_yes()
    {
        await using Scene scene = await Scene.BeginAsync();
        scene.Put("open/a", "12345");
        scene.Put("open/b", "12345");
        scene.Put("closed", "1");
        scene.Write("open.json", "{\"Version\":\"2012-10-17\",\"Statement\":[{\"Sid\":\"all\",\"Effect\":\"Allow\",\"Principal\":\"*\",\"Action\":\"s3:GetObject\",\"Resource\":\"arn:aws:s3:::scene/open/*\"}]}");
        (await scene.RunAsync("bucket", "set", "policy", "s3://scene", "open.json")).Exits(2).Says("opens the bucket: statement 'all' lets anybody s3:GetObject (2 objects of 10 B below s3://scene/open/)", "--yes");
        (await scene.RunAsync("bucket", "set", "policy", "s3://scene", "open.json", "--dry-run")).Exits(0).Says("opens the bucket", "2 objects");
        (await scene.RunAsync("bucket", "get", "policy", "s3://scene")).Exits(1);
        (await scene.RunAsync("bucket", "set", "policy", "s3://scene", "open.json", "--yes")).Exits(0);
        (await scene.RunAsync("bucket", "set", "policy", "s3://scene", "{\"Statement\":[{\"Effect\":\"Deny\",\"Principal\":\"*\",\"Action\":\"s3:*\",\"Resource\":[\"arn:aws:s3:::scene\",\"arn:aws:s3:::scene/*\"]}]}")).Exits(2).Says("may lock its owner out", "3 objects of 11 B");

        (await scene.RunAsync("bucket", "set", "versioning", "s3://scene", "{\"Status\":\"Enabled\"}")).Exits(0);
        (await scene.RunAsync("bucket", "set", "versioning", "s3://scene", "{\"Status\":\"Suspended\"}")).Exits(2).Says("suspends versioning", "3 objects of 11 B", "--yes");
        Assert.Equal(VersioningStatus.Enabled, scene.Client.GetBucketVersioning(Scene.Bucket, default).Value);
        (await scene.RunAsync("bucket", "set", "versioning", "s3://scene", "{\"Status\":\"Suspended\"}", "-y")).Exits(0);

        (await scene.RunAsync("bucket", "set", "public-access-block", "s3://scene", "{\"RestrictPublicBuckets\":true}")).Exits(0);
        (await scene.RunAsync("bucket", "rm", "public-access-block", "s3://scene")).Exits(2).Says("ends RestrictPublicBuckets", "--yes");
        (await scene.RunAsync("bucket", "rm", "public-access-block", "s3://scene", "--yes")).Exits(0);
    }

    [Fact]
    public async Task A_lifecycle_that_would_remove_more_than_max_delete_is_asked_for()
    {
        await using Scene scene = await Scene.BeginAsync();
        foreach (string key in new[] { "tmp/a", "tmp/b", "tmp/c" })
            scene.Put(key, "12345");
        const string rule = "{\"Rules\":[{\"ID\":\"t\",\"Status\":\"Enabled\",\"Filter\":{\"Prefix\":\"tmp/\"},\"Expiration\":{\"Days\":1}}]}";
        (await scene.RunAsync("bucket", "set", "lifecycle", "s3://scene", rule, "--max-delete", "2")).Exits(2).Says("removes 3 objects of 15 B", "--max-delete 2", "--yes");
        (await scene.RunAsync("bucket", "set", "lifecycle", "s3://scene", rule, "--max-delete", "3")).Exits(0);
        (await scene.RunAsync("bucket", "set", "lifecycle", "s3://scene", rule.Replace("tmp/", "", StringComparison.Ordinal))).Exits(2).Says("matches every object");
    }

    [Fact]
    public async Task A_store_that_says_done_and_keeps_nothing_is_not_believed()
    {
        await using Scene scene = await Scene.BeginAsync();
        scene.Deviate(instead: static request => request.Method == "PUT" && request.Target.Contains("?cors", StringComparison.Ordinal) ? new Support.StoreAnswer(200) : null);
        (await scene.RunAsync("bucket", "set", "cors", "s3://scene", "{\"CORSRules\":[{\"AllowedMethods\":[\"GET\"],\"AllowedOrigins\":[\"*\"]}]}")).Exits(1).Says("answered that it is done, and tells no cors");
    }
}
