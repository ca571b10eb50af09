using System.Globalization;
using Sluice.Endpoint;
using Sluice.S3;
using Sluice.S3.Credentials;
using Sluice.Tests.Support;

namespace Sluice.Tests.Scenarios;

public sealed class VerifyJobScenarios
{
    const string Job = "s3://scene/jobs/one";

    [Fact]
    public async Task Objects_that_stand_for_directories_are_compared_with_these_as_on_one_machine()
    {
        await using Scene scene = await Scene.BeginAsync();
        foreach (string key in new[] { "a", "dir/", "dir/x", "e/" })
            scene.Put($"from/{key}", key[^1] == '/' ? [] : [1]);
        (await scene.RunAsync("cp", "s3://scene/from/", "copy/")).Exits(0);
        (await scene.RunAsync("verify", "--one-way", "s3://scene/from/", "copy/")).Exits(0);
        (await scene.RunAsync("job", "create", Job, "--chunk-items", "2", "--", "verify", "--one-way", "s3://scene/from/", scene.Path("copy/"))).Exits(0);
        (await scene.RunAsync("work", Job)).Exits(0).Says("4 items done");
        Directory.Delete(scene.Path("copy/e"));
        (await scene.RunAsync("job", "create", $"{Job}-2", "--chunk-items", "2", "--", "verify", "--one-way", "s3://scene/from/", scene.Path("copy/"))).Exits(0);
        (await scene.RunAsync("work", $"{Job}-2")).Exits(4).Says("3 items done", "1 missing");
    }

    [Fact]
    public async Task A_verification_is_shared_among_workers_and_finds_in_two_stores_what_one_machine_finds()
    {
        await using Scene scene = await Scene.BeginAsync();
        await using EndpointServer other = await EndpointServer.StartAsync(new EndpointOptions(), CancellationToken.None);
        scene.Environment["AWS_CONFIG_FILE"] = scene.Write("config", $"[profile copy]\nregion = us-east-1\nendpoint_url = {other.Url}\n");
        scene.Environment["AWS_SHARED_CREDENTIALS_FILE"] = scene.Write("credentials", $"[copy]\naws_access_key_id = {other.AccessKey}\naws_secret_access_key = {other.SecretKey}\n");
        Fill(scene, 400);
        (await scene.RunAsync("mb", "s3://copy@copies")).Exits(0);
        (await scene.RunAsync("cp", "s3://scene/from/", "s3://copy@copies/to/")).Exits(0);
        await PutAsync("000", "of another size");
        await PutAsync("123", "CONTENT of 123");
        await PutAsync("399", "CONTENT of 399");
        await PutAsync("0605", "nobody asked for it");
        await PutAsync("zzz", "nor for this");
        (await scene.RunAsync("rm", "s3://copy@copies/to/124")).Exits(0);
        (await scene.RunAsync("rm", "s3://copy@copies/to/029")).Exits(0);
        string[] command = ["verify", "--one-way", "s3://scene/from/", "s3://copy@copies/to/"];

        (await scene.RunAsync(["job", "create", Job, "--lease", "2s", "--chunk-items", "30", "--", .. command])).Exits(0);
        using (CommandProcess killed = scene.Start("work", Job))
        {
            await Scene.UntilAsync(() => scene.Keys().Any(static key => key.StartsWith("jobs/one/leases/", StringComparison.Ordinal)));
            await killed.KillAsync();
        }
        await scene.RunAsync("job", "run", Job, "--workers", "2");
        CommandResult state = (await scene.RunAsync("job", "status", Job)).Exits(4);
        Assert.Contains("400 listed = 395 done + 2 missing + 3 changed + 0 pending", state.Output, StringComparison.Ordinal);
        string[] rows = (await scene.RunAsync("job", "report", Job)).Exits(0).Lines[1..];
        Assert.Equal(400, rows.Select(static row => row.Split(',')[1]).Distinct().Count());
        Assert.Equal(400, rows.Length);
        Assert.Equal(["from/000", "from/123", "from/399"], Keys(rows, "changed"));
        Assert.Equal(["from/029", "from/124"], Keys(rows, "missing"));
        CommandResult alone = (await scene.RunAsync([.. command, "--json"])).Exits(4);
        Assert.Equal(["000", "029", "123", "124", "399"], alone.Json.Where(static found => found.TryGetProperty("result", out System.Text.Json.JsonElement result) && result.GetString() is "different" or "only_in_a").Select(static found => found.GetProperty("name").GetString()!).Order(StringComparer.Ordinal));
        // What differs is no failure that comes right by itself.
        Assert.Contains("Nothing of it failed", (await scene.RunAsync("job", "retry", Job)).Exits(0).Output, StringComparison.Ordinal);

        // What one job has found is compared again by the next one, and nothing else.
        (await scene.RunAsync("cp", "s3://scene/from/", "s3://copy@copies/to/")).Exits(0);
        Assert.Contains("5 items", (await scene.RunAsync(["job", "create", "s3://scene/jobs/two", "--since", Job, "--", .. command])).Exits(0).Output, StringComparison.Ordinal);
        (await scene.RunAsync("job", "run", "s3://scene/jobs/two")).Exits(0);

        Task PutAsync(string name, string content) => Task.FromResult(new S3Client(new S3ClientOptions { Endpoint = other.Url, Credentials = CredentialSource.Static(other.AccessKey, other.SecretKey) })
            .PutObject(new PutObjectRequest("copies", new ObjectKey("to/" + name), new MemoryBody(System.Text.Encoding.UTF8.GetBytes(content))), CancellationToken.None).Value);
    }

