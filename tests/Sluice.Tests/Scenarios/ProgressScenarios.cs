using System.Text.Json;
using System.Text.RegularExpressions;

namespace Sluice.Tests.Scenarios;

/// <summary>What a run shows of itself, without a terminal.</summary>
public sealed partial class ProgressScenarios
{
    static readonly byte[] Big = Scene.Bytes(12 << 20);

    static readonly string[] Slow = ["cp", "big", "s3://scene/", "--part-size", "5MiB", "--bandwidth", "8MiB"];

    [Fact]
    public async Task Where_the_locale_is_not_UTF_8_progress_and_summary_are_plain_ASCII()
    {
        await using Scene scene = await Scene.BeginAsync();
        scene.Environment["LC_ALL"] = "C";
        scene.Write("a", "a");
        scene.Server.Faults.On("PutObject").Nth(1).Reply(503, "SlowDown");
        CommandResult copied = (await scene.RunAsync("cp", "a", "s3://scene/", "--progress", "bar", "--verbose")).Exits(0).Says("503 SlowDown x 1");
        Assert.True((copied.Output + copied.Error).All(char.IsAscii), copied.Error);
    }

    [Fact]
    public async Task Verify_of_one_large_object_shows_its_name_its_share_and_the_time_to_go()
    {
        await using Scene scene = await Scene.BeginAsync();
        byte[] big = Scene.Bytes(24 << 20);
        scene.Write("big", big);
        scene.Put("big", big);
        string told = (await scene.RunAsync("verify", "big", "s3://scene/big", "--read-all", "--bandwidth", "6MiB/s", "--progress", "lines", "--progress-interval", "0.2s")).Exits(0).Error;
        Assert.Matches(@"0 of 1 object, .* of 48\.0 MiB \(\d+%\), .* left, .*big \d+%", told);
    }

