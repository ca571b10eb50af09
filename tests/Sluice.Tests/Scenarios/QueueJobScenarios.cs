using System.Globalization;
using System.Text;
using Sluice.Jobs.Queues;
using Sluice.Tests.Jobs.Queues;

namespace Sluice.Tests.Scenarios;

/// <summary>Jobs whose chunks come from a queue.</summary>
public abstract class QueueJobScenarios(QueueService service)
{
    const string Job = "s3://scene/jobs/one";

    [Fact]
    public async Task Workers_take_chunks_from_a_queue_and_each_item_has_one_row_whatever_becomes_of_messages()
    {
        string name = service.NewName();
        await using Scene scene = await BeginAsync(300);
        (await scene.RunAsync("job", "create", Job, "--claim", $"sqs://{name}", "--lease", "3s", "--chunk-items", "20", "--", "cp", "s3://scene/from/", "s3://scene/to/")).Exits(0);
        using (SqsMessages queue = service.Open(service.Open($"sqs://{name}").Address(default)))
        {
            // Two are lost, one comes twice, and one is none of this job.
            List<ReceivedMessage> messages = [queue.Receive(2, 60, default)!, queue.Receive(2, 60, default)!, queue.Receive(2, 60, default)!];
            queue.Delete(messages[0].Receipt, default);
            queue.Delete(messages[1].Receipt, default);
            queue.Send([messages[2].Body, messages[2].Body, "none of this job"], default);
            queue.Extend(messages[2].Receipt, 0, default);
        }
        CommandResult run = (await scene.RunAsync("job", "run", Job, "--workers", "3")).Exits(0);
        Assert.Contains("300 listed = 300 done + 0 pending", run.Output, StringComparison.Ordinal);
        string[] rows = (await scene.RunAsync("job", "report", Job)).Exits(0).Lines[1..];
        Assert.Equal((300, 300), (rows.Length, rows.Select(static row => row.Split(',')[1]).Distinct().Count()));
    }

    [Fact]
    public async Task Neither_a_message_nor_the_job_has_a_secret_key_or_a_session_token()
    {
        string name = service.NewName();
        await using Scene scene = await BeginAsync(40, hasToken: true);
        (await scene.RunAsync("job", "create", Job, "--claim", $"sqs://{name}", "--lease", "3s", "--chunk-items", "5", "--", "cp", "s3://scene/from/", "s3://scene/to/")).Exits(0);
        using (SqsMessages queue = service.Open(service.Open($"sqs://{name}").Address(default)))
        {
            List<ReceivedMessage> messages = [];
            while (messages.Count < 8)
                messages.Add(queue.Receive(2, 60, default)!);
            Assert.All(messages, message => Assert.All(scene.Secrets, secret => Assert.DoesNotContain(secret, message.Body, StringComparison.Ordinal)));
            // What was read is there again.
            foreach (ReceivedMessage message in messages)
                queue.Extend(message.Receipt, 0, default);
        }
        (await scene.RunAsync("job", "run", Job, "--workers", "2")).Exits(0);
        Assert.Equal(3, scene.Secrets.Length);
        string[] keys = [.. scene.Keys().Where(static key => key.StartsWith("jobs/", StringComparison.Ordinal))];
        Assert.Contains(keys, static key => key.Contains("/seals/", StringComparison.Ordinal));
        Assert.All(keys, key => Assert.All(scene.Secrets, secret => Assert.DoesNotContain(secret, Encoding.Latin1.GetString(scene.Get(key)), StringComparison.Ordinal)));
    }

    [Fact]
    public async Task A_large_objects_ranges_come_from_the_queue_and_what_joins_them_when_they_are_done()
    {
        string name = service.NewName();
        await using Scene scene = await BeginAsync(3);
        scene.Put("from/large", Scene.Bytes(33 << 20, 1));
        (await scene.RunAsync("job", "create", Job, "--claim", $"sqs://{name}", "--lease", "5s", "--split-size", "10MiB", "--", "cp", "--part-size", "5MiB", "s3://scene/from/", "s3://scene/to/")).Exits(0);
        CommandResult run = (await scene.RunAsync("job", "run", Job, "--workers", "2")).Exits(0);
        Assert.Contains("4 listed = 4 done + 0 pending", run.Output, StringComparison.Ordinal);
        (await scene.RunAsync("verify", "s3://scene/from/", "s3://scene/to/")).Exits(0);
        Assert.Equal(4, (await scene.RunAsync("job", "report", Job)).Exits(0).Lines.Length - 1);
        Assert.Empty(scene.Client.ListMultipartUploads(new Sluice.S3.ListMultipartUploadsRequest(Scene.Bucket), default).Value.Uploads);
    }

