using Sluice.Endpoint.Faults;

namespace Sluice.Tests.Scenarios;

public sealed class SignalScenarios
{
    [Fact]
    public async Task Sigint_during_an_upload_without_a_journal_leaves_no_multipart_upload()
    {
        await using Scene scene = await Scene.BeginAsync();
        scene.Write("big", Scene.Bytes(24 << 20));
        FaultRule slow = scene.Server.Faults.On("UploadPart").Trickle(100_000);
        using CommandProcess process = scene.Start("cp", "big", "s3://scene/", "--part-size", "5MiB", "--no-progress", "--no-journal");
        await Scene.UntilAsync(() => slow.Hits > 0);
        await process.SignalAsync("INT");
        (await process.ResultAsync()).Exits(130).Says("Stopping", "Interrupted. Nothing half-written was left.", "1 listed = ");
        Assert.Equal(0, scene.UnfinishedUploads());
        Assert.Empty(scene.Journals());
        Assert.Empty(scene.Keys());
    }

    [Fact]
    public async Task A_second_sigint_ends_the_process_at_once()
    {
        await using Scene scene = await Scene.BeginAsync();
        scene.Write("big", Scene.Bytes(12 << 20));
        FaultRule slow = scene.Server.Faults.On("UploadPart").Trickle(100_000);
        FaultRule stuck = scene.Server.Faults.On("AbortMultipartUpload").Delay(TimeSpan.FromMinutes(5));
        using CommandProcess process = scene.Start("cp", "big", "s3://scene/", "--part-size", "5MiB", "--no-progress", "--no-journal");
        await Scene.UntilAsync(() => slow.Hits > 0);
        await process.SignalAsync("INT");
        await Scene.UntilAsync(() => stuck.Hits > 0);
        await process.SignalAsync("INT");
        Assert.DoesNotContain("Nothing half-written", (await process.ResultAsync()).Exits(130).Says("Once more to stop at once").Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Sigterm_during_a_download_leaves_no_file()
    {
        await using Scene scene = await Scene.BeginAsync();
        scene.Put("big", Scene.Bytes(8 << 20));
        Directory.CreateDirectory(scene.Path("out"));
        FaultRule slow = scene.Server.Faults.On("GetObject").Trickle(100_000);
        using CommandProcess process = scene.Start("cp", "s3://scene/big", "out/", "--no-progress");
        await Scene.UntilAsync(() => slow.Hits > 0);
        await process.SignalAsync("TERM");
        (await process.ResultAsync()).Exits(130).Says("Interrupted");
        Assert.Empty(scene.Files("out"));
    }

    [Fact]
    public async Task Serve_ends_well_when_it_is_interrupted()
    {
        await using Scene scene = await Scene.BeginAsync();
        using CommandProcess process = scene.Start("serve", Path.Combine(scene.Directory, "store"), "--port", "0", "--json");
        await process.FirstLine;
        await process.SignalAsync("INT");
        CommandResult result = (await process.ResultAsync()).Exits(0).Says("Stopped.");
        Assert.Equal("endpoint", Assert.Single(result.Json).GetProperty("type").GetString());
    }

    [Fact]
    public async Task Cat_into_a_reader_that_goes_away_ends_quietly()
    {
        await using Scene scene = await Scene.BeginAsync();
        scene.Put("big", Scene.Bytes(8 << 20));
        string command = $"{CommandProcess.Shell} cat s3://scene/big --quiet; echo \"exit $?\" >&2";
        System.Diagnostics.ProcessStartInfo start = new("sh", ["-c", $"{{ {command}; }} | head -c 10"]) { RedirectStandardError = true, RedirectStandardOutput = true };
        foreach ((string name, string? value) in scene.Environment)
            start.Environment[name] = value;
        using System.Diagnostics.Process process = System.Diagnostics.Process.Start(start)!;
        Task<string> error = process.StandardError.ReadToEndAsync();
        await process.StandardOutput.ReadToEndAsync();
        Assert.Equal("exit 0\n", await error);
    }
}
