using System.Text.Json;

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
    public async Task Report_of_a_sync_has_a_row_for_what_was_copied_the_same_removed_left_out_or_failed_and_the_accounts_add_up()
    {
        await using Scene scene = await Scene.BeginAsync();
        foreach (string name in new[] { "new", "same", "bad", "x.tmp" })
        {
            scene.Write("tree/" + name, "text");
            File.SetLastWriteTimeUtc(scene.Path("tree/" + name), DateTime.UtcNow.AddHours(-1));
        }
        scene.Put("p/same", "text");
        scene.Put("p/old", "text");
        scene.Server.Faults.On("PutObject").Key("p/bad").Times(1).Reply(403, "AccessDenied");
        string[] command = ["sync", "tree", "s3://scene/p", "--delete", "--exclude", "*.tmp", "--overwrite-report", "--report", "r.csv", "--json"];
        JsonElement failed = (await scene.RunAsync(command)).Exits(1).Says("Nothing was removed, and 1 item stays").Json[^1];
        Assert.Equal([",bad,failed,AccessDenied,403,denied", ",new,succeeded,,200,done", ",old,skipped,NotRemoved,,skipped", ",same,skipped,Same,,skipped", ",x.tmp,skipped,Filtered,,skipped"], Rows(scene));
        AssertAddsUp(failed, rows: 5, done: 1, skipped: 3, denied: 1);
        JsonElement mended = (await scene.RunAsync(command)).Exits(0).Json[^1];
        Assert.Equal([",bad,succeeded,,200,done", ",new,skipped,Same,,skipped", ",old,succeeded,,200,done", ",same,skipped,Same,,skipped", ",x.tmp,skipped,Filtered,,skipped"], Rows(scene));
        AssertAddsUp(mended, rows: 5, done: 2, skipped: 3, denied: 0);
        Assert.Equal((1, 1, 2), (mended.GetProperty("copied").GetInt32(), mended.GetProperty("removed").GetInt32(), mended.GetProperty("same").GetInt32()));
    }

    // The last part of the key, then status, code, HTTP status and outcome.
    static IEnumerable<string> Rows(Scene scene) => File.ReadAllLines(scene.Path("r.csv")).Skip(1).Select(static row => row.Split(','))
        .Select(static row => $",{row[1][(row[1].LastIndexOf('/') + 1)..]},{row[3]},{row[4]},{row[5]},{row[8]}").Order(StringComparer.Ordinal);

    static void AssertAddsUp(JsonElement summary, int rows, int done, int skipped, int denied)
    {
        Assert.Equal((rows, done, skipped, denied, 0), (Of("listed"), Of("done"), Of("skipped"), Of("denied"), Of("pending")));
        Assert.Equal(rows, new[] { "done", "skipped", "missing", "changed", "denied", "failed", "quarantined", "pending" }.Sum(Of));

        int Of(string name) => summary.GetProperty(name).GetInt32();
    }

    [Fact]
    public async Task Rows_of_files_that_failed_or_were_left_out_name_bucket_and_key()
    {
        if (OperatingSystem.IsWindows())
            return;
        await using Scene scene = await Scene.BeginAsync();
        scene.Write("tree/a", "a");
        scene.Write("tree/x.tmp", "x");
        File.CreateSymbolicLink(scene.Path("tree/nowhere"), "gone");
        (await scene.RunAsync("cp", "tree/", "s3://scene/t/", "--exclude", "*.tmp", "--report", "r.csv")).Exits(1);
        string[] rows = File.ReadAllLines(scene.Path("r.csv"));
        Assert.Contains(rows, static row => row.StartsWith("scene,t/x.tmp,,skipped,Filtered,", StringComparison.Ordinal));
        Assert.Contains(rows, static row => row.StartsWith("scene,t/nowhere,,failed,Missing,", StringComparison.Ordinal));
        (await scene.RunAsync("cp", "no-such-file", "s3://scene/t/", "--report", "r.csv", "--overwrite-report")).Exits(1);
        Assert.StartsWith("scene,t/no-such-file,,failed,Missing,", File.ReadAllLines(scene.Path("r.csv"))[1], StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_a_limit_keeps_from_rm_and_undo_is_listed_has_a_row_each_and_stays()
    {
        await using Scene scene = await Scene.BeginAsync();
        _ = scene.Client.PutBucketVersioning(Scene.Bucket, enabled: true, default).Value;
        foreach (string key in new[] { "p/x", "p/y" })
            scene.Put(key, "old");
        foreach (string[] command in new string[][] { ["rm", "-r", "s3://scene/p/", "--max-delete", "0"], ["rm", "s3://scene/p/x", "s3://scene/p/y", "--max-delete", "1"], ["undo", "s3://scene/p/", "--to", "2020-01-01", "--max-delete", "0"] })
        {
            CommandResult result = (await scene.RunAsync([.. command, "--report", "r.csv", "--overwrite-report"])).Exits(1)
                .Says("2 of 2 would go", "Incomplete (more would go than --max-delete allows)", "2 listed = 0 done + 2 skipped + 0 pending");
            Assert.Equal("", result.Output);
            Assert.Equal([",x,skipped,NotRemoved,,skipped", ",y,skipped,NotRemoved,,skipped"], Rows(scene));
        }
        Assert.Equal(["p/x", "p/y"], scene.Keys());
    }

    [Fact]
    public async Task What_a_limit_of_removals_keeps_has_a_row_each_and_is_counted()
    {
        await using Scene scene = await Scene.BeginAsync();
        scene.Write("tree/a", "a");
        foreach (string key in new[] { "p/x", "p/y", "p/z" })
            scene.Put(key, "old");
        CommandResult result = (await scene.RunAsync("sync", "tree", "s3://scene/p", "--delete", "--max-delete", "2", "--report", "r.csv", "--json")).Exits(1).Says("3 items stay", "3 left that the source has not");
        Assert.Equal(3, result.Json[^1].GetProperty("left").GetInt32());
        Assert.Equal([",a,succeeded,,200,done", ",x,skipped,NotRemoved,,skipped", ",y,skipped,NotRemoved,,skipped", ",z,skipped,NotRemoved,,skipped"], Rows(scene));
        Assert.Contains("it stays: at most 2 of the 3", File.ReadAllText(scene.Path("r.csv")), StringComparison.Ordinal);
        Assert.Equal(["p/a", "p/x", "p/y", "p/z"], scene.Keys());
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
    [System.Runtime.Versioning.UnsupportedOSPlatform("windows")]
    public async Task A_report_that_a_file_has_no_room_for_is_told_with_the_rows_that_are_in_it()
    {
        await using Scene scene = await Scene.BeginAsync();
        for (int n = 0; n < 300; n++)
            scene.Put($"from/{n:000}", "x");
        // The runtime maps its code through files, which count (DOTNET_EnableWriteXorExecute).
        CommandResult copied = (await scene.ScriptAsync("export DOTNET_EnableWriteXorExecute=0; ulimit -f 8; sluice cp s3://scene/from/ s3://scene/to/ -r --report rows.csv")).Exits(1).Says("larger than the file system or its limit allows");
        string[] rows = File.ReadAllText(scene.Path("rows.csv")).Split('\n');
        Assert.InRange(rows.Length, 2, 200);
        // Header, and what is behind the last line end.
        Assert.Equal("", rows[^1]);
        copied.Says($"only {rows.Length - 2} row");
        (await scene.RunAsync("job", "create", "s3://scene/job", "--chunk-items", "50", "--", "cp", "s3://scene/from/", "s3://scene/to/")).Exits(0);
        (await scene.RunAsync("work", "s3://scene/job")).Exits(0);
        CommandResult report = (await scene.ScriptAsync("export DOTNET_EnableWriteXorExecute=0; ulimit -f 8; sluice job report s3://scene/job --out report.csv")).Exits(1).Says("larger than the file system or its limit allows");
        Assert.DoesNotContain(" rows", report.Error, StringComparison.Ordinal);
        Assert.False(File.Exists(scene.Path("report.csv")));
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
