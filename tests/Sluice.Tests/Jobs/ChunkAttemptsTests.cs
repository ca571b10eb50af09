using System.Text;
using Sluice.Failures;
using Sluice.Jobs;
using Sluice.Jobs.Chunks;
using Sluice.Jobs.Claims;
using Sluice.Jobs.Store;
using Sluice.Tests.Jobs.Watching;
using Sluice.Trees;

namespace Sluice.Tests.Jobs;

/// <summary>What becomes of a worker whose chunk does not come to its end.</summary>
public sealed class ChunkAttemptsTests
{
    const string Whole = "000000000", Range = "000000000.p0000";

    [Fact]
    public void A_worker_that_loses_its_claim_while_it_reads_what_was_begun_of_a_large_object_gives_it_back_once_and_goes_on()
    {
        using CancellationTokenSource drain = new();
        JobWorker? worker = null;
        bool isAsked = false;
        (MemoryJobStore store, JobDefinition job) = Job(Range);
        store.OnRead = name =>
        {
            if (name != JobNames.Seal(Whole))
                return;
            // As a client tells of a request that was ended.
            worker!.EndOverdue();
            isAsked = true;
            throw new FailureException(new Failure(FailureKind.Canceled, RetryClass.Never, "canceled"));
        };
        OneChunk queue = new(new ChunkClaim(Range, 1) { Lasts = TimeSpan.FromMilliseconds(1) });
        worker = Worker(store, job, queue, static (_, _) => throw new InvalidOperationException("Nothing of it is known."));
        Assert.Equal(WorkerEnd.Done, worker.Run(1, drain.Token));
        Assert.True(isAsked);
        Assert.Equal(1, queue.GivenBack);
    }

    [Theory]
    [InlineData("The bucket 'a' does not exist at http://b", "The bucket 'a' does not exist at http://b. Chunk 000000000 is given back")]
    [InlineData("The keys are wrong.", "The keys are wrong. Chunk 000000000 is given back")]
    public void What_stops_a_worker_is_told_in_sentences_that_have_an_end(string message, string says)
    {
        (MemoryJobStore store, JobDefinition job) = Job(Whole);
        OneChunk queue = new(new ChunkClaim(Whole, 1));
        JobWorker worker = Worker(store, job, queue, (_, _) => new ChunkResult(default, default, null) { Ends = new Failure(FailureKind.NotFound, RetryClass.Never, message) });
        Assert.Equal(WorkerEnd.Stuck, worker.Run(1, default));
        Assert.StartsWith(says, worker.Problem, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(2, true, true)]
    [InlineData(2, false, false)]
    [InlineData(1, true, false)]
    [InlineData(3, false, true)]
    public void A_chunk_whose_worker_died_while_another_did_it_a_second_time_is_halved_at_once(int attempt, bool isSecond, bool isHalved)
    {
        (MemoryJobStore store, JobDefinition job) = Job(Whole, "a", "b");
        if (isSecond)
            store.Write(JobNames.Second(Whole), "another"u8.ToArray(), default);
        bool isRun = false;
        Worker(store, job, new OneChunk(new ChunkClaim(Whole, attempt)), (_, _) =>
        {
            isRun = true;
            return new ChunkResult(default, default, "It is not done.");
        }).Run(1, default);
        Assert.Equal((isHalved, !isHalved), (store.Read(JobNames.Seal(Whole), default) is not null, isRun));
    }

    static (MemoryJobStore Store, JobDefinition Job) Job(string chunk, params ReadOnlySpan<string> names)
    {
        MemoryJobStore store = new();
        List<string> words = ["cp", "s3://from/", "s3://to/"];
        JobDefinition job = new(JobDefinition.CurrentFormat, words, "lease", 30, default, JobDefinition.HashOf(words));
        store.Write(JobNames.Chunk(chunk), ChunkFile.Write(job.Mark, [.. (names.IsEmpty ? ["a"] : names.ToArray()).Select(static name => new ChunkItem(Encoding.UTF8.GetBytes(name), 1, null, null, null))], chunk: chunk), default);
        return (store, job);
    }

    static JobWorker Worker(JobStore store, JobDefinition job, IChunkQueue queue, Func<JobChunk, CancellationToken, ChunkResult> run) =>
        new(store, job, LocationParser.Parse("s3://from/"), run, "w", TimeProvider.System, queue);

    sealed class OneChunk(ChunkClaim claim) : IChunkQueue
    {
        bool _isTaken;

        public int GivenBack { get; private set; }

        public TimeSpan? Lasts => TimeSpan.FromHours(1);

        public string? Awaited => null;

        public ChunkClaim? TryTake(CancellationToken cancellationToken, out bool isOver)
        {
            isOver = _isTaken;
            _isTaken = true;
            return isOver ? null : claim;
        }

        public bool Renew(ChunkClaim claim, CancellationToken cancellationToken) => false;

        public void Add(IReadOnlyList<string> chunks, CancellationToken cancellationToken) { }

        public void Complete(ChunkClaim claim, CancellationToken cancellationToken) { }

        public void GiveBack(ChunkClaim claim, CancellationToken cancellationToken) => GivenBack++;

        public void SetAside(ChunkClaim claim, CancellationToken cancellationToken) { }
    }
}
