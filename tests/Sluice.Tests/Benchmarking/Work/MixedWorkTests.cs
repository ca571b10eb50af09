using Sluice.Benchmarking;
using Sluice.Benchmarking.Work;

namespace Sluice.Tests.Benchmarking.Work;

public sealed class MixedWorkTests
{
    [Theory]
    [InlineData("get=45,put=15,stat=30,delete=10", 100, 45, 15, 30, 10)]
    [InlineData("get=1,put=1,stat=1", 10, 4, 3, 3, 0)]
    [InlineData("put=1,delete=1", 3, 0, 2, 0, 1)]
    [InlineData("get=1", 7, 7, 0, 0, 0)]
    [InlineData("get=1000000,put=1000000,stat=1000000,delete=1000000", 1_000_000, 250_000, 250_000, 250_000, 250_000)]
    public void A_round_has_exactly_its_shares(string text, int operations, int gets, int puts, int stats, int deletes)
    {
        Assert.True(BenchMix.TryParse(text, out BenchMix? mix, out string problem), problem);
        char[] order = MixedWork.Order(mix, operations, seed: 1, round: 1);
        Assert.Equal((gets, puts, stats, deletes), (order.Count(static o => o == 'g'), order.Count(static o => o == 'p'), order.Count(static o => o == 's'), order.Count(static o => o == 'd')));
        Assert.Equal(deletes, MixedWork.FirstPuts(mix, operations));
    }

    [Fact]
    public void The_order_is_the_seeds_and_another_in_each_round()
    {
        string Order(int seed, int round) => new(MixedWork.Order(BenchMix.Default, 200, seed, round));
        Assert.Equal(Order(1, 1), Order(1, 1));
        Assert.NotEqual(Order(1, 1), Order(1, 2));
        Assert.NotEqual(Order(1, 1), Order(2, 1));
    }

    [Fact]
    public void No_round_deletes_more_than_it_puts_however_shares_are_rounded()
    {
        for (int operations = 1; operations < 60; operations++)
        {
            char[] order = MixedWork.Order(new BenchMix(10, 7, 3, 7), operations, 1, 1);
            Assert.Equal(operations, order.Length);
            Assert.True(order.Count(static o => o == 'd') <= order.Count(static o => o == 'p'));
        }
    }
}
