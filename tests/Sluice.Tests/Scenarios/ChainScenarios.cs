namespace Sluice.Tests.Scenarios;

/// <summary>Chains of jobs whose links are deleted, damaged, late or others than they were.</summary>
public sealed class ChainScenarios
{
    static readonly string[] Copy = ["--", "cp", "s3://scene/from/", "s3://scene/to/"];

    [Fact]
    public async Task A_second_job_does_not_go_on_from_one_that_another_goes_on_from()
    {
        await using Scene scene = await Scene.BeginAsync();
        scene.Put("from/x", "one");
        scene.Put("from/y", "keep");
        (await scene.RunAsync(["job", "create", "s3://scene/jobs/1", .. Copy])).Exits(0);
        (await scene.RunAsync("work", "s3://scene/jobs/1")).Exits(0);
        (await scene.RunAsync("rm", "s3://scene/from/x")).Exits(0);
        (await scene.RunAsync(["job", "create", "s3://scene/jobs/2", "--since", "s3://scene/jobs/1", "--delete", .. Copy])).Exits(0);
        // What is created again, as after an interruption, is the same job; and one that has done nothing is as if it had not been.
        (await scene.RunAsync("rm", "s3://scene/jobs/2/plan.json")).Exits(0);
        (await scene.RunAsync(["job", "create", "s3://scene/jobs/2", "--since", "s3://scene/jobs/1", "--delete", .. Copy])).Exits(0);
        (await scene.RunAsync("job", "delete", "s3://scene/jobs/2", "-f")).Exits(0);
        (await scene.RunAsync(["job", "create", "s3://scene/jobs/2", "--since", "s3://scene/jobs/1", "--delete", .. Copy])).Exits(0);
        (await scene.RunAsync("work", "s3://scene/jobs/2")).Exits(0);
        Assert.Equal("s3://scene/jobs/2", (await scene.RunAsync("job", "status", "s3://scene/jobs/1", "--json")).Exits(0).Json.Single().GetProperty("next").GetString());
        Assert.Contains("s3://scene/jobs/2 goes on from this job", (await scene.RunAsync("job", "status", "s3://scene/jobs/1")).Exits(0).Output, StringComparison.Ordinal);
        // As the first job knew it, and not at the destination any more.
        scene.Put("from/x", "one");
        (await scene.RunAsync(["job", "create", "s3://scene/jobs/3", "--since", "s3://scene/jobs/1", "--delete", .. Copy])).Exits(2).Says("s3://scene/jobs/2 goes on from s3://scene/jobs/1 already", "--since s3://scene/jobs/2");
        Assert.DoesNotContain(scene.Keys(), static key => key.StartsWith("jobs/3/", StringComparison.Ordinal));
        (await scene.RunAsync(["job", "create", "s3://scene/jobs/3", "--since", "s3://scene/jobs/2", "--delete", .. Copy])).Exits(0);
        (await scene.RunAsync("work", "s3://scene/jobs/3")).Exits(0);
        Assert.Equal("one", System.Text.Encoding.UTF8.GetString(scene.Get("to/x")));
        // A link of the chain is not taken out by mistake, and what is gone is not supposed to have done nothing.
        (await scene.RunAsync("job", "delete", "s3://scene/jobs/2")).Exits(2).Says("s3://scene/jobs/3 goes on from it", "--force");
        (await scene.RunAsync("job", "delete", "s3://scene/jobs/3")).Exits(0);
        (await scene.RunAsync(["job", "create", "s3://scene/jobs/4", "--since", "s3://scene/jobs/2", .. Copy])).Exits(2).Says("is deleted", "Begin with a whole job");
    }

