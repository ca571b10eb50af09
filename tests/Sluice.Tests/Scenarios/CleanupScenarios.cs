using System.Text.RegularExpressions;
using Sluice.Cli.Commands;
using Sluice.Endpoint.Faults;
using Sluice.S3;
using Sluice.Tests.Support;
using static Sluice.Tests.Scenarios.ResumeScenarios;

namespace Sluice.Tests.Scenarios;

/// <summary>What <c>cleanup</c> takes and leaves.</summary>
public sealed partial class CleanupScenarios
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

    [Fact]
    public async Task Cleanup_leaves_an_old_upload_to_which_parts_are_still_added()
    {
        await using Scene scene = await Scene.BeginAsync();
        Begin(scene, "slow");
        bool isFilled = true, isSilent = false;
        scene.Deviate(
            (request, answer) =>
            {
                if (request.Asks("uploads") || request.Asks("uploadId") && !isFilled)
                    answer.Text = Times().Replace(answer.Text, $"${{1}}{DateTime.UtcNow.AddDays(-3):yyyy-MM-dd'T'HH:mm:ss.fff'Z'}<");
            },
            request => isSilent && request.Method == "GET" && request.Asks("uploadId") ? StoreAnswer.Error(403, "AccessDenied") : null);
        (await scene.RunAsync("cleanup", "s3://scene")).Exits(0).Says("Removed 0 left over", "1 younger than 24 h", "too young, 5 B");
        isSilent = true;
        (await scene.RunAsync("cleanup", "s3://scene")).Exits(1).Says("s3://scene/slow", "nobody knows whether parts are still added to it", "Removed 0 left over");
        Assert.Equal(1, scene.UnfinishedUploads());
        (isSilent, isFilled) = (false, false);
        (await scene.RunAsync("cleanup", "s3://scene")).Exits(0).Says("Removed 1 left over, 5 B");
        Assert.Equal(0, scene.UnfinishedUploads());
    }

    [Fact]
    public async Task Cleanup_leaves_what_a_command_has_begun_since_it_looked()
    {
        await using Scene scene = await Scene.BeginAsync();
        scene.Write("big", Big);
        Begin(scene, "a");
        FaultRule slow = scene.Server.Faults.On("UploadPart").Nth(2).Trickle(20_000);
        CommandProcess? copy = null;
        scene.Deviate(instead: request =>
        {
            // The journals have been looked at before.
            if (request.Method == "GET" && request.Asks("uploads") && copy is null)
            {
                copy = scene.Start(Up);
                Assert.True(SpinWait.SpinUntil(() => slow.Hits > 0, TimeSpan.FromSeconds(60)));
            }
            return null;
        });
        (await scene.RunAsync("cleanup", "s3://scene", "--older-than", "0s")).Exits(0).Says("Removed 1 left over", "1 of running ones");
        Assert.Equal("big", Assert.Single(scene.Client.ListMultipartUploads(new ListMultipartUploadsRequest(Scene.Bucket), default).Value.Uploads).Key.ToString());
        copy!.Dispose();
    }

    [Fact]
    public async Task Cleanup_keeps_what_a_run_can_go_on_with_in_a_directory_behind_a_link()
    {
        await using Scene scene = await Scene.BeginAsync();
        scene.Put("big", Big);
        Directory.CreateDirectory(scene.Path("disk"));
        Directory.CreateSymbolicLink(scene.Path("out"), "disk");
        await StopAsync(scene, Down, "INT", scene.Server.Faults.On("GetObject").Nth(3));
        (await scene.RunAsync("cleanup", "disk", "--older-than", "0s")).Exits(0).Says("Removed 0 left over; kept 1 of unfinished runs");
        (await scene.RunAsync(Down)).Exits(0).Says("Going on with the run of");
        Assert.Equal(Big, File.ReadAllBytes(scene.Path("disk/big")));
    }

    [Fact]
    public void Cleanup_passes_over_a_file_that_is_gone_since_it_was_found()
    {
        string path = Path.Combine(Path.GetTempPath(), $".x.sluice-{Guid.NewGuid():N}"[..30] + ".part");
        Assert.Null(FileCleanup.Found(new FileInfo(path), DateTimeOffset.UtcNow));
        File.WriteAllText(path, "12345");
        FileInfo file = new(path);
        Assert.Equal(5, FileCleanup.Found(file, DateTimeOffset.UtcNow)!.Bytes);
        File.Delete(path);
    }

    // An upload with a part of 5 bytes.
    static void Begin(Scene scene, string key)
    {
        string id = scene.Client.CreateMultipartUpload(new CreateMultipartUploadRequest(Scene.Bucket, new ObjectKey(key)), default).Value;
        _ = scene.Client.UploadPart(new UploadPartRequest(Scene.Bucket, new ObjectKey(key), id, 1, new MemoryBody("12345"u8.ToArray())), default).Value;
    }

    [GeneratedRegex("(<(?:Initiated|LastModified)>)[^<]*<")]
    private static partial Regex Times();
}
