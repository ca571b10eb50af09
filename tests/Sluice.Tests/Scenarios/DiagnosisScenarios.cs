using System.Text.Json;

namespace Sluice.Tests.Scenarios;

/// <summary>What a command tells of its requests, and how patient it is.</summary>
public sealed class DiagnosisScenarios
{
    [Fact]
    public async Task Debug_tells_each_request_and_no_secret()
    {
        await using Scene scene = await Scene.BeginAsync();
        scene.Write("a", "abc");
        scene.Write("key", Scene.Bytes(32, seed: 2));
        scene.Server.Faults.On("PutObject").Nth(1).Reply(503, "SlowDown");
        CommandResult result = (await scene.RunAsync("cp", "a", "s3://scene/b", "--debug")).Exits(0);
        Assert.Matches(@"(?m)^debug: PUT s3://scene/b PutObject 503 SlowDown [0-9.]+ ms attempt 1", result.Error);
        Assert.Matches(@"(?m)^debug: PUT s3://scene/b PutObject 200 [0-9.]+ ms attempt 2 request ", result.Error);
        CommandResult logged = (await scene.RunAsync("cp", "a", "s3://scene/c", "--debug", "--log-file", "log", "--sse-c-key-file", "key")).Exits(0);
        Assert.DoesNotContain("debug:", logged.Error, StringComparison.Ordinal);
        string log = File.ReadAllText(scene.Path("log"));
        JsonElement[] lines = [.. log.Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(static line => JsonDocument.Parse(line).RootElement)];
        Assert.Equal("command", lines[0].GetProperty("type").GetString());
        Assert.Contains(lines, static line => line.GetProperty("type").GetString() == "request" && line.GetProperty("method").GetString() == "PUT" && line.GetProperty("status").GetInt32() == 200 && line.GetProperty("key").GetString() == "c");
        Assert.Contains(lines, static line => line.GetProperty("type").GetString() == "message" && line.GetProperty("text").GetString()!.StartsWith("Copied 1 object", StringComparison.Ordinal));
        Assert.Equal(("end", 0), (lines[^1].GetProperty("type").GetString(), lines[^1].GetProperty("exit_code").GetInt32()));
        // Nor what was typed where no secret belongs.
        await scene.RunAsync("cp", "a", "https://who:hunter2@127.0.0.1:1/d?X-Amz-Security-Token=hunter2", "--log-file", "log");
        log = File.ReadAllText(scene.Path("log"));
        foreach (string secret in (string[])["hunter2", scene.Server.SecretKey, scene.Server.AccessKey, "Signature", "Credential", Convert.ToBase64String(Scene.Bytes(32, seed: 2))])
        {
            Assert.DoesNotContain(secret, log, StringComparison.Ordinal);
            Assert.DoesNotContain(secret, result.Error, StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task A_log_that_cannot_be_written_is_said_and_the_work_is_done()
    {
        await using Scene scene = await Scene.BeginAsync();
        scene.Write("a", "abc");
        (await scene.RunAsync("cp", "a", "s3://scene/", "--log-file", "nowhere/log")).Exits(0).Says("warning: --log-file nowhere/log cannot be written", "Copied 1 object");
        // The log of a command is no item of it.
        scene.Write("tree/a", "abc");
        (await scene.RunAsync("cp", "tree/", "s3://scene/t/", "--log-file", "tree/log")).Exits(0);
        Assert.DoesNotContain("t/log", scene.Keys());
        if (OperatingSystem.IsLinux())
            (await scene.RunAsync("cp", "a", "s3://scene/", "--log-file", "/dev/full")).Exits(0).Says("warning: --log-file /dev/full", "Copied 1 object");
    }

    [Fact]
    public async Task Retries_and_patience_are_bounded_by_flags()
    {
        await using Scene scene = await Scene.BeginAsync();
        scene.Write("a", "abc");
        scene.Server.Faults.On("PutObject").Reply(503, "SlowDown");
        (await scene.RunAsync("cp", "a", "s3://scene/", "--max-retries", "1")).Exits(1).Says("SlowDown");
        Assert.Equal(2, scene.Server.Requests["PutObject"]);
        scene.Server.Faults.Clear();
        scene.Server.Faults.On("PutObject").Delay(TimeSpan.FromSeconds(20));
        (await scene.RunAsync("cp", "a", "s3://scene/", "--max-retries", "0", "--read-timeout", "0.5s")).Exits(3).Says("within 500 ms");
        (await scene.RunAsync("cp", "a", "s3://scene/", "--max-retries", "100", "--connect-timeout", "soon")).Exits(2).Says("--max-retries 100", "--connect-timeout soon: write a time from 0.1s to 10m");
    }

    [Fact]
    [System.Runtime.Versioning.UnsupportedOSPlatform("windows")]
    public async Task A_log_goes_into_a_pipe_or_to_the_terminal_and_what_can_take_none_costs_no_work()
    {
        await using Scene scene = await Scene.BeginAsync();
        scene.Write("a", "abc");
        (await scene.RunAsync("cp", "a", "s3://scene/", "--log-file", "/dev/stderr")).Exits(0).Says("\"type\":\"command\"", "\"type\":\"end\"", "Copied 1 object");
        (await scene.ScriptAsync("sluice cp a s3://scene/ --log-file /dev/stderr 2>both")).Exits(0);
        Assert.All(File.ReadAllLines(scene.Path("both")), static line => Assert.True(line[0] == '{' && line[^1] == '}' || line[0] is 'C' or ' ', line));
        (await scene.ScriptAsync("mkfifo read unread; cat read > heard & sluice cp a s3://scene/ --log-file read && wait && sluice cp a s3://scene/ --log-file unread"))
            .Exits(0).Says("warning: --log-file unread cannot be written: it is a pipe that nobody reads");
        Assert.Contains("\"exit_code\":0", File.ReadLines(scene.Path("heard")).Last(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_log_without_a_name_is_refused_with_where_it_is_set()
    {
        await using Scene scene = await Scene.BeginAsync();
        scene.Write("a", "abc");
        (await scene.RunAsync("cp", "a", "s3://scene/", "--log-file", "")).Exits(2).Says("--log-file is empty: it needs the name of a file");
        scene.Environment["SLUICE_CONFIG_FILE"] = scene.Write("config", "[options]\nlog_file =\n");
        (await scene.RunAsync("cp", "a", "s3://scene/")).Exits(2).Says("--log-file (set by [options]) is empty");
        Assert.Empty(scene.Keys());
    }
}