    [Fact]
    public async Task A_job_that_has_the_name_of_an_earlier_one_by_now_is_not_taken_for_it()
    {
        await using Scene scene = await Scene.BeginAsync();
        scene.Put("from/x", "x");
        string[] elsewhere = ["--", "cp", "s3://scene/from/", "s3://scene/else/"];
        (await scene.RunAsync(["job", "create", "s3://scene/jobs/1", .. Copy])).Exits(0);
        (await scene.RunAsync("work", "s3://scene/jobs/1")).Exits(0);
        (await scene.RunAsync(["job", "create", "s3://scene/jobs/2", "--since", "s3://scene/jobs/1", .. Copy])).Exits(0);
        (await scene.RunAsync("job", "delete", "-f", "s3://scene/jobs/1")).Exits(0);
        scene.Put("from/new", "new");
        (await scene.RunAsync(["job", "create", "s3://scene/jobs/1", .. elsewhere])).Exits(0);
        (await scene.RunAsync("work", "s3://scene/jobs/1")).Exits(0);
        (await scene.RunAsync(["job", "create", "s3://scene/jobs/3", "--since", "s3://scene/jobs/2", .. Copy])).Exits(2).Says("s3://scene/jobs/1, which is another job by now", "Begin with a whole job");

        // One in a directory is named in full, wherever the next is created.
        Directory.CreateDirectory(scene.Path("a"));
        Directory.CreateDirectory(scene.Path("b"));
        (await scene.RunAsync(["job", "create", "a/bulk", .. Copy])).Exits(0);
        (await scene.RunAsync("work", "a/bulk")).Exits(0);
        (await scene.RunAsync(["job", "create", "./a/delta/", "--since", "./a/bulk/", .. Copy])).Exits(0);
        Assert.Contains(scene.Path("a/bulk"), File.ReadAllText(scene.Path("a/delta/job.json")), StringComparison.Ordinal);
        File.Delete(scene.Path("a/delta/plan.json"));
        (await scene.RunAsync(["job", "create", scene.Path("a/delta"), "--since", "a/bulk", .. Copy])).Exits(0);
        // One that is over has nothing to do; one that is not leaves it to the later one.
        (await scene.RunAsync("job", "run", "a/bulk")).Exits(0).SaysNot("has what this one has not done");
        (await scene.RunAsync("job", "retry", "a/bulk")).Exits(1).Says("goes on from this job");
        (await scene.RunAsync(["job", "create", "a/open", .. elsewhere])).Exits(0);
        (await scene.RunAsync(["job", "create", "a/next", "--since", "a/open", .. elsewhere])).Exits(0);
        (await scene.RunAsync("work", "a/open")).Exits(42).Says("a/next goes on from this job", "sluice job run");
        (await scene.RunAsync("job", "run", "a/open")).Exits(1).Says("goes on from this job");
        (await scene.RunAsync("job", "delete", "--force", "a/next")).Exits(0);
        (await scene.RunAsync("work", "a/open")).Exits(0);
    }

    [Fact]
    public async Task A_job_that_has_the_name_of_one_that_went_on_and_was_deleted_does_not_go_on_in_its_place()
    {
        await using Scene scene = await Scene.BeginAsync();
        scene.Put("from/a", "A");
        scene.Put("from/b", "B");
        (await scene.RunAsync(["job", "create", "s3://scene/jobs/0", .. Copy])).Exits(0);
        (await scene.RunAsync("work", "s3://scene/jobs/0")).Exits(0);
        await RemoveAsync(scene, "from/a");
        string[] next = ["job", "create", "s3://scene/jobs/1", "--since", "s3://scene/jobs/0", "--delete", .. Copy];
        (await scene.RunAsync(next)).Exits(0);
        (await scene.RunAsync("work", "s3://scene/jobs/1")).Exits(0);
        Assert.DoesNotContain("to/a", scene.Keys());
        (await scene.RunAsync("job", "delete", "s3://scene/jobs/1")).Exits(0);
        scene.Put("from/a", "A");
        (await scene.RunAsync(next)).Exits(2).Says("an earlier job of the name s3://scene/jobs/1", "is deleted", "Begin with a whole job");
        Assert.DoesNotContain("jobs/1/job.json", scene.Keys());

        // One that could not begin takes no place of another.
        (await scene.RunAsync(["job", "create", "s3://scene/jobs/2", .. Copy])).Exits(0);
        (await scene.RunAsync("work", "s3://scene/jobs/2")).Exits(0);
        foreach (string name in new[] { "from/a", "from/b" })
            await RemoveAsync(scene, name);
        string[] later = ["job", "create", "s3://scene/jobs/3", "--since", "s3://scene/jobs/2", .. Copy];
        (await scene.RunAsync(later)).Exits(1);
        scene.Put("from/a", "A2");
        (await scene.RunAsync(later)).Exits(0);
    }

