using System.Text.Json;
using Sluice.Cli;
using Sluice.S3;
using Sluice.Tests.Support;

namespace Sluice.Tests.Scenarios;

public sealed class ProbeScenarios
{
    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Probe_leaves_nothing_behind_and_remembers_that_nothing_deviates(bool versioned)
    {
        await using Scene scene = await BeginAsync(versioned);
        scene.Put("scratch/mine", "stays");
        CommandResult probed = await scene.RunAsync("probe", $"s3://{Scene.Bucket}/scratch/", "--no-progress");
        Assert.Equal((ExitCode.Done, ""), (probed.ExitCode, probed.Error));
        Assert.Contains("nothing of it is left", probed.Output, StringComparison.Ordinal);
        Assert.Equal(["scratch/mine"], Everything(scene));
        string[] lines = File.ReadAllLines(Settings(scene));
        Assert.Equal($"[endpoint {scene.Server.Url.ToString().TrimEnd('/')}]", lines[0]);
        Assert.StartsWith("# sluice probe, 20", lines[1], StringComparison.Ordinal);
        Assert.Equal("deviations = none", lines[2]);
    }

    [Fact]
    public async Task What_deviates_is_shown_first_exits_with_4_and_is_remembered()
    {
        await using Scene scene = await BeginAsync();
        scene.Deviate(instead: WithoutWriteConditions);
        CommandResult probed = await scene.RunAsync("probe", $"s3://{Scene.Bucket}", "--no-progress");
        Assert.Equal(ExitCode.Differences, probed.ExitCode);
        Assert.StartsWith("deviates (2), in 2 of what Sluice relies on (!)\n! create-condition ", probed.Output, StringComparison.Ordinal);
        Assert.All(probed.Output.Split('\n').Where(static line => !line.StartsWith("Written to", StringComparison.Ordinal)), static line => Assert.InRange(line.Length, 0, 79));
        Assert.Contains("deviations = create-conditions\n", File.ReadAllText(Settings(scene)), StringComparison.Ordinal);
        Assert.Empty(scene.Keys());
    }

    [Fact]
    public async Task A_job_with_leases_is_refused_without_asking_a_store_that_was_probed()
    {
        await using Scene scene = await BeginAsync();
        scene.Put("from/a", "x");
        scene.Write("settings/config", $"[endpoint {scene.Server.Url.ToString().TrimEnd('/')}]\ndeviations = create-conditions\n");
        CommandResult refused = await scene.RunAsync("job", "create", $"s3://{Scene.Bucket}/jobs/one", "--", "cp", "-r", $"s3://{Scene.Bucket}/from/", $"s3://{Scene.Bucket}/to/");
        Assert.Equal(ExitCode.Usage, refused.ExitCode);
        Assert.Contains("does not keep conditions", refused.Error, StringComparison.Ordinal);
        Assert.Equal(0, scene.Server.Requests["PutObject"] - 1);
    }

