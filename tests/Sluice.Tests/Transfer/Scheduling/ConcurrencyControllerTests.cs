using Sluice.Transfer.Scheduling;

namespace Sluice.Tests.Transfer.Scheduling;

public sealed class ConcurrencyControllerTests
{
    const double MB = 1e6;

    public static TheoryData<string, ControllerSimulator> Scenarios => new()
    {
        { "LAN, 10 Gb/s, fast connections", new ControllerSimulator { Bandwidth = 1250 * MB, PerConnection = 400 * MB, Latency = 0.002 } },
        { "region, 10 Gb/s, 90 MB/s a connection", new ControllerSimulator { Bandwidth = 1250 * MB, PerConnection = 90 * MB, Latency = 0.03 } },
        { "region, 100 Gb/s, 90 MB/s a connection", new ControllerSimulator { Bandwidth = 12500 * MB, PerConnection = 90 * MB, Latency = 0.03 } },
        { "home line, 50 Mb/s", new ControllerSimulator { Bandwidth = 6.25 * MB, PerConnection = 5 * MB, Latency = 0.04 } },
        { "far away, small objects", new ControllerSimulator { Bandwidth = 125 * MB, PerConnection = 20 * MB, Latency = 0.15, RequestBytes = 4096, CpuRequests = 20000 } },
        { "small objects, one core busy", new ControllerSimulator { PerConnection = 200 * MB, Latency = 0.0005, RequestBytes = 4096, CpuRequests = 10000, Knee = 8, Loss = 0.003 } },
        { "store that throttles above 500 requests/s", new ControllerSimulator { PerConnection = 100 * MB, Latency = 0.05, RequestBytes = 4096, RequestLimit = 500 } },
        { "throughput that falls beyond 48", new ControllerSimulator { Bandwidth = 2000 * MB, PerConnection = 60 * MB, Latency = 0.02, Knee = 48, Loss = 0.004 } },
        { "noisy network", new ControllerSimulator { Bandwidth = 600 * MB, PerConnection = 50 * MB, Latency = 0.03, Noise = 0.02 } },
    };

    [Theory]
    [MemberData(nameof(Scenarios))]
    public void Comes_within_a_tenth_of_the_best_fixed_setting(string scenario, ControllerSimulator world)
    {
        ConcurrencyController controller = new();
        (double served, int[] limits) = world.Run(controller, 400);
        double best = world.Best(ConcurrencyController.DefaultMaximum);
        Assert.True(served >= 0.9 * best, $"{scenario}: {served / best:P1} of the best, limits {string.Join(",", limits.TakeLast(30))}");
    }

    [Fact]
    public void Same_samples_give_the_same_decisions()
    {
        ControllerSimulator world = new() { Bandwidth = 600 * MB, PerConnection = 50 * MB, Noise = 0.05 };
        Assert.Equal(world.Run(new ConcurrencyController(), 200, seed: 7).Limits, world.Run(new ConcurrencyController(), 200, seed: 7).Limits);
    }

    [Fact]
    public void Growth_that_does_not_pay_is_undone()
    {
        // One core that is busy with 8 requests: more threads cost CPU and bring nothing.
        ControllerSimulator world = new() { Latency = 0.0001, RequestBytes = 4096, CpuRequests = 10000 };
        (_, int[] limits) = world.Run(new ConcurrencyController(), 200);
        Assert.True(limits.Max() <= ConcurrencyController.DefaultStart, $"{limits.Max()}");
    }

    [Fact]
    public void Throttles_cut_at_once_and_time_outs_count_the_same()
    {
        ConcurrencyController controller = new(start: 100);
        Assert.Equal(70, controller.Observe(new ControllerSample(0.5, 0, 1000, 50, true, 0.1)));
        Assert.Equal(49, controller.Observe(new ControllerSample(0.5, 0, 1000, 50, true, 0.1)));
    }

    [Fact]
    public void A_run_without_enough_work_changes_nothing()
    {
        ConcurrencyController controller = new();
        for (int interval = 0; interval < 100; interval++)
            controller.Observe(new ControllerSample(0.5, interval * 1000, 10, 0, Busy: false, 0.1));
        Assert.Equal(ConcurrencyController.DefaultStart, controller.Limit);
    }

    [Fact]
    public void Limits_stay_within_what_was_allowed()
    {
        ConcurrencyController controller = new(start: 8, minimum: 2, maximum: 20);
        (_, int[] limits) = new ControllerSimulator { PerConnection = 1 * MB }.Run(controller, 200);
        Assert.InRange(limits.Max(), 16, 20);
        for (int interval = 0; interval < 20; interval++)
            controller.Observe(new ControllerSample(0.5, 0, 100, 100, true, 0));
        Assert.Equal(2, controller.Limit);
    }
}