    [Fact]
    public async Task A_copy_of_which_no_seal_tells_goes_with_its_source_where_it_is_shown_to_be_that()
    {
        await using Scene scene = await Scene.BeginAsync();
        for (int i = 0; i < 6; i++)
            scene.Put($"from/{i}", $"first {i}");
        (await scene.RunAsync(["job", "create", "s3://scene/jobs/1", .. Copy])).Exits(0);
        (await scene.RunAsync("work", "s3://scene/jobs/1")).Exits(0);
        foreach (int i in new[] { 0, 1, 2, 6, 7, 8 })
            scene.Put($"from/{i}", $"second {i}");
        (await scene.RunAsync(["job", "create", "s3://scene/jobs/2", "--since", "s3://scene/jobs/1", "--chunk-items", "2", .. Copy])).Exits(0);
        // As a worker leaves it that died before its seals, when it had copied 0, 1 and 6: of 2 the first copy is there, and somebody else has written 1.
        scene.Put("jobs/2/leases/000000000", "{}");
        scene.Put("jobs/2/leases/000000001", "{}");
        foreach (int i in new[] { 0, 6 })
            scene.Put($"to/{i}", $"second {i}");
        scene.Put("to/1", "somebody else's 1");
        // Nobody has begun with 7 and 8: the same bytes are somebody else's.
        scene.Put("to/7", "second 7");
        foreach (int i in new[] { 0, 1, 2, 6, 7, 8 })
            (await scene.RunAsync("rm", $"s3://scene/from/{i}")).Exits(0);
        (await scene.RunAsync(["job", "create", "s3://scene/jobs/3", "--since", "s3://scene/jobs/2", "--delete", .. Copy])).Exits(0);
        (await scene.RunAsync("work", "s3://scene/jobs/3")).Exits(0).Says("1 changed");
        Assert.Equal(["to/1", "to/3", "to/4", "to/5", "to/7"], scene.Keys().Where(static key => key.StartsWith("to/", StringComparison.Ordinal)).Order(StringComparer.Ordinal));
        Assert.Contains("nothing is to be done", (await scene.RunAsync(["job", "create", "s3://scene/jobs/4", "--since", "s3://scene/jobs/3", "--delete", .. Copy])).Exits(0).Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_a_later_job_may_have_copied_anew_is_not_removed_by_a_worker_that_had_begun_before()
    {
        await using Scene scene = await Scene.BeginAsync();
        scene.Put("from/a", "A");
        scene.Put("from/b", "B");
        (await scene.RunAsync(["job", "create", "s3://scene/jobs/0", .. Copy])).Exits(0);
        (await scene.RunAsync("work", "s3://scene/jobs/0")).Exits(0);
        await RemoveAsync(scene, "from/a");
        (await scene.RunAsync(["job", "create", "s3://scene/jobs/1", "--since", "s3://scene/jobs/0", "--delete", .. Copy])).Exits(0);
        (await scene.RunAsync(["job", "create", "s3://scene/jobs/2", "--since", "s3://scene/jobs/1", "--delete", .. Copy])).Exits(0);
        byte[] note = scene.Get("jobs/1/next");
        await RemoveAsync(scene, "jobs/1/next");
        // As if it had been created while this worker looked at the copy.
        scene.Deviate(instead: request =>
        {
            if (request.Method == "HEAD" && request.Path.EndsWith("/to/a", StringComparison.Ordinal))
                scene.Put("jobs/1/next", note);
            return null;
        });
        (await scene.RunAsync("work", "s3://scene/jobs/1")).Exits(1).Says("s3://scene/jobs/2 goes on from this job");
        Assert.Contains("to/a", scene.Keys());
    }

    [Fact]
    public async Task What_a_worker_of_an_earlier_job_wrote_late_is_copied_or_removed_again_by_the_next_pass()
    {
        await using Scene scene = await Scene.BeginAsync();
        foreach (string name in new[] { "k", "r", "z" })
            scene.Put($"from/{name}", $"first {name}");
        (await scene.RunAsync(["job", "create", "s3://scene/jobs/0", .. Copy])).Exits(0);
        scene.Put("from/k", "second k");
        await RemoveAsync(scene, "from/r");
        (await scene.RunAsync(["job", "create", "s3://scene/jobs/1", "--since", "s3://scene/jobs/0", "--delete", .. Copy])).Exits(0);
        (await scene.RunAsync("work", "s3://scene/jobs/1")).Exits(0);
        // Times of stores are whole seconds. A worker of the first job was at it all the while.
        await Task.Delay(1100);
        scene.Put("jobs/0/leases/000000000", "{}");
        foreach (string name in new[] { "k", "r" })
            scene.Put($"to/{name}", $"first {name}");
        (await scene.RunAsync(["job", "create", "s3://scene/jobs/2", "--since", "s3://scene/jobs/1", "--delete", .. Copy])).Exits(0);
        (await scene.RunAsync("work", "s3://scene/jobs/2")).Exits(0).Says("2 items done");
        Assert.Equal("second k", System.Text.Encoding.UTF8.GetString(scene.Get("to/k")));
        Assert.DoesNotContain("to/r", scene.Keys());
        Assert.Contains("nothing is to be done", (await scene.RunAsync(["job", "create", "s3://scene/jobs/3", "--since", "s3://scene/jobs/2", "--delete", .. Copy])).Exits(0).Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_was_missing_at_the_first_attempt_is_no_copy_of_the_job_that_found_it_so()
    {
        await using Scene scene = await Scene.BeginAsync();
        scene.Put("to/same", "same");
        scene.Put("to/other", "ours");
        foreach (string name in new[] { "same", "other", "z" })
            scene.Put($"from/{name}", "same");
        (await scene.RunAsync(["job", "create", "s3://scene/jobs/0", .. Copy])).Exits(0);
        await RemoveAsync(scene, "from/same");
        await RemoveAsync(scene, "from/other");
        (await scene.RunAsync("work", "s3://scene/jobs/0")).Exits(0);
        Assert.Contains("nothing is to be done", (await scene.RunAsync(["job", "create", "s3://scene/jobs/1", "--since", "s3://scene/jobs/0", "--delete", .. Copy])).Exits(0).Output, StringComparison.Ordinal);
        Assert.Equal("same", System.Text.Encoding.UTF8.GetString(scene.Get("to/same")));
        Assert.Equal("ours", System.Text.Encoding.UTF8.GetString(scene.Get("to/other")));
    }

    [Fact]
    public async Task Whoever_watches_a_job_that_another_goes_on_from_is_told_and_not_kept_waiting()
    {
        await using Scene scene = await Scene.BeginAsync();
        for (int i = 0; i < 3; i++)
            scene.Put($"from/{i}", "x");
        (await scene.RunAsync(["job", "create", "s3://scene/jobs/1", "--chunk-items", "1", .. Copy])).Exits(0);
        using CommandProcess watching = scene.Start("job", "status", "s3://scene/jobs/1", "--watch"), interrupted = scene.Start("job", "status", "s3://scene/jobs/1", "--watch");
        await watching.FirstLine;
        await interrupted.FirstLine;
        // The end of the job is not known to whoever does not wait for it.
        await interrupted.SignalAsync("TERM");
        (await interrupted.ResultAsync()).Exits(130);
        (await scene.RunAsync(["job", "create", "s3://scene/jobs/2", "--since", "s3://scene/jobs/1", .. Copy])).Exits(0);
        (await watching.ResultAsync()).Exits(1).Says("s3://scene/jobs/2 goes on from this job", "'sluice job run s3://scene/jobs/2' does it");
        // A third is not warned of those before it.
        (await scene.RunAsync(["job", "create", "s3://scene/jobs/3", "--since", "s3://scene/jobs/2", .. Copy])).Exits(0).SaysNot("s3://scene/jobs/1");
        (await scene.RunAsync("work", "s3://scene/jobs/1")).Exits(42).Says("'sluice job run s3://scene/jobs/3' does it");
        (await scene.RunAsync("work", "s3://scene/jobs/3")).Exits(0);
        (await scene.RunAsync("work", "s3://scene/jobs/1")).Exits(42).Says("--since s3://scene/jobs/3");
        // One that is over and damaged afterwards is not the one to go on with either.
        (await scene.RunAsync("rm", "s3://scene/jobs/3/seals/000000000")).Exits(0);
        (await scene.RunAsync(["job", "create", "s3://scene/jobs/4", "--since", "s3://scene/jobs/3", .. Copy])).Exits(0);
        (await scene.RunAsync("job", "status", "s3://scene/jobs/3")).Exits(1).Says("'sluice job run s3://scene/jobs/4' does it").SaysNot("job retry");
    }

    [Fact]
    public async Task Whoever_watches_a_job_that_is_deleted_is_told_so()
    {
        await using Scene scene = await Scene.BeginAsync();
        scene.Put("from/0", "x");
        (await scene.RunAsync(["job", "create", "s3://scene/jobs/1", .. Copy])).Exits(0);
        using CommandProcess watching = scene.Start("job", "status", "s3://scene/jobs/1", "--watch");
        await watching.FirstLine;
        (await scene.RunAsync("job", "delete", "--force", "s3://scene/jobs/1")).Exits(0);
        CommandResult told = await watching.ResultAsync();
        Assert.NotEqual(0, told.ExitCode);
    }

    static async Task RemoveAsync(Scene scene, string key) => (await scene.RunAsync("rm", $"s3://scene/{key}")).Exits(0);
}