    [Fact]
    public async Task Probe_with_json_has_a_line_for_each_check_and_one_for_all()
    {
        await using Scene scene = await BeginAsync();
        CommandResult probed = await scene.RunAsync("probe", $"s3://{Scene.Bucket}/a/b", "--json", "--no-settings", "--no-progress");
        Assert.Equal(ExitCode.Done, probed.ExitCode);
        JsonElement[] records = [.. probed.Output.Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(static line => JsonDocument.Parse(line).RootElement)];
        Assert.Equal(Sluice.Probing.ProbeCheck.All.Select(static check => check.Name), records[..^1].Select(static record => record.GetProperty("check").GetString()));
        Assert.All(records[..^1], static record => Assert.Contains(record.GetProperty("verdict").GetString(), (string?[])["holds", "unknown"]));
        Assert.Equal(("probe", 0, records.Length - 1), (records[^1].GetProperty("type").GetString(), records[^1].GetProperty("deviates").GetInt32(), records[^1].GetProperty("holds").GetInt32() + records[^1].GetProperty("unknown").GetInt32()));
        Assert.False(File.Exists(Settings(scene)));
        Assert.Empty(scene.Keys());
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Probe_that_is_interrupted_removes_what_it_made_and_remembers_nothing(bool versioned)
    {
        await using Scene scene = await BeginAsync(versioned);
        scene.Server.Faults.On("CompleteMultipartUpload").Delay(TimeSpan.FromMilliseconds(500));
        using CommandProcess running = scene.Start("probe", $"s3://{Scene.Bucket}", "--no-progress");
        await Scene.UntilAsync(() => scene.Server.Requests["UploadPart"] > 0);
        await running.SignalAsync("INT");
        Assert.Equal(ExitCode.Interrupted, (await running.ResultAsync()).ExitCode);
        Assert.Empty(Everything(scene));
        Assert.False(File.Exists(Settings(scene)));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Probe_removes_what_a_killed_one_left_and_not_what_one_that_lives_has(bool versioned)
    {
        await using Scene scene = await BeginAsync(versioned);
        scene.Server.Faults.On("CompleteMultipartUpload").Delay(TimeSpan.FromSeconds(20)).Times(1);
        using CommandProcess running = scene.Start("probe", $"s3://{Scene.Bucket}/p", "--no-progress");
        await Scene.UntilAsync(() => scene.Server.Requests["CompleteMultipartUpload"] > 0);
        string[] made = Everything(scene);
        CommandResult beside = await scene.RunAsync("probe", $"s3://{Scene.Bucket}/p", "--no-progress");
        Assert.Equal((ExitCode.Done, ""), (beside.ExitCode, beside.Error));
        Assert.Equal(made, Everything(scene));
        await running.KillAsync();
        CommandResult after = await scene.RunAsync("probe", $"s3://{Scene.Bucket}/p", "--no-progress");
        Assert.Equal(ExitCode.Done, after.ExitCode);
        Assert.Contains("Removed what an earlier probe left", after.Error, StringComparison.Ordinal);
        Assert.Empty(Everything(scene));
        Assert.Empty(Directory.GetFiles(Path.Combine(scene.StateDirectory, "probe")));
    }

    [Fact]
    public async Task Where_listing_is_denied_what_needs_it_is_unknown_and_nothing_is_left()
    {
        await using Scene scene = await BeginAsync();
        scene.Deviate(instead: static request => request.Method == "GET" && (request.Asks("list-type") || request.Asks("prefix") || request.Asks("versions")) ? StoreAnswer.Error(403, "AccessDenied") : null);
        CommandResult probed = await scene.RunAsync("probe", $"s3://{Scene.Bucket}", "--json", "--no-progress");
        Assert.Equal(ExitCode.Done, probed.ExitCode);
        Assert.Contains("\"check\":\"list-order\",\"area\":\"listings\",\"verdict\":\"unknown\"", probed.Output, StringComparison.Ordinal);
        Assert.Contains("\"check\":\"create-condition\",\"area\":\"conditions\",\"verdict\":\"holds\"", probed.Output, StringComparison.Ordinal);
        Assert.Empty(Everything(scene));
    }

    [Fact]
    public async Task What_cannot_be_removed_is_named()
    {
        await using Scene scene = await BeginAsync();
        scene.Deviate(instead: static request => request.Method == "DELETE" && !request.Asks("uploadId") && request.Path.EndsWith("/object", StringComparison.Ordinal) ? StoreAnswer.Error(403, "AccessDenied") : null);
        CommandResult probed = await scene.RunAsync("probe", $"s3://{Scene.Bucket}", "--no-progress");
        Assert.Equal(ExitCode.Failures, probed.ExitCode);
        string left = Assert.Single(Everything(scene));
        Assert.Contains($"Could not remove {left}", probed.Error, StringComparison.Ordinal);
        Assert.DoesNotContain("nothing of it is left", probed.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_bucket_that_is_not_there_or_may_not_be_written_to_cannot_be_probed()
    {
        await using Scene scene = await BeginAsync();
        Assert.Equal(ExitCode.CannotStart, (await scene.RunAsync("probe", "s3://nothing-here")).ExitCode);
        scene.Deviate(instead: static request => request.Method == "PUT" ? StoreAnswer.Error(403, "AccessDenied") : null);
        CommandResult denied = await scene.RunAsync("probe", $"s3://{Scene.Bucket}");
        Assert.Equal(ExitCode.CannotStart, denied.ExitCode);
        Assert.Contains("AccessDenied", denied.Error, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("Say where", "probe")]
    [InlineData("One location", "probe", "s3://bucket/a", "s3://bucket/b")]
    [InlineData("without wildcards", "probe", "s3://bucket/a*")]
    [InlineData("s3://", "probe", "/tmp")]
    public async Task A_command_line_of_probe_that_makes_no_sense_is_told(string problem, params string[] args)
    {
        await using Scene scene = await BeginAsync();
        CommandResult refused = await scene.RunAsync(args);
        Assert.Equal(ExitCode.Usage, refused.ExitCode);
        Assert.Contains(problem, refused.Error, StringComparison.Ordinal);
    }

    // Conditions cannot be taken off a request that is signed; so this store does what it is asked to whatever is there.
    static StoreAnswer? WithoutWriteConditions(StoreRequest request) =>
        request.Method == "PUT" && request.Headers.ContainsKey("if-none-match") && !request.Headers.ContainsKey("x-amz-copy-source") ? StoreAnswer.Error(501, "NotImplemented") : null;

    static async Task<Scene> BeginAsync(bool versioned = false)
    {
        Scene scene = await Scene.BeginAsync();
        scene.Environment["SLUICE_CONFIG_FILE"] = Settings(scene);
        if (versioned)
            _ = scene.Client.PutBucketVersioning(Scene.Bucket, enabled: true, default).Value;
        return scene;
    }

    static string[] Everything(Scene scene) =>
    [
        .. scene.Client.ListObjectVersions(new ListObjectsRequest(Scene.Bucket), default).Value.Objects.Select(static found => found.Key.ToString()),
        .. scene.Client.ListMultipartUploads(new ListMultipartUploadsRequest(Scene.Bucket), default).Value.Uploads.Select(static upload => $"upload of {upload.Key}"),
    ];

    static string Settings(Scene scene) => scene.Path("settings/config");
}
