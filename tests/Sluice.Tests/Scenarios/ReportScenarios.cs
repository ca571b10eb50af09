using Sluice.Endpoint.Faults;

namespace Sluice.Tests.Scenarios;

public sealed class ReportScenarios
{
    [Fact]
    public async Task Report_has_a_row_for_every_object_also_for_those_that_failed()
    {
        await using Scene scene = await Scene.BeginAsync();
        foreach (string key in new[] { "p/a", "p/b c", "p/../x", "p/d" })
            scene.Put(key, "text");
        scene.Server.Faults.On("GetObject").Nth(1).Reply(403, "AccessDenied");
        (await scene.RunAsync("cp", "s3://scene/p/", "out/", "--report", "r.csv", "--exclude", "d")).Exits(1).Says("4 rows in r.csv");
        string[] rows = File.ReadAllLines(scene.Path("r.csv"));
        Assert.StartsWith("Bucket,Key,VersionId,TaskStatus,ErrorCode,HTTPStatusCode,ResultMessage,", rows[0], StringComparison.Ordinal);
        Assert.Equal(5, rows.Length);
        Assert.Contains(rows, static row => row.Contains(",failed,AccessDenied,403,", StringComparison.Ordinal) && row.Contains(",denied,", StringComparison.Ordinal));
        Assert.Contains(rows, static row => row.StartsWith("scene,p/../x,,failed,BadName,,", StringComparison.Ordinal));
        Assert.Contains(rows, static row => row.StartsWith("scene,p/d,,skipped,Filtered,,", StringComparison.Ordinal));
        Assert.Contains(rows, static row => row.StartsWith("scene,p/", StringComparison.Ordinal) && row.Contains(",succeeded,,200,,cp,done,", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Report_that_is_there_already_is_refused_before_anything_moves()
    {
        await using Scene scene = await Scene.BeginAsync();
        scene.Write("a", "a");
        scene.Write("r.csv", "precious");
        (await scene.RunAsync("cp", "a", "s3://scene/a", "--report", "r.csv")).Exits(2).Says("there already; add --overwrite-report");
        Assert.Empty(scene.Keys());
        Assert.Equal("precious", File.ReadAllText(scene.Path("r.csv")));
        (await scene.RunAsync("cp", "a", "s3://scene/a", "--report", "no/r.csv")).Exits(2).Says("no such directory");
        (await scene.RunAsync("rm", "s3://scene/a", "--report", "r.csv", "--overwrite-report")).Exits(1).Says("1 row in r.csv");
        Assert.Contains(",rm,missing,", File.ReadAllText(scene.Path("r.csv")), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Report_on_a_full_disk_is_said_to_have_gaps_and_exits_1()
    {
        if (!OperatingSystem.IsLinux())
            return;
        await using Scene scene = await Scene.BeginAsync();
        scene.Write("a", "a");
        (await scene.RunAsync("cp", "a", "s3://scene/a", "--report", "/dev/full", "--overwrite-report")).Exits(1).Says("The report is not complete. /dev/full: No space is left");
        Assert.Equal(["a"], scene.Keys());
    }

    [Fact]
    public async Task Report_of_a_killed_run_can_be_read_to_its_end()
    {
        await using Scene scene = await Scene.BeginAsync();
        for (int n = 0; n < 3000; n++)
            scene.Write($"t/{n:0000}", "x");
        scene.Server.Faults.On("PutObject").Delay(TimeSpan.FromMilliseconds(5));
        using CommandProcess process = scene.Start("cp", "t/", "s3://scene/", "--report", "r.csv", "--concurrency", "4", "--no-progress");
        await Scene.UntilAsync(() => File.Exists(scene.Path("r.csv")) && new FileInfo(scene.Path("r.csv")).Length > 2000);
        await process.SignalAsync("KILL");
        await process.ResultAsync();
        string text = File.ReadAllText(scene.Path("r.csv"));
        Assert.EndsWith("\n", text, StringComparison.Ordinal);
        string[] rows = text.Split('\n')[..^1];
        Assert.All(rows, row => Assert.Equal(15, row.Count(static c => c == ',')));
        Assert.InRange(rows.Length, 2, 3000);
    }
}
