namespace Sluice.Tests.Scenarios;

/// <summary>Readers that go away, full disks behind stdout and stderr, and streams that are closed: text may be lost, work and exit codes are not.</summary>
public sealed class OutputScenarios
{
    const int Files = 500;

    // Long enough that 500 lines exceed what a pipe holds and what is buffered.
    static readonly string Tail = new('n', 180);

    [Fact]
    public async Task A_reader_that_goes_away_neither_ends_nor_whitewashes_what_changes_or_proves()
    {
        if (OperatingSystem.IsWindows())
            return;
        await using Scene scene = await Scene.BeginAsync();
        Fill(scene);
        Assert.Equal("0", await CodeBeforeHead(scene, "cp -v up s3://scene/cp/"));
        Assert.Equal("0", await CodeBeforeHead(scene, "sync -v up s3://scene/sync/"));
        Assert.Equal("0", await CodeBeforeHead(scene, "sync --json up s3://scene/sync2/"));
        Assert.Equal(3 * Files, await Count(scene));
        Assert.Equal("4", await CodeBeforeHead(scene, "verify up s3://scene/nothing/"));
        Assert.Equal("4", await CodeBeforeHead(scene, "verify --json up s3://scene/nothing/"));
        Assert.Equal("0", await CodeBeforeHead(scene, "mv -v s3://scene/cp/ s3://scene/mv/"));
        Assert.Equal("0", await CodeBeforeHead(scene, "rm -rv s3://scene/sync/"));
        Assert.Equal("0", await CodeBeforeHead(scene, "rm -r --json s3://scene/sync2/"));
        Assert.Equal(Files, await Count(scene));
        // What fails is named and counted when nobody reads any more, too.
        File.CreateSymbolicLink(scene.Path("up/zz"), "nothing");
        Assert.Equal("1", await CodeBeforeHead(scene, "cp -v up s3://scene/mv/"));
    }

    [Fact]
    public async Task A_list_of_commands_goes_on_when_its_reader_goes_away()
    {
        if (OperatingSystem.IsWindows())
            return;
        await using Scene scene = await Scene.BeginAsync();
        Fill(scene);
        scene.Write("list", string.Concat(Enumerable.Range(0, Files).Select(static at => $"cp up/{at:d4}{Tail} s3://scene/run/\n")) + "cp up/none s3://scene/run/\n");
        Assert.Equal("1", await CodeBeforeHead(scene, "run -v list"));
        Assert.Equal(Files, await Count(scene));
    }

    [Theory]
    [InlineData("ls -r s3://scene/")]
    [InlineData("url -r s3://scene/")]
    [InlineData("ls -r --json s3://scene/")]
    [InlineData("cp s3://scene/big - --no-progress")]
    [InlineData("process s3://scene/ -- seq 1000")]
    public async Task A_reader_that_goes_away_ends_what_only_reads_quietly(string command)
    {
        if (OperatingSystem.IsWindows())
            return;
        await using Scene scene = await Scene.BeginAsync();
        scene.Put("big", Scene.Bytes(4 << 20));
        for (int at = 0; at < Files; at++)
            scene.Put($"{at:d4}{Tail}", "");
        CommandResult result = (await scene.ScriptAsync($"sluice {command} | head -c 10 > /dev/null; echo ${{PIPESTATUS[0]}}")).Exits(0);
        Assert.Equal("0", result.Output.Trim());
        Assert.Equal("", result.Error);
    }

