using Sluice.Engine;
using Sluice.Engine.Memory;
using Sluice.Engine.Scheduling;
using Sluice.Tests.Support;
using Sluice.Transfer;
using Sluice.Transfer.Items;

namespace Sluice.Tests.Interleavings;

/// <summary>
/// The scheduler, the memory budget, the workers and the items' own rules in orders that threads of a real run would
/// meet once in a year: hundreds of seeds, every night thousands, each a whole run.
/// </summary>
public sealed class EngineInterleavingTests
{
    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public void Whatever_the_order_every_item_ends_once_and_every_lease_permit_and_worker_comes_back(int share)
    {
        int seeds = Tier.Of(usual: 200, all: 750);
        for (int seed = share * seeds; seed < (share + 1) * seeds; seed++)
            RunOnce(seed);
    }

    [Fact]
    public void The_same_seed_gives_the_same_run()
    {
        Assert.Equal(RunOnce(77), RunOnce(77));
        Assert.NotEqual(RunOnce(77), RunOnce(78));
    }

    static string RunOnce(int seed)
    {
        using Interleaving world = new(seed);
        Dictionary<string, int> outcomes = [];
        TransferLedger ledger = new("cp", outcome => outcomes[outcome.Source] = outcomes.GetValueOrDefault(outcome.Source) + 1);
        using MemoryBudget memory = new(60, new ScheduledGate(world));
        using CancellationTokenSource stop = new();
        using TransferContext run = new(new TransferOptions(), new RunRequest("test"), ledger, memory, stop.Token);
        int workers = 0;
        WorkScheduler scheduler = new(lookAhead: 4, limit: 1 + world.Draw(4), Start, newGate: () => new ScheduledGate(world));
        void Start(WorkScheduler s)
        {
            Worker worker = new(run);
            run.Workers.Add(worker);
            world.Spawn($"worker {++workers}", () => worker.Loop(s));
        }
        run.Scheduler = scheduler;
        // As the engine wires it: whoever cancels stops the scheduler, then the requests.
        using CancellationTokenRegistration stopping = stop.Token.UnsafeRegister(_ =>
        {
            scheduler.Stop();
            run.Workers.Interrupt();
        }, null);
        List<ItemTransfer> items = [];
        bool cancels = world.Draw(3) == 0;
        world.Spawn("lister", () =>
        {
            int count = 1 + world.Draw(12);
            for (int item = 0; item < count; item++)
            {
                string name = $"item {item}";
                ledger.Listed(1);
                ItemTransfer transfer = world.Draw(4) switch { 0 => new FakeSingle(run, world, name), 1 => new FakeStream(run, world, name), _ => new FakeParted(run, world, name) };
                items.Add(transfer);
                if (!scheduler.Offer(transfer))
                    break;
            }
            scheduler.Complete();
            Assert.True(scheduler.WaitForWorkers(Timeout.InfiniteTimeSpan));
        });
        world.Spawn("watch", () =>
        {
            for (int change = world.Draw(4); change > 0; change--)
            {
                for (int turns = world.Draw(20); turns > 0; turns--)
                    world.GiveWay();
                scheduler.Limit = 1 + world.Draw(6);
                // Also below what a part takes.
                memory.Limit = 5 + world.Draw(60);
            }
        });
        if (cancels)
            world.Spawn("canceller", () =>
            {
                for (int turns = world.Draw(100); turns > 0; turns--)
                    world.GiveWay();
                stop.Cancel();
            });
        world.Run();

        // Nobody is asked again after a run: what follows reads the end state, from this thread.
        (long listed, _, _, OutcomeCounts counts, _) = ledger.Totals();
        string what = $"seed {seed}, {world.Steps} steps, {listed} listed, {counts.Ended} ended";
        world.Spawn("inspector", () =>
        {
            Assert.True(memory.OpenLeases == 0 && memory.Leased == 0, $"{what}: {memory.OpenLeases} leases");
            Assert.True(scheduler.InFlight.All == 0, $"{what}: {scheduler.InFlight.All} permits");
        });
        world.Run();
        Assert.True(outcomes.Values.All(static times => times == 1), $"{what}: an item ended twice");
        Assert.True(counts.Ended == outcomes.Count, what);
        if (!cancels)
        {
            Assert.True(counts.Ended == listed, $"{what}: an item has no outcome");
            Assert.True(items.TrueForAll(static item => item.HasEnded), what);
        }
        return $"{what}, {counts}";
    }
}
