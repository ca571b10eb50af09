using Sluice.Cli.Commands;
using Sluice.Cli.Limits;
using Sluice.Cli.Output;
using Sluice.Cli.Progress;
using Sluice.Transfer.Journal;

namespace Sluice.Tests.Cli;

public sealed class TopFrameTests
{
    static readonly TopSample Slow = new(Running(7, 4_000, "sluice cp a s3://b/"), [1_000, 2_000], 3), Fast = new(Running(9, 9_000, "sluice rm -r s3://b/\u001b[2J"), [0, 5_000_000], 4);

    [Theory]
    [InlineData(200)]
    [InlineData(100)]
    [InlineData(60)]
    [InlineData(30)]
    [InlineData(19)]
    [InlineData(10)]
    [InlineData(1)]
    public void Rows_fit_the_window_and_the_fastest_is_first(int width)
    {
        string[] lines = Text([Slow, Fast], [Unfinished], width, 20);
        Assert.All(lines, line => Assert.True(TextCells.CountOf(line) <= width, line));
        if (width < 30)
            return;
        Assert.StartsWith("2 commands  4.77 MiB/s", lines[0], StringComparison.Ordinal);
        bool isWide = width >= 120;
        Assert.StartsWith("      9", lines[2], StringComparison.Ordinal);
        Assert.StartsWith("      7", lines[isWide ? 3 : 4], StringComparison.Ordinal);
        Assert.StartsWith("unfinished 4f2a", lines[width < 60 ? ^2 : ^1], StringComparison.Ordinal);
        Assert.DoesNotContain(lines, static line => line.Any(char.IsControl));
    }

    [Theory]
    [InlineData(100, "unfinished 4f2a  cp -r --bandwidth 20MB /data/in/ s3://album/in/  sluice resume 4f2a")]
    [InlineData(72, "unfinished 4f2a  cp -r --bandwidth 20MB /data/in/ s3://album/in/")]
    [InlineData(60, "unfinished 4f2a  cp … s3://album/in/")]
    [InlineData(32, "  cp … s3://album/in/")]
    [InlineData(18, "  cp … …/album/in/")]
    public void Of_an_unfinished_run_its_command_and_destination_come_before_all_else(int width, string line) => Assert.Equal(line, Text([], [Unfinished], width, 20)[^1]);

    [Theory]
    [InlineData(200)]
    [InlineData(119)]
    [InlineData(80)]
    [InlineData(60)]
    [InlineData(39)]
    [InlineData(19)]
    public void In_every_window_rate_limits_place_and_journal_can_be_read(int width)
    {
        TopSample limited = Slow with { Running = Slow.Running with { Command = "sluice cp -r --include *.jpg /home/somebody/a/long/way/down/夏の写真/ s3://album/in/", Bandwidth = "20MB/s", RequestsPerSecond = 50, MemoryLimit = 200 << 20, ConcurrencyLimit = 8 } };
        string[] lines = Text([limited], [Unfinished with { Id = "e9d93c3f14abb08e" }], width, 40);
        Assert.All(lines, line => Assert.True(TextCells.CountOf(line) <= width, line));
        string all = string.Join('\n', lines), limits = string.Join(' ', lines.Select(static line => line.Trim()));
        Assert.Contains("1.95 KiB/s", all, StringComparison.Ordinal);
        Assert.Contains("limits bandwidth 20MB/s, requests per second 50, memory 200 MiB, concurrency 8", limits, StringComparison.Ordinal);
        Assert.Contains("e9d93c3f14abb08e", all, StringComparison.Ordinal);
        Assert.Contains(lines, static line => line.EndsWith("album/in/", StringComparison.Ordinal));
        // What it does stands before the ellipsis.
        Assert.Contains(lines, line => line.Contains(width < 24 ? "cp" : "cp -r", StringComparison.Ordinal));
        Assert.Equal(width is >= 119, lines[1].EndsWith("COMMAND", StringComparison.Ordinal));
    }

    [Fact]
    public void The_environment_of_an_unfinished_run_is_not_shown()
    {
        JournalHeading heading = new("/journals/4f2a.journal", ["AWS_REGION=eu-west-1", "AWS_ENDPOINT_URL=http://127.0.0.1:9000", "cp", "-r", "a b/", "s3://album/"], "/", default);
        Assert.Equal(new UnfinishedRow("4f2a", "cp -r 'a b/' s3://album/", "cp", "s3://album/", "sluice resume 4f2a"), UnfinishedRuns.Row(heading));
    }

    [Fact]
    public void One_that_is_stopped_has_a_row_without_figures()
    {
        string[] lines = [.. TopFrame.Lines([Slow], [new SilentRecord(12, true, "sluice cp x s3://y/")], [], 100, 20).Select(static line => string.Concat(line.Select(static piece => piece.Text)))];
        Assert.StartsWith("2 commands", lines[0], StringComparison.Ordinal);
        Assert.Equal("     12  stopped  cp x s3://y/", lines[^1]);
    }

    [Fact]
    public void What_does_not_fit_is_told_of()
    {
        string[] lines = Text([Slow, Fast], [], 100, 3);
        Assert.Equal(3, lines.Length);
        Assert.StartsWith("4 lines more", lines[^1], StringComparison.Ordinal);
        Assert.Equal("0 commands  0 B/s  0.0 items/s  0 requests at once", Assert.Single(Text([], [], 100, 3)));
    }

    [Fact]
    public void A_rate_is_what_came_since_the_look_before_and_the_first_look_has_none()
    {
        TopSample first = TopSample.From(Running(7, 1_000, "c") with { Seconds = 10 }, null);
        Assert.Empty(first.Rates);
        TopSample second = TopSample.From(Running(7, 5_000, "c") with { Seconds = 12, Items = 9 }, first);
        Assert.Equal((2_000.0, 2.0), (second.Rate, second.ItemsPerSecond));
        // One that does not move in time, or moves back, is no division by nothing and no negative rate.
        Assert.Equal([2_000.0], TopSample.From(second.Running, second).Rates);
        Assert.Equal(0, TopSample.From(Running(7, 1_000, "c") with { Seconds = 13 }, second).Rate);
        TopSample many = Enumerable.Range(0, 100).Aggregate(first, static (sample, at) => TopSample.From(Running(7, at, "c") with { Seconds = 20 + at }, sample));
        Assert.Equal(TopSample.MostRates, many.Rates.Count);
        Assert.Equal("          ▁█", TopFrame.Sparkline([0, 5]));
    }

    static readonly UnfinishedRow Unfinished = new("4f2a", "cp -r --bandwidth 20MB /data/in/ s3://album/in/", "cp", "s3://album/in/", "sluice resume 4f2a");

    static RunningRecord Running(int pid, long bytes, string command) => new(pid, command, 5, bytes, 5, 8, "off", null, null, null, null);

    static string[] Text(IReadOnlyList<TopSample> samples, IReadOnlyList<UnfinishedRow> unfinished, int width, int height) =>
        [.. TopFrame.Lines(samples, [], unfinished, width, height).Select(static line => string.Concat(line.Select(static piece => piece.Text)))];
}