    [Theory]
    [InlineData("> /dev/full", "No space left on device", 1)]
    [InlineData(">&-", "was closed when the command began", 1)]
    [InlineData("2>&-", "", 0)]
    [InlineData("2> /dev/full", "", 1)]
    [InlineData("<&- >&- 2>&-", "", 1)]
    [InlineData("> >(exec true) 2> >(exec true)", "", 0)]
    public async Task Streams_that_take_nothing_cost_text_and_never_the_work(string redirection, string said, int code)
    {
        if (!OperatingSystem.IsLinux())
            return;
        await using Scene scene = await Scene.BeginAsync();
        scene.Write("up/a", "a");
        scene.Write("up/b", "b");
        scene.Write("list", "cp up/a s3://scene/listed\n");
        string[] verbs =
        [
            "cp -v up s3://scene/cp/", "cp --json up s3://scene/json/", "sync -v up s3://scene/sync/", "mv -v s3://scene/json/ s3://scene/mv/", "ls s3://scene/", "du --json s3://scene/",
            "stat s3://scene/cp/a", "cat s3://scene/cp/a", "rm -v s3://scene/cp/b", "mb s3://second", "run -v list", "resume", "version", "--help", "completion bash", "verify --json up s3://scene/sync/", "limit", "demo up",
            "process s3://scene/cp/ -- cat", "process --json s3://scene/cp/ --count lines",
        ];
        string[] lost = ["cp -v up s3://scene/cp/", "ls s3://scene/", "du --json s3://scene/", "stat s3://scene/cp/a", "cat s3://scene/cp/a", "version", "--help", "completion bash", "process s3://scene/cp/ -- cat", "process --json s3://scene/cp/ --count lines"];
        string script = string.Concat(verbs.Select(verb => $"sluice {verb} {redirection}\necho \"$? {verb}\" >&9\n"));
        // Descriptor 9 is the test's own.
        CommandResult result = await scene.ScriptAsync($"exec 9>codes\n{script}");
        string[] codes = File.ReadAllLines(scene.Path("codes"));
        Assert.Equal(verbs.Length, codes.Length);
        // 1 for those whose text was lost; a line that had nothing to say there has lost nothing.
        Assert.All(codes, line => Assert.True(line[0] == '0' || line[0] == '1' && code == 1, $"{line}\n{result.Error}"));
        if (code == 1 && redirection[0] != '2')
            Assert.All(lost, verb => Assert.Contains("1 " + verb, codes));
        Assert.DoesNotContain("bug in sluice", result.Error, StringComparison.OrdinalIgnoreCase);
        Assert.DoesNotContain("defect", result.Error, StringComparison.OrdinalIgnoreCase);
        Assert.DoesNotContain("nhandled", result.Error, StringComparison.Ordinal);
        Assert.Contains(said, result.Error, StringComparison.Ordinal);
        Assert.Equal(["cp/a", "listed", "mv/a", "mv/b", "sync/a", "sync/b"], scene.Keys());
    }

    [Fact]
    public async Task No_socket_and_no_file_gets_the_number_of_a_stream_that_is_closed()
    {
        if (!OperatingSystem.IsLinux())
            return;
        await using Scene scene = await Scene.BeginAsync();
        scene.Put("d/a", Scene.Bytes(20 << 20));
        // What is said on the closed streams would end in the files otherwise.
        (await scene.ScriptAsync("sluice cp -v s3://scene/d/ out/ --concurrency 8 <&- >&- 2>&-")).Exits(1);
        Assert.Equal(Scene.Bytes(20 << 20), File.ReadAllBytes(scene.Path("out/a")));
        (await scene.ScriptAsync("sluice pipe s3://scene/x <&-")).Exits(1).Says("Standard input was closed when the command began");
        Assert.Equal(["d/a"], scene.Keys());
    }

    [Fact]
    public async Task A_signal_that_was_ignored_at_the_start_stays_ignored()
    {
        if (!OperatingSystem.IsLinux())
            return;
        await using Scene scene = await Scene.BeginAsync();
        using CommandProcess process = new(["serve", "--port", "0", "--json"], scene.Environment, scene.Directory, wrapper: ["sh", "-c", "trap '' HUP; exec \"$@\"", "sh"]);
        scene.Adopt(await process.FirstLine);
        await process.SignalAsync("HUP");
        (await scene.RunAsync("mb", "s3://after-hup")).Exits(0);
        // Were SIGHUP the first signal, this would be the second, which ends the process at once with 130.
        await process.SignalAsync("INT");
        (await process.ResultAsync()).Exits(0).Says("Stopped.");
    }

    [Fact]
    public async Task The_harness_gives_signals_back_that_its_parent_ignores()
    {
        if (!OperatingSystem.IsLinux())
            return;
        await using Scene scene = await Scene.BeginAsync();
        string[] wrapper = ["sh", "-c", "trap '' HUP INT TERM; exec \"$@\"", "sh", .. CommandProcess.SignalReset];
        using CommandProcess process = new(["serve", "--port", "0", "--json"], scene.Environment, scene.Directory, wrapper: wrapper);
        await process.FirstLine;
        await process.SignalAsync("INT");
        (await process.ResultAsync()).Exits(0).Says("Stopped.");
    }

    static void Fill(Scene scene)
    {
        for (int at = 0; at < Files; at++)
            scene.Write($"up/{at:d4}{Tail}", "x");
    }

    // `head` takes a line and goes away; what was said on stderr is no matter here.
    static async Task<string> CodeBeforeHead(Scene scene, string command) =>
        (await scene.ScriptAsync($"sluice {command} 2>/dev/null | head -n 1 > /dev/null; echo ${{PIPESTATUS[0]}}")).Exits(0).Output.Trim();

    static async Task<int> Count(Scene scene) => (await scene.RunAsync("ls", "-r", "s3://scene/")).Exits(0).Lines.Length;
}
