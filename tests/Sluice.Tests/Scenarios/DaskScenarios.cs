using System.Diagnostics;
using System.Globalization;
using Sluice.Tests.Rules;

namespace Sluice.Tests.Scenarios;

/// <summary>A job whose workers Dask runs.</summary>
public sealed class DaskScenarios
{
    const string Job = EngineScenarios.Job, Guilty = "from/013";

    [Fact]
    [Trait("Needs", "dask")]
    public async Task Dask_runs_workers_as_the_documentation_says_and_no_item_counts_twice()
    {
        await using Scene scene = await Scene.BeginAsync();
        for (int i = 0; i < 40; i++)
            scene.Put(string.Create(CultureInfo.InvariantCulture, $"from/{i:000}"), $"content of {i}");
        string page = File.ReadAllText(Repository.PathOf("docs", "jobs.md")).ReplaceLineEndings("\n");
        int begin = page.IndexOf("```python\n", StringComparison.Ordinal) + "```python\n".Length;
        scene.Write("snippet.py", page[begin..page.IndexOf("```", begin, StringComparison.Ordinal)]);
        EngineScenarios.Program(scene, "sluice", $"exec {CommandProcess.Shell} \"$@\" --allow-program sh");
        // One item kills, once, the process of Dask that has started its worker: Dask starts that worker again, while the old one still has the chunk, and keeps it until all is over.
        string kill = $"if [ $SLUICE_KEY = {Guilty} ] && mkdir {scene.Path("killed")} 2>/dev/null; then echo $PPID > {scene.Path("orphan")}; kill -9 $(cut -d' ' -f4 /proc/$PPID/stat); while [ -e {scene.Path("killed")} ]; do sleep 0.2; done; fi";
        (await scene.RunAsync("job", "create", Job, "--claim", "index", "--chunk-items", "5", "--", "process", "--to", "s3://scene/to/{name}", "s3://scene/from/", "--", "sh", "-c", $"echo $PPID $SLUICE_KEY >> {scene.Path("marks")}; {kill}; sleep 0.2; cat")).Exits(0);
        ProcessStartInfo start = new("/usr/bin/python3", [Repository.PathOf("tests", "Sluice.Tests", "Clients", "dask_workers.py"), scene.Path("snippet.py"), Job, "4"]) { RedirectStandardOutput = true, RedirectStandardError = true, RedirectStandardInput = true, WorkingDirectory = scene.Directory };
        foreach ((string name, string? value) in scene.Environment)
            start.Environment[name] = value;
        using Process dask = Process.Start(start)!;
        dask.StandardInput.Close();
        Task<string> errors = dask.StandardError.ReadToEndAsync();
        // To its line and no further: the old worker has what it prints to, too.
        string codes = await dask.StandardOutput.ReadLineAsync() ?? "";
        await dask.WaitForExitAsync();
        Assert.True(Directory.Exists(scene.Path("killed")), await ErrorsAsync());
        string orphan = File.ReadAllText(scene.Path("orphan")).Trim();
        using (Process end = Process.Start("bash", ["-c", "kill -9 \"$0\" 2>/dev/null; true", orphan]))
            await end.WaitForExitAsync();
        Directory.Delete(scene.Path("killed"));
        Assert.True(codes.Trim() == "0 0 0 0", $"{codes}\n{await ErrorsAsync()}");
        Assert.Contains("40 listed = 40 done + 0 pending", (await scene.RunAsync("job", "status", Job)).Exits(0).Output, StringComparison.Ordinal);
        Assert.Equal(Enumerable.Range(0, 40).Select(static i => $"from/{i:000}"), (await scene.RunAsync("job", "report", Job)).Exits(0).Lines[1..].Select(static row => row.Split(',')[1]).Order(StringComparer.Ordinal));
        // Innocent items of its chunk were done by both workers, and stand in the ledger once all the same; those of other chunks were done once.
        ILookup<string, string> workers = File.ReadAllLines(scene.Path("marks")).ToLookup(static mark => mark.Split(' ')[1], static mark => mark.Split(' ')[0]);
        string[] twice = [.. workers.Where(static item => item.Count() > 1).Select(static item => item.Key)];
        Assert.Subset(new HashSet<string> { "from/010", "from/011", "from/012", Guilty, "from/014" }, twice.ToHashSet());
        Assert.Contains(twice, item => item != Guilty && workers[item].Distinct().Count() == 2 && workers[item].Contains(orphan));

        async Task<string> ErrorsAsync() => await Task.WhenAny(errors, Task.Delay(TimeSpan.FromSeconds(5))) == errors ? await errors : "";
    }
}
