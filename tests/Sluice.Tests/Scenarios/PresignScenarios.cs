using System.Text.Json;
using Sluice.S3;

namespace Sluice.Tests.Scenarios;

public sealed class PresignScenarios
{
    [Fact]
    public async Task Curl_reads_writes_heads_and_removes_by_presigned_urls()
    {
        await using Scene scene = await Scene.BeginAsync();
        scene.Put("a b/ä+%.txt", "content");
        string url = (await scene.RunAsync("presign", "s3://scene/a b/ä+%.txt", "--response-header", "content-disposition=attachment; filename=\"x y\"", "--response-header", "content-type=text/x")).Exits(0).Lines.Single();
        CommandResult got = await scene.ScriptAsync($"curl -sf -D headers '{url}'");
        Assert.Equal("content", got.Exits(0).Output);
        string headers = await File.ReadAllTextAsync(scene.Path("headers"));
        Assert.Contains("content-disposition: attachment; filename=\"x y\"", headers, StringComparison.OrdinalIgnoreCase);
        Assert.Contains("content-type: text/x", headers, StringComparison.OrdinalIgnoreCase);

        string head = (await scene.RunAsync("presign", "--method", "HEAD", "s3://scene/a b/ä+%.txt")).Exits(0).Lines.Single();
        Assert.Contains("content-length: 7", (await scene.ScriptAsync($"curl -sfI '{head}'")).Exits(0).Output, StringComparison.OrdinalIgnoreCase);
        // It allows that and nothing else.
        Assert.Equal("403", (await scene.ScriptAsync($"curl -s -o /dev/null -w '%{{http_code}}' '{head}'")).Output);

        string put = (await scene.RunAsync("presign", "--method", "PUT", "--content-type", "application/x-thing", "s3://scene/up")).Exits(0).Lines.Single();
        scene.Write("file", "sent");
        Assert.Equal("403", (await scene.ScriptAsync($"curl -s -o /dev/null -w '%{{http_code}}' -T file -H 'Content-Type: other/type' '{put}'")).Output);
        (await scene.ScriptAsync($"curl -sf -T file -H 'Content-Type: application/x-thing' '{put}'")).Exits(0);
        Assert.Equal("sent"u8.ToArray(), scene.Get("up"));
        Assert.Equal("application/x-thing", scene.Head("up").Attributes.ContentType);

        string delete = (await scene.RunAsync("presign", "--method", "DELETE", "s3://scene/up")).Exits(0).Lines.Single();
        (await scene.ScriptAsync($"curl -sf -X DELETE '{delete}'")).Exits(0);
        Assert.Equal(["a b/ä+%.txt"], scene.Keys());
    }

    [Fact]
    public async Task A_presigned_url_names_a_version()
    {
        await using Scene scene = await Scene.BeginAsync();
        _ = scene.Client.PutBucketVersioning(Scene.Bucket, enabled: true, default).Value;
        scene.Put("a", "one");
        string first = scene.Head("a").VersionId!;
        scene.Put("a", "two");
        string url = (await scene.RunAsync("presign", $"s3://scene/a?versionId={first}")).Exits(0).Lines.Single();
        Assert.Equal("one", (await scene.ScriptAsync($"curl -sf '{url}'")).Exits(0).Output);
        string remove = (await scene.RunAsync("presign", "--method", "DELETE", $"s3://scene/a?versionId={first}")).Exits(0).Lines.Single();
        (await scene.ScriptAsync($"curl -sf -X DELETE '{remove}'")).Exits(0);
        Assert.Single(scene.Client.ListObjectVersions(new ListObjectsRequest(Scene.Bucket), default).Value.Objects);
        Assert.EndsWith($"/scene/a?versionId={first}", (await scene.RunAsync("url", $"s3://scene/a?versionId={first}")).Exits(0).Lines.Single(), StringComparison.Ordinal);
        (await scene.RunAsync("presign", "--method", "PUT", $"s3://scene/a?versionId={first}")).Exits(2).Says("new version");
    }

