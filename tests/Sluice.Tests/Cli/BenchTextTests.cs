using Sluice.Benchmarking;
using Sluice.Cli.Output;
using Sluice.Cli.Progress;
using Sluice.Tests.Benchmarking;

namespace Sluice.Tests.Cli;

public sealed class BenchTextTests
{
    static readonly BenchProgress Measuring = new()
    {
        Phase = BenchPhase.Measuring,
        Elapsed = TimeSpan.FromSeconds(4),
        Rounds = 3,
        Round = 2,
        ObjectsInAll = 192,
        Objects = 96,
        Bytes = 400 << 20,
        Requests = 96,
        Retries = 1,
        Failed = 2,
        Concurrency = 16,
    };

    [Fact]
    public void The_live_view_says_phase_round_rates_and_time_left_in_any_width()
    {
        BenchText text = new(static () => Measuring);
        text.Sample();
        string[] lines = Lines(text, 80);
        Assert.Equal("measuring, round 2 of 3  100 MiB/s  mean 100 MiB/s  839 Mb/s  0:04 left", lines[0]);
        Assert.Equal("96 of 192 objects  2 failed  1 retry  24 objects/s  16 in flight  0:04", lines[1]);
        for (int width = 1; width < 80; width++)
            Assert.All(Lines(text, width), line => Assert.InRange(line.Length, 0, width));
    }

    [Fact]
    public void Each_phase_counts_anew_and_a_time_limit_is_counted_down()
    {
        BenchProgress now = Measuring with { Phase = BenchPhase.WarmUp, Rounds = null, ObjectsInAll = null, Limit = TimeSpan.FromSeconds(6), Failed = 0, Retries = 0 };
        BenchText text = new(() => now);
        text.Sample();
        Assert.Equal("warm-up  100 MiB/s  mean 100 MiB/s  839 Mb/s  0:02 left", Lines(text, 80)[0]);
        now = Measuring with { Elapsed = TimeSpan.FromSeconds(1), Bytes = 10 << 20, Objects = 0, ObjectsInAll = null, Rounds = null, Round = 1, Limit = null };
        text.Sample();
        Assert.Equal("measuring, round 1  10.0 MiB/s  mean 10.0 MiB/s  83.9 Mb/s", Lines(text, 80)[0]);
        now = new BenchProgress { Phase = BenchPhase.Removing, Elapsed = TimeSpan.FromSeconds(3) };
        Assert.Equal("0:03  removing test objects", text.Plain());
    }

    [Fact]
    public void A_log_gets_the_same_in_one_line() =>
        Assert.Equal("0:04  measuring, round 2 of 3: 96 of 192 objects, 100 MiB/s (mean 100 MiB/s), 24 objects/s, 1 retry, 2 failed, 16 in flight, 0:04 left",
            new BenchText(static () => Measuring).Plain());

    [Fact]
    public void The_table_is_80_columns_wide_and_shows_a_dash_for_what_was_not_measured()
    {
        BenchResult result = SomeResult.Of() with { SecondThroughput = null, Remarks = ["A remark that is longer than what is left of a line of eighty columns, and so goes on below."] };
        string[] lines = [.. BenchTable.Lines(result, Paint.None)];
        Assert.All(lines, static line => Assert.InRange(line.Length, 0, 79));
        Assert.Contains(lines, static line => line.StartsWith("min p0", StringComparison.Ordinal) && line.Contains("            -            -", StringComparison.Ordinal));
        Assert.Contains(lines, static line => line.StartsWith("remark      A remark", StringComparison.Ordinal));
        Assert.Contains(lines, static line => line.StartsWith("            eighty", StringComparison.Ordinal) || line.StartsWith("            columns", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData(59)]
    [InlineData(39)]
    [InlineData(25)]
    public void A_narrow_terminal_has_the_columns_of_the_table_one_below_the_other(int width)
    {
        string[] lines = [.. BenchTable.Lines(SomeResult.Of(), Paint.None, width)];
        Assert.All(lines[3..], line => Assert.True(line.Length <= width || line.Split(' ', StringSplitOptions.RemoveEmptyEntries).Any(word => word.Length > width - 12), line));
        foreach (string title in (string[])["per object", "per second", "in bits", "first byte", "latency"])
            Assert.Single(lines, line => line.StartsWith(new string(' ', 14), StringComparison.Ordinal) && line.Contains(title, StringComparison.Ordinal));
        int tables = lines.Count(static line => line.StartsWith("p50 ", StringComparison.Ordinal));
        Assert.Equal(width switch { 59 => 2, 39 => 3, _ => 5 }, tables);
    }

    [Fact]
    public void What_goes_on_beyond_its_time_has_none_left()
    {
        BenchText text = new(static () => Measuring with { ObjectsInAll = null, Limit = TimeSpan.FromSeconds(3) });
        text.Sample();
        Assert.DoesNotContain("left", Lines(text, 80)[0], StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(0, "0 b/s")]
    [InlineData(1e9 / 8, "1.00 Gb/s")]
    [InlineData(11.6e9, "92.8 Gb/s")]
    [InlineData(124.9, "999 b/s")]
    public void Bits_are_counted_by_thousands(double bytesPerSecond, string expected) => Assert.Equal(expected, Numbers.Bits(bytesPerSecond));

    [Theory]
    [InlineData(0.0000854, "85.4 µs")]
    [InlineData(0.00124, "1.24 ms")]
    [InlineData(12.44, "12.4 s")]
    public void Short_times_have_three_digits(double seconds, string expected) => Assert.Equal(expected, Numbers.Time(seconds));

    static string[] Lines(BenchText text, int width) => [.. text.Live(width).Select(static line => string.Concat(line.Select(static piece => piece.Text)))];
}
