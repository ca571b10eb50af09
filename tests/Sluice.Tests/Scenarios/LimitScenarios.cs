using System.Globalization;
using System.Net.Sockets;
using System.Text;
using System.Text.Json;
using Sluice.Tests.Support;

namespace Sluice.Tests.Scenarios;

/// <summary>Limits that are given, and limits that are changed while a command runs.</summary>
public sealed class LimitScenarios
{
    [Fact]
    public async Task Bandwidth_that_is_changed_in_mid_run_is_held_within_5_percent_before_and_after()
    {
        await using Scene scene = await Scene.BeginAsync();
        scene.Put("big", Scene.Bytes(640_000_000));
        using CommandProcess run = scene.Start("cp", "s3://scene/big", "big", "--bandwidth", "8MB/s", "--no-progress");
        JsonElement first = await RunningAsync(scene, atLeast: 4_000_000);
        Assert.Equal(("8MB/s", 8e6), (first.GetProperty("bandwidth").GetString(), first.GetProperty("bandwidth_now").GetDouble()));
        await HoldsAsync(scene, first, 8e6);

        JsonElement third = Assert.Single((await scene.RunAsync("limit", "all", "--bandwidth", "24MB/s", "--json")).Exits(0).Json);
        Assert.Equal("24MB/s", third.GetProperty("bandwidth").GetString());
        await HoldsAsync(scene, third, 24e6);

        (await scene.RunAsync("limit", Pid(first), "--bandwidth", "off")).Exits(0);
        (await run.ResultAsync()).Exits(0);
        Assert.Equal(640_000_000, new FileInfo(scene.Path("big")).Length);
        Assert.Empty(Directory.GetFiles(Path.Combine(scene.StateDirectory, "running")));
    }

    [Fact]
    public async Task Every_limit_can_be_changed_and_what_holds_then_is_said()
    {
        await using Scene scene = await Scene.BeginAsync();
        scene.Write("tree/big", Scene.Bytes(40 << 20));
        using CommandProcess run = scene.Start("cp", "tree", "s3://scene/", "--bandwidth", "00:00,2MB/s Sun-12:00,2MB/s", "--concurrency", "3", "--no-progress");
        JsonElement running = await RunningAsync(scene, atLeast: 1);
        Assert.Equal(3, running.GetProperty("concurrency").GetInt32());
        CommandResult changed = (await scene.RunAsync("limit", Pid(running), "--requests-per-second", "50", "--memory", "64MiB", "--concurrency", "5")).Exits(0);
        Assert.Contains("bandwidth 00:00,2MB/s Sun-12:00,2MB/s (now 2MB/s), requests per second 50, memory 64.0 MiB, concurrency 5", changed.Output, StringComparison.Ordinal);
        // So many are in flight, which takes a moment to become what may be.
        Assert.Matches(@", [0-5] at once", changed.Output);
        Assert.Contains("sluice cp tree s3://scene/", changed.Output, StringComparison.Ordinal);
        JsonElement free = Assert.Single((await scene.RunAsync("limit", Pid(running), "--bandwidth", "off", "--requests-per-second", "off", "--memory", "auto", "--concurrency", "auto", "--json")).Json);
        Assert.Equal("off", free.GetProperty("bandwidth").GetString());
        Assert.False(free.TryGetProperty("memory_limit", out _) || free.TryGetProperty("concurrency_limit", out _) || free.TryGetProperty("requests_per_second", out _));
        (await run.ResultAsync()).Exits(0);
    }

