using System.Collections.Concurrent;
using System.Text.Json;
using static Sluice.Tests.Scenarios.JobScenarios;

namespace Sluice.Tests.Scenarios;

/// <summary>What commands of a job make of a store's answers, what they say at their end, and what they exit with.</summary>
public sealed class JobAnswerScenarios
{
    const string Job = "s3://scene/jobs/one";

    [Fact]
    public async Task Answers_of_a_jobs_store_that_are_cut_or_come_damaged_once_end_no_command_and_damage_nothing()
    {
        await using Scene scene = await Scene.BeginAsync();
        Fill(scene, 30);
        (await scene.RunAsync("job", "create", Job, "--chunk-items", "10", "--", "cp", "s3://scene/from/", "s3://scene/to/")).Exits(0);
        ConcurrentDictionary<string, int> reads = new();
        scene.Deviate((request, answer) =>
        {
            if (request.Method != "GET" || !request.Path.StartsWith("/scene/jobs/one/", StringComparison.Ordinal) || answer.Status != 200 || answer.Body.Length == 0)
                return;
            int read = reads.AddOrUpdate(request.Path, 1, static (_, count) => count + 1);
            if (read == 1)
                answer.CutAfter = answer.Body.Length / 2;
            else if (read == 3)
                answer.Body[answer.Body.Length / 2] ^= 4;
        });
        (await scene.RunAsync("work", Job)).Exits(0);
        for (int look = 0; look < 3; look++)
            Assert.Contains("30 listed = 30 done + 0 pending", (await scene.RunAsync("job", "status", Job)).Exits(0).Output, StringComparison.Ordinal);
        Assert.Equal(31, (await scene.RunAsync("job", "report", Job)).Exits(0).Lines.Length);
        (await scene.RunAsync("job", "retry", Job)).Exits(0);
        Assert.True(reads["/scene/jobs/one/job.json"] > 3 && reads["/scene/jobs/one/plan.json"] > 3);
    }

    [Fact]
    public async Task A_worker_with_few_requests_a_second_keeps_its_leases()
    {
        await using Scene scene = await Scene.BeginAsync();
        Fill(scene, 40);
        (await scene.RunAsync("job", "create", Job, "--lease", "2s", "--", "cp", "s3://scene/from/", "s3://scene/to/")).Exits(0);
        CommandResult done = (await scene.RunAsync("work", Job, "--requests-per-second", "6")).Exits(0).Says("1 chunk sealed");
        Assert.DoesNotContain("lost", done.Error, StringComparison.Ordinal);
        // One attempt, in the name of whose rows it is the number.
        Assert.Contains("-1", Assert.Single(scene.Keys(), static key => key.StartsWith("jobs/one/outcomes/", StringComparison.Ordinal)), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_worker_whose_shard_is_done_says_that_nothing_is_left_for_it_alone()
    {
        await using Scene scene = await Scene.BeginAsync();
        Fill(scene, 10);
        (await scene.RunAsync("job", "create", Job, "--claim", "index", "--chunk-items", "1", "--", "cp", "s3://scene/from/", "s3://scene/to/")).Exits(0);
        (await scene.RunAsync("work", Job, "--shard", "0/4")).Exits(0).Says("Nothing is left for 0/4: 3 chunks sealed", "Not all is sealed of 1/4, 2/4, 3/4: nobody takes over", "--shard 1/4");
        (await scene.RunAsync("work", Job)).Exits(0).Says("Nothing is left: 7 chunks sealed");
    }

    [Fact]
    public async Task A_worker_whose_engine_does_not_tell_which_chunks_are_its_own_does_none()
    {
        await using Scene scene = await Scene.BeginAsync();
        Fill(scene, 10);
        (await scene.RunAsync("job", "create", Job, "--claim", "index", "--chunk-items", "1", "--", "cp", "s3://scene/from/", "s3://scene/to/")).Exits(0);
        scene.Environment["AWS_BATCH_JOB_ARRAY_INDEX"] = "7";
        scene.Environment["AWS_BATCH_JOB_ARRAY_SIZE"] = "4";
        (await scene.RunAsync("work", Job)).Exits(42).Says("AWS_BATCH_JOB_ARRAY_INDEX=7 AWS_BATCH_JOB_ARRAY_SIZE=4 contradict each other", "--shard");
        Assert.DoesNotContain(scene.Keys(), static key => key.StartsWith("to/", StringComparison.Ordinal));
        (await scene.RunAsync("work", Job, "--shard", "7/8")).Exits(0).Says("Nothing is left for 7/8: 1 chunk sealed");
    }

    [Fact]
    public async Task A_cancelled_job_with_items_left_looks_like_success_to_nobody()
    {
        await using Scene scene = await Scene.BeginAsync();
        Fill(scene, 10);
        (await scene.RunAsync("job", "create", Job, "--", "cp", "s3://scene/from/", "s3://scene/to/")).Exits(0);
        (await scene.RunAsync("job", "cancel", Job)).Exits(0);
        // An engine would start another worker for it in vain.
        (await scene.RunAsync("work", Job)).Exits(42).Says("The job is cancelled");
        (await scene.RunAsync("job", "run", Job)).Exits(1).Says("The job is cancelled");
        (await scene.RunAsync("job", "run", Job, "--workers", "2")).Exits(1);
        // Nothing is submitted, so that no engine need be there.
        (await scene.RunAsync("job", "run", Job, "--on", "kubernetes", "--image", "sluice")).Exits(1).Says("The job is cancelled", "--since");
        Assert.Contains("10 listed = 0 done + 10 pending", (await scene.RunAsync("job", "status", Job)).Exits(1).Output, StringComparison.Ordinal);
        Assert.Equal(10, (await scene.RunAsync("job", "status", Job, "--json")).Exits(1).Json.Single().GetProperty("pending").GetInt32());
    }

    [Fact]
    public async Task The_hash_that_create_prints_allows_a_worker_to_run_just_that_command()
    {
        await using Scene scene = await Scene.BeginAsync();
        Fill(scene, 3);
        JsonElement plan = (await scene.RunAsync("job", "create", Job, "--json", "--", "process", "--to", "s3://scene/to/{name}", "s3://scene/from/", "--", "cat")).Exits(0).Json.Single();
        string hash = plan.GetProperty("hash").GetString()!;
        Assert.Matches("^[0-9a-f]{64}$", hash);
        (await scene.RunAsync("job", "create", "s3://scene/jobs/two", "--", "process", "--to", "s3://scene/other/{name}", "s3://scene/from/", "--", "cat")).Exits(0);
        (await scene.RunAsync("work", "s3://scene/jobs/two", "--allow-program", hash)).Exits(42);
        (await scene.RunAsync("work", Job, "--allow-program", hash)).Exits(0);
        Assert.Equal(3, scene.Keys().Count(static key => key.StartsWith("to/", StringComparison.Ordinal)));
    }

    [Fact]
    public async Task Quietly_a_job_is_created_without_a_word_and_json_still_tells_it()
    {
        await using Scene scene = await Scene.BeginAsync();
        Fill(scene, 3);
        CommandResult created = (await scene.RunAsync("job", "create", Job, "-q", "--", "cp", "s3://scene/from/", "s3://scene/to/")).Exits(0);
        Assert.Equal(("", ""), (created.Output, created.Error));
        Assert.Equal("plan", (await scene.RunAsync("job", "create", "s3://scene/jobs/two", "-q", "--json", "--", "cp", "s3://scene/from/", "s3://scene/to/")).Exits(0).Json.Single().GetProperty("type").GetString());
    }
}
