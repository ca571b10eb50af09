using Sluice.Tests.Rules;
using Sluice.Tests.Transfer.Scheduling.Simulation;

namespace Sluice.Tests.Engine.Concurrency;

public sealed class ControllerTableTests
{
    // Everything is measured once, on both processors of a small machine.
    static readonly Lazy<ScenarioResult[]> Alone = new(static () =>
        [.. ControllerScenarios.All.AsParallel().AsOrdered().WithDegreeOfParallelism(2).Select(static scenario => scenario.Measure())]);

    static readonly Lazy<(SharedLink Link, (double Share, double Together) Measured)[]> Shared = new(static () =>
        [.. ControllerScenarios.Shared.Select(static link => (link, link.Measure()))]);

    static readonly Lazy<(ShortRun Run, IReadOnlyList<(double Best, int Limit, double Share)> Measured)[]> Brief = new(static () =>
        [.. ControllerScenarios.Brief.AsParallel().AsOrdered().WithDegreeOfParallelism(2).Select(static run => (run, run.Measure()))]);

    public static TheoryData<string> Names => [.. ControllerScenarios.All.Select(static scenario => scenario.Name)];

    public static TheoryData<string> ShortNames => [.. ControllerScenarios.Brief.Select(static run => run.Name)];

    public static TheoryData<string> SharedNames => [.. ControllerScenarios.Shared.Select(static link => link.Name)];

    [Theory]
    [MemberData(nameof(Names))]
    public void Stays_within_a_tenth_of_the_best_fixed_setting_from_ten_seconds_on(string scenario)
    {
        ScenarioResult result = Alone.Value.Single(result => result.Scenario.Name == scenario);
        Assert.True(result.Settled <= 10 && result.Share >= 0.9, $"{result.Row}{Environment.NewLine}{result.Story}");
    }

    [Theory]
    [MemberData(nameof(ShortNames))]
    public void A_short_run_is_never_far_from_the_best_fixed_setting_its_start_included(string name)
    {
        (ShortRun run, IReadOnlyList<(double Best, int Limit, double Share)> measured) = Brief.Value.Single(row => row.Run.Name == name);
        // The tenth is what is wanted; docs/controller.md tells which rows miss it and why. None may become worse unseen.
        double most = 1.4;
        Assert.True(measured.All(at => at.Share <= most), $"{run.Row(measured)} with {string.Join(", ", measured.Select(static at => at.Limit))}{Environment.NewLine}{run.Story(ShortRun.Latencies[Enumerable.Range(0, measured.Count).MaxBy(at => measured[at].Share)])}");
    }

    [Theory]
    [MemberData(nameof(SharedNames))]
    public void Two_runs_on_one_link_come_to_fair_shares_of_it(string link)
    {
        (_, (double share, double together)) = Shared.Value.Single(row => row.Link.Name == link);
        Assert.InRange(share, 0.4, 0.6);
        Assert.True(together >= 0.9, $"{together:P0}");
    }

    [Fact]
    public void The_published_table_is_what_the_simulator_measures()
    {
        string page = Repository.PathOf("docs", "controller.md");
        string printed = ControllerPage.With(File.ReadAllText(page).ReplaceLineEndings("\n"), Alone.Value, Brief.Value.Select(static row => row.Run.Row(row.Measured)), Shared.Value.Select(static row => row.Link.Row(row.Measured)));
        if (Environment.GetEnvironmentVariable("UPDATE_DOCS") == "1")
            File.WriteAllText(page, printed);
        Assert.Equal(printed, File.ReadAllText(page).ReplaceLineEndings("\n"));
    }

    [Fact]
    public void The_table_has_every_kind_of_limit()
    {
        Assert.True(ControllerScenarios.All.Count >= 12);
        Assert.Contains(ControllerScenarios.All, static s => s.World is { Bandwidth: 125e6, Latency: 0.08 });
        Assert.Contains(ControllerScenarios.All, static s => s.World is { Bandwidth: 12500e6, PerConnection: 90e6 });
        Assert.Contains(ControllerScenarios.All, static s => s.World.RequestBytes <= 4096 && double.IsPositiveInfinity(s.World.RequestLimit));
        Assert.Contains(ControllerScenarios.All, static s => s.World.MostParts < 100);
        Assert.Contains(ControllerScenarios.All, static s => s.World.RequestLimit == 3500);
        Assert.Contains(ControllerScenarios.All, static s => s.World.Disk < s.World.Bandwidth);
    }
}
