using Sluice.Benchmarking;
using Sluice.Benchmarking.Measuring;
using Sluice.Benchmarking.Work;
using Sluice.Transfer;

namespace Sluice.Tests.Benchmarking.Work;

public sealed class BenchRemarksTests
{
    static readonly BenchTotals Plain = SomeResult.Of().Total with { Seconds = 30, Throttles = 0, UserCpu = 5, SystemCpu = 5, Objects = 1000 };

    [Fact]
    public void A_plain_result_has_none() => Assert.Empty(On(Plain));

    [Theory]
    [InlineData("too short for figures per second", 0)]
    [InlineData("of 1 full second only", 1)]
    [InlineData("of 9 full seconds only", 9)]
    public void Few_seconds_are_remarked(string expected, int seconds) => Assert.Contains(expected, Assert.Single(On(Plain, seconds: seconds)), StringComparison.Ordinal);

    [Fact]
    public void What_set_the_pace_or_is_missing_is_remarked()
    {
        Assert.Contains("asked to slow down 3 times", Assert.Single(On(Plain with { Throttles = 3 })), StringComparison.Ordinal);
        Assert.Contains("2 objects failed", Assert.Single(On(Plain with { Failed = 2 })), StringComparison.Ordinal);
        Assert.Contains("used 95 % of its processors", Assert.Single(On(Plain with { UserCpu = 52 })), StringComparison.Ordinal);
        Assert.Contains("of 5 objects only", Assert.Single(On(Plain with { Objects = 5 })), StringComparison.Ordinal);
        Assert.Contains("Not one full round", Assert.Single(On(Plain, rounds: 0)), StringComparison.Ordinal);
        Assert.Contains("was set by 3,600.0 s", Assert.Single(On(Plain, step: TimeSpan.FromHours(1))), StringComparison.Ordinal);
    }

    [Fact]
    public void A_control_group_below_the_defaults_is_remarked_unless_memory_was_given()
    {
        Assert.Contains("may use 512 MiB of memory, so buffers had 128 MiB instead of 1,024", Assert.Single(On(Plain, memory: 512 << 20)), StringComparison.Ordinal);
        Assert.Empty(On(Plain, memory: 512 << 20, options: new TransferOptions { Memory = 64 << 20 }));
    }

    static string[] On(BenchTotals total, int seconds = 30, int rounds = 3, TimeSpan step = default, long memory = 8L << 30, TransferOptions? options = null)
    {
        BenchSecond[] timeline = [.. Enumerable.Range(1, seconds).Select(static at => new BenchSecond(at, 1, 1, 1, 0, 0, 8, 0.5))];
        BenchIteration[] iterations = [.. Enumerable.Repeat(new BenchIteration(1, 1, 1, 1), rounds)];
        Measured measured = new(default, default, new ProcessCost(default, [], 0), new RoundTally(null), iterations, timeline, step, []);
        return [.. BenchRemarks.On(total, measured, options ?? new TransferOptions(), memory, cores: 2)];
    }
}
