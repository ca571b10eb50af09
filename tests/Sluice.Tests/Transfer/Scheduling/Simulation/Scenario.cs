using Sluice.Engine.Concurrency;

namespace Sluice.Tests.Transfer.Scheduling.Simulation;

/// <summary>One row of the published table.</summary>
/// <param name="Name">What it stands for.</param>
/// <param name="World">Its numbers.</param>
public sealed record Scenario(string Name, SimulatedWorld World)
{
    /// <summary>Simulated time.</summary>
    const double Seconds = 60;

    const double WindowSeconds = 2;

    // A fixed setting has settled by then, and is looked at for so long before the best few are looked at longer.
    const double WarmUp = 2, FirstLook = 4;
    const int SecondLooks = 4;
    static readonly int[] Seeds = [1, 2, 3, 4, 5];

    /// <summary>The times between which nothing changes: from the start, or from the change on.</summary>
    IEnumerable<(double From, double To)> Phases =>
        double.IsPositiveInfinity(Event) ? [(0, Seconds)] : [(0, Math.Min(World.StormAt, Event)), (Event, Seconds)];

    double Event => Math.Min(World.ChangesAt, World.StormAt + SimulatedWorld.StormSeconds);

    /// <summary>Runs the controller with some seeds, and every fixed setting.</summary>
    public ScenarioResult Measure()
    {
        // 1 The best fixed setting of each phase, for what the store goes on giving.
        List<(int Limit, double Rate)> best = [];
        foreach ((double from, _) in Phases)
            best.Add(BestFixed(from == World.ChangesAt ? World.Then! : World with { Then = null, StormAt = double.PositiveInfinity, RequestBurst = SimulatedWorld.ShortBurst }));
        // 2 The controller against it.
        double settled = 0, share = double.PositiveInfinity;
        int least = int.MaxValue, most = 0;
        List<string> story = [];
        foreach (int seed in Seeds)
        {
            SimulatedRun run = new(new ConcurrencyController());
            new Simulator(World, seed, run).Run(Seconds);
            int phase = 0;
            foreach ((double from, double to) in Phases)
            {
                double rate = best[phase++].Rate;
                double after = SettledAt(run, from, to, 0.9 * rate);
                settled = Math.Max(settled, after - from);
                if (after >= to)
                    continue;
                share = Math.Min(share, run.Mean(after, to) / rate);
                foreach (int limit in run.Limits.Take((int)(to * 10)).Skip((int)(after * 10)))
                    (least, most) = (Math.Min(least, limit), Math.Max(most, limit));
            }
            story.Add($"seed {seed}:{Environment.NewLine}" + string.Join(Environment.NewLine, run.Decisions.Select(d => $"{d.At.TotalSeconds:0.00} {d.From} -> {d.To} {d.Reason} ({d.BytesPerSecond / 1e6:0.0} MB/s, {d.RequestsPerSecond:0}/s)")));
        }
        return new ScenarioResult(this, best, share, settled, least, most, string.Join(Environment.NewLine, story));
    }

    // The beginning of the first window from which on none is below.
    static double SettledAt(SimulatedRun run, double from, double to, double enough)
    {
        double settled = from;
        for (double start = from; start + WindowSeconds <= to + 0.05; start += 0.1)
            if (run.Mean(start, start + WindowSeconds) < enough)
                settled = start + 0.1;
        return settled + WindowSeconds > to + 0.05 ? to : settled;
    }

    static (int Limit, double Rate) BestFixed(SimulatedWorld world)
    {
        double[] rates = new double[ConcurrencyController.DefaultMaximum + 1];
        for (int limit = 1; limit < rates.Length; limit++)
            rates[limit] = Fixed(world, limit, FirstLook, 1);
        (int Limit, double Rate) best = default;
        foreach (int limit in Enumerable.Range(1, rates.Length - 1).OrderByDescending(limit => rates[limit]).Take(SecondLooks))
            if (Seeds.Average(seed => Fixed(world, limit, 5 * FirstLook, seed)) is double rate && rate > best.Rate)
                best = (limit, rate);
        // Of many that are as good, the first.
        best.Limit = Math.Min(best.Limit, Array.FindIndex(rates, rate => rate >= 0.99 * best.Rate));
        return best;
    }

    static double Fixed(SimulatedWorld world, int limit, double seconds, int seed)
    {
        SimulatedRun run = new(null, limit);
        new Simulator(world, seed, run).Run(WarmUp + seconds);
        return run.Mean(WarmUp, WarmUp + seconds);
    }
}
