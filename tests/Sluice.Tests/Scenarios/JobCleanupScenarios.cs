using System.Globalization;
using System.Text;
using System.Text.Json;
using Sluice.Jobs;
using Sluice.S3;
using Sluice.S3.Credentials;

namespace Sluice.Tests.Scenarios;

/// <summary>What <c>job cleanup</c> takes and leaves.</summary>
public sealed class JobCleanupScenarios
{
    [Fact]
    public async Task What_workers_that_died_had_begun_to_upload_is_removed_by_job_cleanup_and_nothing_of_anybody_else()
    {
        await using Scene scene = await Scene.BeginAsync();
        await using Sluice.Endpoint.EndpointServer other = await Sluice.Endpoint.EndpointServer.StartAsync(new Sluice.Endpoint.EndpointOptions(), CancellationToken.None);
        S3Client copies = new(new S3ClientOptions { Endpoint = other.Url, Credentials = CredentialSource.Static(other.AccessKey, other.SecretKey) });
        _ = copies.CreateBucket("copies", null, CancellationToken.None).Value;
        scene.Environment["AWS_CONFIG_FILE"] = scene.Write("config", $"[profile copy]\nregion = us-east-1\nendpoint_url = {other.Url}\n");
        scene.Environment["AWS_SHARED_CREDENTIALS_FILE"] = scene.Write("credentials", $"[copy]\naws_access_key_id = {other.AccessKey}\naws_secret_access_key = {other.SecretKey}\n");
        byte[] content = new byte[20 << 20];
        new Random(1).NextBytes(content);
        for (int i = 0; i < 3; i++)
            scene.Put(Scene.Bucket, $"from/{i}", content);
        (await scene.RunAsync("job", "create", "s3://scene/jobs/one", "--lease", "2s", "--chunk-items", "1", "--", "cp", "--part-size", "5MiB", "s3://scene/from/", "s3://copy@copies/to/")).Exits(0);
        using (CommandProcess worker = scene.Start("work", "s3://scene/jobs/one", "--bandwidth", "4MiB/s"))
        {
            // Parts are sent of what is noted. Another upload may be begun, and not noted, when the worker dies.
            await Scene.UntilAsync(() => scene.Keys().Any(static key => key.StartsWith("jobs/one/uploads/", StringComparison.Ordinal)));
            await worker.KillAsync();
        }
        await Scene.UntilAsync(() => scene.RunAsync("work", "s3://scene/jobs/one").Result.ExitCode == 0);
        Assert.Contains("3 listed = 3 done + 0 pending", (await scene.RunAsync("job", "status", "s3://scene/jobs/one")).Exits(0).Output, StringComparison.Ordinal);
        // What nobody knows of any more is no object. Somebody else's have a part that no worker has noted, or are of keys that the job does not have.
        int left = Unfinished();
        Assert.InRange(left, 1, 3);
        string theirs = copies.CreateMultipartUpload(new CreateMultipartUploadRequest("copies", new ObjectKey("to/0")), CancellationToken.None).Value;
        _ = copies.UploadPart(new UploadPartRequest("copies", new ObjectKey("to/0"), theirs, 1, new MemoryBody(new byte[1])), CancellationToken.None).Value;
        _ = copies.CreateMultipartUpload(new CreateMultipartUploadRequest("copies", new ObjectKey("to/other")), CancellationToken.None).Value;
        // One that a worker died over before it could note it.
        _ = copies.CreateMultipartUpload(new CreateMultipartUploadRequest("copies", new ObjectKey("to/1")), CancellationToken.None).Value;
        CommandResult dry = (await scene.RunAsync("job", "cleanup", "s3://scene/jobs/one", "--dry-run")).Exits(0).Says("would remove ", " left over", " younger than 24 h");
        Assert.Contains("to/", dry.Output, StringComparison.Ordinal);
        Assert.Equal(left + 3, Unfinished());
        CommandResult json = (await scene.RunAsync("job", "cleanup", "s3://scene/jobs/one", "--json")).Exits(0);
        JsonElement told = JsonDocument.Parse(json.Lines[^1]).RootElement;
        int removed = told.GetProperty("removed").GetInt32();
        Assert.InRange(removed, 1, left);
        Assert.True(left + 1 == removed + told.GetProperty("young").GetInt32(), $"{left} left, and of {dry.Output}: {json.Output}");
        Assert.Equal(left + 3 - removed, Unfinished());
        (await scene.RunAsync("job", "cleanup", "s3://scene/jobs/one", "--older-than", "0s")).Exits(0);
        Assert.Equal(2, Unfinished());
        Assert.DoesNotContain(scene.Keys(), static key => key.StartsWith("jobs/one/uploads/", StringComparison.Ordinal));
        (await scene.RunAsync("verify", "s3://scene/from/", "s3://copy@copies/to/")).Exits(0);

        int Unfinished() => copies.ListMultipartUploads(new ListMultipartUploadsRequest("copies"), CancellationToken.None).Value.Uploads.Count;
    }