    [Fact]
    public async Task Top_shows_what_runs_and_what_is_unfinished_once_where_nobody_watches()
    {
        await using Scene scene = await Scene.BeginAsync();
        scene.Write("big", Scene.Bytes(40 << 20));
        Assert.Equal("0 commands  0 B/s  0.0 items/s  0 requests at once\n", (await scene.RunAsync("top")).Exits(0).Output);
        using CommandProcess run = scene.Start("cp", "big", "s3://scene/", "--bandwidth", "2MB/s", "--no-progress");
        JsonElement running = await RunningAsync(scene, atLeast: 1);
        string shown = (await scene.RunAsync("top")).Exits(0).Output;
        Assert.Contains("1 command  ", shown, StringComparison.Ordinal);
        Assert.Contains(Pid(running), shown, StringComparison.Ordinal);
        Assert.Contains("  cp big s3://scene/", shown, StringComparison.Ordinal);
        Assert.Contains("limits bandwidth 2MB/s", shown, StringComparison.Ordinal);
        using (CommandProcess top = scene.Start("top", "--json", "--interval", "0.1s"))
        {
            JsonElement first = JsonDocument.Parse(await top.FirstLine).RootElement;
            Assert.Equal(running.GetProperty("pid").GetInt32(), first.GetProperty("pid").GetInt32());
            Assert.True(first.GetProperty("bytes_per_second").GetDouble() > 0);
            await top.SignalAsync("INT");
            (await top.ResultAsync()).Exits(0);
        }
        await run.KillAsync();
        Assert.Contains("unfinished ", (await scene.RunAsync("top")).Exits(0).Output, StringComparison.Ordinal);
        using (CommandProcess top = scene.Start("top", "--json"))
        {
            Assert.Equal("unfinished", JsonDocument.Parse(await top.FirstLine).RootElement.GetProperty("type").GetString());
            await top.SignalAsync("INT");
            (await top.ResultAsync()).Exits(0);
        }
        (await scene.RunAsync("top", "--interval", "0s")).Exits(2).Says("at least 0.1s");
        (await scene.RunAsync("top", "12")).Exits(2).Says("sluice limit PID");
    }

    [Fact]
    public async Task A_command_that_is_stopped_is_shown_as_stopped_and_nobody_waits_for_it()
    {
        if (!OperatingSystem.IsLinux())
            return;
        await using Scene scene = await Scene.BeginAsync();
        scene.Write("big", Scene.Bytes(40 << 20));
        using CommandProcess stopped = scene.Start("cp", "big", "s3://scene/stopped", "--bandwidth", "1MB/s", "--no-progress");
        await RunningAsync(scene, atLeast: 1);
        using CommandProcess run = scene.Start("cp", "big", "s3://scene/runs", "--bandwidth", "1MB/s", "--no-progress");
        await Scene.UntilAsync(() => Directory.GetFiles(Path.Combine(scene.StateDirectory, "running"), "*.sock").Length == 2);
        await stopped.SignalAsync("STOP");
        string pid = stopped.Id.ToString(CultureInfo.InvariantCulture);
        // More often than a socket's queue is long.
        for (int look = 0; look < 20; look++)
            Assert.Contains($"{pid}  stopped  sluice cp big s3://scene/stopped", (await scene.RunAsync("limit", pid)).Exits(0).Output, StringComparison.Ordinal);
        List<JsonElement> all = (await scene.RunAsync("limit", "--json")).Exits(0).Json;
        Assert.Equal(["running", "silent"], all.Select(static line => line.GetProperty("type").GetString()!));
        Assert.True(all[1].GetProperty("stopped").GetBoolean());
        string shown = (await scene.RunAsync("top")).Exits(0).Output;
        Assert.StartsWith("2 commands", shown, StringComparison.Ordinal);
        Assert.Contains($"{pid}  stopped", shown, StringComparison.Ordinal);
        // What could not be changed is no success; the others are changed.
        CommandResult changed = (await scene.RunAsync("limit", "all", "--requests-per-second", "50")).Exits(1).Says($"Process {pid} is stopped and was not changed", "kill -CONT");
        Assert.Contains("requests per second 50", changed.Output, StringComparison.Ordinal);
        await stopped.SignalAsync("CONT");
    }

    [Fact]
    public async Task Top_leaves_a_whole_frame_a_line_of_its_own_for_the_prompt_and_the_cursor()
    {
        if (!OperatingSystem.IsLinux())
            return;
        await using Scene scene = await Scene.BeginAsync();
        foreach (string end in (string[])["sleep 2; printf q", "sleep 2; printf '\\003'"])
        {
            string shown = (await scene.ScriptAsync($$"""
                export TERM=xterm
                { {{end}}; sleep 1; } | script -qec "{{CommandProcess.Shell.Replace("'", "", StringComparison.Ordinal)}} top --interval 0.2s" /dev/null
                """)).Output;
            Assert.EndsWith("requests at once\u001b[K\u001b[J\u001b[?7h\r\r\n\u001b[?25h", shown, StringComparison.Ordinal);
            Assert.DoesNotContain("Stopping", shown, StringComparison.Ordinal);
        }
    }