    [Fact]
    public async Task A_prefix_becomes_many_urls_line_by_line()
    {
        await using Scene scene = await Scene.BeginAsync();
        foreach (string key in new[] { "d/1", "d/2.tmp", "d/3", "e" })
            scene.Put(key, key);
        string[] urls = (await scene.RunAsync("presign", "-r", "s3://scene/d", "--exclude", "*.tmp")).Exits(0).Lines;
        Assert.Equal(2, urls.Length);
        Assert.Equal("d/3", (await scene.ScriptAsync($"curl -sf '{urls[1]}'")).Exits(0).Output);
        JsonElement json = (await scene.RunAsync("presign", "--json", "--expires", "7d", "s3://scene/e")).Exits(0).Json.Single();
        Assert.Equal(("url", "e", "GET"), (json.GetProperty("type").GetString(), json.GetProperty("key").GetString(), json.GetProperty("method").GetString()));
        Assert.InRange(json.GetProperty("expires").GetDateTimeOffset(), DateTimeOffset.UtcNow.AddDays(6.9), DateTimeOffset.UtcNow.AddDays(7));
        Assert.Equal(3, (await scene.RunAsync("url", "s3://scene/d/*")).Exits(0).Lines.Length);
        (await scene.RunAsync("presign", "-r", "s3://scene/none/")).Exits(1).Says("nothing is there");
    }

    [Fact]
    public async Task Addresses_are_of_the_partition_and_the_style()
    {
        await using Scene scene = await Scene.BeginAsync();
        scene.Environment["AWS_ENDPOINT_URL"] = null;
        Assert.Equal("https://bucket.s3.eu-central-1.amazonaws.com/a%20b", await UrlAsync("--region", "eu-central-1"));
        Assert.Equal("https://bucket.s3.cn-north-1.amazonaws.com.cn/a%20b", await UrlAsync("--region", "cn-north-1"));
        Assert.Equal("https://bucket.s3.us-gov-west-1.amazonaws.com/a%20b", await UrlAsync("--region", "us-gov-west-1"));
        Assert.Equal("https://s3.eu-central-1.amazonaws.com/bucket/a%20b", await UrlAsync("--region", "eu-central-1", "--addressing-style", "path"));
        Assert.Equal("http://bucket.store.example:9000/a%20b", await UrlAsync("--endpoint-url", "http://store.example:9000", "--addressing-style", "virtual"));
        Assert.StartsWith("https://bucket.s3.cn-north-1.amazonaws.com.cn/a%20b?X-Amz-Algorithm=AWS4-HMAC-SHA256&", (await scene.RunAsync("presign", "s3://bucket/a b", "--region", "cn-north-1")).Exits(0).Lines.Single(), StringComparison.Ordinal);

        async Task<string> UrlAsync(params string[] options) => (await scene.RunAsync(["url", "s3://bucket/a b", .. options])).Exits(0).Lines.Single();
    }

    [Fact]
    public async Task Presign_never_prints_what_is_expired_on_arrival()
    {
        await using Scene scene = await Scene.BeginAsync();
        string program = scene.Write("keys.sh", "#!/bin/bash\necho '{\"Version\":1,\"AccessKeyId\":\"AKIA\",\"SecretAccessKey\":\"secret\",\"SessionToken\":\"t\",\"Expiration\":\"'$(date -u -d \"$1\" +%FT%TZ)'\"}'\n");
        scene.Write("config", $"[profile soon]\ncredential_process = bash {program} '+30 minutes'\n");
        scene.Environment["AWS_CONFIG_FILE"] = scene.Path("config");
        CommandResult cut = (await scene.RunAsync("presign", "--profile", "soon", "--expires", "2h", "s3://scene/a")).Exits(0).Says("The credentials end at");
        scene.Environment["TZ"] = "Asia/Kathmandu";
        Assert.Matches(@"The credentials end at [0-9-]+ [0-9:]+ \+05:45, ", (await scene.RunAsync("presign", "--profile", "soon", "--expires", "2h", "s3://scene/a")).Exits(0).Error);
        Assert.Matches(@"The credentials end at [0-9-]+ [0-9:]+ UTC, ", (await scene.RunAsync("presign", "--profile", "soon", "--expires", "2h", "s3://scene/a", "--utc")).Exits(0).Error);
        int seconds = int.Parse(cut.Output.Split("X-Amz-Expires=")[1].Split('&')[0], System.Globalization.CultureInfo.InvariantCulture);
        Assert.InRange(seconds, 25 * 60, 30 * 60);
        scene.Environment["AWS_SESSION_TOKEN"] = "t";
        (await scene.RunAsync("presign", "s3://scene/a")).Exits(0).Says("do not say when they end");
        (await scene.RunAsync("presign", "--expires", "8d", "s3://scene/a")).Exits(2).Says("1 second to 7 days");
        (await scene.RunAsync("presign", "--expires", "0s", "s3://scene/a")).Exits(2).Says("1 second to 7 days");
        (await scene.RunAsync("presign", "--no-sign-request", "s3://scene/a")).Exits(3).Says("without credentials");
    }
}
