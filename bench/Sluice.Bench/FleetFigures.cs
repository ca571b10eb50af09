using Sluice.Tests.Model;

namespace Sluice.Bench;

/// <summary>What the coordination of a job of 100 million objects costs, by number of workers.</summary>
static class FleetFigures
{
    public static int Print(IReadOnlyList<int> fleets)
    {
        Console.WriteLine("workers  makespan      ideal         ratio  requests   of all   of time  dollars  deaths  second runs");
        foreach (int machines in fleets)
        {
            using FleetSimulation fleet = new(seed: 1, chunks: 10_000, objectsPerChunk: 10_000, machines, lease: TimeSpan.FromSeconds(machines < 200 ? 90 : 30));
            fleet.Run();
            if (!fleet.State.IsOver || fleet.State.Pending != 0)
            {
                Console.WriteLine("FAILED: the accounts do not close");
                return 1;
            }
            Console.WriteLine(FormattableString.Invariant($"{machines,7}  {fleet.Makespan:d\\.hh\\:mm\\:ss}  {fleet.Ideal:d\\.hh\\:mm\\:ss}  {fleet.Makespan / fleet.Ideal,9:f3}  {fleet.Requests.Writes + fleet.Requests.Reads,8}  {fleet.RequestOverhead,7:p3}  {fleet.TimeOverhead,7:p2}  {fleet.Dollars,7:f3}  {fleet.Deaths,6}  {fleet.Seconds,5}"));
        }
        return 0;
    }
}
