using Sluice.Transfer.Downloads;

namespace Sluice.Tests.Transfer.Downloads;

public sealed class StreamTurnTests
{
    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public void Whoever_is_ready_when_writes_in_the_order_of_the_places(int seed)
    {
        StreamTurn turn = new();
        Random random = new(seed);
        List<long> written = [];
        long ahead = 0, most = 0;
        List<Thread> workers = [];
        const int Items = 400, Bytes = 10, Window = 200;
        for (int item = 0; item < Items; item++)
        {
            Assert.True(turn.Take(Bytes, Window, CancellationToken.None, out long place));
            Assert.Equal(item, place);
            most = Math.Max(most, Interlocked.Add(ref ahead, Bytes));
            int spins = random.Next(20_000);
            Thread worker = new(() =>
            {
                Thread.SpinWait(spins);
                if (turn.Await(place, CancellationToken.None))
                    written.Add(place);
                Interlocked.Add(ref ahead, -Bytes);
                turn.Release(place, Bytes);
            });
            worker.Start();
            workers.Add(worker);
        }
        Assert.True(turn.TakeAlone(CancellationToken.None));
        Assert.Equal(Enumerable.Range(0, Items).Select(static item => (long)item), written);
        Assert.InRange(most, Bytes + 1, Window);
        workers.ForEach(static worker => worker.Join());
    }

    [Fact]
    public void A_place_that_is_given_back_before_its_turn_holds_nobody_up()
    {
        StreamTurn turn = new();
        for (int item = 0; item < 3; item++)
            Assert.True(turn.Take(1, 100, CancellationToken.None, out _));
        turn.Release(1, 1);
        Assert.True(turn.IsNext(0));
        turn.Release(0, 1);
        Assert.True(turn.IsNext(2));
        Assert.True(turn.Await(2, CancellationToken.None));
    }

    [Fact]
    public void What_is_larger_than_the_window_comes_when_nobody_else_is_there()
    {
        StreamTurn turn = new();
        Assert.True(turn.Take(500, 100, CancellationToken.None, out long large));
        using CancellationTokenSource soon = new();
        soon.Cancel();
        Assert.False(turn.Take(1, 100, soon.Token, out _));
        Assert.False(turn.TakeAlone(soon.Token));
        turn.Release(large, 500);
        Assert.True(turn.Take(1, 100, CancellationToken.None, out long next));
        Assert.Equal(1, next);
    }

    [Fact]
    public void Nobody_waits_for_a_turn_longer_than_the_run_goes_on()
    {
        StreamTurn turn = new();
        Assert.True(turn.Take(1, 100, CancellationToken.None, out _));
        Assert.True(turn.Take(1, 100, CancellationToken.None, out long second));
        using CancellationTokenSource run = new();
        run.Cancel();
        Assert.False(turn.Await(second, run.Token));
    }
}
