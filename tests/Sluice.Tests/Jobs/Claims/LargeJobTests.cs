using Sluice.Failures;
using Sluice.Jobs;
using Sluice.Jobs.Claims;
using Sluice.Tests.Jobs.Watching;

namespace Sluice.Tests.Jobs.Claims;

public sealed class LargeJobTests
{
    const int Chunks = 5000;

    readonly MemoryJobStore _store = new() { HasTags = true };

    public LargeJobTests()
    {
        for (int chunk = 0; chunk < Chunks; chunk++)
            _store.Write(JobNames.Chunk(JobNames.Numbered(chunk)), default, default);
        _store.Write(JobNames.Plan, JobJson.Write(new JobPlan("hash", Chunks, Chunks, Chunks), JobJson.Default.JobPlan), default);
    }

    [Fact]
    public void A_worker_of_a_large_job_begins_where_its_place_is_and_lists_a_page()
    {
        ChunkQueue queue = Open("one", 0.5);
        _store.Requests = 0;
        Assert.Equal(JobNames.Numbered(Chunks / 2), queue.TryTake(default, out _)!.Chunk);
        // The plan, what is left, a page of seals and one of chunks; then the seal of what was claimed. Conditional writes are not counted.
        Assert.Equal(5, _store.Requests);
    }

    [Fact]
    public void One_worker_finds_every_chunk_of_a_large_job_and_its_end()
    {
        ChunkQueue queue = Open("one", 0.9);
        HashSet<string> taken = [];
        for (bool isOver = false; !isOver;)
            if (TakeOrWait(queue, out isOver) is { } chunk)
                Assert.True(taken.Add(chunk), chunk);
        Assert.Equal(Chunks, taken.Count);
    }

    [Fact]
    public void Hundreds_of_workers_that_find_nothing_do_not_each_list_a_large_job()
    {
        for (int chunk = 0; chunk < Chunks - 1; chunk++)
            _store.Write(JobNames.Seal(JobNames.Numbered(chunk)), default, default);
        // The last one is another worker's.
        Assert.NotNull(new LeaseClaims(_store, "other", Lease).TryClaim(JobNames.Numbered(Chunks - 1), isClaimed: false, default));
        ChunkQueue[] queues = [.. Enumerable.Range(0, 200).Select(worker => Open($"w{worker}", 0))];
        // Each knows its page by now, of which nothing is left.
        foreach (ChunkQueue queue in queues)
            Assert.Null(queue.TryTake(default, out _));
        _store.Time += TimeSpan.FromSeconds(1);
        _store.Requests = 0;
        foreach (ChunkQueue queue in queues)
            Assert.Null(queue.TryTake(default, out _));
        // One lists: some eleven pages. The others ask for what it wrote, which is one of two or three small files, and for whose chunk the last one is.
        Assert.InRange(_store.Requests, 200, 200 * 12);
        Assert.Single(_store.List(JobNames.Surveys, "", default));
    }