    [Fact]
    public async Task What_a_worker_leaves_of_a_dense_range_of_an_inventory_comes_from_the_queue_too()
    {
        string name = service.NewName();
        await using Scene scene = await BeginAsync(0);
        InventoryJobScenarios.FillDensely(scene);
        string job = scene.Path("job");
        (await scene.RunAsync("inventory", "s3://scene/from/", "--format", "csv", "--out", scene.Path("single"))).Exits(0);
        (await scene.RunAsync("job", "create", job, "--claim", $"sqs://{name}", "--chunk-items", "8000", "--lease", "5s", "--", "inventory", "s3://scene/from/", "--format", "csv", "--out", scene.Path("shared"))).Exits(0);
        (await scene.RunAsync("job", "run", job, "--workers", "3")).Exits(0);
        string[] seals = Directory.GetFiles(Path.Join(job, "seals"));
        Assert.Contains(seals, static seal => Path.GetFileName(seal).Contains(".s", StringComparison.Ordinal));
        Assert.Contains($"{seals.Length} listed = {seals.Length} done + 0 pending", (await scene.RunAsync("job", "status", job)).Exits(0).Output, StringComparison.Ordinal);
        Assert.Equal(InventoryJobScenarios.Rows(InventoryJobScenarios.ManifestIn(scene, "single")), InventoryJobScenarios.Rows(InventoryJobScenarios.ManifestIn(scene, "shared")));
    }

