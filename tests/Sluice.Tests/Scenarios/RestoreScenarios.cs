using Sluice.Endpoint;
using Sluice.S3;
using Sluice.Tests.Model;

namespace Sluice.Tests.Scenarios;

public sealed class RestoreScenarios
{
    static async Task<(Scene Scene, OffsetClock Clock)> BeginAsync()
    {
        OffsetClock clock = new();
        Scene scene = await Scene.BeginAsync(new EndpointOptions { Clock = clock, RestoreTime = TimeSpan.FromMinutes(5) });
        foreach ((string key, string? storageClass) in new (string, string?)[] { ("d/cold", "GLACIER"), ("d/deep", "DEEP_ARCHIVE"), ("d/rare", "STANDARD_IA"), ("d/warm", null) })
            Put(scene, key, storageClass);
        return (scene, clock);
    }

    static void Put(Scene scene, string key, string? storageClass) =>
        _ = scene.Client.PutObject(new PutObjectRequest(Scene.Bucket, new ObjectKey(key), new MemoryBody("x"u8.ToArray())) { Attributes = new ObjectAttributes { StorageClass = storageClass } }, default).Value;

    [Fact]
    public async Task Restore_asks_for_archives_once_and_counts_what_it_leaves_alone()
    {
        (Scene scene, OffsetClock clock) = await BeginAsync();
        await using Scene _ = scene;
        string dry = (await scene.RunAsync("restore", "-r", "s3://scene/d/", "--days", "3", "--tier", "bulk", "--dry-run")).Exits(0).Says("2 objects").Output;
        Assert.Contains("(Would be asked for: DEEP_ARCHIVE, Bulk, for 3 days.)", dry, StringComparison.Ordinal);
        Assert.Equal(0, scene.Server.Requests["RestoreObject"]);
        (await scene.RunAsync("restore", "-r", "s3://scene/d/", "--days", "3")).Exits(0).Says("Asked for 2 objects", "0 restored already, 0 being restored, 2 no archive");
        (await scene.RunAsync("restore", "-r", "s3://scene/d/", "--days", "3")).Exits(0).Says("Asked for 0 objects", "0 restored already, 2 being restored, 2 no archive");
        (await scene.RunAsync("cat", "s3://scene/d/cold")).Exits(1);
        clock.Advance(TimeSpan.FromMinutes(6));
        (await scene.RunAsync("restore", "-r", "s3://scene/d/", "--days", "3", "--json")).Exits(0).Says("2 restored already, 0 being restored, 2 no archive");
        Assert.Equal("x", (await scene.RunAsync("cat", "s3://scene/d/cold")).Exits(0).Output);
        Assert.Equal(2, scene.Server.Requests["RestoreObject"]);
        (await scene.RunAsync("restore", "s3://scene/d/cold")).Exits(2).Says("--days");
        (await scene.RunAsync("restore", "s3://scene/d/cold", "--days", "0")).Exits(2).Says("--days");
        Put(scene, "deep", "DEEP_ARCHIVE");
        (await scene.RunAsync("restore", "s3://scene/deep", "--days", "1", "--tier", "Expedited")).Exits(1).Says("not supported");
    }

    [Fact]
    public async Task Expedited_of_a_deep_archive_fails_by_name_in_a_dry_run_too_and_is_not_asked_for()
    {
        (Scene scene, OffsetClock _) = await BeginAsync();
        await using Scene here = scene;
        (await scene.RunAsync("restore", "-r", "s3://scene/d/", "--days", "1", "--tier", "Expedited", "--dry-run")).Exits(1).Says("s3://scene/d/deep: Expedited is not supported for the class DEEP_ARCHIVE, and was not asked for: --tier Standard or Bulk.");
        (await scene.RunAsync("restore", "-r", "s3://scene/d/", "--days", "1", "--tier", "Expedited")).Exits(1).Says("s3://scene/d/deep: Expedited is not supported");
        Assert.Equal(1, scene.Server.Requests["RestoreObject"]);
        // An object that no listing has told of is asked for its class first.
        (await scene.RunAsync("restore", "s3://scene/d/deep", "--days", "1", "--tier", "Expedited", "--dry-run")).Exits(1).Says("not supported");
        Assert.Equal(1, scene.Server.Requests["RestoreObject"]);
    }

