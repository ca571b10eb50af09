using Sluice.Engine.Concurrency;
using Sluice.Tests.Transfer.Scheduling.Simulation;

namespace Sluice.Tests.Engine.Concurrency;

public sealed class ConcurrencyControllerTests
{
    const double MB = 1e6;

    static readonly SimulatedWorld Region = new() { Bandwidth = 1250 * MB, PerConnection = 90 * MB, Latency = 0.03 };

    [Fact]
    public void Same_samples_give_the_same_decisions()
    {
        Assert.Equal(Simulate(Region with { Noise = 0.05 }, 100).Decisions, Simulate(Region with { Noise = 0.05 }, 100).Decisions);
    }

    [Fact]
    public void Growth_that_does_not_pay_is_undone()
    {
        // One core that is busy with 8 requests: more threads cost CPU and bring nothing.
        SimulatedRun run = Simulate(new SimulatedWorld { Latency = 0.0001, Connect = 0.0003, RequestBytes = 4096, Cpu = 700 * MB }, 20);
        Assert.True(run.Limits.Max() <= 2 * ConcurrencyController.DefaultStart && run.Limits[^1] <= ConcurrencyController.DefaultStart, string.Join(' ', run.Limits));
    }

    [Fact]
    public void A_store_that_refuses_is_answered_at_once_by_as_much_as_it_refuses()
    {
        Assert.InRange(After(refused: 100), 70, 95);
        Assert.Equal(50, After(refused: 600));

        static int After(long refused)
        {
            ConcurrencyController controller = Settled(100);
            return controller.Observe(Sample(requests: 1000, throttles: refused, inFlight: 100));
        }
    }

    [Fact]
    public void A_refusal_now_and_then_changes_nothing()
    {
        ConcurrencyController controller = Settled(100);
        controller.Observe(Sample(requests: 1000, throttles: 10, inFlight: 100));
        Assert.Equal(100, controller.Limit);
    }

    [Theory]
    [InlineData(0.05)]
    [InlineData(0.15)]
    public void Refusals_that_have_nothing_to_do_with_the_load_do_not_end_with_one_request_at_a_time(double share)
    {
        foreach (int seed in (int[])[1, 2, 3, 4, 5])
        {
            SimulatedRun run = Simulate(Region with { Faults = share }, 120, seed);
            Assert.True(run.Mean(60, 120) > 0.8 * Region.Bandwidth, $"seed {seed}: {run.Mean(60, 120) / MB:0} MB/s{Environment.NewLine}{string.Join(Environment.NewLine, run.Decisions)}");
        }
    }

    [Fact]
    public void Storm_after_storm_is_recovered_from()
    {
        SimulatedWorld world = Region with { RequestBytes = 1 << 20, StormAt = 10, StormEvery = 20 };
        foreach (int seed in (int[])[1, 2, 3, 4, 5])
        {
            SimulatedRun run = Simulate(world, 130, seed);
            for (double storm = world.StormAt; storm < 120; storm += world.StormEvery)
                Assert.True(run.Mean(storm + 12, storm + 20) > 0.9 * Region.Bandwidth, $"seed {seed}, storm at {storm}{Environment.NewLine}{string.Join(Environment.NewLine, run.Decisions)}");
        }
    }

    [Fact]
    public void A_run_without_enough_work_changes_nothing()
    {
        ConcurrencyController controller = new();
        for (int interval = 0; interval < 100; interval++)
            controller.Observe(new ControllerSample(0.25, interval * 1000, 10, 0, Busy: false, 0.1));
        Assert.Equal(ConcurrencyController.DefaultStart, controller.Limit);
    }

    [Fact]
    public void What_still_runs_above_a_lowered_limit_is_not_taken_for_what_fewer_can_do()
    {
        // At this rate a part takes a minute: a lower limit has no effect before.
        ConcurrencyController controller = new(start: 100, maximum: 100);
        for (int interval = 0; interval < 400; interval++)
        {
            int before = controller.Limit;
            controller.Observe(Sample(requests: 10, throttles: 0, inFlight: 100));
            Assert.True(controller.Limit >= 90, $"{before} -> {controller.Limit} after {interval} intervals");
        }
    }

