using System.Text;
using Sluice.Engine;
using Sluice.Failures;
using Sluice.Jobs;
using Sluice.Jobs.Chunks;
using Sluice.Jobs.Claims;
using Sluice.Transfer;
using Sluice.Transfer.Reporting;
using Sluice.Trees;

namespace Sluice.Tests.Model;

/// <summary>A job whose creation has stopped; the real worker on a virtual clock.</summary>
public sealed class UnplannedJobTests
{
    static readonly Location Source = LocationParser.Parse("s3://from/");

    [Fact]
    public void A_worker_that_waits_for_a_plan_without_an_end_says_so_once_and_ends_when_it_comes()
    {
        using VirtualTime time = new(1);
        (Machine machine, JobDefinition job) = Job(time, leaseSeconds: 30);
        List<string> notes = [];
        WorkerEnd? end = null;
        time.Spawn(default, () => end = new JobWorker(machine, job, Source, Do, "w", 0, 1, new MachineClock(time, default)) { OnNote = notes.Add }.Run(1, default));
        time.Spawn(default, () =>
        {
            time.Sleep(TimeSpan.FromSeconds(50));
            Assert.Empty(notes);
            time.Sleep(TimeSpan.FromMinutes(5));
            Assert.Contains("the same 'sluice job create' goes on with it", Assert.Single(notes), StringComparison.Ordinal);
            machine.Write(JobNames.Plan, JobJson.Write(new JobPlan(job.Mark, 1, 1, 1), JobJson.Default.JobPlan), default);
        });
        time.Run();
        Assert.Equal(WorkerEnd.Done, end);
        Assert.Single(notes);
    }

    [Fact]
    public void A_worker_that_waits_for_another_one_says_for_whom_once_and_takes_over_when_its_lease_has_run_out()
    {
        using VirtualTime time = new(1);
        (Machine machine, JobDefinition job) = Job(time, leaseSeconds: 300);
        machine.Write(JobNames.Plan, JobJson.Write(new JobPlan(job.Mark, 1, 1, 1), JobJson.Default.JobPlan), default);
        machine.Write(JobNames.Lease(JobNames.Numbered(0)), JobJson.Write(new ChunkLease("dead\e[2J", 1, false, 1), JobJson.Default.ChunkLease), default);
        List<string> notes = [];
        WorkerEnd? end = null;
        time.Spawn(default, () => end = new JobWorker(machine, job, Source, Do, "w", 0, 1, new MachineClock(time, default)) { OnNote = notes.Add }.Run(1, default));
        time.Run();
        Assert.Equal(WorkerEnd.Done, end);
        string note = Assert.Single(notes);
        Assert.Contains($"chunk {JobNames.Numbered(0)} is with dead", note, StringComparison.Ordinal);
        Assert.DoesNotContain(note, char.IsControl);
    }

    [Fact]
    public void A_worker_whose_job_is_deleted_while_it_waits_ends_and_says_so()
    {
        using VirtualTime time = new(1);
        (Machine machine, JobDefinition job) = Job(time, leaseSeconds: 3000);
        machine.Write(JobNames.Plan, JobJson.Write(new JobPlan(job.Mark, 1, 1, 1), JobJson.Default.JobPlan), default);
        machine.Write(JobNames.Lease(JobNames.Numbered(0)), JobJson.Write(new ChunkLease("other", 1, false, 1), JobJson.Default.ChunkLease), default);
        FailureException? gone = null;
        time.Spawn(default, () => gone = Assert.Throws<FailureException>(() => new JobWorker(machine, job, Source, Do, "w", 0, 1, new MachineClock(time, default)).Run(1, default)));
        time.Spawn(default, () =>
        {
            time.Sleep(TimeSpan.FromSeconds(30));
            new JobEnd(machine).Delete(default);
        });
        time.Run();
        Assert.Equal(JobState.Deleted, gone?.Failure.Code);
        Assert.Empty(machine.List("", "", default));
    }

    static (Machine Machine, JobDefinition Job) Job(VirtualTime time, double leaseSeconds)
    {
        Machine machine = new(new SimulatedStore(time), time, new Trouble { IsNone = true });
        List<string> words = ["cp", "s3://from/", "s3://to/"];
        JobDefinition job = new(JobDefinition.CurrentFormat, words, "lease", leaseSeconds, default, JobDefinition.HashOf(words));
        machine.Write(JobNames.Job, JobJson.Write(job, JobJson.Default.JobDefinition), default);
        machine.Write(JobNames.Chunk(JobNames.Numbered(0)), ChunkFile.Write(job.Mark, [new ChunkItem(Encoding.UTF8.GetBytes("a"), 1, null, null, null)], 0, 0), default);
        return (machine, job);
    }

    static ChunkResult Do(JobChunk chunk, CancellationToken stop)
    {
        using MemoryStream rows = new();
        using (CsvReport csv = new(rows))
            csv.Append(ReportRow.From(new ItemOutcome { Kind = OutcomeKind.Done, Operation = "cp", From = Source.Open(new TreeContext(null!), recursive: true).At(Encoding.UTF8.GetBytes("a")), Bytes = 1 }));
        return new ChunkResult(default(OutcomeCounts) with { Done = 1 }, rows.ToArray(), null);
    }
}
