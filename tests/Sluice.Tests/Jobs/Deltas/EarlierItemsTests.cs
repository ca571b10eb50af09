using System.Text;
using Sluice.Engine;
using Sluice.Jobs;
using Sluice.Jobs.Deltas;
using Sluice.Tests.Jobs.Watching;

namespace Sluice.Tests.Jobs.Deltas;

public sealed class EarlierItemsTests
{
    [Fact]
    public void Chunks_of_an_earlier_job_are_read_ahead_and_their_items_come_in_order()
    {
        SomeJob job = new(chunks: 40);
        for (int chunk = 0; chunk < 40; chunk++)
            job.Seal(JobNames.Numbered(chunk), chunk == 7 ? [(OutcomeKind.Failed, "X", "x"), (OutcomeKind.Skipped, "Y", "y")] : null);
        int under = 0, most = 0;
        job.Store.OnRead = _ =>
        {
            int now = Interlocked.Increment(ref under);
            lock (_gate)
                most = Math.Max(most, now);
            Thread.Sleep(2);
            Interlocked.Decrement(ref under);
        };
        EarlierItem[] read = [.. new EarlierItems(job.Store, job.Definition, new ItemRows(job.Store, SomeJob.Source, null)).Read(new SemaphoreSlim(4), default)];
        Assert.Equal(Enumerable.Range(0, 400).Select(static item => item.ToString("d8", null)), read.Select(static one => Encoding.UTF8.GetString(one.Item.Name.AsSpan())));
        Assert.Equal([70], Enumerable.Range(0, 400).Where(item => !read[item].IsDone));
        Assert.Equal([71], Enumerable.Range(0, 400).Where(item => !read[item].IsCopied));
        Assert.InRange(most, 3, 5);
    }

    readonly Lock _gate = new();
}
