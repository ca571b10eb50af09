using Sluice.Benchmarking;

namespace Sluice.Tests.Benchmarking;

public sealed class DistributionTests
{
    [Fact]
    public void Percentiles_are_values_that_were_measured_by_nearest_rank()
    {
        Distribution hundred = Distribution.From([.. Enumerable.Range(1, 100).Select(static value => (double)value).Reverse()])!;
        Assert.Equal((100, 50.5, 1, 5, 25, 50), (hundred.Count, hundred.Mean, hundred.P0, hundred.P5, hundred.P25, hundred.P50));
        Assert.Equal((75, 90, 95, 99, 100), (hundred.P75, hundred.P90, hundred.P95, hundred.P99, hundred.P100));

        // The example of the nearest-rank method: 15, 20, 35, 40, 50 has 20 at 40 % and 35 at 50 %.
        Distribution five = Distribution.From([40, 15, 50, 35, 20])!;
        Assert.Equal((15, 15, 20, 35, 40, 50), (five.P0, five.P5, five.P25, five.P50, five.P75, five.P100));
    }

    [Fact]
    public void Deviation_is_that_of_a_sample()
    {
        // 2, 4, 4, 4, 5, 5, 7, 9: squares of deviations add up to 32, over 7.
        Assert.Equal(Math.Sqrt(32 / 7.0), Distribution.From([2, 4, 4, 4, 5, 5, 7, 9])!.StandardDeviation, 12);
        Assert.Equal(0, Distribution.From([3])!.StandardDeviation);
    }

    [Fact]
    public void Of_nothing_there_is_no_distribution() => Assert.Null(Distribution.From([]));
}