    [Fact]
    public void Limits_stay_within_what_was_allowed()
    {
        SimulatedRun run = new(new ConcurrencyController(start: 8, minimum: 2, maximum: 20));
        new Simulator(new SimulatedWorld { PerConnection = 1 * MB }, 1, run).Run(60);
        Assert.Equal(20, run.Limits.Max());
        ConcurrencyController controller = new(start: 4, minimum: 2, maximum: 20);
        for (int interval = 0; interval < 50; interval++)
            controller.Observe(Sample(requests: 100, throttles: 100, inFlight: 2));
        Assert.Equal(2, controller.Limit);
    }

    [Fact]
    public void Whoever_names_the_start_begins_there_and_looks_near_it()
    {
        SimulatedRun run = new(new ConcurrencyController(start: 64));
        new Simulator(Region with { Bandwidth = double.PositiveInfinity }, 1, run).Run(60);
        Assert.Equal((64, 80), (run.Decisions[0].From, run.Decisions[0].To));
    }

    [Fact]
    public void Each_change_is_told_with_its_reason_and_what_was_measured()
    {
        SimulatedRun run = Simulate(Region, 30);
        int limit = ConcurrencyController.DefaultStart;
        foreach (ControllerDecision decision in run.Decisions)
        {
            Assert.Equal(limit, decision.From);
            Assert.NotEmpty(decision.Reason);
            // The first steps come before the first byte.
            Assert.True(decision.BytesPerSecond > 0 || decision.At < TimeSpan.FromSeconds(0.2));
            limit = decision.To;
        }
        Assert.Equal(run.Limits[^1], limit);
        Assert.Contains(run.Decisions, static decision => decision.Reason.StartsWith("the bytes come faster", StringComparison.Ordinal));
        Assert.Contains(run.Decisions, static decision => decision.Reason.Contains("as fast with fewer", StringComparison.Ordinal));
    }

    [Fact]
    public void Requests_that_all_wait_are_joined_by_others_before_the_first_answer()
    {
        SimulatedRun run = Simulate(Region with { Latency = 0.3, RequestBytes = 4096 }, 1);
        ControllerDecision all = run.Decisions.First(static decision => decision.To == ConcurrencyController.DefaultMaximum);
        Assert.True(all.At.TotalSeconds < 0.03, $"{all}");
        Assert.Equal(ConcurrencyController.DefaultMaximum, run.Limits[0]);
    }

    [Fact]
    public void No_more_is_asked_for_than_sixteen_parts_until_it_is_seen_how_fast_bytes_come()
    {
        SimulatedRun run = Simulate(new SimulatedWorld { Bandwidth = 6 * MB, PerConnection = 5 * MB, Latency = 0.3 }, 2);
        Assert.Equal(2 * ConcurrencyController.DefaultStart, run.Limits.Take(10).Max());
    }

    [Fact]
    public void Small_objects_beside_large_ones_are_asked_for_at_once_and_large_ones_for_no_more_than_256_MiB()
    {
        ConcurrencyController controller = new();
        SimulatedRun run = new(controller, work: [(64, 16 << 20), (2000, 64 << 10)]);
        new Simulator(Region with { Latency = 0.3, Spread = 0.1, Tail = 0 }, 1, run).Run(0.25);
        Assert.Equal((ConcurrencyController.DefaultMaximum, 16), (controller.Limit, controller.MostLarge));
        Assert.True(run.Decisions.First(static decision => decision.To == ConcurrencyController.DefaultMaximum).At.TotalSeconds < 0.03);
        new Simulator(Region with { Latency = 0.3, Spread = 0.1, Tail = 0 }, 1, run = new(controller = new(), work: [(200, 16 << 20), (2000, 64 << 10)])).Run(3);
        Assert.True(controller.MostLarge > 100, $"{controller.MostLarge}");
    }