    [Fact]
    public async Task Piped_progress_is_lines_with_their_time_and_names_what_is_under_way()
    {
        await using Scene scene = await Scene.BeginAsync();
        scene.Write("big", Big);
        CommandResult result = (await scene.RunAsync([.. Slow, "--progress-interval", "0.2s", "--utc"])).Exits(0);
        string[] lines = [.. result.Error.Split('\n').Where(static line => Stamped().IsMatch(line))];
        Assert.NotEmpty(lines);
        Assert.Contains(lines, static line => line.Contains("; big ", StringComparison.Ordinal));
        Assert.DoesNotContain("\x1b", result.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Progress_as_JSON_is_an_object_a_line_on_stderr()
    {
        await using Scene scene = await Scene.BeginAsync();
        scene.Write("big", Big);
        CommandResult result = (await scene.RunAsync([.. Slow, "--progress", "json", "--progress-interval", "0.2s", "--quiet"])).Exits(0);
        JsonElement[] told = [.. result.Error.Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(static line => JsonDocument.Parse(line).RootElement)];
        Assert.NotEmpty(told);
        Assert.All(told, static line => Assert.Equal("progress", line.GetProperty("type").GetString()));
        Assert.Contains(told, static line => line.GetProperty("bytes_listed").GetInt64() == Big.Length && line.TryGetProperty("largest", out JsonElement largest) && largest[0].TryGetProperty("parts", out JsonElement parts) && parts.GetInt32() == 3);
        // It is as far as all of the run is: what is being sent counts in both.
        (long All, long Done)[] bytes = [.. told.Where(static line => line.TryGetProperty("largest", out _)).Select(static line => (line.GetProperty("bytes").GetInt64(), line.GetProperty("largest")[0].GetProperty("bytes_done").GetInt64()))];
        Assert.All(bytes, static at => Assert.InRange(at.Done, at.All - (1 << 20), at.All));
        Assert.Contains(bytes, static at => at.Done % (5 << 20) != 0);
    }

    [Fact]
    public async Task Removals_tell_objects_and_du_what_it_has_listed()
    {
        await using Scene scene = await Scene.BeginAsync();
        for (int at = 0; at < 1500; at++)
            scene.Put($"t/{at}", "abc");
        scene.Server.Faults.On("DeleteObjects").Delay(TimeSpan.FromSeconds(1));
        string[] progress = ["--progress", "lines", "--progress-interval", "0.1s"];
        scene.Server.Faults.On("ListObjectsV2").Delay(TimeSpan.FromSeconds(0.5));
        (await scene.RunAsync(["du", "s3://scene/", .. progress])).Exits(0).Says("listing: 1,000 objects, ");
        CommandResult removal = (await scene.RunAsync(["rm", "-r", "s3://scene/t/", .. progress])).Exits(0).SaysNot(" B/s");
        Assert.Matches(@"of 1,500 objects( so far| \(\d+%\)), [0-9.]+ objects/s", removal.Error);
    }

    [Theory]
    [InlineData("cp")]
    [InlineData("sync")]
    public async Task Totals_of_a_local_tree_are_told_long_before_it_is_listed(string verb)
    {
        await using Scene scene = await Scene.BeginAsync();
        for (int at = 0; at < 9000; at++)
            scene.Write($"tree/{at % 9}/{at}", "ab");
        CommandResult result = (await scene.RunAsync(verb, "tree/", "s3://scene/t/", "--requests-per-second", "1500", "--progress", "json", "--progress-interval", "0.2s", "--no-journal")).Exits(0);
        JsonElement[] told = [.. result.Error.Split('\n').Where(static line => line.StartsWith('{')).Select(static line => JsonDocument.Parse(line).RootElement)];
        JsonElement early = told.First(static line => line.TryGetProperty("objects_expected", out _));
        Assert.Equal((9000, 18000, false), (early.GetProperty("objects_expected").GetInt64(), early.GetProperty("bytes_expected").GetInt64(), early.GetProperty("listing_complete").GetBoolean()));
        Assert.True(early.GetProperty("objects_listed").GetInt64() < 9000);
        // Of a second nothing can be told yet.
        Assert.False(early.TryGetProperty("seconds_left", out _));
        Assert.Contains(told, static line => line.TryGetProperty("seconds_left", out _));
    }

    [Theory]
    [InlineData("cp", true)]
    [InlineData("sync", true)]
    [InlineData("cp", false)]
    public async Task Totals_of_a_store_are_told_long_before_it_is_listed_where_no_limit_of_requests_holds(string verb, bool counts)
    {
        await using Scene scene = await Scene.BeginAsync();
        for (int at = 0; at < 9000; at++)
            scene.Put($"t/{at % 9}/{at}", "ab");
        scene.Server.Faults.On("GetObject").Delay(TimeSpan.FromMilliseconds(150));
        CommandResult result = (await scene.RunAsync([verb, .. verb == "cp" ? ["-r"] : Array.Empty<string>(), "s3://scene/t/", "tree/", "--progress", "json", "--progress-interval", "0.2s", "--no-journal", .. counts ? Array.Empty<string>() : ["--requests-per-second", "2500"]])).Exits(0);
        JsonElement[] told = [.. result.Error.Split('\n').Where(static line => line.StartsWith('{')).Select(static line => JsonDocument.Parse(line).RootElement)];
        JsonElement[] early = [.. told.Where(static line => line.TryGetProperty("objects_expected", out _))];
        Assert.Equal(counts, early.Length > 0);
        // The first one: between the last object and the end of the listing there may be another.
        Assert.All(early.Take(1), static line => Assert.Equal((9000, 18000, false), (line.GetProperty("objects_expected").GetInt64(), line.GetProperty("bytes_expected").GetInt64(), line.GetProperty("listing_complete").GetBoolean())));
        Assert.All(early.Take(1), static line => Assert.True(line.GetProperty("objects_listed").GetInt64() < 9000));
    }

    [Fact]
    public async Task Progress_takes_one_of_its_words_and_an_interval_with_a_unit()
    {
        await using Scene scene = await Scene.BeginAsync();
        (await scene.RunAsync("cp", "a", "s3://scene/", "--progress", "dots", "--progress-interval", "soon")).Exits(2)
            .Says("--progress dots: give one of auto, bar, lines, json, none.", "--progress-interval soon: write a time from 0.1s to 1h");
        (await scene.RunAsync("cp", "a", "s3://scene/", "--progress", "bar", "--no-progress")).Exits(2).Says("--no-progress is --progress none");
        scene.Write("big", Big);
        CommandResult none = (await scene.RunAsync([.. Slow, "--progress", "none", "--progress-interval", "0.1s"])).Exits(0);
        Assert.DoesNotContain("in flight", none.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Reasons_of_retries_are_in_the_summary()
    {
        await using Scene scene = await Scene.BeginAsync();
        scene.Write("a", "a");
        scene.Server.Faults.On("PutObject").Times(2).Reply(503, "SlowDown");
        CommandResult result = (await scene.RunAsync("cp", "a", "s3://scene/", "--json")).Exits(0).Says("2 retries (503 SlowDown × 2)");
        JsonElement reason = Assert.Single(result.Json[^1].GetProperty("retry_reasons").EnumerateArray());
        Assert.Equal(("503 SlowDown", 2), (reason.GetProperty("reason").GetString(), reason.GetProperty("count").GetInt32()));
    }

    [Fact]
    public async Task One_object_is_told_in_one_line_with_its_name()
    {
        await using Scene scene = await Scene.BeginAsync();
        scene.Write("a", "abc");
        CommandResult copied = (await scene.RunAsync("cp", "a", "s3://scene/b")).Exits(0);
        Assert.Matches(@"^Copied 1 object: a -> s3://scene/b, 3 B in [0-9.]+ s \(.+/s\), verified by checksum\.\n$", copied.Error);
        Assert.Matches(@"^Removed 1 object: s3://scene/b, in [0-9.]+ s\.\n$", (await scene.RunAsync("rm", "s3://scene/b")).Exits(0).Error);
        (await scene.RunAsync("cp", "-v", "a", "s3://scene/b")).Exits(0).Says("1 listed = 1 done + 0 pending");
        scene.Write("tree/c", "abc");
        Assert.Matches(@"^Synced 1 object: tree/c -> s3://scene/t/c, 3 B in [0-9.]+ s \(.+/s\), verified by checksum\.\n$", (await scene.RunAsync("sync", "tree", "s3://scene/t")).Exits(0).Error);
        // What else there was is told as before.
        scene.Write("tree/d", "abc");
        (await scene.RunAsync("sync", "tree", "s3://scene/t")).Exits(0).Says("1 copied, 0 removed, 1 the same", "2 listed = ");
    }

    [Fact]
    public async Task Times_are_in_the_zone_of_the_machine_and_with_utc_in_UTC_everywhere()
    {
        await using Scene scene = await Scene.BeginAsync();
        scene.Put("a", "a");
        scene.Environment["TZ"] = "Asia/Kathmandu";
        DateTimeOffset modified = scene.Head("a").LastModified!.Value.ToUniversalTime();
        string here = modified.ToOffset(new TimeSpan(5, 45, 0)).ToString("yyyy-MM-dd HH:mm:ss", null), utc = modified.ToString("yyyy-MM-dd HH:mm:ss", null);
        Assert.StartsWith(here, (await scene.RunAsync("ls", "s3://scene/")).Exits(0).Output, StringComparison.Ordinal);
        Assert.StartsWith(utc, (await scene.RunAsync("ls", "--utc", "s3://scene/")).Exits(0).Output, StringComparison.Ordinal);
        Assert.Contains($"{here} +05:45", (await scene.RunAsync("stat", "s3://scene/a")).Exits(0).Output, StringComparison.Ordinal);
        Assert.Contains($"{utc} UTC", (await scene.RunAsync("stat", "--utc", "s3://scene/a")).Exits(0).Output, StringComparison.Ordinal);
    }

    [GeneratedRegex(@"^\d{4}-\d\d-\d\d \d\d:\d\d:\d\d  \d+:\d\d  ")]
    private static partial Regex Stamped();
}
