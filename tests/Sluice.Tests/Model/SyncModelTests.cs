using FsCheck;
using FsCheck.Fluent;
using Sluice.Endpoint;
using Sluice.Endpoint.Faults;
using Sluice.Sync;
using Sluice.Tests.Transfer;
using Sluice.Transfer;
using Sluice.Trees;
using Sluice.Trees.Local;

namespace Sluice.Tests.Model;

public sealed class SyncModelTests
{
    // Neighbours in byte order, directories of one name and of none, and nothing that is a file and a directory at once.
    static readonly string[] Names = ["a", "a.txt", "b-c", "b/c", "b/c.tmp", "b/d/e", "b0", "z/\u00fc", "z/\ufffc\ud83d\ude00", "y.tmp"];

    static readonly FaultPlan Faults = FaultPlan.None with { Seed = 11, Error = 0.03, SlowDown = 0.03, Reset = 0.03, Truncate = 0.03, LateError = 0.02 };

    static readonly Gen<Edit> Edits =
        from onSource in Gen.Elements(true, true, false)
        from name in Gen.Choose(0, Names.Length - 1)
        from length in Gen.Elements(-1, 0, 1, 2, 3, 3)
        select new Edit(onSource, name, length);

    static readonly Gen<SyncCase> Cases =
        from way in Gen.Elements(Way.Up, Way.Down, Way.Across)
        from first in Edits.ArrayOf(12)
        from second in Edits.ArrayOf(4)
        from third in Edits.ArrayOf(2)
        from comparison in Gen.Elements(SyncComparison.SizeAndTime, SyncComparison.SizeAndTime, SyncComparison.SizeOnly, SyncComparison.Checksum)
        from flags in Gen.Elements(true, false).ArrayOf(5)
        from most in Gen.Elements<int?>(null, null, 0, 2)
        select new SyncCase(way, [first, second, third], comparison, flags[0], flags[0] && flags[1], flags[2], flags[0] ? most : null, flags[3], flags[4]);

    [Fact]
    public async Task Destination_becomes_what_the_model_says_and_a_second_sync_does_nothing()
    {
        OffsetClock clock = new();
        await using EngineBench bench = await EngineBench.StartAsync(new EndpointOptions { Clock = clock }, options => options with { Clock = clock });
        int number = 0;
        Prop.ForAll(Cases.ToArbitrary(), given => RunAsync(bench, clock, given, $"case{number++}").GetAwaiter().GetResult())
            .Check(Config.QuickThrowOnFailure.WithMaxTest(80).WithReplay(20261122, 7));
    }

    static async Task RunAsync(EngineBench bench, OffsetClock clock, SyncCase given, string place)
    {
        ModelSide source = new(bench, clock, place + "-source", isLocal: given.Way == Way.Up), destination = new(bench, clock, place + "-destination", isLocal: given.Way == Way.Down);
        source.Begin();
        destination.Begin();
        for (int round = 0; round < given.Rounds.Length; round++)
        {
            bench.Server.Faults.Clear();
            foreach (Edit edit in given.Rounds[round])
                (edit.OnSource ? source : destination).Apply(Names[edit.Name], edit.Length);
            DateTimeOffset now = clock.Advance(TimeSpan.FromMinutes(1));
            SyncModel.Result expected = SyncModel.Run(given, source.Items, destination.Items, now);
            if (given.Faults)
                bench.Server.Faults.Plan = Faults with { Seed = round + given.Rounds[0].Length };
            ModelSide backup = new(bench, clock, $"{place}-backup{round}", destination.IsLocal);

            List<ItemOutcome> outcomes = [];
            SyncReport report = await SyncAsync(bench, given, source, destination, given.Backup ? backup.Location : null, outcomes);
            string said = $"{given}\nround {round}: {report}\n{string.Join('\n', outcomes)}";
            bench.Server.Faults.Clear();
            Assert.True(expected.Destination.Keys.SequenceEqual(destination.Actual().Keys), said);
            destination.Become(expected.Destination);
            Assert.True(destination.Expected().SequenceEqual(destination.Actual()), said);
            Assert.True(source.Expected().SequenceEqual(source.Actual()), said);
            Assert.True((expected.Copied, expected.Removed, expected.Same, !expected.RemovesNothing) == (report.Copied, report.Removed, report.Same, report.Complete), said);
            Assert.True(given.Backup == false || expected.BackedUp.OrderBy(static item => item.Key, StringComparer.Ordinal).SequenceEqual(backup.Actual()), said);

            SyncReport again = await SyncAsync(bench, given, source, destination, null, outcomes);
            Assert.True((again.Copied, again.Removed) == (0, 0), $"{said}\nagain: {again}");
        }
    }

    static Task<SyncReport> SyncAsync(EngineBench bench, SyncCase given, ModelSide source, ModelSide destination, Location? backup, List<ItemOutcome> outcomes) =>
        new Synchronizer(bench.Engine()).SyncAsync(new SyncRequest
        {
            Source = source.Location,
            Destination = destination.Location,
            Comparison = given.Comparison,
            Delete = given.Delete,
            DeleteExcluded = given.DeleteExcluded,
            MaxDelete = given.MaxDelete is { } most ? DeletionLimit.Items(most) : null,
            Filter = given.Filter ? ItemFilter.From([(false, "*.tmp")]) : ItemFilter.All,
            AllowEmptySource = true,
            Backup = backup,
            OnOutcome = outcomes.Add,
        }, CancellationToken.None);
}