    [Fact]
    public async Task What_could_not_be_compared_has_failed_and_is_compared_again()
    {
        await using Scene scene = await Scene.BeginAsync();
        Fill(scene, 20);
        (await scene.RunAsync("cp", "s3://scene/from/", "s3://scene/to/")).Exits(0);
        (await scene.RunAsync("job", "create", Job, "--chunk-items", "6", "--", "verify", "--one-way", "--read-all", "s3://scene/from/", "s3://scene/to/")).Exits(0);
        scene.Deviate(instead: static request => request.Method is "GET" or "HEAD" && request.Path.EndsWith("/to/005", StringComparison.Ordinal) ? StoreAnswer.Error(403, "AccessDenied") : null);
        (await scene.RunAsync("job", "run", Job)).Exits(1);
        Assert.Contains("20 listed = 19 done + 1 failed + 0 pending", (await scene.RunAsync("job", "status", Job)).Exits(1).Output, StringComparison.Ordinal);
        scene.Environment["AWS_ENDPOINT_URL"] = scene.Server.Url.ToString();
        Assert.Contains("1 item in 1 chunk", (await scene.RunAsync("job", "retry", Job)).Exits(0).Output, StringComparison.Ordinal);
        (await scene.RunAsync("job", "run", Job)).Exits(0);
        Assert.Contains("20 listed = 20 done + 0 pending", (await scene.RunAsync("job", "status", Job)).Exits(0).Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_chunk_compares_what_is_there_now_and_takes_nothing_that_is_gone_for_the_same()
    {
        await using Scene scene = await Scene.BeginAsync();
        Fill(scene, 20);
        (await scene.RunAsync("cp", "s3://scene/from/", "s3://scene/to/")).Exits(0);
        (await scene.RunAsync("cp", "s3://scene/from/", scene.Path("copy/"))).Exits(0);
        (await scene.RunAsync("job", "create", Job, "--chunk-items", "6", "--", "verify", "--one-way", "--exclude", "*3", "s3://scene/from/", "s3://scene/to/")).Exits(0);
        (await scene.RunAsync("job", "create", "s3://scene/jobs/files", "--chunk-items", "6", "--", "verify", "--one-way", "--no-cache", "s3://scene/from/", scene.Path("copy/"))).Exits(0);
        scene.Put("from/005", "on both sides by now");
        scene.Put("to/005", "on both sides by now");
        _ = scene.Client.DeleteObject(new DeleteObjectRequest("scene", new ObjectKey("from/007")), CancellationToken.None).Value;
        scene.Write("copy/011", "CONTENT of 11");
        File.Delete(scene.Path("copy/012"));
        (await scene.RunAsync("job", "run", Job)).Exits(1);
        Assert.Contains("20 listed = 17 done + 2 skipped + 1 failed + 0 pending", (await scene.RunAsync("job", "status", Job)).Exits(1).Output, StringComparison.Ordinal);
        Assert.Contains(",Gone,", (await scene.RunAsync("job", "report", Job)).Exits(0).Lines.Single(static row => row.Contains("from/007", StringComparison.Ordinal)), StringComparison.Ordinal);
        (await scene.RunAsync("job", "run", "s3://scene/jobs/files", "--workers", "2")).Exits(4);
        Assert.Contains("20 listed = 16 done + 1 missing + 2 changed + 1 failed + 0 pending", (await scene.RunAsync("job", "status", "s3://scene/jobs/files")).Exits(4).Output, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("needs --one-way", "verify", "s3://scene/from/", "s3://scene/to/")]
    [InlineData("with a slash at its end", "verify", "--one-way", "s3://scene/from/", "s3://scene/to")]
    [InlineData("--links cannot be in a job", "verify", "--one-way", "--links", "s3://scene/from/", "s3://scene/to/")]
    [InlineData("NoSuchBucket", "verify", "--one-way", "s3://scene/from/", "s3://not-there/")]
    public async Task What_a_job_cannot_compare_is_refused_when_it_is_created(string says, params string[] words)
    {
        await using Scene scene = await Scene.BeginAsync();
        Fill(scene, 3);
        CommandResult refused = (await scene.RunAsync(["job", "create", Job, "--", .. words])).Says(says);
        Assert.NotEqual(0, refused.ExitCode);
        Assert.Equal(3, scene.Keys().Length);
    }

    static string[] Keys(IEnumerable<string> rows, string outcome) => [.. rows.Select(static row => row.Split(',')).Where(row => row[8] == outcome).Select(static row => row[1])];

    static void Fill(Scene scene, int count)
    {
        for (int i = 0; i < count; i++)
            scene.Put(string.Create(CultureInfo.InvariantCulture, $"from/{i:000}"), $"content of {i}");
    }
}
