using System.Text.Json;
using Sluice.Endpoint.Faults;
using Sluice.S3;
using Sluice.Tests.Support;
using Sluice.Transfer.Journal;

namespace Sluice.Tests.Scenarios;

public sealed class ResumeScenarios
{
    internal static readonly byte[] Big = Scene.Bytes(24 << 20);

    internal static readonly string[] Up = ["cp", "big", "s3://scene/", "--part-size", "5MiB", "--concurrency", "1", "--no-progress"];
    internal static readonly string[] Down = ["cp", "s3://scene/big", "out/", "--part-size", "5MiB", "--concurrency", "1", "--no-progress"];

    [Fact]
    public async Task Sigint_during_an_upload_keeps_its_parts_and_the_same_command_goes_on()
    {
        await using Scene scene = await Scene.BeginAsync();
        scene.Write("big", Big);
        await StopAsync(scene, Up, "INT", scene.Server.Faults.On("UploadPart").Nth(3));
        Assert.Equal(1, scene.UnfinishedUploads());
        scene.Server.Requests.Reset();
        (await scene.RunAsync(Up)).Exits(0).Says("Going on with the run of");
        Assert.Equal(3, scene.Server.Requests["UploadPart"]);
        Assert.Equal(Big, scene.Get("big"));
        Assert.Equal(0, scene.UnfinishedUploads());
        Assert.Empty(scene.Journals());
    }

    [Theory]
    [InlineData("cp", "--json", "--part-size=5MiB", "big", "s3://scene/")]
    [InlineData("cp", "-v", "big", "--bandwidth", "500MB/s", "--concurrency", "4", "s3://scene/", "--memory", "128MiB", "--part-size", "5MiB")]
    [InlineData("cp", "--report", "rows.csv", "--part-size", "5MiB", "--no-progress", "--", "big", "s3://scene/")]
    [InlineData("cp", "big", "s3://scene/", "--part-size", "5MiB", "--addressing-style", "path", "--request-payer", "--max-retries", "3")]
    public async Task The_same_work_typed_otherwise_goes_on(params string[] again)
    {
        await using Scene scene = await Scene.BeginAsync();
        scene.Write("big", Big);
        await StopAsync(scene, Up, "INT", scene.Server.Faults.On("UploadPart").Nth(3));
        scene.Server.Requests.Reset();
        (await scene.RunAsync(again)).Exits(0).Says("Going on with the run of");
        Assert.Equal(3, scene.Server.Requests["UploadPart"]);
        Assert.Equal(Big, scene.Get("big"));
        Assert.Empty(scene.Journals());
    }

    [Fact]
    public async Task Resume_takes_limits_that_hold_instead_of_those_of_the_run()
    {
        await using Scene scene = await Scene.BeginAsync();
        scene.Write("big", Big);
        await StopAsync(scene, Up, "INT", scene.Server.Faults.On("UploadPart").Nth(3));
        CommandResult both = (await scene.RunAsync("resume", "--all", "--bandwidht", "1MB/s")).Exits(2).Says("There is no option --bandwidht. Did you mean --bandwidth?");
        Assert.DoesNotContain("not both", both.Error, StringComparison.Ordinal);
        (await scene.RunAsync("resume", "--all", "--concurrency", "0")).Exits(2).Says("give a whole number from 1 to 1,024");
        scene.Server.Faults.On("UploadPart").Delay(TimeSpan.FromSeconds(0.5));
        CommandResult slow = (await scene.RunAsync("resume", "--all", "--concurrency", "7", "--progress", "json", "--progress-interval", "0.1s")).Exits(0);
        Assert.Contains("\"concurrency\":7", slow.Error, StringComparison.Ordinal);
        Assert.Equal(Big, scene.Get("big"));
        Assert.Empty(scene.Journals());
    }

    [Fact]
    public async Task A_run_that_began_with_a_key_of_ones_own_goes_on_with_that_key_alone()
    {
        await using Scene scene = await Scene.BeginAsync();
        scene.Write("big", Big);
        scene.Environment["SLUICE_SSE_C_KEY"] = new string('a', 64);
        await StopAsync(scene, Up, "INT", scene.Server.Faults.On("UploadPart").Nth(3));
        foreach (string? other in new[] { null, new string('b', 64) })
        {
            scene.Environment["SLUICE_SSE_C_KEY"] = other;
            (await scene.RunAsync("resume", "--all")).Exits(3).Says("SLUICE_SSE_C_KEY", other is null ? "is not set here" : "is another one here");
        }
        Assert.Single(scene.Journals());
        Assert.Equal(1, scene.UnfinishedUploads());
        scene.Environment["SLUICE_SSE_C_KEY"] = Convert.ToBase64String(Convert.FromHexString(new string('a', 64)));
        CommandResult result = (await scene.RunAsync("resume", "--all")).Exits(0);
        Assert.DoesNotContain(new string('a', 20), result.Error + result.Output, StringComparison.Ordinal);
        scene.Environment["SLUICE_SSE_C_KEY"] = null;
        (await scene.RunAsync("stat", "s3://scene/big")).Exits(1);
        Assert.Empty(scene.Journals());
    }

