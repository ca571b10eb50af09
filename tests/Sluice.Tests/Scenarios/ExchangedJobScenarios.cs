namespace Sluice.Tests.Scenarios;

/// <summary>Jobs in whose store something whole is at the place of something else: nothing of it is believed.</summary>
public sealed class ExchangedJobScenarios
{
    static readonly string[] Copy = ["--", "cp", "s3://scene/from/", "s3://scene/to/"];

    [Fact]
    public async Task A_chunk_at_the_place_of_another_one_is_not_done_in_its_stead()
    {
        await using Scene scene = await BeginAsync();
        (await scene.RunAsync(["job", "create", "s3://scene/jobs/one", "--chunk-items", "5", .. Copy])).Exits(0);
        scene.Put("jobs/one/chunks/000000001.gz", scene.Get("jobs/one/chunks/000000000.gz"));
        (await scene.RunAsync("work", "s3://scene/jobs/one")).Exits(1).Says("Chunk 000000001 is no chunk of this job", "sluice job create NEW --since s3://scene/jobs/one");
        Assert.Contains("10 listed = 5 done + 5 pending", (await scene.RunAsync("job", "status", "s3://scene/jobs/one")).Exits(1).Output, StringComparison.Ordinal);
        (await scene.RunAsync("job", "report", "s3://scene/jobs/one")).Exits(1).Says("Chunk 000000001 cannot be read");
        (await scene.RunAsync("job", "report", "s3://scene/jobs/one", "--proof", scene.Path("proof.csv"))).Exits(1).Says("5 of 10 items are the same");
        Assert.StartsWith("s3://scene/jobs/two: 5 items", (await scene.RunAsync(["job", "create", "s3://scene/jobs/two", "--since", "s3://scene/jobs/one", .. Copy])).Exits(0).Output, StringComparison.Ordinal);
        (await scene.RunAsync("work", "s3://scene/jobs/two")).Exits(0);
        Assert.Equal(10, Copies(scene, "to/"));
    }

    [Fact]
    public async Task Rows_of_another_chunk_are_no_rows_for_whatever_reads_them()
    {
        await using Scene scene = await BeginAsync();
        (await scene.RunAsync(["job", "create", "s3://scene/jobs/one", "--chunk-items", "5", .. Copy])).Exits(0);
        (await scene.RunAsync("work", "s3://scene/jobs/one")).Exits(0);
        string[] rows = [.. scene.Keys().Where(static key => key.StartsWith("jobs/one/outcomes/", StringComparison.Ordinal))];
        scene.Put(rows[0], scene.Get(rows[1]));
        (await scene.RunAsync("job", "report", "s3://scene/jobs/one")).Exits(1).Says("The outcomes of chunk 000000000 cannot be read", "job retry --damaged");
        (await scene.RunAsync("job", "report", "s3://scene/jobs/one", "--proof", scene.Path("proof.csv"))).Exits(1).Says("The outcomes of chunk 000000000 cannot be read", "5 of 10 items are the same");
        Assert.Contains("5 items in 1 chunk", (await scene.RunAsync("job", "retry", "--damaged", "s3://scene/jobs/one")).Exits(0).Output, StringComparison.Ordinal);
        (await scene.RunAsync("work", "s3://scene/jobs/one")).Exits(0);
        (await scene.RunAsync("job", "report", "s3://scene/jobs/one", "--proof", scene.Path("whole.csv"))).Exits(0).Says("10 of 10 items are the same");
    }

