namespace Sluice.Tests.Scenarios;

/// <summary>Jobs of which something cannot be read: every command that meets it says so, and what to do about it.</summary>
public sealed class UnreadableJobScenarios
{
    static readonly string[] Copy = ["--", "cp", "s3://scene/from/", "s3://scene/to/"];

    [Fact]
    public async Task A_seal_that_cannot_be_read_is_said_by_everything_that_looks_on_with_the_way_out()
    {
        await using Scene scene = await DoneAsync();
        scene.Put("jobs/one/seals/000000001", "{\"chunk\":\"000000001\",\"wor");
        CommandResult status = (await scene.RunAsync("job", "status", "s3://scene/jobs/one")).Exits(1).Says("The seal of chunk 000000001 cannot be read: what became of 10 items of it is not known.", "sluice job retry --damaged s3://scene/jobs/one");
        Assert.Contains("is damaged", status.Output, StringComparison.Ordinal);
        Assert.Contains("30 listed = 20 done + 10 pending", status.Output, StringComparison.Ordinal);
        Assert.Contains("\"damaged\":1", (await scene.RunAsync("job", "status", "s3://scene/jobs/one", "--json")).Exits(1).Output, StringComparison.Ordinal);
        CommandResult report = (await scene.RunAsync("job", "report", "s3://scene/jobs/one")).Exits(1).Says("The seal of chunk 000000001 cannot be read", "job retry --damaged", "10 items of 30 have no outcome that can be read, and no row.");
        Assert.Equal(21, report.Lines.Length);
        (await scene.RunAsync("job", "report", "s3://scene/jobs/one", "--html", "page.html")).Exits(1).Says("The seal of chunk 000000001 cannot be read");
        string page = File.ReadAllText(scene.Path("page.html"));
        Assert.Contains("The seal of chunk 000000001 cannot be read", page, StringComparison.Ordinal);
        Assert.DoesNotContain("Nothing has failed", page, StringComparison.Ordinal);

        (await scene.RunAsync("job", "retry", "s3://scene/jobs/one")).Exits(1).Says("The seal of chunk 000000001 cannot be read", "job retry --damaged");
        Assert.Contains("10 items in 1 chunk to be done again", (await scene.RunAsync("job", "retry", "--damaged", "s3://scene/jobs/one")).Exits(0).Output, StringComparison.Ordinal);
        (await scene.RunAsync("work", "s3://scene/jobs/one")).Exits(0).Says("1 chunk sealed, 10 items done");
        Assert.Contains("30 listed = 30 done + 0 pending", (await scene.RunAsync("job", "status", "s3://scene/jobs/one")).Exits(0).Output, StringComparison.Ordinal);
        Assert.Equal(31, (await scene.RunAsync("job", "report", "s3://scene/jobs/one")).Exits(0).Lines.Length);
    }

    [Fact]
    public async Task Outcomes_that_are_lost_are_said_by_everything_that_looks_on_with_the_way_out()
    {
        await using Scene scene = await DoneAsync();
        string lost = scene.Keys().First(static key => key.StartsWith("jobs/one/outcomes/000000001", StringComparison.Ordinal));
        (await scene.RunAsync("rm", $"s3://scene/{lost}")).Exits(0);
        Assert.Contains("is damaged", (await scene.RunAsync("job", "status", "s3://scene/jobs/one")).Exits(1).Says("The outcomes of chunk 000000001 cannot be read", "job retry --damaged").Output, StringComparison.Ordinal);
        (await scene.RunAsync("job", "report", "s3://scene/jobs/one", "--html", "page.html")).Exits(1).Says("The outcomes of chunk 000000001 cannot be read");
        Assert.Contains("The outcomes of chunk 000000001 cannot be read", File.ReadAllText(scene.Path("page.html")), StringComparison.Ordinal);
        // Rows that say something else are found by whatever reads them.
        scene.Put(lost, "no rows");
        (await scene.RunAsync("job", "status", "s3://scene/jobs/one")).Exits(0);
        (await scene.RunAsync("job", "report", "s3://scene/jobs/one", "--html", "other.html")).Exits(1).Says("The outcomes of chunk 000000001 cannot be read");
        (await scene.RunAsync("job", "retry", "--damaged", "s3://scene/jobs/one")).Exits(0);
        (await scene.RunAsync("job", "run", "s3://scene/jobs/one")).Exits(0);
        Assert.Equal(31, (await scene.RunAsync("job", "report", "s3://scene/jobs/one")).Exits(0).Lines.Length);
    }

    [Fact]
    public async Task A_chunk_that_no_worker_can_read_is_said_by_status_and_a_later_job_takes_its_items()
    {
        await using Scene scene = await Scene.BeginAsync();
        for (int i = 0; i < 30; i++)
            scene.Put($"from/{i:00}", [1]);
        (await scene.RunAsync(["job", "create", "s3://scene/jobs/one", "--chunk-items", "10", .. Copy])).Exits(0);
        scene.Put("jobs/one/chunks/000000001.gz", "no chunk");
        (await scene.RunAsync("work", "s3://scene/jobs/one")).Exits(1).Says("000000001", "Its items are not done; all others are.", "sluice job create NEW --since s3://scene/jobs/one");
        CommandResult status = (await scene.RunAsync("job", "status", "--watch", "s3://scene/jobs/one")).Exits(1).Says("Chunk 000000001 cannot be read", "sluice job create NEW --since s3://scene/jobs/one");
        Assert.Contains("is damaged", status.Output, StringComparison.Ordinal);
        Assert.StartsWith("s3://scene/jobs/two: 10 items", (await scene.RunAsync(["job", "create", "s3://scene/jobs/two", "--since", "s3://scene/jobs/one", .. Copy])).Exits(0).Output, StringComparison.Ordinal);
        (await scene.RunAsync("job", "run", "s3://scene/jobs/two")).Exits(0);
        Assert.Equal(30, scene.Keys().Count(static key => key.StartsWith("to/", StringComparison.Ordinal)));
    }

    static async Task<Scene> DoneAsync()
    {
        Scene scene = await Scene.BeginAsync();
        for (int i = 0; i < 30; i++)
            scene.Put($"from/{i:00}", [1]);
        (await scene.RunAsync(["job", "create", "s3://scene/jobs/one", "--chunk-items", "10", .. Copy])).Exits(0);
        (await scene.RunAsync("job", "run", "s3://scene/jobs/one")).Exits(0);
        (await scene.RunAsync("job", "status", "s3://scene/jobs/one")).Exits(0);
        return scene;
    }
}
