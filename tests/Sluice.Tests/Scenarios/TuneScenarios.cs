using System.Text.Json;
using Sluice.Cli;

namespace Sluice.Tests.Scenarios;

public sealed class TuneScenarios
{
    [Fact]
    public async Task Tune_finds_settings_writes_them_and_leaves_no_test_object()
    {
        await using Scene scene = await BeginAsync();
        CommandResult tuned = await scene.RunAsync("tune", $"s3://{Scene.Bucket}/some", "--duration", "4s", "--no-progress");
        Assert.Equal(ExitCode.Done, tuned.ExitCode);
        Assert.Contains("small objects down: ", tuned.Output, StringComparison.Ordinal);
        Assert.Contains("large objects up: ", tuned.Output, StringComparison.Ordinal);
        string[] lines = File.ReadAllLines(Settings(scene));
        Assert.Equal($"[endpoint {scene.Server.Url.ToString().TrimEnd('/')}]", lines[0]);
        Assert.StartsWith("# sluice tune, 20", lines[1], StringComparison.Ordinal);
        Assert.Matches("^start_concurrency = [0-9]+$", lines[2]);
        Assert.Matches("^max_connections = [0-9]+$", lines[3]);
        Assert.Empty(scene.Keys());
    }

    [Fact]
    public async Task Tune_read_only_writes_nothing_to_the_bucket_and_with_dry_run_no_file()
    {
        await using Scene scene = await BeginAsync();
        for (int number = 0; number < 40; number++)
            scene.Put($"there/{number}", "some bytes");
        scene.Server.Requests.Reset();
        CommandResult tuned = await scene.RunAsync("tune", $"s3://{Scene.Bucket}/there/", "--read-only", "--dry-run", "--duration", "4s", "--json");
        Assert.Equal(ExitCode.Done, tuned.ExitCode);
        JsonElement[] records = [.. tuned.Output.Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(static line => JsonDocument.Parse(line).RootElement)];
        Assert.Equal(["tune_work", "tune"], records.Select(static record => record.GetProperty("type").GetString()));
        Assert.True(records[0].GetProperty("decisions").GetArrayLength() > 0);
        Assert.False(records[1].GetProperty("written").GetBoolean());
        Assert.False(File.Exists(Settings(scene)));
        Assert.Equal(40, scene.Keys().Length);
        Assert.Equal(0, scene.Server.Requests["PutObject"]);
    }

    [Theory]
    [InlineData("tune", "existing objects down: ", "--read-only", "--dry-run", "--duration", "4s")]
    [InlineData("probe", "probing", "--no-settings")]
    public async Task Tune_and_probe_tell_their_progress_as_they_are_asked_to(string verb, string phase, params string[] options)
    {
        await using Scene scene = await BeginAsync();
        for (int number = 0; number < 40; number++)
            scene.Put($"there/{number}", "some bytes");
        string[] command = [verb, $"s3://{Scene.Bucket}/there/", "--quiet", "--utc", "--progress-interval"];
        string json = (await scene.RunAsync([.. command, "0.1s", "--progress", "json", .. options])).Exits(0).Error;
        JsonElement[] records = [.. json.Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(static line => JsonDocument.Parse(line).RootElement)];
        Assert.NotEmpty(records);
        Assert.All(records, record => Assert.StartsWith(phase, record.GetProperty("phase").GetString(), StringComparison.Ordinal));
        Assert.All(records, static record => Assert.Equal("progress", record.GetProperty("type").GetString()));
        string lines = (await scene.RunAsync([.. command, "0.1s", "--progress", "lines", .. options])).Exits(0).Error;
        Assert.NotEmpty(lines);
        Assert.All(lines.Split('\n', StringSplitOptions.RemoveEmptyEntries), line => Assert.Matches($"^20[0-9-]{{8}} [0-9:]{{8}}  .*{phase}", line));
        Assert.Equal("", (await scene.RunAsync([.. command, "10m", "--progress", "lines", .. options])).Exits(0).Error);
    }

    [Fact]
    public async Task Tune_that_is_interrupted_leaves_no_test_object_and_no_settings()
    {
        await using Scene scene = await BeginAsync();
        using CommandProcess running = scene.Start("tune", $"s3://{Scene.Bucket}", "--duration", "60s", "--no-progress");
        await Scene.UntilAsync(() => scene.Server.Requests["PutObject"] > 20);
        await running.SignalAsync("INT");
        CommandResult ended = await running.ResultAsync();
        Assert.Equal(ExitCode.Interrupted, ended.ExitCode);
        Assert.Empty(scene.Keys());
        Assert.False(File.Exists(Settings(scene)));
    }

    [Fact]
    public async Task Later_runs_begin_where_the_settings_file_says()
    {
        // No request is answered while this looks, so that nothing is learnt: all that come are those that were begun with.
        await using Scene scene = await Scene.BeginAsync();
        scene.Environment["SLUICE_CONFIG_FILE"] = Settings(scene);
        scene.Server.Faults.On("PutObject").Delay(TimeSpan.FromSeconds(25));
        for (int number = 0; number < 30; number++)
            scene.Write($"files/{number}", "x");
        Write(scene, $"[endpoint {scene.Server.Url.ToString().TrimEnd('/')}]\nstart_concurrency = 30\n");
        using CommandProcess running = scene.Start("cp", "-r", scene.Path("files"), $"s3://{Scene.Bucket}/", "--no-journal");
        await Scene.UntilAsync(() => scene.Server.Requests["PutObject"] >= 30);
        await running.KillAsync();
    }

    [Theory]
    [InlineData("[profile a]\nstart_concurrency = 5000\n", "line 2")]
    [InlineData("what\n", "line 1")]
    public async Task A_settings_file_that_is_broken_stops_a_run_before_it_begins(string text, string line)
    {
        await using Scene scene = await BeginAsync();
        Write(scene, text);
        CommandResult copied = await scene.RunAsync("cp", scene.Write("file", "x"), $"s3://{Scene.Bucket}/file");
        Assert.Equal(ExitCode.CannotStart, copied.ExitCode);
        Assert.Contains($"{Settings(scene)}: {line}", copied.Error, StringComparison.Ordinal);
        Assert.Empty(scene.Keys());
        Assert.Equal(ExitCode.CannotStart, (await scene.RunAsync("tune", $"s3://{Scene.Bucket}")).ExitCode);
    }

    [Theory]
    [InlineData("Say where", "tune")]
    [InlineData("--duration 60", "tune", "s3://bucket", "--duration", "60")]
    [InlineData("--duration 3s", "tune", "s3://bucket", "--duration", "3s")]
    [InlineData("--duration 2d", "tune", "s3://bucket", "--duration", "2d")]
    [InlineData("without wildcards", "tune", "s3://bucket/a*")]
    public async Task A_command_line_of_tune_that_makes_no_sense_is_told(string problem, params string[] args)
    {
        await using Scene scene = await BeginAsync();
        CommandResult refused = await scene.RunAsync(args);
        Assert.Equal(ExitCode.Usage, refused.ExitCode);
        Assert.Contains(problem, refused.Error, StringComparison.Ordinal);
    }

    static async Task<Scene> BeginAsync()
    {
        Scene scene = await Scene.BeginAsync();
        scene.Environment["SLUICE_CONFIG_FILE"] = Settings(scene);
        return scene;
    }

    static string Settings(Scene scene) => scene.Path("settings/config");

    static void Write(Scene scene, string text) => scene.Write("settings/config", text);
}
