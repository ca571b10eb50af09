using System.Globalization;

namespace Sluice.Tests.Scenarios;

/// <summary>Jobs that go on from earlier ones, and removals as jobs.</summary>
public sealed class DeltaScenarios
{
    static readonly string[] Copy = ["--", "cp", "s3://scene/from/", "s3://scene/to/"];

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    public async Task Passes_of_a_job_make_the_destination_the_source_again_and_copy_nothing_twice(int seed)
    {
        await using Scene scene = await Scene.BeginAsync();
        Random random = new(seed);
        Dictionary<string, string> source = [];
        // What no job has copied is nobody's to remove.
        scene.Put("to/of others", "stays");
        string? before = null;
        for (int pass = 0; pass < 4; pass++)
        {
            List<string> changed = [];
            for (int i = 0; i < (pass == 0 ? 60 : 12); i++)
            {
                string name = string.Create(CultureInfo.InvariantCulture, $"{random.Next(100):00} é+");
                if (pass > 0 && source.ContainsKey(name) && random.Next(3) == 0)
                {
                    source.Remove(name);
                    changed.Add(name);
                    (await scene.RunAsync("rm", $"s3://scene/from/{name}")).Exits(0);
                    continue;
                }
                string content = $"{pass} {random.Next()}";
                source[name] = content;
                changed.Add(name);
                scene.Put($"from/{name}", content);
            }
            string job = $"s3://scene/jobs/{pass}";
            string[] since = before is null ? [] : ["--since", before, "--delete"];
            CommandResult created = (await scene.RunAsync(["job", "create", job, "--chunk-items", "7", .. since, .. Copy])).Exits(0);
            if (pass > 0)
                Assert.InRange(int.Parse(created.Output.Split(": ")[1].Split(' ')[0], CultureInfo.InvariantCulture), 1, changed.Distinct().Count());
            // The last is done by two workers.
            (await scene.RunAsync("job", "run", job, "--workers", pass == 3 ? "2" : "1")).Exits(0);
            Assert.Equal(source.ToDictionary(static item => "to/" + item.Key, static item => item.Value).Append(new("to/of others", "stays")).OrderBy(static item => item.Key, StringComparer.Ordinal),
                scene.Keys().Where(static key => key.StartsWith("to/", StringComparison.Ordinal)).Order(StringComparer.Ordinal).Select(key => KeyValuePair.Create(key, System.Text.Encoding.UTF8.GetString(scene.Get(key)))));
            before = job;
        }
        Assert.Contains("nothing is to be done", (await scene.RunAsync(["job", "create", "s3://scene/jobs/none", "--since", before!, "--delete", .. Copy])).Exits(0).Output, StringComparison.Ordinal);
        CommandResult over = (await scene.RunAsync("job", "run", "s3://scene/jobs/none")).Exits(0);
        Assert.Contains("0 listed = 0 done + 0 pending", over.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_a_job_has_not_done_is_in_the_next_one_and_what_was_not_listed_whole_is_not_gone()
    {
        await using Scene scene = await Scene.BeginAsync();
        for (int i = 0; i < 30; i++)
            scene.Put($"from/{i:00}", "x");
        (await scene.RunAsync(["job", "create", "s3://scene/jobs/1", "--chunk-items", "10", .. Copy])).Exits(0);
        // One is gone when its turn comes, and is there again.
        (await scene.RunAsync("rm", "s3://scene/from/05")).Exits(0);
        (await scene.RunAsync("job", "run", "s3://scene/jobs/1")).Exits(0);
        scene.Put("from/05", "x");
        // The rows of one chunk are lost: nobody knows what they said.
        string lost = scene.Keys().Single(static key => key.StartsWith("jobs/1/seals/000000002", StringComparison.Ordinal));
        (await scene.RunAsync("rm", $"s3://scene/{lost}")).Exits(0);
        Assert.StartsWith("s3://scene/jobs/2: 11 items", (await scene.RunAsync(["job", "create", "s3://scene/jobs/2", "--since", "s3://scene/jobs/1", .. Copy])).Exits(0).Output, StringComparison.Ordinal);
        (await scene.RunAsync("job", "run", "s3://scene/jobs/2")).Exits(0);

        (await scene.RunAsync("rm", "-r", "s3://scene/from/")).Exits(0);
        (await scene.RunAsync(["job", "create", "s3://scene/jobs/3", "--since", "s3://scene/jobs/2", "--delete", .. Copy])).Exits(1).Says("nothing to do");
        Assert.Equal(30, scene.Keys().Count(static key => key.StartsWith("to/", StringComparison.Ordinal)));
        Assert.DoesNotContain(scene.Keys(), static key => key.StartsWith("jobs/3/", StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_later_job_does_not_remove_what_somebody_else_has_written_over_a_copy()
    {
        await using Scene scene = await Scene.BeginAsync();
        for (int i = 0; i < 4; i++)
            scene.Put($"from/{i}", $"content {i}");
        (await scene.RunAsync(["job", "create", "s3://scene/jobs/1", .. Copy])).Exits(0);
        (await scene.RunAsync("job", "run", "s3://scene/jobs/1")).Exits(0);
        // Another size, and as many other bytes.
        scene.Put("to/1", "newer");
        scene.Put("to/2", "CONTENT 2");
        foreach (int gone in new[] { 1, 2, 3 })
            (await scene.RunAsync("rm", $"s3://scene/from/{gone}")).Exits(0);
        (await scene.RunAsync(["job", "create", "s3://scene/jobs/2", "--since", "s3://scene/jobs/1", "--delete", .. Copy])).Exits(0);
        (await scene.RunAsync("work", "s3://scene/jobs/2")).Exits(0).Says("2 copies", "not removed", "somebody else", "2 changed");
        Assert.Equal(["to/0", "to/1", "to/2"], scene.Keys().Where(static key => key.StartsWith("to/", StringComparison.Ordinal)).Order(StringComparer.Ordinal));
        string[] rows = (await scene.RunAsync("job", "report", "s3://scene/jobs/2")).Lines;
        Assert.Equal(2, rows.Count(static row => row.Contains("NotRemoved", StringComparison.Ordinal)));
        // They are no job's copies any more: the chain has an end.
        Assert.Contains("nothing is to be done", (await scene.RunAsync(["job", "create", "s3://scene/jobs/3", "--since", "s3://scene/jobs/2", "--delete", .. Copy])).Exits(0).Output, StringComparison.Ordinal);
        Assert.Equal("newer", System.Text.Encoding.UTF8.GetString(scene.Get("to/1")));
    }

    [Fact]
    public async Task A_later_job_with_another_command_says_that_what_is_done_stays()
    {
        await using Scene scene = await Scene.BeginAsync();
        scene.Put("from/a", [1]);
        (await scene.RunAsync("job", "create", "s3://scene/jobs/1", "--", "cp", "s3://scene/from/", "s3://scene/to/")).Exits(0);
        (await scene.RunAsync("work", "s3://scene/jobs/1")).Exits(0);
        (await scene.RunAsync("job", "create", "s3://scene/jobs/2", "--since", "s3://scene/jobs/1", "--", "cp", "--metadata", "a=b", "s3://scene/from/", "s3://scene/to/")).Exits(0)
            .Says("s3://scene/jobs/1 had another command (cp s3://scene/from/ s3://scene/to/): what it has done is not done again.");
        (await scene.RunAsync("job", "delete", "--force", "s3://scene/jobs/2")).Exits(0);
        CommandResult same = (await scene.RunAsync("job", "create", "s3://scene/jobs/3", "--since", "s3://scene/jobs/1", "--", "cp", "s3://scene/from/", "s3://scene/to/")).Exits(0);
        Assert.DoesNotContain("another command", same.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_job_that_cannot_go_on_from_another_one_is_refused()
    {
        await using Scene scene = await Scene.BeginAsync();
        scene.Put("from/a", "x");
        scene.Put("else/a", "x");
        (await scene.RunAsync(["job", "create", "s3://scene/jobs/2", "--since", "s3://scene/jobs/1", .. Copy])).Exits(2).Says("there is no job s3://scene/jobs/1");
        (await scene.RunAsync(["job", "create", "s3://scene/jobs/1", .. Copy])).Exits(0);
        (await scene.RunAsync("job", "create", "s3://scene/jobs/2", "--since", "s3://scene/jobs/1", "--", "cp", "s3://scene/else/", "s3://scene/to/")).Exits(2).Says("same source and destination");
        (await scene.RunAsync("job", "create", "s3://scene/jobs/2", "--since", "s3://scene/jobs/1", "--delete", "--", "cp", "s3://scene/from/", "s3://scene/to")).Exits(2).Says("slash");
        (await scene.RunAsync(["job", "create", "s3://scene/jobs/2", "--delete", .. Copy])).Exits(2).Says("--delete goes with --since");
        (await scene.RunAsync("inventory", "s3://scene/", "--out", scene.Path("inv"))).Exits(0);
        string manifest = Directory.GetFiles(scene.Path("inv"), "manifest.json", SearchOption.AllDirectories).Single();
        (await scene.RunAsync("job", "create", "s3://scene/jobs/2", "--since", "s3://scene/jobs/1", "--delete", "--", "cp", "--from-inventory", manifest, "s3://scene/from/", "s3://scene/to/")).Exits(2).Says("--delete needs a listing");
        (await scene.RunAsync(["job", "create", "s3://scene/jobs/2", "--since", "s3://scene/jobs/1", .. Copy])).Exits(0);
        (await scene.RunAsync("rm", "-r", "s3://scene/jobs/1/")).Exits(0);
        (await scene.RunAsync(["job", "create", "s3://scene/jobs/3", "--since", "s3://scene/jobs/2", .. Copy])).Exits(2).Says("s3://scene/jobs/2 goes on from s3://scene/jobs/1, which is not there any more");
        (await scene.RunAsync("rm", "-r", "s3://scene/jobs/2/")).Exits(0);
        (await scene.RunAsync(["job", "create", "s3://scene/jobs/1", .. Copy])).Exits(0);
        (await scene.RunAsync("rm", "s3://scene/jobs/1/plan.json")).Exits(0);
        (await scene.RunAsync(["job", "create", "s3://scene/jobs/2", "--since", "s3://scene/jobs/1", .. Copy])).Exits(2).Says("was not created to its end");
    }

    [Fact]
    public async Task Removals_are_a_job_too()
    {
        await using Scene scene = await Scene.BeginAsync();
        for (int i = 0; i < 50; i++)
            scene.Put($"old/{i:00}.{(i % 2 == 0 ? "tmp" : "txt")}", "x");
        scene.Put("new/a", "x");
        (await scene.RunAsync("job", "create", "s3://scene/jobs/1", "--", "rm", "s3://scene/old/")).Exits(2).Says("--recursive");
        (await scene.RunAsync("job", "create", "s3://scene/jobs/1", "--chunk-items", "10", "--", "rm", "-r", "s3://scene/old/", "--exclude", "*", "--include", "*.tmp")).Exits(0);
        Assert.Equal(50, scene.Keys().Count(static key => key.StartsWith("old/", StringComparison.Ordinal)));
        (await scene.RunAsync("job", "run", "s3://scene/jobs/1", "--workers", "2")).Exits(0);
        Assert.Contains("50 listed = 25 done + 25 skipped + 0 pending", (await scene.RunAsync("job", "status", "s3://scene/jobs/1")).Exits(0).Output, StringComparison.Ordinal);
        Assert.Equal(25, scene.Keys().Count(static key => key.EndsWith(".txt", StringComparison.Ordinal)));
        Assert.DoesNotContain(scene.Keys(), static key => key.EndsWith(".tmp", StringComparison.Ordinal));
        Assert.Equal(50, (await scene.RunAsync("job", "report", "s3://scene/jobs/1")).Exits(0).Lines.Length - 1);
    }
}
