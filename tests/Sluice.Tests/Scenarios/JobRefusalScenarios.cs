using System.Globalization;
using System.Text;
using System.Text.Json;
using Sluice.Jobs;
using Sluice.S3;
using Sluice.S3.Credentials;
using Sluice.Tests.Support;
using static Sluice.Tests.Scenarios.JobScenarios;

namespace Sluice.Tests.Scenarios;

/// <summary>What can be no job, or is not to be worked on.</summary>
public sealed class JobRefusalScenarios
{
    [Theory]
    [InlineData("s3://scene/jobs/one", "s3://scene/jobs/two")]
    [InlineData("s3://jobs/one", "s3://jobs/two")]
    [InlineData("jobs/one", "jobs/two")]
    public async Task Two_jobs_that_write_to_one_place_are_told_while_the_first_is_not_over(string first, string second)
    {
        await using Scene scene = await Scene.BeginAsync();
        scene.Put("from/a", [1]);
        (await scene.RunAsync("mb", "s3://jobs")).Exits(0);
        (await scene.RunAsync("job", "create", first, "--", "cp", "s3://scene/from/", "s3://scene/to/x/")).Exits(0);
        CommandResult told = (await scene.RunAsync("job", "create", second, "--", "cp", "s3://scene/from/", "s3://scene/to/")).Exits(0).Says("is not over and writes to s3://scene/to/x/, too");
        Assert.Contains(first, told.Error, StringComparison.Ordinal);
        (await scene.RunAsync("work", first)).Exits(0);
        (await scene.RunAsync("work", second)).Exits(0);
        CommandResult silent = (await scene.RunAsync("job", "create", $"{second}-2", "--", "cp", "s3://scene/from/", "s3://scene/to/")).Exits(0);
        Assert.DoesNotContain("is not over", silent.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_a_worker_must_not_run_is_refused()
    {
        await using Scene scene = await Scene.BeginAsync();
        Fill(scene, 3);
        (await scene.RunAsync("job", "create", "s3://scene/jobs/one", "--", "process", "--to", "s3://scene/to/{name}", "s3://scene/from/", "--", "cat")).Exits(0);
        (await scene.RunAsync("work", "s3://scene/jobs/one")).Exits(42).Says("runs a program, cat, that this worker may not run", "--allow-program");
        string job = Encoding.UTF8.GetString(scene.Get("jobs/one/job.json"));
        scene.Put("jobs/one/job.json", job.Replace("\"cat\"", "\"rm\"", StringComparison.Ordinal));
        (await scene.RunAsync("work", "s3://scene/jobs/one", "--allow-program", "rm")).Exits(42).Says("its hash does not fit");
        scene.Put("jobs/one/job.json", job.Replace($"\"format\":{JobDefinition.CurrentFormat}", $"\"format\":{JobDefinition.CurrentFormat + 1}", StringComparison.Ordinal));
        (await scene.RunAsync("work", "s3://scene/jobs/one", "--allow-program", "cat")).Exits(42).Says("newer version");
        (await scene.RunAsync("work", "s3://scene/jobs/none")).Exits(42).Says("There is no job");
    }

    [Theory]
    [InlineData("s3://scene/to/{stem}.o")]
    [InlineData("s3://scene/to/all.o")]
    public async Task A_job_in_which_two_objects_would_have_one_output_is_refused_though_they_are_in_different_chunks(string output)
    {
        await using Scene scene = await Scene.BeginAsync();
        scene.Put("from/a/x.txt", "A");
        scene.Put("from/b/x.txt", "B");
        scene.Put("from/c/left out", "C");
        (await scene.RunAsync("job", "create", "s3://scene/jobs/one", "--chunk-items", "1", "--", "process", "--to", output, "s3://scene/from/", "--", "cat")).Exits(2).Says("Two objects would have the output s3://scene/to/");
        Assert.DoesNotContain(scene.Keys(), static key => key.StartsWith("jobs/", StringComparison.Ordinal));
        // What the command leaves out has no output.
        (await scene.RunAsync("job", "create", "s3://scene/jobs/one", "--chunk-items", "1", "--", "process", "--exclude", "b/*", "--exclude", "c/*", "--to", output, "s3://scene/from/", "--", "cat")).Exits(0);
        (await scene.RunAsync("work", "s3://scene/jobs/one", "--allow-program", "cat")).Exits(0);
        Assert.Single(scene.Keys(), static key => key.StartsWith("to/", StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_job_whose_notes_tell_of_uploads_is_not_deleted_unless_that_is_forced()
    {
        await using Scene scene = await Scene.BeginAsync();
        Fill(scene, 3);
        (await scene.RunAsync("job", "create", "s3://scene/jobs/one", "--", "cp", "s3://scene/from/", "s3://scene/to/")).Exits(0);
        (await scene.RunAsync("work", "s3://scene/jobs/one")).Exits(0);
        scene.Put("jobs/one/uploads/000000000/worker-1-0", "{}");
        scene.Put("jobs/one/uploads/.DS_Store", "");
        (await scene.RunAsync("job", "delete", "s3://scene/jobs/one")).Exits(1).Says("may have left multipart uploads", "sluice job cleanup s3://scene/jobs/one");
        Assert.Contains("jobs/one/job.json", scene.Keys());
        (await scene.RunAsync("job", "delete", "--force", "s3://scene/jobs/one")).Exits(0);
        // What is no file of the job stays.
        Assert.Equal(["jobs/one/uploads/.DS_Store"], scene.Keys().Where(static key => key.StartsWith("jobs/", StringComparison.Ordinal)));
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task What_workers_write_after_their_job_was_deleted_is_deleted_by_the_same_command(bool inStore)
    {
        await using Scene scene = await Scene.BeginAsync();
        Fill(scene, 3);
        string job = inStore ? "s3://scene/jobs/one" : scene.Path("job");
        string[] create = ["job", "create", job, "--", "cp", "s3://scene/from/", "s3://scene/to/"];
        (await scene.RunAsync(create)).Exits(0);
        (await scene.RunAsync("job", "delete", "-f", job)).Exits(0);
        Write("seals/000000000");
        Write("outcomes/000000000/worker-1.csv.gz");
        (await scene.RunAsync(create)).Exits(2).Says("sluice job delete");
        (await scene.RunAsync("job", "delete", job)).Exits(3).Says("There is no job", "--force removes those");
        (await scene.RunAsync("job", "delete", "-f", job)).Exits(0).Says("2 files of the job removed");
        (await scene.RunAsync("job", "delete", "-f", job)).Exits(3).Says("There is no job");
        (await scene.RunAsync(create)).Exits(0);
        (await scene.RunAsync("job", "delete", "-f", job)).Exits(0);
        // Such folders may be anybody's.
        Write("outcomes/mine.csv");
        Write("chunks/000000000.csv");
        (await scene.RunAsync("job", "delete", "-f", job)).Exits(3).Says("There is no job");

        void Write(string name)
        {
            if (inStore)
                scene.Put($"jobs/one/{name}", "{}");
            else
                scene.Write($"job/{name}", "{}");
        }
    }

    [Fact]
    public async Task A_job_of_which_not_all_could_be_deleted_is_told_to_be_being_deleted_and_the_same_command_goes_on()
    {
        const string job = "s3://scene/jobs/one";
        string[] copy = ["--", "cp", "s3://scene/from/", "s3://scene/to/"];
        await using Scene scene = await Scene.BeginAsync();
        scene.Put("from/a", "1");
        scene.Put("from/b", "2");
        (await scene.RunAsync(["job", "create", job, "--chunk-items", "1", .. copy])).Exits(0);
        (await scene.RunAsync("job", "run", job)).Exits(0);
        // As if a worker had sealed these meanwhile.
        bool stays = true;
        scene.Deviate(instead: request => stays && request.Method == "DELETE" && (request.Path.Contains("/seals/", StringComparison.Ordinal) || request.Path.Contains("/tallies/", StringComparison.Ordinal)) ? new StoreAnswer(204) : null);
        (await scene.RunAsync("job", "delete", job)).Exits(1).Says("still");
        string[][] looks = [["status", job], ["status", job, "--watch"], ["retry", job, "--damaged"], ["run", job], ["report", job], ["cancel", job]];
        foreach (string[] look in looks)
            (await scene.RunAsync(["job", .. look])).Exits(1).Says("is being deleted", $"sluice job delete {job}").SaysNot("-1", "-2", "--since");
        Assert.Equal(0, Assert.Single((await scene.RunAsync("job", "status", job, "--json")).Exits(1).Json).GetProperty("pending").GetInt64());
        Assert.True((await scene.RunAsync("job", "status", job, "--json")).Json[0].GetProperty("being_deleted").GetBoolean());
        Assert.Contains($"{job}/  (being deleted) cp ", (await scene.RunAsync("job", "ls", "s3://scene/jobs/")).Exits(0).Output, StringComparison.Ordinal);
        Assert.Equal("being_deleted", Assert.Single((await scene.RunAsync("job", "ls", "s3://scene/jobs/", "--json")).Exits(0).Json).GetProperty("state").GetString());
        (await scene.RunAsync("work", job)).Exits(42).Says("is being deleted");
        (await scene.RunAsync(["job", "create", job, "--chunk-items", "1", .. copy])).Exits(2).Says("is being deleted");
        (await scene.RunAsync(["job", "create", "s3://scene/jobs/two", "--since", job, .. copy])).Exits(2).Says("is being deleted");
        stays = false;
        (await scene.RunAsync("job", "delete", job)).Exits(0);
        Assert.DoesNotContain(scene.Keys(), static key => key.StartsWith("jobs/one/", StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_job_that_is_deleted_takes_nothing_with_it_that_others_have_put_there()
    {
        await using Scene scene = await Scene.BeginAsync();
        Fill(scene, 3);
        string job = scene.Path("job");
        (await scene.RunAsync("job", "create", job, "--", "cp", "s3://scene/from/", "s3://scene/to/")).Exits(0);
        (await scene.RunAsync("work", job)).Exits(0);
        string[] others = [scene.Write("elsewhere/000000001", "mine"), scene.Write("job/chunks/thesis.txt", "mine"), scene.Write("job/overview.txt", "mine"), scene.Write("job/outcomes/x.csv", "mine")];
        File.CreateSymbolicLink(scene.Path("job/seals/link"), scene.Path("elsewhere"));
        Directory.Delete(scene.Path("job/leases"), recursive: true);
        Directory.CreateSymbolicLink(scene.Path("job/leases"), scene.Path("elsewhere"));
        (await scene.RunAsync("job", "delete", job)).Exits(0);
        Assert.All(others, static path => Assert.True(File.Exists(path), path));
        Assert.False(File.Exists(scene.Path("job/job.json")));
    }

    [Theory]
    [InlineData("{\"name\":\"build\"}")]
    [InlineData("{\"format\":99,\"command\":[\"cp\"]}")]
    [InlineData("{\"format\":5,\"words\":[\"cp\",null],\"claim\":\"lease\",\"hash\":\"00\",\"lease_seconds\":30}")]
    [InlineData("{\"format\":5,\"words\":[\"cp\"],\"claim\":null,\"hash\":\"00\",\"lease_seconds\":30}")]
    [InlineData("{\"format\":5,\"words\":[\"cp\"],\"claim\":\"lease\",\"hash\":\"00\",\"lease_seconds\":-1e300}")]
    public async Task What_is_no_job_is_said_to_be_none_by_every_command(string content)
    {
        await using Scene scene = await Scene.BeginAsync();
        Fill(scene, 1);
        scene.Put("jobs/one/job.json", content);
        foreach (string[] words in (string[][])[["job", "status"], ["job", "run"], ["work"], ["job", "report"], ["job", "retry"], ["job", "cleanup"], ["job", "cancel"], ["job", "delete"]])
        {
            CommandResult refused = await scene.RunAsync([.. words, "s3://scene/jobs/one"]);
            Assert.True(refused.ExitCode is not 0 && refused.Error.Contains("cannot be read", StringComparison.Ordinal) && !refused.Error.Contains("bug in sluice", StringComparison.Ordinal), $"{words[^1]}: {refused.ExitCode} {refused.Error}");
        }
        Assert.Contains("cannot be read", (await scene.RunAsync("job", "create", "s3://scene/jobs/one", "--", "cp", "s3://scene/from/", "s3://scene/to/")).Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_verification_is_not_told_to_write_where_it_reads()
    {
        await using Scene scene = await Scene.BeginAsync();
        Fill(scene, 3);
        string[] copy = ["cp", "s3://scene/from/", "s3://scene/to/"], verification = ["verify", "--one-way", "s3://scene/from/", "s3://scene/to/"];
        (await scene.RunAsync(["job", "create", "s3://scene/jobs/verify", "--", .. verification])).Exits(0);
        foreach (string[] command in (string[][])[copy, verification])
            Assert.DoesNotContain("writes to", (await scene.RunAsync(["job", "create", $"s3://scene/jobs/{command[0]}-again", "--", .. command])).Exits(0).Error, StringComparison.Ordinal);
        Assert.Contains("not over and writes to", (await scene.RunAsync(["job", "create", "s3://scene/jobs/third", "--", .. copy])).Exits(0).Error, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("is no command that can be a job", "sync", "s3://scene/from/", "s3://scene/to/")]
    [InlineData("mv cannot be a job", "mv", "s3://scene/from/", "s3://scene/to/")]
    [InlineData("Leave out 'sluice'", "sluice", "cp", "s3://scene/from/", "s3://scene/to/")]
    [InlineData("--concurrency is each worker's own", "cp", "--concurrency", "4", "s3://scene/from/", "s3://scene/to/")]
    [InlineData("--report cannot be in a job", "cp", "--report", "r.csv", "s3://scene/from/", "s3://scene/to/")]
    [InlineData("A job has one source", "cp", "s3://scene/from/", "s3://scene/other/", "s3://scene/to/")]
    [InlineData("which all workers see", "cp", "here/", "s3://scene/to/")]
    [InlineData("process with --to", "process", "s3://scene/from/", "--", "cat")]
    [InlineData("below the directory of whoever runs a worker: give the whole path, /", "cp", "s3://scene/from/", "out/")]
    [InlineData("below the directory of whoever runs a worker", "process", "--to", "out/{key}", "s3://scene/from/", "--", "cat")]
    [InlineData("below the directory of whoever runs a worker", "verify", "--one-way", "s3://scene/from/", "out/")]
    [InlineData("There is no option --nonsense", "cp", "--nonsense", "s3://scene/from/", "s3://scene/to/")]
    public async Task Commands_that_can_be_no_job_are_refused_by_name(string says, params string[] words)
    {
        await using Scene scene = await Scene.BeginAsync();
        (await scene.RunAsync(["job", "create", "s3://scene/jobs/one", "--", .. words])).Exits(2).Says(says);
        Assert.Empty(scene.Keys());
    }

    [Fact]
    public async Task What_is_wrong_with_a_job_as_a_whole_is_found_when_it_is_created()
    {
        await using Scene scene = await Scene.BeginAsync();
        Fill(scene, 5);
        (await scene.RunAsync("job", "create", "s3://scene/jobs/one", "--", "cp", "s3://scene/from/", "s3://scene/from/sub/")).Exits(2).Says("would be copied into itself");
        (await scene.RunAsync("job", "create", "s3://scene/from/job", "--", "cp", "s3://scene/from/", "s3://scene/to/")).Exits(2).Says("Keep jobs elsewhere");
        (await scene.RunAsync("job", "create", "s3://scene/jobs/one", "--", "cp", "s3://scene/none/", "s3://scene/to/")).Exits(1).Says("There is nothing to do").SaysNot("(No");
        Assert.Equal(5, scene.Keys().Length);
        (await scene.RunAsync("job", "run", "s3://scene/jobs/one")).Exits(3).Says("There is no job");
    }

    [Theory]
    [InlineData("if-match", 412)]
    [InlineData("if-none-match", 501)]
    public async Task Leases_are_refused_where_a_store_does_not_keep_conditions_and_what_needs_none_is_named(string condition, int status)
    {
        await using Scene scene = await Scene.BeginAsync();
        Fill(scene, 3);
        scene.Deviate(instead: request => request.Method == "PUT" && request.Headers.ContainsKey(condition) ? Support.StoreAnswer.Error(status, status == 412 ? "PreconditionFailed" : "NotImplemented") : null);
        (await scene.RunAsync("job", "create", "s3://scene/jobs/one", "--", "cp", "s3://scene/from/", "s3://scene/to/")).Exits(2).Says("does not keep conditions", "--claim index", "--claim sqs://");
        Assert.DoesNotContain(scene.Keys(), static key => key.StartsWith("jobs/", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData(412)]
    [InlineData(400)]
    [InlineData(501)]
    public async Task A_job_by_index_needs_no_condition_of_its_store(int status)
    {
        await using Scene scene = await Scene.BeginAsync();
        Fill(scene, 6);
        scene.Deviate(instead: request => request.Method == "PUT" && (request.Headers.ContainsKey("if-none-match") || request.Headers.ContainsKey("if-match"))
            ? Support.StoreAnswer.Error(status, status switch { 412 => "PreconditionFailed", 400 => "InvalidArgument", _ => "NotImplemented" }) : null);
        string[] create = ["job", "create", "s3://scene/jobs/one", "--claim", "index", "--chunk-items", "2", "--", "cp", "s3://scene/from/", "s3://scene/to/"];
        (await scene.RunAsync(create)).Exits(0);
        (await scene.RunAsync(create)).Exits(2).Says("This job is there already");
        (await scene.RunAsync("job", "run", "s3://scene/jobs/one", "--workers", "2")).Exits(0);
        Assert.Contains("6 listed = 6 done + 0 pending", (await scene.RunAsync("job", "status", "s3://scene/jobs/one")).Exits(0).Output, StringComparison.Ordinal);
        Assert.Equal(6, scene.Keys().Count(static key => key.StartsWith("to/", StringComparison.Ordinal)));
        (await scene.RunAsync("job", "create", "s3://scene/jobs/two", "--claim", "index", "--since", "s3://scene/jobs/one", "--", "cp", "s3://scene/from/", "s3://scene/to/")).Exits(0);
    }

    [Fact]
    public async Task A_job_whose_source_cannot_be_listed_leaves_nothing_of_its_name()
    {
        await using Scene scene = await Scene.BeginAsync();
        (await scene.RunAsync("job", "create", "s3://scene/jobs/one", "--", "cp", "s3://not-there/", "s3://scene/to/")).Exits(3).Says("NoSuchBucket");
        Assert.DoesNotContain(scene.Keys(), static key => key.StartsWith("jobs/", StringComparison.Ordinal));
    }

    [Fact]
    public async Task What_is_set_when_a_job_is_created_is_done_by_all_its_workers()
    {
        await using Scene scene = await Scene.BeginAsync();
        scene.Put("from/a", "a");
        scene.Put("from/b.tmp", "b");
        scene.Put("from/c.tmp", "c");
        (scene.Environment["SLUICE_STORAGE_CLASS"], scene.Environment["SLUICE_EXCLUDE"], scene.Environment["SLUICE_CONCURRENCY"], scene.Environment["SLUICE_REPORT"]) = ("STANDARD_IA", "*.tmp", "3", "rows.csv");
        string[] create = ["job", "create", "s3://scene/jobs/one", "--", "cp", "s3://scene/from/", "s3://scene/to/", "--include", "c.tmp"];
        (await scene.RunAsync(create)).Exits(0).Says("warning: --report is set elsewhere and left out of the job");
        Assert.Contains("\"cp\",\"--exclude=*.tmp\",\"--storage-class=STANDARD_IA\",\"s3://scene/from/\"", Encoding.UTF8.GetString(scene.Get("jobs/one/job.json")).Replace(" ", "", StringComparison.Ordinal), StringComparison.Ordinal);
        foreach (string name in (string[])["SLUICE_STORAGE_CLASS", "SLUICE_EXCLUDE", "SLUICE_REPORT"])
            scene.Environment.Remove(name);
        (await scene.RunAsync("work", "s3://scene/jobs/one")).Exits(0);
        Assert.Equal(["to/a", "to/c.tmp"], scene.Keys().Where(static key => key.StartsWith("to/", StringComparison.Ordinal)));
        Assert.Equal("STANDARD_IA", scene.Head("to/a").Attributes.StorageClass);
        scene.Environment["SLUICE_DRY_RUN"] = "1";
        (await scene.RunAsync(["job", "create", "s3://scene/jobs/two", .. create[3..]])).Exits(2).Says("--dry-run cannot be in a job", "Besides what was typed, these are set: --dry-run");
    }

    [Fact]
    public async Task What_is_set_for_the_one_who_starts_workers_is_not_given_to_them()
    {
        await using Scene scene = await Scene.BeginAsync();
        Fill(scene, 3);
        (await scene.RunAsync("job", "create", "s3://scene/jobs/one", "--", "cp", "s3://scene/from/", "s3://scene/to/")).Exits(0);
        (scene.Environment["SLUICE_OPTION_WORKERS"], scene.Environment["SLUICE_CONCURRENCY"]) = ("2", "3");
        string[] printed = (await scene.RunAsync("job", "run", "s3://scene/jobs/one", "--print")).Exits(0).Lines;
        Assert.Equal(2, printed.Length);
        Assert.All(printed, static line => Assert.Contains("--concurrency=3", line, StringComparison.Ordinal));
        Assert.All(printed, static line => Assert.DoesNotContain("--workers", line, StringComparison.Ordinal));
    }
}
