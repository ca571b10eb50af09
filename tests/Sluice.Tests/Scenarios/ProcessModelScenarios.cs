using System.Globalization;
using System.Text;
using System.Text.Json;
using Sluice.Endpoint.Faults;
using Sluice.Tests.Support;

namespace Sluice.Tests.Scenarios;

/// <summary>
/// All that can die while objects are processed, drawn by seeds: programs in every way, the store's answers, Sluice alone, Sluice with all that it has started. Then the
/// same command again until it is done, and the model is what it must have come to: one output and one row of done for each object.
/// </summary>
[System.Runtime.Versioning.UnsupportedOSPlatform("windows")]
public sealed class ProcessModelScenarios
{
    const int Objects = 16;
    const int Large = 7;
    const int LargeBytes = 64 << 20;

    static readonly int Seeds = Tier.Of(usual: 6, all: 80);

    // How it dies is drawn from the object, the attempt, the round and the seed; in the last rounds it does not. It is a file, which may go while the run is under way.
    const string Program = """
        #!/bin/sh
        number=${SLUICE_KEY#in/}; number=${number%.txt}; number=${number#0}
        if [ "$MODEL_ROUND" = last ]; then draw=99; else draw=$(( (number * 31 + SLUICE_ATTEMPT * 17 + MODEL_ROUND * 7 + MODEL_SEED * 13) % 29 )); fi
        case $draw in
          0) echo half; exit 1 ;;
          1) echo half; exit 75 ;;
          2) exit 65 ;;
          3) echo half; kill -KILL $$ ;;
          4) echo half; kill -KILL 0 ;;
          5) cat >/dev/null; kill -SEGV $$ ;;
          6) trap '' TERM; sleep 987654 & exec sleep 987654 ;;
          7) exec 0<&-; exit 1 ;;
          8) exit 3 ;;
          9) head -c 1000000 /dev/zero; exit 4 ;;
          10) ulimit -v 500000; exec tail /dev/zero ;;
          11) chmod a-x "$0"; exit 5 ;;
          12) mv "$0" "$0.gone"; exit 6 ;;
          13) head -c 100000 /dev/zero >&2; exit 7 ;;
          14) exec 1>&-; exit 8 ;;
          15) exec 0<&- ;;
          16) sleep 987654 >/dev/null 2>&1 & ;;
          17) setsid sleep 987654 >/dev/null 2>&1 & ;;
          18) exec 2>&- ;;
          19|20|21) cat >/dev/null ;;
        esac
        case $((number % 4)) in
          0) printf 'no line end of %s' "$number" ;;
          1) printf '\000\377\200%s\n\r' "$number" ;;
          2) echo "result of $number" ;;
          3) if [ "$number" = 7 ]; then head -c 67108864 /dev/zero; else printf ''; fi ;;
        esac
        """;

    [Fact]
    public async Task Whatever_is_drawn_to_die_each_object_has_one_published_output_and_one_row_of_done()
    {
        int runs = 0;
        // Two at once: much of it is waiting.
        await Parallel.ForEachAsync(Enumerable.Range(1, Seeds), new ParallelOptions { MaxDegreeOfParallelism = 2 }, async (seed, _) =>
        {
            try
            {
                Interlocked.Add(ref runs, await RunAsync(seed));
            }
            catch (Exception failure)
            {
                throw new InvalidOperationException($"Seed {seed}: {failure.Message}", failure);
            }
        });
        Assert.InRange(runs, 4 * Seeds, 20 * Seeds);
        await Scene.UntilAsync(static () => ProcessTable.Sleeping("987654") == 0);
    }

    static async Task<int> RunAsync(int seed)
    {
        await using Scene scene = await Scene.BeginAsync();
        for (int i = 0; i < Objects; i++)
            scene.Put($"in/{i:00}.txt", i % 5 == 0 ? Scene.Bytes(5 << 20, i) : Encoding.UTF8.GetBytes($"{i}\n"));
        Random random = new(seed);
        string results = scene.Path("rows.jsonl");
        string program = scene.Path("program.sh");
        scene.Environment["MODEL_SEED"] = seed.ToString(CultureInfo.InvariantCulture);
        string[] Command(string timeout) => ["process", "--no-progress", "--results", results, "--jobs", "4", "--timeout", timeout, "--memory-per-job", "64MiB", "--retries", "1",
            "--to", "s3://scene/out/{stem}.out", "s3://scene/in/", "--", program];
        int runs = 0;
        for (int round = 0; round < 4; round++, runs++)
        {
            Restore(program);
            scene.Environment["MODEL_ROUND"] = round.ToString(CultureInfo.InvariantCulture);
            scene.Server.Faults.Plan = FaultPlan.Parse($"seed={seed * 10 + round},slowdown=3%,error=2%,late-error=1%,reset=3%,truncate=3%");
            // What an object's bytes suffer on their way; a store that keeps other bytes than it acknowledged is for verify to find.
            scene.Server.Faults.On("GetObject").Nth(random.Next(1, Objects)).Corrupt();
            using CommandProcess process = scene.Start(Command("700ms"));
            int death = random.Next(5);
            long goal = Scene.LinesOf(results) + random.Next(1, Objects);
            await Scene.UntilAsync(() => process.Ended.IsCompleted || death < 4 && Scene.LinesOf(results) >= goal);
            if (process.Ended.IsCompleted)
                continue;
            // Alone, asked to end, or with all its programs, but not with the shell that ends what they have left behind.
            if (death == 3)
                (await scene.ScriptAsync($"kill -KILL {string.Join(' ', ProcessTable.ProgramsOf(process.Id).Select(static group => $"-{group}"))} {process.Id}; true")).Exits(0);
            else
                await process.SignalAsync(death == 2 ? "TERM" : "KILL");
            await process.Ended;
        }
        scene.Server.Faults.Clear();
        scene.Environment["MODEL_ROUND"] = "last";
        Restore(program);
        (await scene.RunAsync(Command("60s"))).Exits(0);
        runs++;

        Assert.Equal(Enumerable.Range(0, Objects).Select(static i => $"out/{i:00}.out"), scene.Keys().Where(static key => key.StartsWith("out/", StringComparison.Ordinal)));
        for (int i = 0; i < Objects; i++)
            Assert.True(Expected(i).AsSpan().SequenceEqual(scene.Get($"out/{i:00}.out")), $"the output of {i} is another");
        JsonElement[] rows = [.. File.ReadLines(results).Select(static line => JsonDocument.Parse(line).RootElement)];
        Assert.Equal(Enumerable.Range(0, Objects).Select(static i => $"in/{i:00}.txt"),
            rows.Where(static row => row.GetProperty("outcome").GetString() == "done").Select(static row => row.GetProperty("key").GetString()!).Order(StringComparer.Ordinal));
        return runs;
    }

    static byte[] Expected(int number) => (number % 4) switch
    {
        0 => Encoding.UTF8.GetBytes($"no line end of {number}"),
        1 => [0, 255, 128, .. Encoding.UTF8.GetBytes($"{number}\n\r")],
        2 => Encoding.UTF8.GetBytes($"result of {number}\n"),
        _ => new byte[number == Large ? LargeBytes : 0],
    };

    static void Restore(string program)
    {
        File.Delete(program);
        File.WriteAllText(program, Program.ReplaceLineEndings("\n"));
        File.SetUnixFileMode(program, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
    }
}
