using Sluice.Endpoint;
using Sluice.Engine;
using Sluice.Engine.Memory;
using Sluice.S3;
using Sluice.S3.Credentials;
using Sluice.Tests.Support;
using Sluice.Transfer;
using Sluice.Transfer.Copying;
using Sluice.Transfer.Items;
using Sluice.Trees;
using Sluice.Trees.Local;
using Sluice.Trees.S3;

namespace Sluice.Tests.Interleavings;

/// <summary>
/// Two runs that want one name and may not overwrite, in drawn orders of their requests, with answers that get lost and conflicts that the store
/// reports: one of them writes it, the other leaves it alone, and each says which it was.
/// </summary>
public sealed class NoClobberInterleavingTests : IDisposable
{
    const string Bucket = "race";

    readonly string _directory = Directory.CreateTempSubdirectory("sluice-race-").FullName;

    public void Dispose() => Directory.Delete(_directory, recursive: true);

    [Fact]
    public async Task Of_two_runs_that_may_not_overwrite_one_writes_whatever_the_order_and_whatever_answers_are_lost()
    {
        int seeds = Tier.Of(usual: 60, all: 300), done = 0;
        for (int seed = 0; seed < seeds; seed++)
            done += await RunOnceAsync(seed);
        // Seeds that draw nothing would keep any promise.
        Assert.True(done > seeds / 4, $"only {done} of {seeds} orders lost an answer or met a conflict");
    }

    // Returns 1 when trouble was drawn.
    async Task<int> RunOnceAsync(int seed)
    {
        using Interleaving world = new(seed);
        ManualClock time = new() { SkipsWaits = true };
        await using EndpointServer server = await EndpointServer.StartAsync(new EndpointOptions { Clock = time }, default);
        int trouble = 0;
        bool begun = false;
        // A fiber waits for each answer, so that these draws come in the order of the seed.
        bool Draws(StoreRequest request) => begun && request.Method is "PUT" or "POST" && trouble < 3 && world.Draw(4) == 0 && ++trouble > 0;
        using DeviantStore store = new(server.Url,
            change: (request, answer) =>
            {
                // One clock, as a store has it.
                answer.Headers["date"] = time.GetUtcNow().ToString("r", System.Globalization.CultureInfo.InvariantCulture);
                if (Draws(request))
                    (answer.Status, answer.Body) = (500, []);
            },
            instead: request => request.Headers.Any(static header => header.Key == "if-none-match") && Draws(request) ? StoreAnswer.Error(409, "ConditionalRequestConflict") : null);
        S3Client NewClient(TimeProvider clock) => new(new S3ClientOptions { Endpoint = store.Uri, Credentials = CredentialSource.Static(server.AccessKey, server.SecretKey), Clock = clock, Seed = seed });
        using S3Client plain = NewClient(time);
        _ = plain.CreateBucket(Bucket, null, default).Value;
        int kind = seed % 10 == 9 ? 2 : world.Draw(2);
        List<ItemOutcome>[] outcomes = [[], []];
        byte[][] bodies = [.. outcomes.Select((_, run) => EngineBytes(kind == 2 ? (5 << 20) + 7 : 1000, seed * 2 + run))];
        for (int run = 0; run < 2; run++)
        {
            File.WriteAllBytes(Path.Combine(_directory, $"{run}"), bodies[run]);
            _ = plain.PutObject(new PutObjectRequest(Bucket, new ObjectKey($"source/{run}"), new MemoryBody(bodies[run])), default).Value;
        }
        begun = true;
        for (int run = 0; run < 2; run++)
        {
            int number = run;
            world.Spawn($"run {number}", () =>
            {
                using S3Client client = NewClient(new YieldingClock(world, time));
                Write(client, number, kind, outcomes[number], bodies[number].Length);
            });
        }
        world.Run();
        begun = false;
        // 1 Each run has said exactly one thing, and they do not contradict each other.
        ItemOutcome[] ends = [.. outcomes.Select(Assert.Single)];
        string said = $"seed {seed}, kind {kind}: {string.Join(" | ", ends.Select(static end => $"{end.Kind} {end.ErrorCode} {end.Message}"))}";
        Assert.True(ends.Count(static end => end.Kind == OutcomeKind.Done) == 1 && ends.Count(static end => end is { Kind: OutcomeKind.Skipped, ErrorCode: Tree.Exists }) == 1, said);
        // 2 What is there is what was said.
        using GetObjectResponse there = plain.GetObject(new GetObjectRequest(Bucket, new ObjectKey("one")), default).Value;
        byte[] body = new byte[bodies[0].Length];
        for (int at = 0, count; at < body.Length && (count = there.Read(body.AsSpan(at))) > 0; at += count) { }
        Assert.True(body.AsSpan().SequenceEqual(bodies[Array.FindIndex(ends, static end => end.Kind == OutcomeKind.Done)]), said);
        Assert.Empty(plain.ListMultipartUploads(new ListMultipartUploadsRequest(Bucket), default).Value.Uploads);
        return Math.Min(trouble, 1);
    }

    void Write(S3Client client, int number, int kind, List<ItemOutcome> outcomes, long length)
    {
        TransferLedger ledger = new("cp", outcomes.Add);
        using MemoryBudget memory = new(64 << 20);
        using TransferContext run = new(new TransferOptions { PartSize = 5 << 20 }, new RunRequest("cp"), ledger, memory, default);
        Worker worker = new(run);
        run.Workers.Add(worker);
        foreach (string operation in (string[])["PutObject", "CompleteMultipartUpload", "CopyObject"])
            client.LearnConditions($"{operation} If-None-Match", kept: true);
        S3Location at = new(null, Bucket, new ObjectKey("one"));
        ObjectTransferFactory transfers = new(run, new CopyRequest { Sources = [], Destination = at, NoClobber = true }, Places.Of(client, at), isPrefix: false);
        WorkItem item;
        if (kind == 1)
        {
            ObjectInfo info = client.HeadObject(new HeadObjectRequest(Bucket, new ObjectKey($"source/{number}")), default).Value;
            item = transfers.Make(new ObjectSource(client, null, Bucket, new ObjectKey($"source/{number}"), length, info.ETag, info.LastModified), "one"u8)!;
        }
        else
        {
            string path = Path.Combine(_directory, $"{number}");
            TreeEntry entry = new(System.Text.Encoding.UTF8.GetBytes($"{number}"), length, File.GetLastWriteTimeUtc(path)) { Path = path };
            item = transfers.Make(Places.Of(_directory), entry, "one"u8)!;
        }
        while (!item.HasEnded && item.HasStep)
        {
            int step = item.TakeStep();
            worker.Current = item;
            item.RunStep(step, worker);
            item.StepReturned();
        }
    }

    static byte[] EngineBytes(int length, int seed)
    {
        byte[] bytes = new byte[length];
        new Random(seed).NextBytes(bytes);
        return bytes;
    }

    /// <summary>Whoever asks for the time lets others go first: requests of a client begin and end with that.</summary>
    sealed class YieldingClock(Interleaving world, ManualClock time) : TimeProvider
    {
        public override long TimestampFrequency => time.TimestampFrequency;

        public override DateTimeOffset GetUtcNow()
        {
            world.GiveWay();
            return time.GetUtcNow();
        }

        public override long GetTimestamp() => time.GetTimestamp();

        public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period) => time.CreateTimer(callback, state, dueTime, period);
    }
}
