using Sluice.Benchmarking;
using Sluice.Benchmarking.Measuring;

namespace Sluice.Tests.Benchmarking.Measuring;

public sealed class ValueTallyTests
{
    [Theory]
    [InlineData(1, 1)]
    [InlineData(7, 2)]
    [InlineData(100_000, 3)]
    public void Percentiles_are_those_of_all_values_within_two_tenths_of_a_percent_and_the_rest_is_exact(int count, int seed)
    {
        Random random = new(seed);
        // From microseconds to gigabytes a second.
        double[] values = [.. Enumerable.Range(0, count).Select(_ => Math.Pow(10, -6 + 15 * random.NextDouble()))];
        ValueTally tally = new();
        foreach (double value in values)
            tally.Add(value);
        Distribution expected = Distribution.From(values)!, actual = tally.Describe()!;
        Assert.Equal((expected.Count, expected.P0, expected.P100), (actual.Count, actual.P0, actual.P100));
        Assert.Equal(1, actual.Mean / expected.Mean, 1e-9);
        Assert.Equal(expected.StandardDeviation, actual.StandardDeviation, expected.Mean * 1e-9);
        (double Expected, double Actual)[] percentiles =
        [
            (expected.P5, actual.P5), (expected.P25, actual.P25), (expected.P50, actual.P50), (expected.P75, actual.P75),
            (expected.P90, actual.P90), (expected.P95, actual.P95), (expected.P99, actual.P99),
        ];
        Assert.All(percentiles, pair => Assert.InRange(pair.Actual / pair.Expected, 0.998, 1.002));
    }

    [Fact]
    public void Nothing_counted_describes_nothing() => Assert.Null(new ValueTally().Describe());

    [Fact]
    public void Values_beyond_all_ranges_count_at_the_ends()
    {
        ValueTally tally = new();
        tally.Add(0);
        tally.Add(1e300);
        Assert.Equal((2, 0, 1e300), (tally.Describe()!.Count, tally.Describe()!.P0, tally.Describe()!.P100));
    }
}
