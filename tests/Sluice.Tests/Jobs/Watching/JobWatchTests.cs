using Sluice.Engine;
using Sluice.Failures;
using Sluice.Jobs;
using Sluice.Jobs.Watching;
using Sluice.Tests.Support;

namespace Sluice.Tests.Jobs.Watching;

public sealed class JobWatchTests
{
    [Fact]
    public void Status_of_10740_chunks_takes_less_than_a_hundred_requests()
    {
        SomeJob job = new(10_740, itemsEach: 1);
        for (int chunk = 0; chunk < 10_740; chunk++)
        {
            job.Lease(JobNames.Numbered(chunk), "w1");
            job.Seal(JobNames.Numbered(chunk));
        }
        job.Store.Requests = 0;
        JobState state = JobState.Read(job.Store, default)!;
        Assert.True(state is { IsOver: true, Pending: 0, Items: 10_740 });
        Assert.InRange(job.Store.Requests, 1, 99);
    }

    [Fact]
    public void Looking_again_costs_the_requests_that_it_may_and_names_behind_sealed_chunks_are_not_listed_again()
    {
        const int Chunks = 20_000;
        SomeJob job = new(Chunks, itemsEach: 1);
        for (int chunk = 0; chunk < Chunks - 5; chunk++)
            job.Seal(JobNames.Numbered(chunk));
        JobWatch watch = new(job.Store);
        watch.ReadAll(default);
        for (int chunk = Chunks - 5; chunk < Chunks; chunk++)
        {
            job.Seal(JobNames.Numbered(chunk));
            job.Store.Requests = 0;
            watch.Look(4, default);
            Assert.InRange(job.Store.Requests, 3, 4);
        }
        Assert.True(watch.State is { IsOver: true, Pending: 0 });
    }

    [Fact]
    public void A_look_at_one_of_hundreds_of_seals_costs_a_request_and_one_of_eight_a_listing_besides()
    {
        SomeJob job = new(401, itemsEach: 1);
        for (int chunk = 0; chunk < 400; chunk++)
            job.Seal(JobNames.Numbered(chunk));
        JobWatch watch = new(job.Store);
        watch.ReadAll(default);
        watch.ReadSeals(200, default);
        Assert.Equal(200, watch.State.ReadSeals);
        job.Store.Requests = 0;
        for (int look = 1; look <= 24; look++)
        {
            watch.ReadSeals(1, default);
            Assert.Equal(200 + look, watch.State.ReadSeals);
        }
        Assert.Equal(24 + 24 / 8, job.Store.Requests);
    }

