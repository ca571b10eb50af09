using System.Text;
using System.Text.Json;
using Sluice.Endpoint.Faults;

namespace Sluice.Tests.Scenarios;

/// <summary>Programs, store and Sluice itself fail at moments that seeds choose: what is published and what rows say stays exact.</summary>
public sealed class ProcessCrashScenarios
{
    const int Objects = 60;

    // Fails by what its object's number and its attempt say, in all the ways in which programs die; the last attempt is good.
    const string Program = """
        read -r number
        if [ "$SLUICE_ATTEMPT" -le $((number % 3)) ]; then
          echo half
          case $((number % 5)) in 0) exit 75 ;; 1) kill -9 $$ ;; 2) kill -9 0 ;; 3) sleep 30 & exec sleep 30 ;; *) kill -TERM $$ ;; esac
        fi
        sleep 0.02
        echo "result of $number"
        """;

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    public async Task Whatever_dies_each_object_has_one_output_and_one_row_of_done(int seed)
    {
        await using Scene scene = await Scene.BeginAsync();
        for (int i = 0; i < Objects; i++)
            scene.Put($"in/{i:00}.txt", $"{i}\n");
        scene.Server.Faults.Plan = FaultPlan.Parse($"seed={seed},slowdown=3%,error=2%,reset=3%,truncate=3%");
        string results = scene.Path("rows.jsonl");
        string[] command = ["process", "--results", results, "--jobs", "4", "--timeout", "1s", "--retries", "3", "--to", "s3://scene/out/{stem}.out", "s3://scene/in/", "--", "sh", "-c", Program];
        Random random = new(seed);
        for (int kill = 0; kill < 3; kill++)
        {
            using CommandProcess process = scene.Start(command);
            long goal = Scene.LinesOf(results) + random.Next(1, 20);
            await Scene.UntilAsync(() => Scene.LinesOf(results) >= goal || process.Ended.IsCompleted);
            await process.SignalAsync("KILL");
            await process.Ended;
        }
        // What the store refuses for good in one run is done by the next.
        CommandResult last = await scene.RunAsync(command);
        for (int run = 0; run < 5 && last.ExitCode != 0; run++)
            last = await scene.RunAsync(command);
        last.Exits(0);
        scene.Server.Faults.Clear();
        Assert.Equal(Enumerable.Range(0, Objects).Select(static i => $"out/{i:00}.out"), scene.Keys().Where(static key => key.StartsWith("out/", StringComparison.Ordinal)));
        Assert.All(Enumerable.Range(0, Objects), i => Assert.Equal($"result of {i}\n", Encoding.UTF8.GetString(scene.Get($"out/{i:00}.out"))));
        string[] done = [.. File.ReadLines(results).Select(static line => JsonDocument.Parse(line).RootElement)
            .Where(static row => row.GetProperty("outcome").GetString() == "done").Select(static row => row.GetProperty("key").GetString()!)];
        Assert.Equal(Enumerable.Range(0, Objects).Select(static i => $"in/{i:00}.txt"), done.Order(StringComparer.Ordinal));
    }

    [Fact]
    public async Task Many_programs_at_once_stay_below_the_memory_allowed_and_100_MiB()
    {
        if (!OperatingSystem.IsLinux())
            return;
        await using Scene scene = await Scene.BeginAsync();
        byte[] content = Scene.Bytes(1 << 20);
        for (int i = 0; i < 400; i++)
            scene.Put($"p/{i:000}", content);
        using CommandProcess process = scene.Start("process", "--jobs", "64", "--memory", "64MiB", "--no-progress", "s3://scene/p/", "--", "sh", "-c", "sleep 0.2; wc -c");
        long peak = 0;
        while (!process.Ended.IsCompleted)
        {
            try
            {
                peak = Math.Max(peak, process.PeakMemory);
            }
            catch (Exception ended) when (ended is IOException or InvalidOperationException)
            {
                break;
            }
            await Task.WhenAny(process.Ended, Task.Delay(50));
        }
        Assert.Equal(400, (await process.ResultAsync()).Exits(0).Lines.Length);
        Assert.InRange(peak, 1 << 20, (64 + 100) << 20);
    }
}