    [Fact]
    public async Task What_was_restored_is_gone_again_after_its_days()
    {
        (Scene scene, OffsetClock clock) = await BeginAsync();
        await using Scene _ = scene;
        // Commands have the system's clock, and a store refuses one that differs by more than a quarter of an hour.
        using S3Client client = new(scene.Client.Options with { Clock = clock });
        ObjectKey key = new("d/cold");
        Assert.True(client.RestoreObject(new RestoreObjectRequest(Scene.Bucket, key) { Days = 1 }, default).Value);
        Assert.True(client.HeadObject(new HeadObjectRequest(Scene.Bucket, key), default).Value.Restore!.IsOngoing);
        Assert.Equal("RestoreAlreadyInProgress", client.RestoreObject(new RestoreObjectRequest(Scene.Bucket, key) { Days = 1 }, default).Error!.Code);
        clock.Advance(TimeSpan.FromMinutes(6));
        Assert.False(client.RestoreObject(new RestoreObjectRequest(Scene.Bucket, key) { Days = 2 }, default).Value);
        Assert.Equal(clock.GetUtcNow().UtcDateTime.Date.AddDays(3), client.HeadObject(new HeadObjectRequest(Scene.Bucket, key), default).Value.Restore!.Until!.Value.UtcDateTime);
        clock.Advance(TimeSpan.FromDays(4));
        Assert.Null(client.HeadObject(new HeadObjectRequest(Scene.Bucket, key), default).Value.Restore);
        Assert.Equal("InvalidObjectState", client.GetObject(new GetObjectRequest(Scene.Bucket, key), default).Error!.Code);
        Assert.True(client.RestoreObject(new RestoreObjectRequest(Scene.Bucket, key) { Days = 1 }, default).Value);
    }

    [Fact]
    public async Task Restore_that_waits_comes_back_when_all_can_be_read()
    {
        (Scene scene, OffsetClock clock) = await BeginAsync();
        await using Scene _ = scene;
        // One is under way already, and is waited for too.
        (await scene.RunAsync("restore", "s3://scene/d/deep", "--days", "1")).Exits(0);
        using CommandProcess process = scene.Start("restore", "-r", "s3://scene/d/", "--days", "1", "--wait", "--wait-interval", "0.05s");
        // Both were looked at again, and it still waits.
        long before = scene.Server.Requests["HeadObject"];
        await Scene.UntilAsync(() => scene.Server.Requests["RestoreObject"] == 2 && scene.Server.Requests["HeadObject"] > before + 12);
        Assert.False(process.Ended.IsCompleted);
        clock.Advance(TimeSpan.FromMinutes(6));
        (await process.ResultAsync()).Exits(0).Says("Restored 1 object", "4 listed = 1 done + 3 skipped", "1 restored already");
        Assert.Equal("x", (await scene.RunAsync("cat", "s3://scene/d/deep")).Exits(0).Output);
    }

    [Fact]
    public async Task A_restore_that_was_stopped_is_waited_for_by_the_same_command()
    {
        (Scene scene, OffsetClock clock) = await BeginAsync();
        await using Scene _ = scene;
        string[] command = ["restore", "-r", "s3://scene/d/", "--days", "1", "--wait", "--wait-interval", "0.05s", "--no-progress"];
        using (CommandProcess process = scene.Start(command))
        {
            await Scene.UntilAsync(() => scene.Server.Requests["RestoreObject"] == 2);
            await process.KillAsync();
        }
        clock.Advance(TimeSpan.FromMinutes(6));
        (await scene.RunAsync(command)).Exits(0).Says("4 listed = 0 done + 4 skipped", "2 restored already");
        Assert.Equal(2, scene.Server.Requests["RestoreObject"]);
    }
}