    [Fact]
    public void A_plan_of_another_job_of_the_same_command_is_not_taken_for_this_ones()
    {
        SomeJob job = new(3);
        JobDefinition other = job.Definition with { Created = job.Definition.Created.AddTicks(1) };
        job.Store.Write(JobNames.Plan, JobJson.Write(new JobPlan(other.Mark, 3, 30, 3000), JobJson.Default.JobPlan), default);
        Assert.Contains("another job's", Assert.Throws<FailureException>(() => JobState.Read(job.Store, default)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Whatever_happens_in_a_store_is_seen_by_looking_again_as_by_reading_it_all()
    {
        for (int seed = 0; seed < Tier.Of(40, 400); seed++)
        {
            Random random = new(seed);
            SomeJob job = new(1);
            int planned = 1;
            job.Store.Delete(JobNames.Plan, default);
            JobWatch watch = new(job.Store);
            watch.ReadAll(default);
            for (int step = 0; step < 120; step++)
            {
                job.Wait(random.Next(40));
                JobState now = JobState.Read(job.Store, default)!;
                HashSet<string> sealedChunks = [.. job.Store.List(JobNames.Seals, "", default).Select(static entry => entry.Name[JobNames.Seals.Length..])];
                string[] open = [.. job.Store.List(JobNames.Chunks, "", default).Select(static entry => JobNames.ChunkOf(entry.Name)!).Where(chunk => !sealedChunks.Contains(chunk))];
                string? some = open.Length == 0 ? null : open[random.Next(open.Length)];
                switch (random.Next(10))
                {
                    case 0 or 1 when now.Plan is null:
                        job.Plan(planned++);
                        break;
                    case 2 when now.Plan is null && step > 40:
                        job.End(planned);
                        break;
                    case 3 when some is { Length: < 15 }:
                        job.Halve(some);
                        break;
                    case 4 when step % 3 == 0:
                        job.Retry();
                        break;
                    case 5 or 6 when some is not null:
                        job.Lease(some, $"w{random.Next(3)}");
                        break;
                    case 7 or 8 when some is not null:
                        job.Seal(some, random.Next(2) == 0 ? [(OutcomeKind.Failed, "Broken", "It broke."), (OutcomeKind.Missing, "NoSuchKey", "Gone.")] : null, withTally: random.Next(8) > 0);
                        break;
                }
                watch.Look(random.Next(2), default);
            }
            watch.Look(300, default);
            JobState seen = watch.State, there = JobState.Read(job.Store, default)!;
            Assert.Equal(there with { Job = seen.Job, Plan = seen.Plan, Leases = seen.Leases }, seen);
            Assert.Equal(there.Leases.OrderBy(static lease => lease.Key), seen.Leases.OrderBy(static lease => lease.Key));
            Assert.Equal(job.View().Bytes, watch.View(10).Bytes);
        }
    }

    [Fact]
    public void A_tally_whose_seal_is_gone_counts_nothing_however_often_one_looks()
    {
        SomeJob job = new(3);
        job.Seal(JobNames.Numbered(1));
        job.Store.Delete(JobNames.Seal(JobNames.Numbered(1)), default);
        JobWatch watch = new(job.Store);
        watch.ReadAll(default);
        watch.Look(100, default);
        Assert.True(watch.State is { SealedChunks: 0, Outcomes.Ended: 0 });
    }

    [Fact]
    public void Workers_are_told_by_their_leases_and_one_that_was_taken_over_is_told_as_the_new_ones()
    {
        SomeJob job = new(6);
        foreach (int chunk in new[] { 0, 1, 2 })
            job.Lease(JobNames.Numbered(chunk), chunk < 2 ? "one" : "two");
        job.Lease(JobNames.Numbered(3), "three", isFree: true);
        JobWatch watch = new(job.Store);
        watch.ReadAll(default);
        Assert.Equal(4, watch.View(6).UnreadLeases);
        watch.ReadOwners(10, default);
        job.Wait(60);
        job.Lease(JobNames.Numbered(2), "two");
        watch.Look(10, default);
        watch.ReadOwners(10, default);
        JobView view = watch.View(6);
        Assert.Equal([("one", 2, 60), ("two", 1, 0)], view.Workers.Select(static worker => (worker.Name, worker.Chunks.Count, (int)worker.Oldest.TotalSeconds)));
        Assert.Equal((3, 0, 3), (view.Claimed, view.Expired, view.Free));
        job.Wait(45);
        view = watch.View(6);
        Assert.Equal((1, 2), (view.Claimed, view.Expired));
        job.Lease(JobNames.Numbered(0), "two", attempt: 2);
        watch.Look(10, default);
        watch.ReadOwners(10, default);
        Assert.Equal([("one", 1, 1), ("two", 2, 2)], watch.View(6).Workers.Select(static worker => (worker.Name, worker.Chunks.Count, worker.Attempt)));
    }

    [Fact]
    public void A_lease_that_was_renewed_is_claimed_for_three_times_as_long()
    {
        SomeJob job = new(3);
        job.Lease(JobNames.Numbered(0), "one", renewals: 1);
        job.Lease(JobNames.Numbered(1), "two");
        JobWatch watch = new(job.Store);
        watch.ReadAll(default);
        watch.ReadOwners(10, default);
        job.Wait(45);
        // Seen to be renewed, and not read again.
        job.Lease(JobNames.Numbered(1), "two", renewals: 1);
        watch.Look(10, default);
        job.Wait(200);
        JobView view = watch.View(3);
        Assert.Equal((2, 0), (view.Claimed, view.Expired));
        Assert.Equal([("one", 25), ("two", 70)], view.Workers.Select(static worker => (worker.Name, (int)worker.Left.TotalSeconds)));
        job.Wait(60);
        Assert.Equal((1, 1), watch.View(3) is var later ? (later.Claimed, later.Expired) : default);
    }

    [Fact]
    public void Failures_are_grouped_by_cause_with_examples_and_count_no_more_once_they_are_done_again()
    {
        SomeJob job = new(4);
        job.Seal(JobNames.Numbered(0), [(OutcomeKind.Denied, "AccessDenied", "No."), (OutcomeKind.Denied, "AccessDenied", "No."), (OutcomeKind.Missing, "NoSuchKey", "Gone, \"quoted\", and\nbroken.")]);
        job.Seal(JobNames.Numbered(1));
        job.Seal(JobNames.Numbered(2), [(OutcomeKind.Failed, "Exit3", "It said <b>.")]);
        FailureSummary summary = job.View().Failures;
        Assert.Equal([("denied", "AccessDenied", 2L, true), ("failed", "Exit3", 1, true), ("missing", "NoSuchKey", 1, false)], summary.Causes.Select(static cause => (cause.Outcome, cause.Code, cause.Count, cause.IsRetried)));
        Assert.Equal(["p/00000000", "p/00000001"], summary.Causes[0].Examples);
        Assert.Equal("It said <b>.", summary.Causes[1].Message);
        Assert.Equal((2, 2, 4), (summary.ReadChunks, summary.Chunks, summary.Items.Count));
        job.Retry();
        summary = job.View().Failures;
        Assert.Equal(["NoSuchKey"], summary.Causes.Select(static cause => cause.Code));
        Assert.Equal((1, 1), (summary.ReadChunks, summary.Chunks));
    }

    [Fact]
    public void Rows_that_cannot_be_read_are_a_cause_of_their_own_and_a_job_that_is_gone_is_no_job()
    {
        SomeJob job = new(2);
        job.Seal(JobNames.Numbered(0), [(OutcomeKind.Failed, "Exit3", "x"), (OutcomeKind.Failed, "Exit3", "x")]);
        job.Store.Delete(JobNames.OutcomesOf(JobNames.Numbered(0), "w1", 1), default);
        Assert.Equal([("UnreadableRows", 2L)], job.View().Failures.Causes.Select(static cause => (cause.Code, cause.Count)));
        JobWatch watch = new(job.Store);
        watch.ReadAll(default);
        job.Store.Delete(JobNames.Job, default);
        Assert.Throws<FailureException>(() => watch.Look(40, default));
        Assert.False(watch.ReadAll(default));
    }

    [Fact]
    public void Causes_and_rows_that_are_read_are_bounded_and_it_is_said_when_more_is_there()
    {
        SomeJob job = new(FailureSummary.MostChunks + 7);
        for (int chunk = 0; chunk < FailureSummary.MostChunks + 7; chunk++)
            job.Seal(JobNames.Numbered(chunk), [.. Enumerable.Range(0, 10).Select(item => (OutcomeKind.Failed, $"Code{chunk}", "x"))]);
        FailureSummary summary = job.View().Failures;
        Assert.Equal((FailureSummary.MostChunks, FailureSummary.MostChunks + 7, FailureSummary.MostItems), (summary.ReadChunks, summary.Chunks, summary.Items.Count));
        Assert.InRange(summary.Causes.Count, 100, 101);
        Assert.Equal(FailureSummary.MostChunks * 10, summary.Causes.Sum(static cause => cause.Count));
    }

    [Fact]
    public void Rates_and_time_left_follow_from_when_chunks_were_sealed()
    {
        SomeJob job = new(100);
        for (int chunk = 0; chunk < 60; chunk++)
        {
            job.Wait(2);
            job.Seal(JobNames.Numbered(chunk));
        }
        JobPace pace = job.View().Pace;
        Assert.InRange(pace.ItemsPerSecond!.Value, 4.5, 5.5);
        Assert.InRange(pace.BytesPerSecond!.Value, 450, 550);
        Assert.InRange(pace.LeftByItems!.Value.TotalSeconds, 72, 90);
        Assert.InRange(pace.LeftByBytes!.Value.TotalSeconds, 72, 90);
        Assert.Equal(600, pace.Steps.Sum(static step => step.Items));
        // Silence makes it slower, and never faster.
        job.Wait(300);
        Assert.True(job.View().Pace.LeftByItems > pace.LeftByItems * 5);
        for (int chunk = 60; chunk < 100; chunk++)
            job.Seal(JobNames.Numbered(chunk));
        Assert.True(job.View().Pace is { LeftByItems: null, LeftByBytes: null, ItemsPerSecond: > 2 and < 3 });
    }

    [Fact]
    public void Chunks_are_shown_in_as_many_places_as_asked_for_and_none_is_lost()
    {
        SomeJob job = new(1003, itemsEach: 1);
        for (int chunk = 0; chunk < 500; chunk++)
            job.Seal(JobNames.Numbered(chunk), chunk % 100 == 0 ? [(OutcomeKind.Failed, "x", "x")] : null);
        job.Lease(JobNames.Numbered(500), "w");
        IReadOnlyList<ChunkBin> bins = job.View(100).Bins;
        Assert.InRange(bins.Count, 90, 100);
        Assert.Equal((495, 5, 1, 0, 502), (bins.Sum(static bin => bin.Done), bins.Sum(static bin => bin.Failing), bins.Sum(static bin => bin.Claimed), bins.Sum(static bin => bin.Expired), bins.Sum(static bin => bin.Free)));
        Assert.Equal((JobNames.Numbered(0), JobNames.Numbered(1002)), (bins[0].First, bins[^1].Last));
    }
}
