using System.Text.Json;
using Sluice.Tests.Cli.Output;

namespace Sluice.Tests.Scenarios;

/// <summary>All that commands write with --json and with --progress json is what docs/json.schema.json says of them.</summary>
public sealed class JsonLineScenarios
{
    // Below: what is running, and what others measured or wrote.
    static readonly string[] Lookers = ["top", "limit", "bench compare", "inventory diff"];

    // Over before a line is due; or, as of tune and job run, long enough for tests of their own.
    static readonly string[] TellNothing = ["run", "tune", "probe", "demo", "rb", "acl set", "resume", "dashboard", "job create", "job run", "job ls", "job status", "job retry", "job cancel", "job cleanup", "job delete", "job report"];

    public static TheoryData<string> Runs => [.. JsonRun.All.Select(static run => run.Verb)];

    [Fact]
    public void Every_command_that_takes_json_has_its_lines_held_against_the_schema_here() =>
        Assert.Equal(OutputSchema.VerbsWith("--json").Order(), JsonRun.All.Select(static run => run.Verb).Concat(Lookers).Order());

    [Theory]
    [MemberData(nameof(Runs))]
    public async Task Every_line_of_a_command_is_one_that_the_schema_has_for_it(string verb)
    {
        JsonRun run = JsonRun.All.Single(run => run.Verb == verb);
        await using Scene scene = await SceneAsync(run);
        using CommandProcess command = Start(scene, run.Line());
        if (run.Stays)
        {
            Assert.NotEqual("", await command.FirstLine);
            await command.SignalAsync("TERM");
        }
        CommandResult result = (await command.ResultAsync()).Exits(run.Exit);
        AssertFits(verb, result.Lines);
        Assert.Equal(run.Types.Order(), result.Json.Select(TypeOf).Distinct().Order());
    }

    [Theory]
    [MemberData(nameof(Runs))]
    public async Task Every_line_of_a_command_that_is_denied_is_one_that_the_schema_has_for_it(string verb)
    {
        JsonRun run = JsonRun.All.Single(run => run.Verb == verb);
        if (verb == "serve")
            return;
        await using Scene scene = await SceneAsync(run);
        scene.Server.Faults.On("*").Reply(403, "AccessDenied");
        CommandResult result = await RunAsync(scene, run.Line());
        AssertFits(verb, result.Lines);
        Assert.True(run.NeverDenied || result.ExitCode != 0 && result.Lines.Length > 0, $"exit code {result.ExitCode}\n{result.Output}\n{result.Error}");
    }

    public static TheoryData<string> Tellers => [.. JsonRun.All.Where(static run => !TellNothing.Contains(run.Verb) && OutputSchema.VerbsWith("--progress").Contains(run.Verb)).Select(static run => run.Verb)];

    [Theory]
    [MemberData(nameof(Tellers))]
    public async Task Every_line_of_progress_is_one_that_the_schema_has(string verb)
    {
        JsonRun run = JsonRun.All.Single(run => run.Verb == verb);
        await using Scene scene = await SceneAsync(run, slow: true);
        CommandResult result = (await RunAsync(scene, run.Line("--progress", "json", "--progress-interval", "0.1s"))).Exits(run.Exit);
        string[] told = [.. result.Error.Split('\n').Where(static line => line.StartsWith('{'))];
        Assert.NotEmpty(told);
        Assert.All(told, static line => Assert.Equal("progress", TypeOf(JsonDocument.Parse(line).RootElement)));
        AssertFits(verb, told);
    }

