using Sluice.Benchmarking.Comparing;

namespace Sluice.Tests.Benchmarking.Comparing;

public sealed class BootstrapTests
{
    static readonly ComparisonOptions Options = new() { Resamples = 1000 };

    [Fact]
    public void The_same_seed_gives_the_same_interval()
    {
        Batch[] a = Rounds(new Random(1), 6, 100, 5), b = Rounds(new Random(2), 6, 100, 5);
        Assert.Equal(Bootstrap.Ratio(a, b, serial: false, Options), Bootstrap.Ratio(a, b, serial: false, Options));
        Assert.NotEqual(Bootstrap.Ratio(a, b, serial: false, Options), Bootstrap.Ratio(a, b, serial: false, Options with { Seed = 2 }));
    }

    [Fact]
    public void Rounds_that_are_all_alike_leave_no_doubt()
    {
        Batch[] a = [.. Enumerable.Repeat(new Batch(100, 1), 5)], b = [.. Enumerable.Repeat(new Batch(90, 1), 5)];
        (double low, double high) = Bootstrap.Ratio(a, b, serial: false, Options)!.Value;
        Assert.Equal(0.9, low, 12);
        Assert.Equal(0.9, high, 12);
    }

    [Fact]
    public void Where_nothing_was_moved_there_is_no_interval()
    {
        Batch[] some = Rounds(new Random(1), 6, 100, 5), none = [.. Enumerable.Repeat(new Batch(0, 1), 6)];
        Assert.Null(Bootstrap.Ratio(some, none, serial: false, Options));
        Assert.Null(Bootstrap.Ratio(none, some, serial: false, Options));
    }

    /// <summary>Of intervals at 95 %, drawn over and over from rounds whose true ratio is known, about that share holds it.</summary>
    [Theory]
    [InlineData(5, 0.86, 0.96)]
    [InlineData(10, 0.89, 0.98)]
    [InlineData(30, 0.91, 0.985)]
    public void Intervals_over_rounds_hold_the_true_ratio_about_as_often_as_they_say(int rounds, double least, double most)
    {
        Random random = new(rounds);
        Assert.InRange(Coverage(500, serial: false, () => Rounds(random, rounds, 100, 8), () => Rounds(random, rounds, 80, 8)), least, most);
    }

    [Fact]
    public void Seconds_that_depend_on_their_neighbours_widen_the_interval()
    {
        Random random = new(7);
        double inBlocks = Coverage(300, serial: true, () => Seconds(random, 120, 100), () => Seconds(random, 120, 80));
        random = new Random(7);
        double alone = Coverage(300, serial: false, () => Seconds(random, 120, 100), () => Seconds(random, 120, 80));
        Assert.InRange(inBlocks, 0.80, 0.99);
        Assert.True(alone < inBlocks - 0.05, $"{alone} of intervals held the ratio without blocks, {inBlocks} with them.");
    }

    // The true ratio is 0.8 in all of these.
    static double Coverage(int trials, bool serial, Func<Batch[]> a, Func<Batch[]> b)
    {
        int held = 0;
        for (int trial = 0; trial < trials; trial++)
        {
            (double low, double high) = Bootstrap.Ratio(a(), b(), serial, Options with { Seed = trial })!.Value;
            held += low <= 0.8 && 0.8 <= high ? 1 : 0;
        }
        return held / (double)trials;
    }

    static Batch[] Rounds(Random random, int count, double rate, double deviation) =>
        [.. Enumerable.Range(0, count).Select(_ => new Batch(rate + deviation * Normal(random), 1))];

    // A process of first order: each second keeps half of the last one's deviation.
    static Batch[] Seconds(Random random, int count, double rate)
    {
        double deviation = 0;
        return [.. Enumerable.Range(0, count).Select(_ => new Batch(rate + (deviation = 0.5 * deviation + 5 * Normal(random)), 1))];
    }

    // Box and Muller, 1958.
    static double Normal(Random random) => Math.Sqrt(-2 * Math.Log(1 - random.NextDouble())) * Math.Cos(2 * Math.PI * random.NextDouble());
}
