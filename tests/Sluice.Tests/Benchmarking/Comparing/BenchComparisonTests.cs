using Sluice.Benchmarking;
using Sluice.Benchmarking.Comparing;

namespace Sluice.Tests.Benchmarking.Comparing;

public sealed class BenchComparisonTests
{
    static readonly ComparisonOptions Options = new();

    [Fact]
    public void A_result_compared_with_itself_has_not_changed()
    {
        BenchResult result = SomeResult.Of();
        BenchComparison same = BenchComparison.Create(result, result, Options);
        Assert.False(same.IsRegression);
        Assert.All(same.Figures, static figure => Assert.True(figure.Change is null or 0, figure.Name));
        Assert.InRange(same.Interval!.Low, 0.9, 1);
        Assert.InRange(same.Interval.High, 1, 1.1);
        Assert.Equal("throughput", same.Figures[0].Name);
    }

    [Theory]
    [InlineData(0.8, 0.05, true)]
    [InlineData(0.8, 0.3, false)]
    [InlineData(0.97, 0.05, false)]
    [InlineData(1.3, 0.05, false)]
    public void Only_what_is_slower_beyond_the_tolerance_is_a_regression(double speed, double tolerance, bool expected) =>
        Assert.Equal(expected, BenchComparison.Create(SomeResult.Of(1), SomeResult.Of(2, speed), Options with { Tolerance = tolerance }).IsRegression);

    [Fact]
    public void A_slower_result_whose_rounds_differ_too_much_is_no_regression()
    {
        BenchResult slow = SomeResult.Of(2, 0.9);
        BenchResult uneven = slow with { Iterations = [.. slow.Iterations.Select(static (round, at) => round with { Seconds = round.Seconds * (at % 2 == 0 ? 0.4 : 1.7) })] };
        BenchComparison comparison = BenchComparison.Create(SomeResult.Of(1), uneven, Options);
        Assert.True(comparison.Interval!.Ratio < 0.95 && comparison.Interval.High > 0.95, comparison.Interval.ToString());
        Assert.False(comparison.IsRegression);
    }

    [Fact]
    public void Rounds_are_resampled_where_both_have_five_else_seconds_else_nothing()
    {
        Assert.Equal((ResampledBasis.Rounds, 6, 5), BasisOf(SomeResult.Of(rounds: 6), SomeResult.Of(rounds: 5)));
        Assert.Equal((ResampledBasis.Seconds, 30, 20), BasisOf(SomeResult.Of(rounds: 6), SomeResult.Of(rounds: 4, seconds: 20)));

        BenchComparison little = BenchComparison.Create(SomeResult.Of(rounds: 3, seconds: 5), SomeResult.Of(rounds: 3, seconds: 5, speed: 0.1), Options);
        Assert.Null(little.Interval);
        Assert.False(little.IsRegression);
        Assert.Contains(little.Warnings, static warning => warning.Contains("no confidence interval", StringComparison.Ordinal));
    }

    [Fact]
    public void Settings_and_machines_that_differ_are_named()
    {
        BenchResult a = SomeResult.Of() with { Remarks = [] };
        BenchResult b = a with { Settings = a.Settings with { Concurrency = 8 }, Machine = a.Machine with { Cores = 4, Sluice = "0.2.0", Cpu = "x\u001b[31m" }, Total = a.Total with { Failed = 2 } };
        IReadOnlyList<string> warnings = BenchComparison.Create(a, b, Options).Warnings;
        Assert.Equal(
            [
                "The settings differ in concurrency: not set in A, 8 in B.",
                @"The machine differs in cpu: Some Processor in A, x\x1b[31m in B.",
                "The machine differs in cores: 2 in A, 4 in B.",
                "In B 2 objects failed.",
            ], warnings);
    }

    [Fact]
    public void Different_operations_are_not_compared() =>
        Assert.Throws<ArgumentException>(static () => BenchComparison.Create(SomeResult.Of(), SomeResult.Of() with { Operation = BenchOperation.Upload }, Options));

    [Fact]
    public void A_listing_is_compared_by_its_keys()
    {
        BenchResult a = Listing(SomeResult.Of(1)), b = Listing(SomeResult.Of(2, 0.7));
        BenchComparison comparison = BenchComparison.Create(a, b, Options);
        Assert.Equal("keys per second", comparison.Figures[0].Name);
        Assert.True(comparison.IsRegression);

        static BenchResult Listing(BenchResult result) => result with
        {
            Operation = BenchOperation.List,
            Total = result.Total with { Bytes = 0 },
            Iterations = [.. result.Iterations.Select(static round => round with { Bytes = 0 })],
        };
    }

    static (ResampledBasis, int, int) BasisOf(BenchResult a, BenchResult b)
    {
        RatioInterval interval = BenchComparison.Create(a, b, Options).Interval!;
        return (interval.Basis, interval.CountA, interval.CountB);
    }
}
