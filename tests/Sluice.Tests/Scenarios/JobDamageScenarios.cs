namespace Sluice.Tests.Scenarios;

/// <summary>Jobs whose store is damaged, or stands where it must not, and items that suffer for others.</summary>
public sealed class JobDamageScenarios
{
    [Theory]
    [InlineData("lease")]
    [InlineData("index")]
    public async Task A_job_that_has_lost_a_chunk_is_never_told_as_done(string claim)
    {
        await using Scene scene = await Scene.BeginAsync();
        for (int i = 0; i < 50; i++)
            scene.Put($"from/{i:00}", [1]);
        (await scene.RunAsync("job", "create", "s3://scene/jobs/one", "--claim", claim, "--chunk-items", "10", "--", "cp", "s3://scene/from/", "s3://scene/to/")).Exits(0);
        (await scene.RunAsync("rm", "s3://scene/jobs/one/chunks/000000002.gz")).Exits(0);
        CommandResult run = await scene.RunAsync("job", "run", "s3://scene/jobs/one");
        Assert.NotEqual(0, run.ExitCode);
        run.Says("1 of the job's chunks is gone from its store");
        CommandResult status = await scene.RunAsync("job", "status", "s3://scene/jobs/one");
        Assert.Equal(1, status.ExitCode);
        status.Says("10 items have no outcome");
        Assert.Contains("is damaged", status.Output, StringComparison.Ordinal);
        Assert.Contains("50 listed = 40 done + 10 pending", status.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_cannot_be_read_of_a_job_is_named_and_hides_nothing_else()
    {
        await using Scene scene = await Scene.BeginAsync();
        for (int i = 0; i < 30; i++)
            scene.Put($"from/{i:00}", [1]);
        foreach (string name in new[] { "one", "two" })
            (await scene.RunAsync("job", "create", $"s3://scene/jobs/{name}", "--chunk-items", "10", "--", "cp", "s3://scene/from/", $"s3://scene/{name}/")).Exits(0);
        (await scene.RunAsync("job", "run", "s3://scene/jobs/two")).Exits(0);
        string lost = scene.Keys().First(static key => key.StartsWith("jobs/two/outcomes/000000001", StringComparison.Ordinal));
        (await scene.RunAsync("rm", $"s3://scene/{lost}")).Exits(0);
        CommandResult report = (await scene.RunAsync("job", "report", "s3://scene/jobs/two")).Exits(1).Says("outcomes of chunk 000000001 cannot be read");
        Assert.Equal(21, report.Lines.Length);

        scene.Put("jobs/one/job.json", "{");
        CommandResult list = (await scene.RunAsync("job", "ls", "s3://scene/jobs/")).Exits(1).Says("s3://scene/jobs/one", "job.json", "job delete -f");
        Assert.Contains("s3://scene/jobs/two", list.Output, StringComparison.Ordinal);
        (await scene.RunAsync("job", "delete", "s3://scene/jobs/one")).Exits(1);
        (await scene.RunAsync("job", "delete", "-f", "s3://scene/jobs/one")).Exits(0);
        Assert.DoesNotContain(scene.Keys(), static key => key.StartsWith("jobs/one/", StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_worker_gives_back_a_chunk_that_it_cannot_read_and_says_so()
    {
        await using Scene scene = await Scene.BeginAsync();
        for (int i = 0; i < 30; i++)
            scene.Put($"from/{i:00}", [1]);
        (await scene.RunAsync("job", "create", "s3://scene/jobs/one", "--lease", "5m", "--chunk-items", "10", "--", "cp", "s3://scene/from/", "s3://scene/to/")).Exits(0);
        byte[] whole = scene.Get("jobs/one/chunks/000000001.gz");
        scene.Put("jobs/one/chunks/000000001.gz", whole[..(whole.Length / 2)]);
        (await scene.RunAsync("work", "s3://scene/jobs/one")).Exits(1).Says("000000001", "Its items are not done; all others are.");
        Assert.Contains("30 listed = 20 done + 10 pending", (await scene.RunAsync("job", "status", "s3://scene/jobs/one")).Output, StringComparison.Ordinal);
        // Leases of five minutes are not waited for.
        scene.Put("jobs/one/chunks/000000001.gz", whole);
        (await scene.RunAsync("work", "s3://scene/jobs/one")).Exits(0);
        Assert.Contains("30 listed = 30 done + 0 pending", (await scene.RunAsync("job", "status", "s3://scene/jobs/one")).Exits(0).Output, StringComparison.Ordinal);
        (await scene.RunAsync("work", "s3://scene/jobs/none")).Exits(42).Says("There is no job");
    }

    [Fact]
    public async Task Rows_that_are_cut_off_are_missed_by_everything_that_reads_them()
    {
        await using Scene scene = await Scene.BeginAsync();
        for (int i = 0; i < 300; i++)
            scene.Put($"from/{i:000}", [1]);
        (await scene.RunAsync("job", "create", "s3://scene/jobs/one", "--", "cp", "s3://scene/from/", "s3://scene/to/")).Exits(0);
        (await scene.RunAsync("job", "run", "s3://scene/jobs/one")).Exits(0);
        string rows = scene.Keys().First(static key => key.StartsWith("jobs/one/outcomes/", StringComparison.Ordinal));
        byte[] whole = scene.Get(rows);
        foreach (int length in new[] { whole.Length / 2, whole.Length * 3 / 4, whole.Length * 7 / 8 })
        {
            scene.Put(rows, whole[..length]);
            (await scene.RunAsync("job", "report", "s3://scene/jobs/one")).Exits(1).Says("outcomes of chunk 000000000 cannot be read");
        }
        scene.Put(rows, whole);
        Assert.Equal(301, (await scene.RunAsync("job", "report", "s3://scene/jobs/one")).Exits(0).Lines.Length);
    }

    [Fact]
    public async Task A_retry_and_a_later_job_do_not_believe_rows_that_are_cut_off()
    {
        await using Scene scene = await Scene.BeginAsync();
        for (int i = 0; i < 300; i++)
            scene.Put($"from/{i:000}", [1]);
        const string program = "sh";
        string[] words = ["--", "process", "--to", "s3://scene/to/{name}", "--retries", "0", "s3://scene/from/", "--", program, "-c", "case $SLUICE_KEY in */29*) exit 3;; esac; cat"];
        (await scene.RunAsync(["job", "create", "s3://scene/jobs/one", .. words])).Exits(0);
        (await scene.RunAsync("work", "s3://scene/jobs/one", "--allow-program", program)).Exits(1);
        string rows = scene.Keys().First(static key => key.StartsWith("jobs/one/outcomes/", StringComparison.Ordinal));
        byte[] whole = scene.Get(rows);
        scene.Put(rows, whole[..(whole.Length / 2)]);
        (await scene.RunAsync("job", "retry", "s3://scene/jobs/one")).Exits(1).Says("outcomes of chunk 000000000 cannot be read");
        Assert.DoesNotContain(scene.Keys(), static key => key.EndsWith(".r.gz", StringComparison.Ordinal));
        (await scene.RunAsync(["job", "create", "s3://scene/jobs/two", "--since", "s3://scene/jobs/one", .. words])).Exits(0);
        Assert.Contains("300 listed", (await scene.RunAsync("job", "status", "s3://scene/jobs/two")).Output, StringComparison.Ordinal);
        scene.Put(rows, whole);
        (await scene.RunAsync("job", "delete", "--force", "s3://scene/jobs/two")).Exits(0);
        Assert.Contains("10 items", (await scene.RunAsync("job", "retry", "s3://scene/jobs/one")).Exits(0).Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_sealed_chunk_whose_file_is_gone_is_done()
    {
        await using Scene scene = await Scene.BeginAsync();
        for (int i = 0; i < 20; i++)
            scene.Put($"from/{i:00}", [1]);
        (await scene.RunAsync("job", "create", "s3://scene/jobs/one", "--chunk-items", "10", "--", "cp", "s3://scene/from/", "s3://scene/to/")).Exits(0);
        (await scene.RunAsync("job", "run", "s3://scene/jobs/one")).Exits(0);
        (await scene.RunAsync("rm", "s3://scene/jobs/one/chunks/000000001.gz")).Exits(0);
        (await scene.RunAsync("work", "s3://scene/jobs/one")).Exits(0).Says("Nothing is left");
    }

    [Fact]
    public async Task A_job_and_the_place_that_it_writes_to_are_apart()
    {
        await using Scene scene = await Scene.BeginAsync();
        scene.Put("from/j/plan.json", [1]);
        (await scene.RunAsync("job", "create", "s3://scene/to/j", "--", "cp", "s3://scene/from/", "s3://scene/to/")).Exits(2).Says("its destination", "not apart");
        (await scene.RunAsync("job", "create", "s3://scene/to", "--", "cp", "s3://scene/from/", "s3://scene/to/below/")).Exits(2).Says("not apart");
        (await scene.RunAsync("job", "create", "s3://scene/to/j", "--", "process", "--to", "s3://scene/to/{dir}/{name}", "s3://scene/from/", "--", "cat")).Exits(2).Says("not apart");
        Assert.Equal(["from/j/plan.json"], scene.Keys());
    }

    [Fact]
    [System.Runtime.Versioning.UnsupportedOSPlatform("windows")]
    public async Task An_item_that_a_worker_had_beside_the_guilty_one_is_done_and_not_set_apart()
    {
        await using Scene scene = await Scene.BeginAsync();
        for (int i = 0; i < 2; i++)
            scene.Put($"from/{i}", [1]);
        // The innocent one takes longer than the guilty one takes to kill the worker that has both.
        string program = scene.Write("program.sh", "#!/bin/sh\ncase $SLUICE_KEY in */1) sleep 0.5; kill -9 $PPID;; *) sleep 2; echo done;; esac\n");
        File.SetUnixFileMode(program, UnixFileMode.UserRead | UnixFileMode.UserExecute);
        (await scene.RunAsync("job", "create", "s3://scene/jobs/one", "--lease", "2s", "--chunk-items", "1", "--", "process", "--to", "s3://scene/to/{name}", "s3://scene/from/", "--", program)).Exits(0);
        for (int round = 0; round < 8 && (await scene.RunAsync("work", "s3://scene/jobs/one", "--allow-program", program)).ExitCode == 137; round++)
        {
        }
        Assert.Contains("2 listed = 1 done + 1 quarantined + 0 pending", (await scene.RunAsync("job", "status", "s3://scene/jobs/one")).Output, StringComparison.Ordinal);
        Assert.Equal(["to/0"], scene.Keys().Where(static key => key.StartsWith("to/", StringComparison.Ordinal)));
    }

    [Fact]
    public async Task What_others_leave_among_the_seals_is_no_seal()
    {
        await using Scene scene = await Scene.BeginAsync();
        JobScenarios.Fill(scene, 30);
        (await scene.RunAsync("job", "create", "s3://scene/jobs/one", "--chunk-items", "10", "--", "cp", "s3://scene/from/", "s3://scene/to/")).Exits(0);
        foreach (string stray in (string[])["", ".DS_Store", "mine", "000000001.x"])
            scene.Put($"jobs/one/seals/{stray}", "");
        (await scene.RunAsync("work", "s3://scene/jobs/one")).Exits(0).Says("3 chunks sealed");
        CommandResult status = (await scene.RunAsync("job", "status", "s3://scene/jobs/one")).Exits(0);
        Assert.Contains("is over", status.Output, StringComparison.Ordinal);
        Assert.Contains("3 = 3 sealed", status.Output, StringComparison.Ordinal);
        Assert.Equal(31, (await scene.RunAsync("job", "report", "s3://scene/jobs/one")).Exits(0).Lines.Length);
    }

    [Fact]
    public async Task A_job_that_no_worker_takes_is_not_shown_as_if_all_were_well()
    {
        await using Scene scene = await Scene.BeginAsync();
        JobScenarios.Fill(scene, 3);
        (await scene.RunAsync("job", "create", "s3://scene/jobs/one", "--", "cp", "s3://scene/from/", "s3://scene/to/")).Exits(0);
        (await scene.RunAsync("work", "s3://scene/jobs/one")).Exits(0);
        string job = System.Text.Encoding.UTF8.GetString(scene.Get("jobs/one/job.json"));
        scene.Put("jobs/one/job.json", job.Replace("s3://scene/to/", "s3://scene/evil/", StringComparison.Ordinal));
        (await scene.RunAsync("job", "status", "s3://scene/jobs/one")).Exits(1).Says("No worker takes this job", "its hash does not fit");
    }
}