    [Fact]
    public async Task Every_line_about_running_commands_is_one_that_the_schema_has()
    {
        await using Scene scene = await Scene.BeginAsync();
        scene.Write("big", Scene.Bytes(60 << 20));
        using CommandProcess running = scene.Start("cp", "big", "s3://scene/", "--bandwidth", "1MB/s", "--no-progress");
        // What is running says so when it has begun, and nothing tells when.
        using CancellationTokenSource limit = new(TimeSpan.FromSeconds(50));
        while ((await scene.RunAsync("limit", "--json")).Lines.Length == 0)
            await Task.Delay(50, limit.Token);
        CommandResult shown = (await scene.RunAsync("limit", "--json")).Exits(0), changed = (await scene.RunAsync("limit", "all", "--bandwidth", "1MB/s", "--json")).Exits(0);
        AssertFits("limit", [Assert.Single(shown.Lines), Assert.Single(changed.Lines)]);
        using CommandProcess top = scene.Start("top", "--json", "--interval", "0.1s");
        AssertFits("top", [await top.FirstLine]);
        await top.SignalAsync("INT");
        AssertFits("top", (await top.ResultAsync()).Exits(0).Lines);
        await running.KillAsync();
        // What is left of it is a run to go on with.
        AssertFits("resume", [Assert.Single((await scene.RunAsync("resume", "--json")).Exits(0).Lines)]);
    }

    [Fact]
    public async Task Every_line_of_a_comparison_is_one_that_the_schema_has()
    {
        await using Scene scene = await Scene.BeginAsync();
        scene.Put("k", "k");
        scene.Put("p/k", "k");
        scene.Write("one", (await scene.RunAsync("bench", "list", "s3://scene", "--iterations", "1", "--warm-up", "0s", "--json")).Exits(0).Output);
        AssertFits("bench compare", (await scene.RunAsync("bench", "compare", "--json", "one", "one")).Exits(0).Lines);
        AssertFits("bench compare", (await scene.RunAsync("bench", "compare", "--json", "one", "none")).Lines);
        (await scene.RunAsync("mb", "s3://inventories")).Exits(0);
        foreach ((string id, string place) in new[] { ("one", "s3://scene/"), ("two", "s3://scene/p/") })
            (await scene.RunAsync("inventory", place, "--out", "s3://inventories/", "--id", id)).Exits(0);
        string[] manifests = [.. scene.Keys("inventories").Where(static key => key.EndsWith("/manifest.json", StringComparison.Ordinal)).Select(static key => $"s3://inventories/{key}")];
        CommandResult differs = (await scene.RunAsync(["inventory", "diff", "--json", .. manifests])).Exits(4);
        AssertFits("inventory diff", differs.Lines);
        Assert.Equal(["difference", "differences"], differs.Json.Select(TypeOf).Distinct().Order());
    }

    static string TypeOf(JsonElement line) => line.TryGetProperty("type", out JsonElement type) ? type.GetString()! : "";

    static void AssertFits(string verb, IEnumerable<string> lines) =>
        Assert.Equal("", string.Join('\n', lines.Select(line => OutputSchema.ProblemOf(verb, line)).OfType<string>().Take(3)));

    static CommandProcess Start(Scene scene, string[] words) => new(words, scene.Environment, scene.Directory, "input"u8.ToArray());

    static async Task<CommandResult> RunAsync(Scene scene, string[] words)
    {
        using CommandProcess command = Start(scene, words);
        return await command.ResultAsync();
    }

    static async Task<Scene> SceneAsync(JsonRun run, bool slow = false)
    {
        Scene scene = await Scene.BeginAsync();
        scene.Write("d/a", "aaa");
        scene.Write("d/b", "bb");
        scene.Write("rules.json", """{"Rules":[{"ID":"r","Status":"Enabled","Filter":{"Prefix":"p/"},"Expiration":{"Days":1}}]}""");
        scene.Write("lines", "cp d/a s3://scene/l1\nrm s3://scene/k\n");
        foreach (string key in (string[])["k", "p/a", "p/b", "p/c"])
            scene.Put(key, "content");
        foreach (string before in run.Before)
            (await RunAsync(scene, JsonRun.Split(before))).Exits(0);
        if (slow)
            scene.Server.Faults.On("*").Times(12).Delay(TimeSpan.FromSeconds(0.3));
        return scene;
    }
}