    [Theory]
    [InlineData("s3://scene/else/")]
    // Its command is the same, and it was created at another time.
    [InlineData("s3://scene/to/")]
    public async Task Seals_of_another_job_are_no_seals_for_whatever_reads_them(string destination)
    {
        await using Scene scene = await BeginAsync();
        (await scene.RunAsync("job", "create", "s3://scene/jobs/one", "--chunk-items", "5", "--", "cp", "s3://scene/from/", destination)).Exits(0);
        (await scene.RunAsync("work", "s3://scene/jobs/one")).Exits(0);
        (await scene.RunAsync("rm", "-r", destination)).Exits(0);
        (await scene.RunAsync(["job", "create", "s3://scene/jobs/two", "--chunk-items", "5", .. Copy])).Exits(0);
        foreach (string key in scene.Keys().Where(static key => key.Split('/') is ["jobs", "one", "seals" or "outcomes" or "tallies", ..]).ToList())
            scene.Put(key.Replace("/one/", "/two/", StringComparison.Ordinal), scene.Get(key));
        (await scene.RunAsync("work", "s3://scene/jobs/two")).Exits(1).Says("The seals of 2 chunks (000000000, 000000001) cannot be read", "sluice job retry --damaged s3://scene/jobs/two");
        Assert.Contains("10 listed = 0 done + 10 pending", (await scene.RunAsync("job", "status", "s3://scene/jobs/two")).Exits(1).Says("The seals of 2 chunks").Output, StringComparison.Ordinal);
        (await scene.RunAsync("job", "report", "s3://scene/jobs/two")).Exits(1).Says("The seals of 2 chunks");
        (await scene.RunAsync("job", "report", "s3://scene/jobs/two", "--proof", scene.Path("proof.csv"))).Exits(1).Says("0 of 10 items are the same");
        Assert.StartsWith("s3://scene/jobs/three: 10 items", (await scene.RunAsync(["job", "create", "s3://scene/jobs/three", "--since", "s3://scene/jobs/two", .. Copy])).Exits(0).Output, StringComparison.Ordinal);
        (await scene.RunAsync("job", "delete", "--force", "s3://scene/jobs/three")).Exits(0);
        (await scene.RunAsync("job", "retry", "--damaged", "s3://scene/jobs/two")).Exits(0);
        (await scene.RunAsync("work", "s3://scene/jobs/two")).Exits(0);
        (await scene.RunAsync("job", "status", "s3://scene/jobs/two")).Exits(0);
        Assert.Equal(10, Copies(scene, "to/"));
    }

    [Fact]
    public async Task A_worker_that_finds_nothing_left_says_what_cannot_be_read_of_the_job()
    {
        await using Scene scene = await BeginAsync();
        (await scene.RunAsync(["job", "create", "s3://scene/jobs/one", "--chunk-items", "5", .. Copy])).Exits(0);
        (await scene.RunAsync("work", "s3://scene/jobs/one")).Exits(0);
        scene.Put("jobs/one/seals/000000001", "{\"chunk\":\"0000");
        (await scene.RunAsync("work", "s3://scene/jobs/one")).Exits(1).Says("The seal of chunk 000000001 cannot be read", "sluice job retry --damaged s3://scene/jobs/one");
    }

    [Fact]
    public async Task Chunks_that_no_worker_can_do_are_said_with_the_way_out_by_work_report_and_retry()
    {
        await using Scene scene = await BeginAsync();
        (await scene.RunAsync(["job", "create", "s3://scene/jobs/one", "--chunk-items", "2", .. Copy])).Exits(0);
        (await scene.RunAsync("rm", "s3://scene/jobs/one/chunks/000000002.gz")).Exits(0);
        scene.Put("jobs/one/chunks/000000001.gz", "no chunk");
        CommandResult work = (await scene.RunAsync("work", "s3://scene/jobs/one")).Exits(1).Says("1 of the job's chunks is gone from its store", "000000001", "sluice job create NEW --since s3://scene/jobs/one");
        Assert.DoesNotContain("others are", work.Error, StringComparison.OrdinalIgnoreCase);
        Assert.Equal(6, Copies(scene, "to/"));
        (await scene.RunAsync("job", "report", "s3://scene/jobs/one")).Exits(1).Says("2 chunks (000000001, 000000002) cannot be read", "--since");
        foreach (string[] how in (string[][])[[], ["--damaged"]])
        {
            CommandResult retry = (await scene.RunAsync(["job", "retry", .. how, "s3://scene/jobs/one"])).Exits(1).Says("2 chunks (000000001, 000000002) cannot be read", "sluice job create NEW --since s3://scene/jobs/one");
            Assert.DoesNotContain("Nothing of it failed", retry.Output, StringComparison.Ordinal);
        }
        Assert.StartsWith("s3://scene/jobs/two: 4 items", (await scene.RunAsync(["job", "create", "s3://scene/jobs/two", "--since", "s3://scene/jobs/one", .. Copy])).Exits(0).Output, StringComparison.Ordinal);
    }

    static async Task<Scene> BeginAsync()
    {
        Scene scene = await Scene.BeginAsync();
        for (int i = 0; i < 10; i++)
            scene.Put($"from/f{i}", $"content {i}");
        return scene;
    }

    static int Copies(Scene scene, string prefix) => scene.Keys().Count(key => key.StartsWith(prefix, StringComparison.Ordinal));
}
