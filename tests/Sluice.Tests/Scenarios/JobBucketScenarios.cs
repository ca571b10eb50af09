using Sluice.S3;

namespace Sluice.Tests.Scenarios;

/// <summary>Jobs whose bucket is missing, or goes while they run.</summary>
public sealed class JobBucketScenarios
{
    static int Copied(Scene scene) => scene.Client.ListObjects(new ListObjectsRequest("scene") { Prefix = new ObjectKey("to/") }, CancellationToken.None).Value.Objects.Count;

    [Fact]
    public async Task A_destination_whose_bucket_is_missing_is_named_and_costs_no_item()
    {
        await using Scene scene = await Scene.BeginAsync();
        JobScenarios.Fill(scene, 30);
        (await scene.RunAsync("mb", "s3://missing")).Exits(0);
        (await scene.RunAsync("job", "create", "s3://scene/jobs/one", "--chunk-items", "10", "--", "cp", "s3://scene/from/", "s3://missing/to/")).Exits(0);
        (await scene.RunAsync("rb", "s3://missing")).Exits(0);
        (await scene.RunAsync("job", "run", "s3://scene/jobs/one", "--workers", "2")).Exits(3).Says("the bucket 'missing' does not exist");
        CommandResult state = (await scene.RunAsync("job", "status", "s3://scene/jobs/one")).Exits(0);
        Assert.Contains("= 0 sealed + 0 claimed + 3 free", state.Output, StringComparison.Ordinal);
        Assert.Contains("30 listed = 0 done + 30 pending", state.Output, StringComparison.Ordinal);
        (await scene.RunAsync("mb", "s3://missing")).Exits(0);
        (await scene.RunAsync("job", "run", "s3://scene/jobs/one")).Exits(0);
    }

    [Fact]
    public async Task A_job_to_a_bucket_that_does_not_exist_is_refused_when_it_is_created()
    {
        await using Scene scene = await Scene.BeginAsync();
        JobScenarios.Fill(scene, 3);
        (await scene.RunAsync("job", "create", "s3://scene/jobs/one", "--", "cp", "s3://scene/from/", "s3://missing/to/")).Exits(3).Says("the bucket 'missing' does not exist");
        (await scene.RunAsync("job", "create", "s3://scene/jobs/one", "--", "process", "--to", "s3://missing/{name}", "s3://scene/from/", "--", "cat")).Exits(3).Says("the bucket 'missing' does not exist");
        Assert.Equal(3, scene.Keys().Length);
    }

    [Theory]
    [InlineData("1")]
    [InlineData("5")]
    public async Task A_bucket_that_vanishes_while_workers_run_costs_no_item_and_they_end(string itemsOfChunk)
    {
        await using Scene scene = await Scene.BeginAsync();
        for (int i = 0; i < 50; i++)
            scene.Put($"from/{i:00}", Scene.Bytes(10, i));
        (await scene.RunAsync("mb", "s3://copies")).Exits(0);
        (await scene.RunAsync("job", "create", "s3://scene/jobs/one", "--chunk-items", itemsOfChunk, "--", "cp", "s3://scene/from/", "s3://copies/to/")).Exits(0);
        using (CommandProcess worker = scene.Start("work", "s3://scene/jobs/one", "--requests-per-second", "4"))
        {
            await Scene.UntilAsync(() => scene.Keys("copies").Length > 0);
            // A copy may come between its last object and the bucket.
            await Scene.UntilAsync(() => scene.RunAsync("rb", "--force", "s3://copies").Result.ExitCode == 0);
            (await worker.ResultAsync()).Exits(3).Says("the bucket 'copies' does not exist", "is given back");
        }
        CommandResult status = await scene.RunAsync("job", "status", "s3://scene/jobs/one");
        Assert.DoesNotContain("failed", status.Output, StringComparison.Ordinal);
        Assert.Contains("0 claimed", status.Output, StringComparison.Ordinal);
        (await scene.RunAsync("mb", "s3://copies")).Exits(0);
        (await scene.RunAsync("work", "s3://scene/jobs/one")).Exits(0);
        Assert.Contains("50 listed = 50 done + 0 pending", (await scene.RunAsync("job", "status", "s3://scene/jobs/one")).Exits(0).Output, StringComparison.Ordinal);
    }
}
