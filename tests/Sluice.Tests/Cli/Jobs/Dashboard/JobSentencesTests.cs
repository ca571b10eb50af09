using Sluice.Cli.Jobs.Dashboard;
using Sluice.Engine;
using Sluice.Jobs;
using Sluice.Tests.Jobs.Watching;

namespace Sluice.Tests.Cli.Jobs.Dashboard;

public sealed class JobSentencesTests
{
    [Fact]
    public void What_failed_is_told_by_kind_and_most_frequent_cause()
    {
        SomeJob job = new(4);
        Says(job, "Nothing has failed, and nothing is done yet.", SentenceTone.Plain);
        job.Seal(JobNames.Numbered(0));
        Says(job, "Nothing has failed: 10 objects of 40 are done.", SentenceTone.Good);
        job.Seal(JobNames.Numbered(1), [(OutcomeKind.Skipped, "x", "x")]);
        Says(job, "Nothing has failed: 20 objects of 40 are done or left out (1 of them).", SentenceTone.Good);
        job.Seal(JobNames.Numbered(2), [(OutcomeKind.Denied, "AccessDenied", "No.")]);
        Says(job, "1 of 30 objects was denied; the cause is AccessDenied.", SentenceTone.Bad);
        job.Seal(JobNames.Numbered(3), [(OutcomeKind.Denied, "AccessDenied", "No."), (OutcomeKind.Missing, "NoSuchKey", "Gone.")]);
        Says(job, "3 of 40 objects did not arrive: 2 were denied, 1 was not there any more; the most frequent cause is AccessDenied.", SentenceTone.Bad);
        job.Store.Delete(JobNames.Chunk(JobNames.Numbered(3)), default);
        job.Store.Delete(JobNames.Seal(JobNames.Numbered(3)), default);
        Says(job, "The job is damaged: all chunks that its store has are sealed, and 10 objects have no outcome.", SentenceTone.Bad);
    }

    [Fact]
    public void What_limits_is_the_listing_the_workers_the_tail_or_that_nobody_works()
    {
        SomeJob job = new(6);
        Limits(job, "Nobody works: no worker has a chunk. Start workers: sluice job run s3://jobs/one.", SentenceTone.Bad);
        job.Lease(JobNames.Numbered(0), "one");
        job.Lease(JobNames.Numbered(1), "two");
        Limits(job, "The number of workers limits: 2 chunks are in hand, and 4 wait for a worker.", SentenceTone.Plain);
        job.Store.Delete(JobNames.Plan, default);
        job.Lease(JobNames.Numbered(2), "two");
        job.Lease(JobNames.Numbered(3), "two");
        Limits(job, "The listing of the source limits: it is not at its end, and only 2 chunks wait for a worker.", SentenceTone.Plain);
        job.End(6);
        job.Lease(JobNames.Numbered(4), "two");
        job.Lease(JobNames.Numbered(5), "two");
        Limits(job, "The tail limits: the last 6 chunks are in hand, and more workers would not help.", SentenceTone.Plain);
        job.Wait(100);
        Limits(job, "Nobody works: 6 leases ran out, and no worker has taken them over. Start workers: sluice job run s3://jobs/one.", SentenceTone.Bad);
        job.Lease(JobNames.Numbered(0), "three", attempt: 2);
        Limits(job, "5 chunks of dead workers wait to be taken over; all others that are left are in hand.", SentenceTone.Warning);
        for (int chunk = 0; chunk < 6; chunk++)
        {
            job.Wait(30);
            job.Seal(JobNames.Numbered(chunk));
        }
        Limits(job, "Nothing is left to do; from the first chunk sealed to the last it took 2 min 30 s.", SentenceTone.Plain);
        job.Store.Write(JobNames.Cancelled, default, default);
        Limits(job, "The job was cancelled after everything was done.", SentenceTone.Warning);
    }

    [Fact]
    public void Of_workers_that_the_store_does_not_tell_of_nothing_is_made_up()
    {
        SomeJob job = new(6, claim: "index");
        Limits(job, "No chunk is sealed yet; whether workers run is not told by the store, for this job's chunks are not claimed there.", SentenceTone.Plain);
        job.Wait(10);
        job.Seal(JobNames.Numbered(0));
        job.Wait(5);
        Limits(job, "5 chunks are left, the last one was sealed 5.0 s ago; more workers would make it faster while the stores keep up.", SentenceTone.Plain);
        job.Wait(600);
        Limits(job, "No chunk was sealed for 10 min 05 s: either chunks take that long, or no worker runs.", SentenceTone.Warning);
    }

    static void Says(SomeJob job, string text, SentenceTone tone) => Assert.Equal(new JobSentence(text, tone), JobSentences.Failed(job.View()));

    static void Limits(SomeJob job, string text, SentenceTone tone) => Assert.Equal(new JobSentence(text, tone), JobSentences.Limit(job.View(), "s3://jobs/one"));
}