    [Fact]
    public async Task A_run_into_a_bucket_that_is_not_there_leaves_nothing_to_go_on_with()
    {
        await using Scene scene = await Scene.BeginAsync();
        scene.Write("big", Big);
        CommandResult result = (await scene.RunAsync("cp", "big", "s3://nowhere/")).Exits(3).Says("NoSuchBucket");
        Assert.DoesNotContain("goes on from here", result.Error, StringComparison.Ordinal);
        Assert.Empty(scene.Journals());
    }

    [Theory]
    [InlineData("--part-size", "6MiB")]
    [InlineData("--storage-class", "STANDARD_IA")]
    [InlineData("--exclude", "none")]
    public async Task Work_that_may_make_other_bytes_begins_anew(params string[] more)
    {
        await using Scene scene = await Scene.BeginAsync();
        scene.Write("big", Big);
        await StopAsync(scene, Up, "INT", scene.Server.Faults.On("UploadPart").Nth(3));
        CommandResult other = (await scene.RunAsync(["cp", "big", "s3://scene/", .. more])).Exits(0);
        Assert.DoesNotContain("Going on with", other.Error, StringComparison.Ordinal);
        Assert.Single(scene.Journals());
    }

    [Fact]
    public async Task Sigterm_during_a_download_keeps_its_ranges_and_the_same_command_goes_on()
    {
        await using Scene scene = await Scene.BeginAsync();
        scene.Put("big", Big);
        await StopAsync(scene, Down, "TERM", scene.Server.Faults.On("GetObject").Nth(3));
        Assert.StartsWith(".big.sluice-", Assert.Single(scene.Files("out")), StringComparison.Ordinal);
        scene.Server.Requests.Reset();
        (await scene.RunAsync(Down)).Exits(0);
        Assert.Equal(3, scene.Server.Requests["GetObject"]);
        Assert.Equal(["big"], scene.Files("out"));
        Assert.Equal(Big, File.ReadAllBytes(scene.Path("out/big")));
        Assert.Empty(scene.Journals());
    }

    [Fact]
    public async Task Resume_lists_what_is_unfinished_and_goes_on_from_anywhere()
    {
        await using Scene scene = await Scene.BeginAsync();
        scene.Write("big", Big);
        await StopAsync(scene, Up, "INT", scene.Server.Faults.On("UploadPart").Nth(3));
        JsonElement run = Assert.Single((await scene.RunAsync("resume", "--json")).Exits(0).Json);
        Assert.Equal("run", run.GetProperty("type").GetString());
        Assert.Equal(10 << 20, Assert.Single(run.GetProperty("unfinished").EnumerateArray()).GetProperty("bytes").GetInt64());
        CommandResult listed = (await scene.RunAsync("resume")).Exits(0);
        Assert.Contains("sluice cp big s3://scene/ --part-size 5MiB", listed.Output, StringComparison.Ordinal);
        Assert.Contains("s3://scene/big  10.0 MiB of 24.0 MiB", listed.Output, StringComparison.Ordinal);

        scene.Server.Requests.Reset();
        CommandResult resumed = await scene.ScriptAsync($"mkdir away && cd away && unset AWS_ENDPOINT_URL && sluice resume {run.GetProperty("id").GetString()![..6]}");
        resumed.Exits(0).Says("Going on with the run of", "1 listed = 1 done");
        Assert.Equal(3, scene.Server.Requests["UploadPart"]);
        Assert.Equal(Big, scene.Get("big"));
        (await scene.RunAsync("resume")).Exits(0).Says("Nothing is unfinished.");
        (await scene.RunAsync("resume", "1234")).Exits(2).Says("No unfinished run begins with 1234.");
    }

