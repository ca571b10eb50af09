using System.Text;
using Sluice.Engine;
using Sluice.Failures;
using Sluice.Jobs;
using Sluice.Jobs.Store;
using Sluice.Tests.Jobs.Watching;

namespace Sluice.Tests.Jobs;

public sealed class JobReportTests
{
    [Fact]
    public void A_report_counts_what_it_has_and_what_it_lacks_in_one_reading()
    {
        SomeJob job = new(6);
        job.Seal(JobNames.Numbered(0), unverified: 2);
        job.Seal(JobNames.Numbered(1), [(OutcomeKind.Failed, "Exit3", "x")]);
        job.Retry();
        job.Seal(JobNames.Numbered(2));
        job.Seal(JobNames.Numbered(3));
        job.Seal(JobNames.Numbered(4));
        job.Store.Delete(JobNames.OutcomesOf(JobNames.Numbered(2), "w1", 1), default);
        job.Store.Write(JobNames.Seal(JobNames.Numbered(3)), "{"u8.ToArray(), default);
        job.Store.Delete(JobNames.Seal(JobNames.Numbered(4)), default);
        List<JobDamage> damage = [];
        using MemoryStream report = new();
        job.Store.Requests = 0;
        Assert.Equal(new ReportedItems(19, 2, 10, 60, true), new JobReport(job.Store).Write(report, damage.Add, default));
        // The job twice, its plan, three listings, four seals and that which cannot be read once more, three files of rows; and for what is pending three listings more.
        Assert.Equal(17, job.Store.Requests);
        Assert.Equal([new(JobNames.Numbered(2), JobDamageKind.Rows, 10), new(JobNames.Numbered(3), JobDamageKind.Seal, 10), new JobDamage(JobNames.Numbered(4), JobDamageKind.LostSeal, 10)], damage);
        Assert.Equal(20, Encoding.UTF8.GetString(report.ToArray()).Count(static letter => letter == '\n'));
    }

    [Fact]
    public void A_job_that_is_deleted_while_its_report_is_written_is_told_to_be_gone()
    {
        SomeJob job = new(3);
        for (int chunk = 0; chunk < 3; chunk++)
            job.Seal(JobNames.Numbered(chunk));
        using MemoryStream report = new();
        Assert.Contains("gone from its store", Assert.Throws<FailureException>(() => new JobReport(job.Store).Write(report, static damage =>
        {
        }, Gone(job))).Message, StringComparison.Ordinal);
    }

    static CancellationToken Gone(SomeJob job)
    {
        int reads = 0;
        job.Store.OnRead = name =>
        {
            if (name == JobNames.Job && Interlocked.Increment(ref reads) == 2)
                job.Store.Delete(JobNames.Job, default);
        };
        return default;
    }

    [Fact]
    public void What_is_read_ahead_comes_in_order_and_is_bounded()
    {
        int begun = 0, most = 0, taken = 0;
        foreach (int found in ReadAhead.InOrder(Enumerable.Range(0, 200), (item, _) =>
        {
            int ahead = Interlocked.Increment(ref begun) - Volatile.Read(ref taken);
            lock (_gate)
                most = Math.Max(most, ahead);
            return item;
        }, default))
            Assert.Equal(taken++, found);
        Assert.Equal(200, taken);
        Assert.InRange(most, 1, ReadAhead.AtOnce + 1);
        Assert.Throws<FailureException>(() => ReadAhead.InOrder(Enumerable.Range(0, 200), (item, _) => item == 77 ? throw Failure.Local("x", "y").ToException() : item, default).Count());
    }

    [Fact]
    public void Who_reads_ahead_beside_others_shares_their_room_and_waits_for_none()
    {
        SemaphoreSlim room = new(3);
        int begun = 0, taken = 0;
        using IEnumerator<int> one = Read().GetEnumerator(), two = Read().GetEnumerator();
        for (int at = 0; at < 50; at++)
        {
            Assert.True(one.MoveNext() && two.MoveNext());
            Assert.Equal((at, at), (one.Current, two.Current));
            taken += 2;
            Assert.InRange(Volatile.Read(ref begun) - taken, 0, 2 + 3);
        }
        Assert.False(one.MoveNext() || two.MoveNext());
        Assert.Equal(3, room.CurrentCount);

        // Whoever ends before its end gives back what it has.
        Assert.Equal(0, Read().First());
        Assert.Equal(3, room.CurrentCount);

        IEnumerable<int> Read() => ReadAhead.InOrder(Enumerable.Range(0, 50), (item, _) =>
        {
            Interlocked.Increment(ref begun);
            return item;
        }, default, room);
    }

    readonly Lock _gate = new();

    [Fact]
    public void What_cannot_be_read_is_done_again_whole_when_that_is_asked_for_and_else_told()
    {
        SomeJob job = new(5);
        job.Seal(JobNames.Numbered(0));
        // 1 Halved, one half with a retry that is done, and the seal of the whole is garbled.
        job.Halve(JobNames.Numbered(1));
        job.Seal(JobNames.Halves(JobNames.Numbered(1))[0], [(OutcomeKind.Failed, "Exit3", "x")]);
        job.Seal(JobNames.Halves(JobNames.Numbered(1))[1]);
        job.Retry();
        job.Seal(JobNames.Retry(JobNames.Halves(JobNames.Numbered(1))[0]));
        job.Store.Write(JobNames.Seal(JobNames.Numbered(1)), "{"u8.ToArray(), default);
        // 2 Rows are gone; 3 nothing is wrong, and one failed; 4 it is not known what failed, and the chunk is gone.
        job.Seal(JobNames.Numbered(2));
        job.Store.Delete(JobNames.OutcomesOf(JobNames.Numbered(2), "w1", 1), default);
        job.Seal(JobNames.Numbered(3), [(OutcomeKind.Failed, "Exit3", "x")]);
        job.Seal(JobNames.Numbered(4), [(OutcomeKind.Failed, "Exit3", "x")]);
        job.Store.Write(JobNames.Chunk(JobNames.Numbered(4)), "x"u8.ToArray(), default);
        List<JobDamage> told = [];
        Assert.Equal((1, 1), new JobRetry(job.Store) { OnDamage = told.Add }.Create(job.Definition, SomeJob.Source, null, default));
        Assert.Equal([(JobNames.Numbered(1), JobDamageKind.Seal), (JobNames.Numbered(4), JobDamageKind.Chunk)], told.Select(static one => (one.Chunk, one.Kind)));
        told.Clear();
        Assert.Equal((20, 2), new JobRetry(job.Store) { OnDamage = told.Add, OpensDamaged = true }.Create(job.Definition, SomeJob.Source, null, default));
        Assert.Equal([(JobNames.Numbered(4), JobDamageKind.Chunk)], told.Select(static one => (one.Chunk, one.Kind)));
        JobState state = job.View().State;
        Assert.True(state is { Items: 50, Pending: 21, Chunks: 6, SealedChunks: 3, IsDamaged: false }, state.ToString());
        job.Seal(JobNames.Numbered(1));
        job.Seal(JobNames.Numbered(2));
        job.Seal(JobNames.Retry(JobNames.Numbered(3)));
        Assert.True(job.View().State is { IsOver: true, IsDamaged: false, Pending: 0, Outcomes: { Done: 49, Failed: 1 } });
    }
}
