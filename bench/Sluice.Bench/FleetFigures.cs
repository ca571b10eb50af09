using System.Globalization;
using Sluice.Tests.Model;

namespace Sluice.Bench;

/// <summary>What the coordination of a job of 100 million objects costs, by number of workers. From 1,000 on, the stores are what limits: 100,000 objects in a second.</summary>
static class FleetFigures
{
    const int Objects = 100_000_000;

    public static int Print(IReadOnlyList<string> words)
    {
        int seed = words.FirstOrDefault(static word => word.StartsWith("seed=", StringComparison.Ordinal)) is { } drawn ? int.Parse(drawn["seed=".Length..], CultureInfo.InvariantCulture) : 1;
        bool isCounted = words.Contains("--kinds");
        int share = words.FirstOrDefault(static word => word.StartsWith("1/", StringComparison.Ordinal)) is { } part ? int.Parse(part[2..], CultureInfo.InvariantCulture) : 1;
        bool[] claims = (words.Count > 0 ? words[0] : "") switch { "lease" => [false], "queue" => [true], _ => [false, true] };
        int[] fleets = [.. words.Where(static word => word.All(char.IsAsciiDigit)).Select(static word => int.Parse(word, CultureInfo.InvariantCulture))];
        Console.WriteLine("claim  workers  makespan    ideal       ratio  requests  of all   of time  dollars  deaths  second runs  lost, doubled, late  processor");
        foreach (bool isQueued in claims)
            foreach (int machines in fleets.Length > 0 ? fleets : [10, 100, 400, 1000, 5000])
            {
                TimeSpan began = Environment.CpuUsage.TotalTime;
                int chunks = machines < 1000 ? 10_000 : 25_000;
                using FleetSimulation fleet = new(seed, chunks / share, Objects / chunks, machines / share, TimeSpan.FromSeconds(machines is < 200 or >= 1000 ? 90 : 30), isQueued, machines < 1000 ? double.PositiveInfinity : 100_000.0 / share);
                fleet.Run();
                if (!fleet.State.IsOver || fleet.State.Pending != 0)
                {
                    Console.WriteLine("FAILED: the accounts do not close");
                    return 1;
                }
                Console.WriteLine(FormattableString.Invariant($"{(isQueued ? "queue" : "lease")}  {machines,7}  {fleet.Makespan:d\\.hh\\:mm\\:ss}  {fleet.Ideal:d\\.hh\\:mm\\:ss}  {fleet.Makespan / fleet.Ideal,5:f3}  {fleet.Requests.Writes + fleet.Requests.Reads + fleet.Messages,8}  {fleet.RequestOverhead,7:p3}  {fleet.TimeOverhead,7:p2}  {fleet.Dollars,7:f3}  {fleet.Deaths,6}  {fleet.Seconds,11}  {fleet.MessageTrouble,19}  {(Environment.CpuUsage.TotalTime - began).TotalSeconds,5:f0} s"));
                if (isCounted)
                    foreach ((string kind, long count) in fleet.Kinds.OrderByDescending(static kind => kind.Value))
                        Console.WriteLine(FormattableString.Invariant($"       {count,9}  {kind}"));
            }
        return 0;
    }
}