    [Fact]
    public async Task Resume_discard_leaves_no_upload_no_file_and_no_journal()
    {
        await using Scene scene = await Scene.BeginAsync();
        scene.Write("big", Big);
        await StopAsync(scene, Up, "INT", scene.Server.Faults.On("UploadPart").Nth(3));
        scene.Put("big", Big);
        await StopAsync(scene, Down, "INT", scene.Server.Faults.On("GetObject").Nth(3));
        Assert.Equal(4, scene.Journals().Length + scene.UnfinishedUploads() + scene.Files("out").Length);
        (await scene.RunAsync("resume", "--all", "--discard")).Exits(0).Says("Gave up ");
        Assert.Equal(0, scene.UnfinishedUploads());
        Assert.Empty(scene.Files("out"));
        Assert.Empty(scene.Journals());
    }

    [Fact]
    public async Task A_second_run_of_the_same_command_exits_3_and_names_the_process_of_the_first()
    {
        await using Scene scene = await Scene.BeginAsync();
        scene.Write("big", Big);
        FaultRule slow = scene.Server.Faults.On("UploadPart").Nth(3).Trickle(20_000);
        using CommandProcess first = scene.Start(Up);
        await Scene.UntilAsync(() => slow.Hits > 0);
        (await scene.RunAsync(Up)).Exits(3).Says("The same command is running already (process ");
        Assert.Contains("running (process ", (await scene.RunAsync("resume")).Exits(0).Output, StringComparison.Ordinal);
        (await scene.RunAsync("cleanup", "s3://scene", "--older-than", "0s", "--all")).Exits(0).Says("Removed 0 left over; kept 0 of unfinished runs, 1 of running ones.");
        Assert.Equal(1, scene.UnfinishedUploads());
    }