    [Fact]
    public void Workers_that_begin_while_a_large_plan_is_written_claim_what_is_there_and_do_not_each_list_it()
    {
        _store.Delete(JobNames.Plan, default);
        ChunkQueue[] queues = [.. Enumerable.Range(0, 200).Select(worker => Open($"w{worker}", worker / 200.0))];
        _store.Requests = 0;
        HashSet<string> taken = [.. queues.Select(queue => queue.TryTake(default, out _)!.Chunk)];
        // Each has one of its own, from its place on: how many are written, a page of seals and one of chunks, instead of all pages.
        Assert.Equal(200, taken.Count);
        Assert.InRange(_store.Requests, 200, 200 * 12);
        // What is written since is found, and the end once the plan is at its own.
        for (int chunk = Chunks; chunk < Chunks + 1000; chunk++)
            _store.Write(JobNames.Chunk(JobNames.Numbered(chunk)), default, default);
        foreach (string chunk in taken)
            _store.Write(JobNames.Seal(chunk), default, default);
        ChunkQueue late = queues[100];
        for (int idle = 0; idle < 20;)
            if (TakeOrWait(late, out bool isOver) is { } chunk)
                Assert.True(taken.Add(chunk), chunk);
            else
            {
                Assert.False(isOver);
                idle++;
            }
        Assert.Equal(Chunks + 1000, taken.Count);
        _store.Write(JobNames.Plan, JobJson.Write(new JobPlan("hash", Chunks + 1000, Chunks, Chunks), JobJson.Default.JobPlan), default);
        for (bool isOver = false; !isOver;)
            Assert.Null(TakeOrWait(late, out isOver));
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(999)]
    [InlineData(1000)]
    [InlineData(1001)]
    [InlineData(2000)]
    [InlineData(4999)]
    public void How_many_chunks_are_written_is_found_without_listing_them(int count)
    {
        for (int chunk = count; chunk < Chunks; chunk++)
            _store.Delete(JobNames.Chunk(JobNames.Numbered(chunk)), default);
        _store.Requests = 0;
        int written = new ChunkListing(_store, Lease).Written(default);
        Assert.InRange(written, count, count + 1);
        Assert.InRange(_store.Requests, 1, 7);
    }

    [Fact]
    public void A_chunk_that_a_store_has_lost_is_told_when_all_others_are_done()
    {
        _store.Delete(JobNames.Chunk(JobNames.Numbered(4321)), default);
        ChunkQueue queue = Open("one", 0);
        FailureException lost = Assert.Throws<FailureException>(() =>
        {
            while (TakeOrWait(queue, out bool isOver) is not null || !isOver)
            {
            }
        });
        Assert.Equal("LostChunks", lost.Failure.Code);
        Assert.Equal(Chunks - 1, _store.List(JobNames.Seals, "", default).Count());
    }

    [Fact]
    public void A_survey_whose_lister_died_is_made_by_another_worker_after_a_period()
    {
        _store.Write(JobNames.Survey(1), default, default);
        SharedSurvey survey = new(_store, "two", Lease, TimeSpan.FromSeconds(15), new StoreClock(_store));
        Assert.Null(survey.Ask(static (own, _) => own, default));
        _store.Time += TimeSpan.FromSeconds(16);
        Assert.Equal((2L, Chunks), survey.Ask(static (own, _) => own, default) is var (found, _) ? (found.Number, found.Count) : default);
    }

    [Fact]
    public void An_end_that_was_found_before_a_worker_began_is_not_its_end()
    {
        _store.Write(JobNames.Left, JobJson.Write(new ChunkSurvey(7, IsPlanned: true, Chunks, 0, 0, [], [], [], IsShort: false), JobJson.Default.ChunkSurvey), default);
        SharedSurvey survey = new(_store, "late", Lease, TimeSpan.FromSeconds(15), new StoreClock(_store));
        Assert.False(survey.Ask(static (own, _) => own, default)!.Value.IsOver);
        // What it lists itself it believes.
        _store.Time += TimeSpan.FromSeconds(60);
        Assert.Equal(Chunks, survey.Ask(static (own, _) => own, default)!.Value.Survey.Count);
    }

    static TimeSpan Lease => TimeSpan.FromSeconds(90);

    ChunkQueue Open(string worker, double start) => new(_store, new LeaseClaims(_store, worker, Lease), Lease / 3, worker, start, new StoreClock(_store));

    string? TakeOrWait(ChunkQueue queue, out bool isOver)
    {
        if (queue.TryTake(default, out isOver) is not { } claim)
        {
            _store.Time += TimeSpan.FromSeconds(5);
            return null;
        }
        _store.Write(JobNames.Seal(claim.Chunk), default, default);
        queue.Complete(claim, default);
        return claim.Chunk;
    }

    sealed class StoreClock(MemoryJobStore store) : TimeProvider
    {
        public override long TimestampFrequency => TimeSpan.TicksPerSecond;

        public override long GetTimestamp() => store.Time.UtcTicks;
    }
}
