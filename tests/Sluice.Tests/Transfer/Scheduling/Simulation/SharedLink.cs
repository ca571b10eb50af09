using System.Globalization;
using Sluice.Engine.Concurrency;

namespace Sluice.Tests.Transfer.Scheduling.Simulation;

/// <summary>Two runs, each with a controller of its own, on one link.</summary>
/// <param name="Name">What it stands for.</param>
/// <param name="World">Its numbers; the link is what binds.</param>
/// <param name="Later">Seconds by which the second run begins later.</param>
public sealed record SharedLink(string Name, SimulatedWorld World, double Later)
{
    // The shares are looked at from half a minute after the second run has begun on.
    const double Settling = 30, Looked = 30;

    /// <summary>The share of the second run among both, farthest from a half of all seeds; and the least that both moved together, as a share of the link.</summary>
    public (double Share, double Together) Measure()
    {
        double share = 0.5, together = 1;
        foreach (int seed in (int[])[1, 2, 3, 4, 5])
        {
            SimulatedRun first = new(new ConcurrencyController()), second = new(new ConcurrencyController(), startsAt: Later);
            double from = Later + Settling, to = from + Looked;
            new Simulator(World, seed, first, second).Run(to);
            double one = first.Mean(from, to), other = second.Mean(from, to);
            if (Math.Abs(other / (one + other) - 0.5) > Math.Abs(share - 0.5))
                share = other / (one + other);
            together = Math.Min(together, (one + other) / World.Bandwidth);
        }
        return (share, together);
    }

    /// <summary>The row of the published table.</summary>
    public string Row((double Share, double Together) measured) =>
        string.Create(CultureInfo.InvariantCulture, $"| {Name} | {(1 - measured.Share) * 100:0} : {measured.Share * 100:0} | {measured.Together * 100:0} % |");
}