    [Fact]
    public async Task Job_cleanup_leaves_what_a_worker_has_in_hand_and_every_row_that_a_seal_names()
    {
        await using Scene scene = await Scene.BeginAsync();
        for (int i = 0; i < 2; i++)
            scene.Put($"from/{i}", Scene.Bytes(20 << 20, i));
        (await scene.RunAsync("job", "create", "s3://scene/jobs/one", "--chunk-items", "1", "--", "cp", "--part-size", "5MiB", "s3://scene/from/", scene.Path("copies"))).Exits(0);
        (await scene.RunAsync("job", "create", "s3://scene/jobs/two", "--chunk-items", "1", "--", "process", "--to", "s3://scene/to/{name}", "s3://scene/from/", "--", "cat")).Exits(0);
        using (CommandProcess worker = scene.Start("work", "s3://scene/jobs/one", "--bandwidth", "4MiB/s"))
        {
            await Scene.UntilAsync(() => Unfinished().Length > 0);
            // A file that is there when the cleanup lists its directory: the worker has it for five seconds.
            CommandResult cleanup;
            do
                cleanup = (await scene.RunAsync("job", "cleanup", "s3://scene/jobs/one", "--older-than", "0s")).Exits(0).Says("Removed 0 left over");
            while (!worker.Ended.IsCompleted && !cleanup.Error.Contains("of running ones", StringComparison.Ordinal));
            cleanup.Says("of running ones");
            Assert.NotEmpty(Unfinished());
            await worker.KillAsync();
        }
        // Rows of another attempt, and a temporary file of no item.
        (await scene.RunAsync("job", "run", "s3://scene/jobs/two", "--allow-program", "cat")).Exits(0);
        scene.Put("jobs/two/outcomes/000000000/somebody-1.csv.gz", [1]);
        string report = (await scene.RunAsync("job", "report", "s3://scene/jobs/two")).Exits(0).Output;
        (await scene.RunAsync("job", "cleanup", "s3://scene/jobs/two")).Exits(0).Says("Removed 1 left over");
        Assert.DoesNotContain(scene.Keys(), static key => key.Contains("somebody", StringComparison.Ordinal));
        Assert.Equal(report, (await scene.RunAsync("job", "report", "s3://scene/jobs/two")).Exits(0).Output);
        string other = scene.Write("copies/.other.sluice-0123456789ab1.part", "1");
        (await scene.RunAsync("job", "cancel", "s3://scene/jobs/one")).Exits(0);
        // A lease of 90 s is not waited for: as one that was given back.
        foreach (string lease in scene.Keys().Where(static key => key.StartsWith("jobs/one/leases/", StringComparison.Ordinal)))
            (await scene.RunAsync("rm", $"s3://scene/{lease}")).Exits(0);
        (await scene.RunAsync("job", "cleanup", "s3://scene/jobs/one")).Exits(0).Says("younger than 24 h");
        (await scene.RunAsync("job", "cleanup", "s3://scene/jobs/one", "--older-than", "0s")).Exits(0);
        Assert.Equal([other], Unfinished());

        string[] Unfinished() => Directory.Exists(scene.Path("copies")) ? Directory.GetFiles(scene.Path("copies"), "*.part") : [];
    }
}
