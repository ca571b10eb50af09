using Sluice.Cli.Reports.Charts;

namespace Sluice.Tests.Cli.Reports.Charts;

public sealed class ChartAxisTests
{
    [Fact]
    public void Bytes_are_named_in_powers_of_two() =>
        Assert.Equal(["0", "32 MiB/s", "64 MiB/s", "96 MiB/s"], Names(ChartAxis.Up(ChartUnit.Rate, "", 1, 110 << 20)));

    [Fact]
    public void Counts_are_named_in_whole_numbers() =>
        Assert.Equal(["0", "1"], Names(ChartAxis.Up(ChartUnit.Count, "", 1, 0.3)));

    [Theory]
    [InlineData(0.02, "0", "1 %", "2 %", "3 %", "4 %", "5 %")]
    [InlineData(0.9, "0", "20 %", "40 %", "60 %", "80 %")]
    public void Shares_are_named_in_percent(double largest, params string[] names) =>
        Assert.Equal(names, Names(ChartAxis.Up(ChartUnit.Share, "", 0.05, largest)));

    [Fact]
    public void Large_numbers_are_named_with_their_thousands() =>
        Assert.Equal(["0", "5,000", "10,000", "15,000", "20,000"], Names(ChartAxis.Up(ChartUnit.PerSecond, "", 1, 21_000)));

    [Theory]
    [InlineData(-2, 30, "0|10 s|20 s|30 s", "5 s|15 s|25 s")]
    [InlineData(0, 0.1, "0|0.05 s|0.1 s", "0.01 s|0.02 s")]
    [InlineData(-5, 1500, "0|10 min|20 min", "5 min|15 min|25 min")]
    [InlineData(0, 100_000, "0|12 h|24 h", "6 h|18 h")]
    [InlineData(0, 3_000_000, "0|10 d|20 d|30 d", "5 d|15 d|25 d")]
    public void Moments_are_named_as_clocks_and_calendars_have_them(double from, double to, string coarse, string fine)
    {
        ChartAxis axis = ChartAxis.OverTime("", from, to);
        Assert.InRange(axis.Ticks.Count, 2, 11);
        Assert.Equal(coarse.Split('|'), axis.Ticks.Where(static tick => !tick.IsFine).Select(static tick => tick.Text));
        Assert.All(fine.Split('|'), name => Assert.Contains(axis.Ticks, tick => tick.IsFine && tick.Text == name));
    }

    [Theory]
    [InlineData(0.003, 0.08, "5 ms", "10 ms", "20 ms", "50 ms")]
    [InlineData(0.0031, 0.0034, "3.10 ms", "3.40 ms")]
    [InlineData(1e-6, 1e6, "1 µs", "1 ms", "1 s", "1,000 s", "1,000,000 s")]
    public void Times_are_named_by_their_decades_and_where_these_are_few_between_them(double from, double to, params string[] names) =>
        Assert.Equal(names, ChartAxis.OverTimes("", from, to).Ticks.Where(static tick => !tick.IsFine).Select(static tick => tick.Text));

    [Fact]
    public void Names_are_where_their_values_are()
    {
        ChartAxis axis = ChartAxis.OverTimes("", 0.001, 0.1);
        Assert.Equal(0.5, axis.Place(0.01), 9);
        Assert.Equal(0.5, axis.Ticks.Single(static tick => tick.Text == "10 ms").At, 9);
        Assert.Equal((0.0, 1.0), (axis.Place(0), axis.Place(1)));
    }

    static IEnumerable<string> Names(ChartAxis axis) => axis.Ticks.Select(static tick => tick.Text);
}
