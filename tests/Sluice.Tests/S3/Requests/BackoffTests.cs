using Sluice.Failures;
using Sluice.S3;
using Sluice.S3.Requests;
using Sluice.Tests.Support;

namespace Sluice.Tests.S3.Requests;

public sealed class BackoffTests
{
    static readonly S3Error Throttled = new(FailureKind.Throttled, RetryClass.AfterBackoff, "") { Status = 503 };
    static readonly S3Error Reset = new(FailureKind.Network, RetryClass.AfterBackoff, "");

    [Fact]
    public void Waits_grow_with_jitter_to_a_cap()
    {
        RetryPolicy policy = new(seed: 3);
        for (int retry = 1; retry <= 30; retry++)
        {
            double ceiling = Math.Min(20, 0.05 * Math.Pow(2, retry - 1));
            Assert.InRange(policy.Delay(retry, Reset).TotalSeconds, 0, ceiling);
        }
        Assert.NotEqual(policy.Delay(9, Reset), policy.Delay(9, Reset));
    }

    [Fact]
    public void The_waits_of_ten_attempts_outlive_a_storm_of_thirty_seconds_whatever_the_jitter()
    {
        for (int seed = 0; seed < 100; seed++)
        {
            RetryPolicy policy = new(seed);
            Assert.True(Enumerable.Range(1, 9).Sum(retry => policy.Delay(retry, Throttled).TotalSeconds) > 30);
        }
    }

    [Fact]
    public void The_same_seed_waits_the_same() => Assert.Equal(new RetryPolicy(5).Delay(8, Reset), new RetryPolicy(5).Delay(8, Reset));

    [Fact]
    public void A_dead_store_sees_a_bounded_rate_of_retries()
    {
        ManualClock clock = new();
        RetryBudget budget = new(clock);
        int free = 0;
        while (budget.Take(5) is null)
            free++;
        Assert.Equal(100, free);
        int granted = 0;
        for (int second = 0; second < 60; second++)
        {
            clock.Advance(TimeSpan.FromSeconds(1));
            while (budget.Take(5) is null)
                granted++;
        }
        // 100 tokens a second at 5 a retry, less the debt of the one that was turned away each second.
        Assert.InRange(granted, 60 * 18, 60 * 20);
    }

    [Fact]
    public void Who_finds_the_budget_empty_waits_for_its_turn_and_never_for_ever()
    {
        RetryBudget budget = new(new ManualClock());
        TimeSpan longest = TimeSpan.Zero;
        for (int i = 0; i < 10_000; i++)
            longest = budget.Take(10)?.AtTheLatest is { } wait && wait > longest ? wait : longest;
        Assert.Equal(TimeSpan.FromSeconds(30), longest);
    }

    [Fact]
    public void Success_fills_the_budget_again()
    {
        RetryBudget budget = new(new ManualClock());
        while (budget.Take(5) is null)
        {
        }
        budget.Succeeded(5);
        budget.Succeeded(5);
        Assert.Null(budget.Take(5));
    }

    [Fact]
    public void What_succeeds_moves_on_the_line_of_those_who_wait_in_their_order()
    {
        ManualClock clock = new();
        RetryBudget budget = new(clock);
        RetryTurn? first;
        do
            first = budget.Take(5);
        while (first is null);
        RetryTurn second = budget.Take(5)!;
        budget.Succeeded(5);
        Assert.True(first.Wait(TimeSpan.Zero, clock, default));
        using CancellationTokenSource givesUp = new();
        givesUp.Cancel();
        Assert.False(second.Wait(TimeSpan.Zero, clock, givesUp.Token));
        budget.Succeeded(5);
        Assert.True(second.Wait(TimeSpan.Zero, clock, default));
    }
}