    [Fact]
    public void Small_objects_behind_large_ones_get_as_many_requests_as_they_wait_for()
    {
        SimulatedWorld large = new() { Bandwidth = 500 * MB, PerConnection = 90 * MB, Latency = 0.03 };
        SimulatedRun run = Simulate(large with { Then = large with { RequestBytes = 4096, Spread = 0.1, Tail = 0 }, ChangesAt = 10 }, 20);
        Assert.True(run.Limits[99] < 32, $"{run.Limits[99]}");
        Assert.Equal(ConcurrencyController.DefaultMaximum, run.Limits[130]);
    }

    [Fact]
    public void A_short_run_whose_requests_queue_at_the_store_does_not_try_fewer()
    {
        // The store answers 1,500 a second; what it brings grows by itself in the first seconds, whatever the limit.
        ConcurrencyController controller = new();
        double at = 0;
        List<int> limits = [];
        while (at < 4.5)
        {
            double seconds = controller.Interval, share = Math.Min(1, 0.4 + at / 4);
            int limit = controller.Limit;
            long answers = (long)(1500 * share * seconds);
            controller.Observe(new ControllerSample(seconds, answers * 4096, answers, 0, true, 0.3, limit)
            {
                Waiting = limit,
                Answers = answers,
                Waited = answers * Math.Max(0.03, limit / (1500 * share)),
                Asked = limit * 4096,
            });
            limits.Add(controller.Limit);
            at += seconds;
        }
        Assert.True(limits.Zip(limits.Skip(1)).All(static pair => pair.Second >= pair.First), string.Join(' ', limits.Distinct()));
    }

    [Fact]
    public void Requests_that_are_answered_as_soon_as_fewer_were_are_never_tried_with_fewer()
    {
        SimulatedRun run = Simulate(new() { Bandwidth = 1250 * MB, PerConnection = 90 * MB, Latency = 0.3, RequestBytes = 4096, Spread = 0.1, Tail = 0 }, 60);
        int all = run.Limits.IndexOf(ConcurrencyController.DefaultMaximum);
        Assert.InRange(all, 0, 10);
        Assert.All(run.Limits.Skip(all), static limit => Assert.Equal(ConcurrencyController.DefaultMaximum, limit));
    }

    [Fact]
    public void Small_objects_that_wait_beside_large_ones_keep_their_requests_when_the_large_ones_are_through()
    {
        ConcurrencyController controller = new(start: ConcurrencyController.DefaultMaximum);
        for (int interval = 0; interval < 40; interval++)
        {
            // 96 parts of large objects bring a tenth of what they did: those are the last ones.
            ControllerSample sample = new(0.25, interval < 24 ? 125 << 20 : 12 << 20, 130, 0, true, 0.3, 256) { Waiting = 160, Beside = 160, Answers = 130, Waited = 130 * 0.9 };
            Assert.Equal(ConcurrencyController.DefaultMaximum, controller.Observe(sample));
        }
    }

    [Fact]
    public void A_store_that_has_refused_is_not_stormed_again()
    {
        SimulatedRun run = Simulate(Region with { Latency = 0.1, Spread = 0.05, RequestBytes = 1 << 10, RequestLimit = 150, RequestBurst = 1 }, 60);
        Assert.DoesNotContain(run.Decisions, static decision => decision.At.TotalSeconds > 1 && decision.To > 1.5 * decision.From);
    }

    static SimulatedRun Simulate(SimulatedWorld world, double seconds, int seed = 1)
    {
        SimulatedRun run = new(new ConcurrencyController());
        new Simulator(world, seed, run).Run(seconds);
        return run;
    }

    // A controller that rests at its start, because no more are allowed.
    static ConcurrencyController Settled(int limit)
    {
        ConcurrencyController controller = new(start: limit, maximum: limit);
        for (int interval = 0; interval < 12; interval++)
            controller.Observe(Sample(requests: 1000, throttles: 0, inFlight: limit));
        Assert.Equal(limit, controller.Limit);
        return controller;
    }

    static ControllerSample Sample(long requests, long throttles, int inFlight) => new(0.25, 100 << 20, requests, throttles, true, 0.1, inFlight);
}
