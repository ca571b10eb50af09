using System.Text.Json;
using Sluice.Endpoint.Faults;
using Sluice.S3;
using Sluice.Tests.Support;
using Sluice.Transfer.Journal;
using static Sluice.Tests.Scenarios.ResumeScenarios;

namespace Sluice.Tests.Scenarios;

/// <summary>What <c>cleanup</c> takes and leaves.</summary>
public sealed class CleanupScenarios
{
    [Fact]
    public async Task Cleanup_aborts_orphaned_uploads_and_keeps_what_a_run_can_go_on_with()
    {
        await using Scene scene = await Scene.BeginAsync();
        scene.Write("big", Big);
        await StopAsync(scene, Up, "INT", scene.Server.Faults.On("UploadPart").Nth(3));
        _ = scene.Client.CreateMultipartUpload(new CreateMultipartUploadRequest(Scene.Bucket, new ObjectKey("p/orphan")), default).Value;
        (await scene.RunAsync("cleanup", "s3://scene")).Exits(0).Says("Removed 0 left over; kept 1 of unfinished runs, 1 younger than 24 h.", "1 that is too young, 0 B: --older-than 0s takes it, too.");
        CommandResult planned = (await scene.RunAsync("cleanup", "s3://scene", "--older-than", "0s", "--dry-run", "--json")).Exits(0);
        Assert.Equal(["kept", "would_remove"], planned.Json.SkipLast(1).Select(static line => line.GetProperty("outcome").GetString()).Order());
        Assert.Equal((1, 1, 0), (planned.Json[^1].GetProperty("removed").GetInt32(), planned.Json[^1].GetProperty("kept").GetInt32(), planned.Json[^1].GetProperty("young").GetInt32()));
        Assert.Equal(2, scene.UnfinishedUploads());
        CommandResult cleaned = (await scene.RunAsync("cleanup", "s3://scene/", "--older-than", "0s")).Exits(0).Says("Removed 1 left over", "kept 1 of unfinished runs");
        Assert.Contains("remove s3://scene/p/orphan", cleaned.Output, StringComparison.Ordinal);
        Assert.Contains("keep s3://scene/big", cleaned.Output, StringComparison.Ordinal);
        Assert.Equal(1, scene.UnfinishedUploads());
        (await scene.RunAsync("cleanup", "s3://scene/", "--older-than", "0s", "--all")).Exits(0);
        Assert.Equal(0, scene.UnfinishedUploads());
        // The run finds that its upload is gone, and begins anew.
        (await scene.RunAsync(Up)).Exits(0);
        Assert.Equal(Big, scene.Get("big"));
    }

    [Fact]
    public async Task Cleanup_of_a_directory_removes_left_over_temporary_files_and_nothing_else()
    {
        await using Scene scene = await Scene.BeginAsync();
        scene.Put("big", Big);
        await StopAsync(scene, Down, "INT", scene.Server.Faults.On("GetObject").Nth(3));
        string kept = Assert.Single(scene.Files("out"));
        scene.Write("out/sub/.x.sluice-0123456789ab1.part", "x");
        scene.Write("out/sub/.mine.part", "x");
        scene.Write("out/sub/.x.sluice-notours.part", "x");
        (await scene.RunAsync("cleanup", "out")).Exits(0).Says("Removed 0 left over", "1 that is too young, 1 B: --older-than 0s takes it, too.");
        (await scene.RunAsync("cleanup", "out", "--older-than", "0s")).Exits(0).Says("Removed 1 left over", "kept 1 of unfinished runs");
        Assert.Equal([kept, "sub/.mine.part", "sub/.x.sluice-notours.part"], scene.Files("out"));
        (await scene.RunAsync("cleanup", "nowhere")).Exits(2).Says("nowhere is no directory");
        (await scene.RunAsync("cleanup", "s3://scene", "--older-than", "soon")).Exits(2).Says("--older-than soon");
    }
}