    [Theory]
    [InlineData("2", "unit is missing", "limit", "all", "--bandwidth", "10")]
    [InlineData("2", "cannot be negative", "limit", "all", "--bandwidth", "-1MB/s")]
    [InlineData("2", "write off", "cp", "a", "s3://scene/", "--bandwidth", "0B/s")]
    [InlineData("2", "HH:MM", "limit", "all", "--bandwidth", "24:00,10MB/s")]
    [InlineData("2", "0.1 to 1,000,000", "rm", "s3://scene/a", "--requests-per-second", "0")]
    [InlineData("2", "at least 16 MiB", "limit", "all", "--memory", "1MiB")]
    [InlineData("2", "Say whose limits", "limit", "--concurrency", "3")]
    [InlineData("2", "There is no option -5", "limit", "-5x", "--concurrency", "3")]
    [InlineData("2", "cp is no process", "limit", "cp")]
    [InlineData("2", "give it alone", "limit", "all", "12")]
    [InlineData("2", "at most 1d", "top", "--json", "--interval", "30d")]
    [InlineData("1", "There is no process 99999999", "limit", "99999999")]
    [InlineData("1", "No command is running", "limit", "all", "--bandwidth", "1MB/s")]
    [InlineData("0", "No command is running", "limit")]
    public async Task What_cannot_be_a_limit_is_told_why(string exitCode, string expected, params string[] args)
    {
        await using Scene scene = await Scene.BeginAsync();
        CommandResult result = await scene.RunAsync(args);
        Assert.Contains(expected, result.Error, StringComparison.Ordinal);
        Assert.Equal(exitCode, result.ExitCode.ToString(CultureInfo.InvariantCulture));
    }

    [Fact]
    public async Task A_process_that_is_no_command_of_sluice_and_one_of_another_user_are_left_alone()
    {
        if (OperatingSystem.IsWindows())
            return;
        await using Scene scene = await Scene.BeginAsync();
        (await scene.RunAsync("limit", Environment.ProcessId.ToString(CultureInfo.InvariantCulture), "--bandwidth", "1MB/s")).Exits(1).Says("is no command of sluice");
        (await scene.RunUnprivilegedAsync("limit 1 --bandwidth 1MB/s")).Exits(1).Says("Process 1 belongs to another user");
    }

