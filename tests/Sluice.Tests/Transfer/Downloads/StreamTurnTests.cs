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
        const int Items = 400, Bytes = 20_000, Window = 20 * Bytes;
        for (int item = 0; item < Items; item++)
        {
            Assert.True(turn.Take(Bytes, Window, CancellationToken.None, out long place));
            Assert.Equal(item, place);
            most = Math.Max(most, Interlocked.Add(ref ahead, Bytes));
            int spins = random.Next(20_000);
            Thread worker = new(() =>
            {
                Thread.SpinWait(spins);
                if (!turn.Park(place, Write))
                    Write();
            });
            void Write()
            {
                written.Add(place);
                Interlocked.Add(ref ahead, -Bytes);
                turn.Release(place, Bytes)?.Invoke();
            }
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
            Assert.True(turn.Take(1, 1 << 20, CancellationToken.None, out _));
        turn.Release(1, 1);
        Assert.True(turn.IsNext(0));
        turn.Release(0, 1);
        Assert.True(turn.IsNext(2));
        Assert.False(turn.Park(2, static () => { }));
    }

    [Fact]
    public void Who_is_parked_is_called_once_by_whoever_gives_back_the_place_before()
    {
        StreamTurn turn = new();
        for (int item = 0; item < 4; item++)
            Assert.True(turn.Take(1, 1 << 20, CancellationToken.None, out _));
        int calls = 0;
        Assert.True(turn.Park(1, () => calls++));
        Assert.True(turn.Park(3, () => calls += 100));
        Assert.Null(turn.Release(2, 1));
        turn.Release(0, 1)!();
        Assert.Equal(1, calls);
        turn.Release(1, 1)!();
        Assert.Equal(101, calls);
        Assert.Null(turn.Release(3, 1));
    }

    [Fact]
    public void Objects_without_bytes_are_not_made_without_end_while_one_before_them_waits()
    {
        StreamTurn turn = new();
        using CancellationTokenSource end = new(TimeSpan.FromSeconds(5));
        int taken = 0;
        while (turn.Take(0, 1 << 20, end.Token, out _))
        {
            if (++taken == 64)
                end.Cancel();
            Assert.InRange(taken, 1, 64);
        }
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
}
