using System.Globalization;

namespace Sluice.Tests.Transfer.Scheduling.Simulation;

/// <summary>What the controller made of a scenario; the worst of all seeds.</summary>
/// <param name="Scenario">The scenario.</param>
/// <param name="Best">The best fixed setting of each phase, and its bytes per second.</param>
/// <param name="Share">What the controller moved once settled, as a share of that.</param>
/// <param name="Settled">Seconds until its two-second mean stayed within a tenth of the best.</param>
/// <param name="Least">The lowest limit once settled.</param>
/// <param name="Most">The highest.</param>
/// <param name="Story">What was decided, for a failed test.</param>
public sealed record ScenarioResult(Scenario Scenario, IReadOnlyList<(int Limit, double Rate)> Best, double Share, double Settled, int Least, int Most, string Story)
{
    /// <summary>The row of the published table.</summary>
    public string Row => string.Create(CultureInfo.InvariantCulture,
        $"| {Scenario.Name} | {string.Join(", then ", Best.Select(b => Text(b.Rate)))} with {string.Join(", then ", Best.Select(b => b.Limit))} | {Share * 100:0} % | {Settled:0.0} s | {Least} to {Most} |");

    string Text(double rate) => Scenario.World.RequestBytes < 1 << 20
        ? string.Create(CultureInfo.InvariantCulture, $"{rate / (Scenario.World.RequestBytes + Scenario.World.RequestCost):N0}/s")
        : string.Create(CultureInfo.InvariantCulture, $"{rate / 1e6:N0} MB/s");
}