    [Fact]
    public async Task Nobody_else_can_reach_the_socket_and_nonsense_on_it_changes_nothing()
    {
        if (OperatingSystem.IsWindows())
            return;
        await using Scene scene = await Scene.BeginAsync();
        scene.Put("big", Scene.Bytes(20 << 20));
        using CommandProcess run = scene.Start("cp", "s3://scene/big", "big", "--bandwidth", "1MB/s", "--no-progress");
        JsonElement running = await RunningAsync(scene, atLeast: 1);
        string path = Assert.Single(Directory.GetFiles(Path.Combine(scene.StateDirectory, "running"), Pid(running) + "-*.sock"));
        Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(path));
        Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute, File.GetUnixFileMode(Path.GetDirectoryName(path)!));
        foreach (string line in new[] { "", "\n", "{}garbage\n", "[1,2\n", "null\n", "{\"change\":{\"bandwidth\":5}}\n", new string('x', 200_000) })
            Assert.Equal("", Say(path, line));
        string refused = Say(path, "{\"change\":{\"bandwidth\":\"\\u001b[31m\",\"concurrency\":\"7\"}}\n");
        Assert.Contains("problems", refused, StringComparison.Ordinal);
        Assert.DoesNotContain("\u001b", refused, StringComparison.Ordinal);
        // One that says nothing for long does not keep the next one from its answer.
        using Socket silent = Connect(path);
        JsonElement after = await RunningAsync(scene);
        Assert.Equal("1MB/s", after.GetProperty("bandwidth").GetString());
        Assert.False(after.TryGetProperty("concurrency_limit", out _));
        (await scene.RunAsync("limit", "all", "--bandwidth", "off")).Exits(0);
        (await run.ResultAsync()).Exits(0);
    }

    [Fact]
    public async Task A_killed_command_leaves_a_socket_that_the_next_one_removes()
    {
        await using Scene scene = await Scene.BeginAsync();
        scene.Put("big", Scene.Bytes(20 << 20));
        using CommandProcess run = scene.Start("cp", "s3://scene/big", "big", "--bandwidth", "1MB/s", "--no-progress");
        await RunningAsync(scene, atLeast: 1);
        await run.KillAsync();
        string directory = Path.Combine(scene.StateDirectory, "running");
        Assert.Single(Directory.GetFiles(directory));
        (await scene.RunAsync("limit")).Exits(0).Says("No command is running");
        Assert.Empty(Directory.GetFiles(directory));
    }

    [Fact]
    public async Task Where_there_can_be_no_socket_a_command_runs_without()
    {
        await using Scene scene = await Scene.BeginAsync();
        scene.Put("key", "value");
        scene.Write("file", "no directory");
        foreach (string state in new[] { scene.Path("file"), scene.Path(new string('d', 120)) })
        {
            scene.Environment["SLUICE_STATE_DIR"] = state;
            (await scene.RunAsync("cp", "s3://scene/key", "key", "--no-journal")).Exits(0);
        }
    }

    [Theory]
    [InlineData("cp", "big", "s3://scene/up")]
    [InlineData("cp", "s3://scene/big", "down")]
    [InlineData("pipe", "s3://scene/piped")]
    public async Task Memory_stays_below_its_limit_and_100_MiB(params string[] command)
    {
        await using Scene scene = await Scene.BeginAsync();
        byte[] bytes = Scene.Bytes(300 << 20);
        scene.Put("big", bytes);
        scene.Write("big", bytes);
        CommandResult result = (await scene.RunAsync([.. command, "--memory", "32MiB", "--concurrency", "64", "--json"], command[0] == "pipe" ? bytes : null)).Exits(0);
        long peak = result.Json[^1].GetProperty("peak_memory_bytes").GetInt64();
        Assert.InRange(peak, 1, (32L + 100) << 20);
    }

    // How the one running command stands, once it has moved so many bytes.
    static async Task<JsonElement> RunningAsync(Scene scene, long atLeast = 0)
    {
        for (int attempt = 0; attempt < 100; attempt++)
        {
            if ((await scene.RunAsync("limit", "--json")).Json is [{ } running] && running.GetProperty("bytes").GetInt64() >= atLeast)
                return running;
            await Task.Delay(50);
        }
        throw new TimeoutException("No command came to run.");
    }

    static string Pid(JsonElement running) => running.GetProperty("pid").GetInt32().ToString(CultureInfo.InvariantCulture);

    // By the command's own clock.
    static async Task HoldsAsync(Scene scene, JsonElement from, double rate)
    {
        RateWindows windows = new();
        while (!windows.IsDecided)
        {
            await Task.Delay(RateWindows.Length);
            JsonElement to = await RunningAsync(scene);
            windows.Add((to.GetProperty("bytes").GetInt64() - from.GetProperty("bytes").GetInt64()) / (to.GetProperty("seconds").GetDouble() - from.GetProperty("seconds").GetDouble()) / rate);
            from = to;
        }
        windows.AssertHeld();
    }

    static Socket Connect(string path)
    {
        Socket socket = new(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified) { ReceiveTimeout = 10_000, SendTimeout = 10_000 };
        socket.Connect(new UnixDomainSocketEndPoint(path));
        return socket;
    }

    // What is answered to a line; empty for nothing.
    static string Say(string path, string line)
    {
        using Socket socket = Connect(path);
        try
        {
            byte[] bytes = Encoding.UTF8.GetBytes(line);
            for (int at = 0; at < bytes.Length;)
                at += socket.Send(bytes.AsSpan(at));
            socket.Shutdown(SocketShutdown.Send);
            byte[] answer = new byte[64 << 10];
            int length = socket.Receive(answer);
            return Encoding.UTF8.GetString(answer, 0, length);
        }
        catch (SocketException broken) when (broken.SocketErrorCode is SocketError.ConnectionReset or SocketError.Shutdown or SocketError.ConnectionAborted or SocketError.TimedOut)
        {
            return "";
        }
    }
}
