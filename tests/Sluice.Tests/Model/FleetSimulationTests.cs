namespace Sluice.Tests.Model;

public sealed class FleetSimulationTests
{
    [Theory]
    [InlineData(40, 30)]
    [InlineData(20, 90)]
    public void Coordination_of_a_large_job_costs_little_time_few_requests_and_less_than_a_dollar_for_a_hundred_million_objects(int machines, int lease)
    {
        using FleetSimulation fleet = new(seed: 1, chunks: 2000, objectsPerChunk: 10_000, machines, TimeSpan.FromSeconds(lease));
        fleet.Run();
        string told = FormattableString.Invariant($"{fleet.Objects} objects in {fleet.Makespan}, ideally {fleet.Ideal}; {fleet.Requests}, {fleet.RequestOverhead:p3} of requests, {fleet.TimeOverhead:p2} of time, ${fleet.Dollars:f3}; {fleet.Deaths} deaths, {fleet.Seconds} chunks a second time.");
        Assert.True(fleet.State.IsOver && fleet.State.Pending == 0 && fleet.State.Outcomes.Done == fleet.State.Items, told);
        Assert.True(fleet.Deaths > 0, told);
        Assert.True(fleet.RequestOverhead < 0.01, told);
        Assert.True(fleet.TimeOverhead < 0.03, told);
        Assert.True(fleet.Dollars * 100_000_000 / fleet.Objects < 1, told);
        Assert.True(fleet.Makespan < fleet.Ideal * 1.1, told);
    }
}