    [Fact]
    public async Task A_chunk_that_takes_longer_than_a_message_is_hidden_stays_one_workers()
    {
        string name = service.NewName();
        await using Scene scene = await BeginAsync(16);
        string log = scene.Path("log");
        (await scene.RunAsync("job", "create", Job, "--claim", $"sqs://{name}", "--lease", "3s", "--chunk-items", "8", "--",
            "process", "--to", "s3://scene/to/{name}", "--jobs", "1", "s3://scene/from/", "--", "sh", "-c", $"echo $SLUICE_KEY >>{log}; sleep 0.9; cat")).Exits(0);
        using CommandProcess one = scene.Start("work", Job, "--allow-program", "sh", "--chunks", "1"), two = scene.Start("work", Job, "--allow-program", "sh", "--chunks", "1");
        (await one.ResultAsync()).Exits(0);
        (await two.ResultAsync()).Exits(0);
        Assert.Equal(16, (await File.ReadAllLinesAsync(log)).Distinct().Count());
        Assert.Equal(16, (await File.ReadAllLinesAsync(log)).Length);
        Assert.Contains("16 listed = 16 done + 0 pending", (await scene.RunAsync("job", "status", Job)).Exits(0).Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_slow_workers_last_chunk_of_a_queue_is_done_a_second_time_and_the_first_seal_wins()
    {
        string name = service.NewName();
        await using Scene scene = await BeginAsync(20);
        string mark = scene.Path("begun");
        (await scene.RunAsync("job", "create", Job, "--claim", $"sqs://{name}", "--lease", "3s", "--chunk-items", "10", "--",
            "process", "--to", "s3://scene/to/{name}", "--jobs", "1", "s3://scene/from/", "--", "sh", "-c", $"touch {mark}; sleep $PACE; cat")).Exits(0);
        scene.Environment["PACE"] = "12";
        using CommandProcess slow = scene.Start("work", Job, "--allow-program", "sh", "--chunks", "1");
        await Scene.UntilAsync(() => File.Exists(mark));
        scene.Environment["PACE"] = "0";
        // Alone the slow one would take two minutes.
        (await scene.RunAsync("work", Job, "--allow-program", "sh", "--chunks", "1")).Exits(0).Says("2 chunks sealed");
        Assert.Contains("0 chunks sealed", (await slow.ResultAsync()).Exits(0).Error, StringComparison.Ordinal);
        Assert.Contains("20 listed = 20 done + 0 pending", (await scene.RunAsync("job", "status", Job)).Exits(0).Output, StringComparison.Ordinal);
        Assert.Equal(20, (await scene.RunAsync("job", "report", Job)).Exits(0).Lines.Length - 1);
    }

    [Fact]
    public async Task A_job_that_is_refused_leaves_no_queue()
    {
        string name = service.NewName();
        await using Scene scene = await BeginAsync(1);
        scene.Deviate(instead: request => request.Method == "PUT" && request.Headers.ContainsKey("if-none-match") ? Support.StoreAnswer.Error(501, "NotImplemented") : null);
        (await scene.RunAsync("job", "create", Job, "--claim", $"sqs://{name}", "--", "cp", "s3://scene/from/", "s3://scene/to/")).Exits(2).Says("--claim index needs none");
        using Sluice.Jobs.Queues.SqsMessages queue = service.Open($"sqs://{name}");
        Assert.ThrowsAny<Sluice.Failures.FailureException>(() => queue.Count(default));
    }

    [Fact]
    public async Task An_item_that_kills_its_workers_is_set_apart_and_all_others_are_done()
    {
        string name = service.NewName();
        await using Scene scene = await BeginAsync(8);
        (await scene.RunAsync("job", "create", Job, "--claim", $"sqs://{name}", "--lease", "1s", "--chunk-items", "4", "--",
            "process", "--to", "s3://scene/to/{name}", "s3://scene/from/", "--", "sh", "-c", "[ \"$SLUICE_KEY\" = from/005 ] && kill -9 $PPID; cat")).Exits(0);
        int deaths = 0;
        while ((await scene.RunAsync("work", Job, "--allow-program", "sh", "--chunks", "1")).ExitCode is not (0 or 1))
            Assert.InRange(++deaths, 1, (2 * 2) + 4);
        Assert.Contains("8 listed = 7 done + 1 quarantined + 0 pending", (await scene.RunAsync("job", "status", Job)).Exits(1).Output, StringComparison.Ordinal);
        Assert.Single((await scene.RunAsync("job", "report", Job)).Exits(0).Lines, static row => row.Contains("quarantined", StringComparison.Ordinal) && row.Contains("WorkerDied", StringComparison.Ordinal) && row.Contains("from/005", StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_queue_serves_one_job_at_a_time()
    {
        string name = service.NewName();
        await using Scene scene = await BeginAsync(3);
        string[] Create(string job) => ["job", "create", job, "--claim", $"sqs://{name}", "--", "cp", "s3://scene/from/", "s3://scene/to/"];
        (await scene.RunAsync(Create(Job))).Exits(0);
        (await scene.RunAsync(Create("s3://scene/jobs/two"))).Exits(2).Says("serves one job at a time");
        (await scene.RunAsync("job", "run", Job)).Exits(0);
        (await scene.RunAsync(Create("s3://scene/jobs/two"))).Exits(0);
    }

    [Fact]
    public async Task A_queue_that_would_lose_what_nobody_can_do_and_a_host_that_nobody_set_are_refused()
    {
        string name = service.NewName();
        await using Scene scene = await BeginAsync(3);
        using (SqsMessages queue = service.Open($"sqs://{name}"))
            _ = queue.Prepare(default);
        string[] behind = ["--", "cp", "s3://scene/from/", "s3://scene/to/"];
        (await scene.RunAsync(["job", "create", Job, "--claim", $"sqs://{name}-dead", .. behind])).Exits(2).Says("has no dead-letter queue");
        (await scene.RunAsync(["job", "create", Job, "--claim", "sqs://chunks.fifo", .. behind])).Exits(2).Says("FIFO");
        scene.Environment.Remove("AWS_ENDPOINT_URL_SQS");
        scene.Environment["AWS_ENDPOINT_URL_S3"] = scene.Environment["AWS_ENDPOINT_URL"];
        scene.Environment.Remove("AWS_ENDPOINT_URL");
        (await scene.RunAsync(["job", "create", Job, "--claim", "http://127.0.0.1:1/0/chunks", .. behind])).Exits(2).Says("AWS_ENDPOINT_URL_SQS");
        Assert.DoesNotContain(scene.Keys(), static key => key.StartsWith("jobs/", StringComparison.Ordinal));
    }

    async Task<Scene> BeginAsync(int items, bool hasToken = false)
    {
        Scene scene = hasToken ? await Scene.BeginWithTokenAsync() : await Scene.BeginAsync();
        scene.Environment["AWS_ENDPOINT_URL_SQS"] = service.Endpoint.ToString();
        for (int item = 0; item < items; item++)
            scene.Put(string.Create(CultureInfo.InvariantCulture, $"from/{item:000}"), $"content of {item}");
        return scene;
    }
}
