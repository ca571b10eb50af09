namespace Sluice.Tests.Model;

public sealed class FleetSimulationTests
{
    [Theory]
    [InlineData(40, 30, 2000, double.PositiveInfinity)]
    [InlineData(20, 90, 2000, double.PositiveInfinity)]
    // As many workers for each chunk as 1,000 and 5,000 have of the large one, over stores that limit them as much.
    [InlineData(100, 90, 1250, 10_000)]
    [InlineData(250, 90, 1250, 5_000)]
    public void Coordination_of_a_large_job_costs_little_time_few_requests_and_less_than_a_dollar_for_a_hundred_million_objects(int machines, int lease, int chunks, double storeRate)
    {
        using FleetSimulation fleet = new(seed: 1, chunks, machines == 250 ? 4_000 : 10_000, machines, TimeSpan.FromSeconds(lease), storeRate: storeRate);
        Assert.Equal(default, Check(fleet));
    }

    [Theory]
    [InlineData(20, 2000)]
    [InlineData(40, 4000)]
    public void So_does_a_queue_whose_messages_are_lost_doubled_and_late(int machines, int chunks)
    {
        using FleetSimulation fleet = new(seed: 1, chunks, objectsPerChunk: 10_000, machines, TimeSpan.FromSeconds(90), isQueued: true);
        (int lost, int doubled, int late) = Check(fleet);
        Assert.True(lost > 0 && doubled > 0 && late > 0);
    }

    static (int Lost, int Doubled, int Late) Check(FleetSimulation fleet)
    {
        fleet.Run();
        string told = FormattableString.Invariant($"{fleet.Objects} objects in {fleet.Makespan}, ideally {fleet.Ideal}; {fleet.Requests}, {fleet.Messages} to the queue, {fleet.RequestOverhead:p3} of requests, {fleet.TimeOverhead:p2} of time, ${fleet.Dollars:f3}; {fleet.Deaths} deaths, {fleet.Seconds} chunks a second time, {fleet.MessageTrouble}.");
        Assert.True(fleet.State.IsOver && fleet.State.Pending == 0 && fleet.State.Outcomes.Done == fleet.State.Items, told);
        Assert.True(fleet.Deaths > 0, told);
        Assert.True(fleet.RequestOverhead < 0.01, told);
        Assert.True(fleet.TimeOverhead < 0.03, told);
        Assert.True(fleet.Dollars * 100_000_000 / fleet.Objects < 1, told);
        Assert.True(fleet.Makespan < fleet.Ideal * 1.1, told);
        return fleet.MessageTrouble;
    }
}
