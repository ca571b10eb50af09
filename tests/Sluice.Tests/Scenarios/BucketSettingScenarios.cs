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

    [Fact]
    public async Task A_document_that_says_the_same_is_not_sent_and_another_order_is_where_order_decides()
    {
        await using Scene scene = await Scene.BeginAsync();
        const string one = "{\"AllowedMethods\":[\"GET\"],\"AllowedOrigins\":[\"https://a\"]}", other = "{\"AllowedMethods\":[\"PUT\"],\"AllowedOrigins\":[\"*\"]}";
        (await scene.RunAsync("bucket", "set", "cors", "s3://scene", $"{{\"CORSRules\":[{one},{other}]}}")).Exits(0);
        string[] moved = (await scene.RunAsync("bucket", "set", "cors", "s3://scene", $"{{\"CORSRules\":[{other},{one}]}}", "--diff")).Exits(0).Lines;
        Assert.Equal(["reorders CORSRules: rule 2 moves to 1", "Set cors of s3://scene/."], moved);
        Assert.Equal("*", JsonDocument.Parse((await scene.RunAsync("bucket", "get", "cors", "s3://scene")).Output).RootElement.GetProperty("CORSRules")[0].GetProperty("AllowedOrigins")[0].GetString());
        // The endpoint gives each notification an id, as S3 does.
        const string told = "{\"QueueConfigurations\":[{\"QueueArn\":\"arn:aws:sqs:us-east-1:123456789012:q\",\"Events\":[\"s3:ObjectCreated:*\",\"s3:ObjectRemoved:*\"]}]}";
        Assert.Empty((await scene.RunAsync("bucket", "set", "notification", "s3://scene", told)).Exits(0).Error);
        Assert.Contains("is set already", (await scene.RunAsync("bucket", "set", "notification", "s3://scene", told)).Exits(0).Output, StringComparison.Ordinal);
        Assert.Contains("adds QueueConfigurations[", (await scene.RunAsync("bucket", "set", "notification", "s3://scene", told.Replace("\"s3:ObjectRemoved:*\"", "\"s3:ObjectRemoved:*\",\"s3:ObjectTagging:*\"", StringComparison.Ordinal), "--diff", "--dry-run")).Exits(0).Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_is_there_already_and_makes_the_store_refuse_a_document_is_told_before_it_is_sent()
    {
        await using Scene scene = await Scene.BeginAsync();
        foreach (string[] run in new string[][] { [], ["--dry-run"], ["--yes"] })
        {
            (await scene.RunAsync(["bucket", "set", "object-lock", "s3://scene", "{\"ObjectLockEnabled\":\"Enabled\"}", .. run])).Exits(2).Says("object lock needs versioning", "sluice bucket set versioning s3://scene Enabled");
            (await scene.RunAsync(["bucket", "set", "logging", "s3://scene", "{\"LoggingEnabled\":{\"TargetBucket\":\"nowhere\",\"TargetPrefix\":\"\"}}", .. run])).Exits(2).Says("there is no bucket 'nowhere'");
        }
        _ = scene.Client.CreateBucket("logs-of-scene", null, default).Value;
        (await scene.RunAsync("bucket", "set", "logging", "s3://scene", "{\"LoggingEnabled\":{\"TargetBucket\":\"logs-of-scene\",\"TargetPrefix\":\"\"}}", "--dry-run")).Exits(0);
        (await scene.RunAsync("bucket", "set", "request-payment", "s3://logs-of-scene", "requester", "--yes")).Exits(0);
        (await scene.RunAsync("bucket", "set", "logging", "s3://scene", "{\"LoggingEnabled\":{\"TargetBucket\":\"logs-of-scene\",\"TargetPrefix\":\"\"}}", "--dry-run")).Exits(2).Says("whoever asks pays in 'logs-of-scene'");
        (await scene.RunAsync("bucket", "set", "public-access-block", "s3://scene", "{\"BlockPublicPolicy\":true}")).Exits(0);
        (await scene.RunAsync("bucket", "set", "policy", "s3://scene", "{\"Version\":\"2012-10-17\",\"Statement\":[{\"Effect\":\"Allow\",\"Principal\":\"*\",\"Action\":\"s3:GetObject\",\"Resource\":\"arn:aws:s3:::scene/*\"}]}", "--dry-run")).Exits(2).Says("BlockPublicPolicy");
        (await scene.RunAsync("acl", "set", "s3://scene", "--acl", "public-read", "--yes")).Exits(0);
        (await scene.RunAsync("bucket", "set", "ownership", "s3://scene", "BucketOwnerEnforced", "--yes")).Exits(2).Says("READ to anybody", "sluice acl set s3://scene --acl private");
        (await scene.RunAsync("bucket", "set", "notification", "s3://scene", "{\"QueueConfigurations\":[{\"QueueArn\":\"arn:aws:sqs:eu-west-1:123456789012:q\",\"Events\":[\"s3:ObjectCreated:*\"]}]}", "--dry-run")).Exits(2).Says("lies in region eu-west-1, and the bucket in us-east-1");
        (await scene.RunAsync("bucket", "set", "versioning", "s3://scene", "{\"MFADelete\":\"Enabled\"}")).Exits(2).Says("with a code of a device in a header");
        // What may not be asked is unknown, and no obstacle.
        scene.Deviate(instead: static request => request.Method == "HEAD" && request.Path == "/secret" ? new Support.StoreAnswer(403) : null);
        (await scene.RunAsync("bucket", "set", "logging", "s3://scene", "{\"LoggingEnabled\":{\"TargetBucket\":\"secret\",\"TargetPrefix\":\"\"}}", "--dry-run")).Exits(0);
    }

    [Fact]
    public async Task A_dangerous_lifecycle_says_how_much_goes_now_and_soon()
    {
        await using Scene scene = await Scene.BeginAsync();
        foreach (string key in new[] { "a", "b", "c" })
            scene.Put(key, "12345");
        const string all = "{\"Rules\":[{\"ID\":\"t\",\"Status\":\"Enabled\",\"Filter\":{},\"Expiration\":{\"Days\":1}}]}";
        (await scene.RunAsync("bucket", "set", "lifecycle", "s3://scene", all)).Exits(2).Says("matches every object: it is removed 1 day after it was written (0 objects of 0 B at once, 3 objects of 15 B within 30 days)", "--yes");
        (await scene.RunAsync("bucket", "set", "lifecycle", "s3://scene", all.Replace("\"Days\":1", "\"Date\":\"2020-01-01\"", StringComparison.Ordinal), "--dry-run")).Exits(0).Says("3 objects of 15 B at once, 0 objects of 0 B within 30 days");
        JsonElement line = (await scene.RunAsync("bucket", "set", "lifecycle", "s3://scene", all.Replace("\"Days\":1", "\"Days\":90", StringComparison.Ordinal), "--max-delete", "2", "--dry-run", "--json")).Exits(0).Json.Single();
        Assert.Equal(["0 objects of 0 B at once, 0 objects of 0 B within 30 days, 3 objects of 15 B later"], line.GetProperty("dangers").EnumerateArray().Select(static danger => danger.GetString()!.Split('(', ')')[1]).Distinct());
        scene.Deviate(instead: static request => request.Asks("list-type") ? Support.StoreAnswer.Error(403, "AccessDenied") : null);
        (await scene.RunAsync("bucket", "set", "lifecycle", "s3://scene", all)).Exits(2).Says("how many cannot be told");
    }

    [Fact]
    public async Task A_word_stands_for_the_document_that_says_no_more()
    {
        await using Scene scene = await Scene.BeginAsync();
        (await scene.RunAsync("bucket", "set", "versioning", "s3://scene", "enabled")).Exits(0);
        Assert.Equal(VersioningStatus.Enabled, scene.Client.GetBucketVersioning(Scene.Bucket, default).Value);
        (await scene.RunAsync("bucket", "set", "versioning", "s3://scene", "on")).Exits(2).Says("There is no file on, and versioning is one of Enabled, Suspended.");
        (await scene.RunAsync("bucket", "set", "encryption", "s3://scene", "aws:kms", "--dry-run")).Exits(0);
        scene.Write("enabled", "{\"Status\":\"Suspended\"}");
        (await scene.RunAsync("bucket", "set", "versioning", "s3://scene", "enabled")).Exits(2).Says("suspends versioning");
    }

    [Fact]
    public async Task The_end_of_acls_names_who_loses_what_and_needs_yes()
    {
        await using Scene scene = await Scene.BeginAsync();
        scene.Put("open", "12345");
        scene.Put("closed", "1");
        (await scene.RunAsync("acl", "set", "s3://scene/open", "--acl", "public-read", "--yes")).Exits(0);
        (await scene.RunAsync("bucket", "set", "ownership", "s3://scene", "BucketOwnerEnforced")).Exits(2).Says("ends what they grant to others: 'open' grants READ to anybody (2 objects of 6 B)", "--yes");
        (await scene.RunAsync("bucket", "set", "ownership", "s3://scene", "BucketOwnerEnforced", "--yes")).Exits(0);
    }

    [Fact]
    public async Task Blanks_and_carriage_returns_of_a_prefix_come_back_as_they_were_sent()
    {
        await using Scene scene = await Scene.BeginAsync();
        foreach (string prefix in new[] { "logs\\r", "a\\r\\nb\\t", " " })
        {
            (await scene.RunAsync("bucket", "set", "lifecycle", "s3://scene", $"{{\"Rules\":[{{\"ID\":\"r\",\"Status\":\"Enabled\",\"Filter\":{{\"Prefix\":\"{prefix}\"}},\"Expiration\":{{\"Days\":1}}}}]}}")).Exits(0);
            Assert.Contains($"\"Prefix\": \"{prefix}\"", (await scene.RunAsync("bucket", "get", "lifecycle", "s3://scene")).Exits(0).Output, StringComparison.Ordinal);
        }
    }

    [Theory]
    [InlineData("<Prefix>logs/</Prefix>", "Prefix 'log/' was sent; Prefix 'logs/' is told")]
    [InlineData("<And><Prefix>log/</Prefix><Tag><Key>a</Key><Value>b</Value></Tag></And>", "Prefix 'log/' with tag 'a' 'b' is told")]
    [InlineData("", "Prefix '' is told")]
    public async Task A_store_that_keeps_a_rule_for_other_keys_than_were_sent_is_told_of_as_a_failure(string filter, string says)
    {
        await using Scene scene = await Scene.BeginAsync();
        bool isPut = false;
        scene.Deviate(instead: request =>
        {
            if (!request.Target.Contains("?lifecycle", StringComparison.Ordinal))
                return null;
            isPut |= request.Method == "PUT";
            return isPut && request.Method == "GET" ? new Support.StoreAnswer(200, $"<LifecycleConfiguration><Rule><ID>r</ID><Status>Enabled</Status><Filter>{filter}</Filter><Expiration><Days>1</Days></Expiration></Rule></LifecycleConfiguration>") : null;
        });
        (await scene.RunAsync("bucket", "set", "lifecycle", "s3://scene", "{\"Rules\":[{\"ID\":\"r\",\"Status\":\"Enabled\",\"Filter\":{\"Prefix\":\"log/\"},\"Expiration\":{\"Days\":1}}]}")).Exits(1).Says("about other keys than were asked for", says);
    }

    [Theory]
    [InlineData("cors", "{\"CORSRules\":[{\"AllowedMethods\":[\"GET\"],\"AllowedOrigins\":[\"*\"]}]}", "")]
    [InlineData("notification", "{}", "")]
    [InlineData("lifecycle", "{\"Rules\":[{\"Status\":\"Enabled\",\"Filter\":{},\"Expiration\":{\"Days\":1}}]}", "<CORSConfiguration/>")]
    [InlineData("tagging", "{\"TagSet\":[{\"Key\":\"a\",\"Value\":\"b\"}]}", "<GetBucketWebsiteResponse/>")]
    public async Task An_answer_without_a_document_or_with_another_is_an_error_and_not_nothing(string what, string document, string body)
    {
        await using Scene scene = await Scene.BeginAsync();
        scene.Deviate(instead: request => request.Method == "GET" && request.Target.Contains($"?{what}", StringComparison.Ordinal) ? new Support.StoreAnswer(200, body) : null);
        string says = body.Length == 0 ? "with a document that cannot be read" : $"something else than the bucket's {what}";
        (await scene.RunAsync("bucket", "get", what, "s3://scene")).Exits(3).Says(says);
        (await scene.RunAsync("bucket", "rm", what, "s3://scene", "--yes")).Exits(3).Says(says);
        (await scene.RunAsync("bucket", "set", what, "s3://scene", document, "--yes")).Exits(3).Says(says);
    }

    [Fact]
    public async Task A_document_that_says_nothing_is_sent_where_none_is_and_removed_where_it_is()
    {
        await using Scene scene = await Scene.BeginAsync();
        foreach (string nothing in new[] { "{}", "{\"BlockPublicAcls\":false}" })
        {
            Assert.Contains("Set public-access-block", (await scene.RunAsync("bucket", "set", "public-access-block", "s3://scene", nothing)).Exits(0).Output, StringComparison.Ordinal);
            Assert.Contains("is set already", (await scene.RunAsync("bucket", "set", "public-access-block", "s3://scene", nothing)).Exits(0).Output, StringComparison.Ordinal);
            Assert.Contains("Removed public-access-block", (await scene.RunAsync("bucket", "rm", "public-access-block", "s3://scene")).Exits(0).Output, StringComparison.Ordinal);
            (await scene.RunAsync("bucket", "get", "public-access-block", "s3://scene")).Exits(1).Says("no public-access-block is set");
        }
        foreach (string kept in new[] { "notification", "logging" })
            Assert.Contains($"no {kept} is set", (await scene.RunAsync("bucket", "rm", kept, "s3://scene")).Exits(0).Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_document_in_UTF_16_is_read_by_its_mark_and_what_is_no_text_is_named()
    {
        await using Scene scene = await Scene.BeginAsync();
        const string rule = "{\"Rules\":[{\"ID\":\"r\",\"Status\":\"Enabled\",\"Filter\":{\"Prefix\":\"\u00e4/\"},\"Expiration\":{\"Days\":1}}]}";
        foreach (System.Text.Encoding encoding in new System.Text.Encoding[] { System.Text.Encoding.Unicode, System.Text.Encoding.BigEndianUnicode, System.Text.Encoding.UTF8 })
        {
            await File.WriteAllTextAsync(scene.Path("rules.json"), rule, encoding);
            (await scene.RunAsync("bucket", "set", "lifecycle", "s3://scene", "rules.json")).Exits(0);
            Assert.Contains("\"\u00e4/\"", (await scene.RunAsync("bucket", "get", "lifecycle", "s3://scene")).Exits(0).Output, StringComparison.Ordinal);
        }
        foreach ((byte[] bytes, string says) in new (byte[], string)[] { (new System.Text.UnicodeEncoding(false, false).GetBytes(rule), "does not begin with a byte order mark"), (System.Text.Encoding.Latin1.GetBytes(rule), "no text in UTF-8"), ([0xff, 0xfe, 0, 0, 1], "UTF-32") })
        {
            await File.WriteAllBytesAsync(scene.Path("rules.json"), bytes);
            (await scene.RunAsync("bucket", "set", "lifecycle", "s3://scene", "rules.json")).Exits(2).Says(says);
        }
    }
}