    [Fact]
    public async Task A_journal_of_another_version_exits_3_and_can_be_given_up()
    {
        await using Scene scene = await Scene.BeginAsync();
        scene.Write("big", Big);
        await StopAsync(scene, Up, "INT", scene.Server.Faults.On("UploadPart").Nth(3));
        string journal = Assert.Single(scene.Journals());
        byte[] bytes = File.ReadAllBytes(journal);
        bytes[7] = 9;
        File.WriteAllBytes(journal, bytes);
        (await scene.RunAsync(Up)).Exits(3).Says("has format 9", "sluice resume --discard", "--no-journal");
        (await scene.RunAsync("resume", Path.GetFileNameWithoutExtension(journal), "--discard")).Exits(0).Says("Gave up", "sluice cleanup s3://BUCKET");
        (await scene.RunAsync("cleanup", "s3://scene", "--older-than", "0s")).Exits(0).Says("Removed 1 left over, 10.0 MiB");
        Assert.Equal(0, scene.UnfinishedUploads());
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Rates_of_a_run_that_goes_on_are_those_of_what_it_moved_itself(bool up)
    {
        await using Scene scene = await Scene.BeginAsync();
        if (up)
            scene.Write("big", Big);
        else
            scene.Put("big", Big);
        string[] command = [.. up ? Up : Down, "--json"];
        await StopAsync(scene, command, "INT", scene.Server.Faults.On(up ? "UploadPart" : "GetObject").Nth(3));
        JsonElement went = (await scene.RunAsync(command)).Exits(0).Says("24.0 MiB (10.0 MiB of it by earlier runs)", "now 1 object, 14.0 MiB; before 10.0 MiB.").Json[^1];
        Assert.Equal((Big.Length, 10 << 20), (went.GetProperty("bytes").GetInt32(), went.GetProperty("earlier_bytes").GetInt32()));
        Assert.Equal(14 << 20, went.GetProperty("moved_bytes").GetInt32());
        double rate = (Big.Length - (10 << 20)) / went.GetProperty("seconds").GetDouble();
        Assert.InRange(went.GetProperty("bytes_per_second").GetDouble(), rate * 0.95, rate * 1.05);
    }

    [Theory]
    [InlineData("empty", "was empty or cut off before its first record", 0)]
    [InlineData("header", "was empty or cut off before its first record", 0)]
    [InlineData("cut", "was cut off or damaged", 0)]
    [InlineData("garbage behind", "was cut off or damaged", 0)]
    [InlineData("garbage", "is not a journal of sluice", 3)]
    public async Task A_journal_that_was_cut_or_holds_garbage_is_said(string damage, string says, int exitCode)
    {
        await using Scene scene = await Scene.BeginAsync();
        scene.Write("big", Big);
        await StopAsync(scene, Up, "INT", scene.Server.Faults.On("UploadPart").Nth(3));
        string journal = Assert.Single(scene.Journals());
        byte[] bytes = File.ReadAllBytes(journal);
        File.WriteAllBytes(journal, damage switch
        {
            "empty" => [],
            "header" => bytes[..8],
            "cut" => bytes[..^7],
            "garbage behind" => [.. bytes[..(bytes.Length / 2)], .. Scene.Bytes(50)],
            _ => Scene.Bytes(200),
        });
        if (damage is "empty" or "header" or "garbage")
        {
            Assert.Contains(exitCode == 0 ? "is empty or cut off" : "is not a journal", (await scene.RunAsync("resume")).Exits(0).Output, StringComparison.Ordinal);
            (await scene.RunAsync("cleanup", "s3://scene")).Exits(0).Says("What its run left counts as nobody's.");
        }
        if (damage == "empty")
        {
            // What is said to remove it is typed as it is said.
            string id = Path.GetFileNameWithoutExtension(journal);
            Assert.Contains($"'sluice resume --discard {id}' removes it", (await scene.RunAsync("resume")).Exits(0).Output, StringComparison.Ordinal);
            (await scene.RunAsync("resume", "--discard", id)).Exits(0);
            Assert.Empty(scene.Journals());
            File.WriteAllBytes(journal, []);
        }
        CommandResult result = (await scene.RunAsync(Up)).Exits(exitCode).Says(says);
        if (exitCode == 0)
            Assert.Equal(Big, scene.Get("big"));
    }

    [Fact]
    public async Task A_journal_holds_no_secret()
    {
        await using Scene scene = await Scene.BeginAsync();
        scene.Write("big", Big);
        scene.Environment["SLUICE_SSE_C_KEY"] = new string('5', 64);
        await StopAsync(scene, Up, "INT", scene.Server.Faults.On("UploadPart").Nth(3));
        string journal = System.Text.Encoding.Latin1.GetString(File.ReadAllBytes(Assert.Single(scene.Journals())));
        Assert.Contains("--part-size", journal, StringComparison.Ordinal);
        Assert.DoesNotContain(scene.Server.SecretKey, journal, StringComparison.Ordinal);
        Assert.DoesNotContain(scene.Server.AccessKey, journal, StringComparison.Ordinal);
        Assert.DoesNotContain("55555555", journal, StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_failed_for_good_is_not_gone_on_with_and_tomorrow_all_is_sent()
    {
        await using Scene scene = await Scene.BeginAsync();
        for (int file = 0; file < 3; file++)
            scene.Write($"tree/{file}", $"{file}");
        File.CreateSymbolicLink(scene.Path("tree/nowhere"), "gone");
        CommandResult first = (await scene.RunAsync("cp", "tree/", "s3://scene/t/")).Exits(1).Says("3 done", "1 missing");
        Assert.DoesNotContain("the same command goes on", first.Error, StringComparison.Ordinal);
        (await scene.RunAsync("resume")).Exits(0).Says("Nothing is unfinished.");
        Assert.Empty(scene.Journals());
        foreach (string key in scene.Keys())
            _ = scene.Client.DeleteObject(new DeleteObjectRequest(Scene.Bucket, new ObjectKey(key)), default).Value;
        (await scene.RunAsync("cp", "tree/", "s3://scene/t/")).Exits(1).Says("3 done");
        Assert.Equal(["t/0", "t/1", "t/2"], scene.Keys());
    }

    [Fact]
    public async Task A_run_whose_journal_finds_the_disk_full_goes_on_without()
    {
        await using Scene scene = await Scene.BeginAsync();
        for (int file = 0; file < 200; file++)
            scene.Write($"tree/{file:000}", $"{file}");
        // A limit on file sizes stands in for a full disk: 2 KiB of journal.
        CommandResult result = await scene.ScriptAsync("export DOTNET_EnableWriteXorExecute=0; trap '' XFSZ; ulimit -f 2; sluice cp tree/ s3://scene/t/ --no-progress");
        result.Exits(0).Says("The journal is given up");
        Assert.Equal(200, scene.Keys().Length);
        Assert.Empty(scene.Journals());
    }

    // What a journal of the scene says is where it belongs.
    internal static long Kept(Scene scene) => FoundJournal.All(Path.Combine(scene.StateDirectory, "journals")).Sum(static journal => journal.State.Unfinished.Values.Sum(static item => item.PartBytes));

    internal static long Unfinished(CommandResult listed) => Assert.Single(Assert.Single(listed.Exits(0).Json).GetProperty("unfinished").EnumerateArray()).GetProperty("bytes").GetInt64();

    internal static async Task StopAsync(Scene scene, string[] command, string signal, FaultRule rule)
    {
        rule.Trickle(20_000);
        using CommandProcess process = scene.Start(command);
        await Scene.UntilAsync(() => rule.Hits > 0);
        await process.SignalAsync(signal);
        (await process.ResultAsync()).Exits(130).Says("Interrupted. The same command goes on where it was; 'sluice resume' lists unfinished runs");
        scene.Server.Faults.Clear();
    }
}
