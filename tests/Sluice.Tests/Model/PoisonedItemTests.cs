using System.Globalization;
using System.Text;
using Sluice.Engine;
using Sluice.Jobs;
using Sluice.Jobs.Chunks;
using Sluice.Transfer;
using Sluice.Transfer.Reporting;
using Sluice.Trees;

namespace Sluice.Tests.Model;

/// <summary>One item of a chunk of 10,000 kills each worker that comes to it; the real worker, claims and halving on a virtual clock.</summary>
public sealed class PoisonedItemTests
{
    const int Items = 10_000;
    static readonly Location Source = LocationParser.Parse("s3://from/");

    [Theory]
    [InlineData(0)]
    [InlineData(4_711)]
    [InlineData(9_999)]
    public void One_item_of_ten_thousand_that_kills_its_workers_is_set_apart_after_few_deaths(int poisoned)
    {
        (OutcomeCounts outcomes, int deaths) = Run(poisoned, Items, int.MaxValue);
        Assert.True(outcomes is { Done: Items - 1, Quarantined: 1 }, $"{outcomes} after {deaths} deaths");
        Assert.InRange(deaths, 2, (int)(2 * Math.Log2(Items)) + 4);
    }

    [Theory]
    [InlineData(2, 1, 0)]
    [InlineData(3, 0, 1)]
    public void An_item_that_was_planned_alone_is_set_apart_after_three_deaths_and_no_fewer(int deaths, int done, int quarantined) =>
        Assert.Equal((default(OutcomeCounts) with { Done = done, Quarantined = quarantined }, deaths), Run(0, 1, deaths));

    // Workers die over the item so often, at most.
    static (OutcomeCounts Outcomes, int Deaths) Run(int poisoned, int count, int mostDeaths)
    {
        using VirtualTime time = new(poisoned);
        SimulatedStore store = new(time);
        Machine machine = new(store, time, new Trouble { IsNone = true });
        Tree tree = Source.Open(new TreeContext(null!), recursive: true);
        List<string> words = ["cp", "s3://from/", "s3://to/"];
        JobDefinition job = new(JobDefinition.CurrentFormat, words, "lease", 30, default, JobDefinition.HashOf(words));
        machine.Write(JobNames.Job, JobJson.Write(job, JobJson.Default.JobDefinition), default);
        machine.Write(JobNames.Chunk(JobNames.Numbered(0)), ChunkFile.Write(job.Mark, [.. Enumerable.Range(0, count).Select(static item => new ChunkItem(Name(item), 1, null, null, null))], 0, 0), default);
        machine.Write(JobNames.Plan, JobJson.Write(new JobPlan(job.Mark, 1, count, count), JobJson.Default.JobPlan), default);
        int deaths = 0;
        time.Spawn(default, () =>
        {
            for (int worker = 0; ; worker++)
            {
                MachineClock clock = new(time, default);
                try
                {
                    Assert.Equal(WorkerEnd.Done, new JobWorker(machine, job, Source, Do, $"w{worker}", 0, 1, clock).Run(1, default));
                    return;
                }
                catch (Machine.DiedException)
                {
                    Assert.InRange(++deaths, 1, 100);
                }
                // Until its lease has run out.
                time.Sleep(TimeSpan.FromSeconds(40));
            }
        });
        time.Run();
        JobState state = JobState.Read(machine, default)!;
        Assert.True(state is { IsOver: true, Pending: 0 });
        return (state.Outcomes, deaths);

        ChunkResult Do(JobChunk chunk, CancellationToken stop)
        {
            IReadOnlyList<ChunkItem> items = ((ChunkLocation)chunk.Source).Items;
            if (deaths < mostDeaths && items.Any(item => item.Name.AsSpan().SequenceEqual(Name(poisoned))))
                throw new Machine.DiedException();
            using MemoryStream rows = new();
            using (CsvReport csv = new(rows))
                foreach (ChunkItem item in items)
                    csv.Append(ReportRow.From(new ItemOutcome { Kind = OutcomeKind.Done, Operation = "cp", From = tree.At(item.Name), Bytes = 1 }));
            return new ChunkResult(default(OutcomeCounts) with { Done = items.Count }, rows.ToArray(), null);
        }
    }

    static byte[] Name(int item) => Encoding.UTF8.GetBytes(item.ToString("d5", CultureInfo.InvariantCulture));
}
