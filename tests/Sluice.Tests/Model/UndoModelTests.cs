using Sluice.Endpoint;
using Sluice.Engine;
using Sluice.Failures;
using Sluice.S3;
using Sluice.S3.Credentials;
using Sluice.Sync;
using Sluice.Transfer;
using Sluice.Trees;
using Sluice.Trees.Listing;
using Sluice.Trees.S3;

namespace Sluice.Tests.Model;

/// <summary>
/// Random puts, overwrites, copies, removals and syncs on a bucket that keeps versions, against a plain model: the content and metadata of each key after each
/// operation. The store's clock moves between operations, so that each has a time of its own.
/// </summary>
public sealed class UndoModelTests
{
    const string Bucket = "history";

    static readonly string[] Names = ["a", "a/b", "a/c", "b", "b/ä", "c%2B+", "d/e/f"];

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    [InlineData(4)]
    [InlineData(5)]
    [InlineData(6)]
    public async Task At_every_time_the_past_is_what_it_was_and_undo_brings_it_back(int seed)
    {
        Random random = new(seed);
        OffsetClock clock = new();
        await using EndpointServer server = await EndpointServer.StartAsync(new EndpointOptions { Clock = clock }, default);
        S3ClientOptions options = new() { Endpoint = server.Url, Credentials = CredentialSource.Static(server.AccessKey, server.SecretKey), Clock = clock };
        using S3ClientFactory clients = new(new ClientDefaults { Client = options });
        S3Client client = clients.For(null);
        Assert.True(client.CreateBucket(Bucket, null, default).Value);
        Assert.True(client.PutBucketVersioning(Bucket, enabled: true, default).Value);

        List<(DateTimeOffset Time, SortedDictionary<string, string> State)> history = [];
        SortedDictionary<string, string> state = new(StringComparer.Ordinal);
        void Remember()
        {
            history.Add((clock.GetUtcNow(), new SortedDictionary<string, string>(state, StringComparer.Ordinal)));
            clock.Advance(TimeSpan.FromSeconds(2));
        }
        Remember();
        for (int step = 0; step < 40; step++)
        {
            string name = Names[random.Next(Names.Length)];
            switch (random.Next(7))
            {
                case 0 or 1:
                    // Some have bytes that were there before, with other metadata.
                    string content = $"{random.Next(4)}", kind = $"{random.Next(2)}";
                    Assert.Null(client.PutObject(new PutObjectRequest(Bucket, new ObjectKey(name), new MemoryBody(System.Text.Encoding.UTF8.GetBytes(content))) { Attributes = new ObjectAttributes { Metadata = [new("kind", kind)] } }, default).Error);
                    state[name] = $"{content}/{kind}";
                    break;
                case 2:
                    Assert.Null(client.DeleteObject(new DeleteObjectRequest(Bucket, new ObjectKey(name)), default).Error);
                    state.Remove(name);
                    break;
                case 3 when state.Count > 0:
                    string from = state.Keys.ElementAt(random.Next(state.Count));
                    if (from == name)
                        break;
                    Assert.Null(client.CopyObject(new CopyObjectRequest(Bucket, new ObjectKey(from), Bucket, new ObjectKey(name)), default).Error);
                    state[name] = state[from];
                    break;
                case 4:
                    string[] gone = [.. state.Keys.Where(_ => random.Next(2) == 0)];
                    Assert.Empty(client.DeleteObjects(new DeleteObjectsRequest(Bucket, gone.Select(static key => new ObjectKey(key))), default).Value.Failed);
                    foreach (string key in gone)
                        state.Remove(key);
                    break;
                case 5:
                    await SyncAsync(clients, client, random, state, delete: random.Next(3) > 0);
                    break;
                default:
                    // An undo in between is an operation like others.
                    SortedDictionary<string, string> earlier = history[random.Next(history.Count)].State;
                    await UndoAsync(clients, history.First(one => one.State == earlier).Time, random.Next(3) > 0);
                    state = new SortedDictionary<string, string>(earlier, StringComparer.Ordinal);
                    break;
            }
            Remember();
        }
        // 1 At every time between operations the past is what it was.
        foreach ((DateTimeOffset time, SortedDictionary<string, string> was) in history)
            Assert.Equal(was, At(client, time));
        // 2 An undo to any time brings it back; an undo of the undo brings back what was before that. Nothing that ever was is lost by either.
        for (int round = 0; round < 6; round++)
        {
            SortedDictionary<string, string> before = Now(client);
            DateTimeOffset then = clock.GetUtcNow();
            clock.Advance(TimeSpan.FromSeconds(2));
            (DateTimeOffset time, SortedDictionary<string, string> was) = history[random.Next(history.Count)];
            await UndoAsync(clients, time, again: true);
            Assert.Equal(was, Now(client));
            clock.Advance(TimeSpan.FromSeconds(2));
            await UndoAsync(clients, then, again: false);
            Assert.Equal(before, Now(client));
            clock.Advance(TimeSpan.FromSeconds(2));
            foreach ((DateTimeOffset when, SortedDictionary<string, string> once) in history)
                Assert.Equal(once, At(client, when));
        }
        // 3 By the removal of delete markers too, which forgets what was removed, and loses no content.
        (DateTimeOffset last, SortedDictionary<string, string> wanted) = history[random.Next(history.Count)];
        TransferReport report = await new TransferEngine(new TransferOptions { Concurrency = 4 }, clients).UndoAsync(new UndoRequest { Targets = [Place], To = last, RemoveMarkers = true }, default);
        Assert.True(report.Complete);
        Assert.Equal(wanted, Now(client));
    }

    // From a bucket that is written anew each time. What has the same bytes is left alone, and keeps its metadata.
    static async Task SyncAsync(S3ClientFactory clients, S3Client client, Random random, SortedDictionary<string, string> state, bool delete)
    {
        string bucket = $"source-{random.Next(int.MaxValue)}";
        Assert.True(client.CreateBucket(bucket, null, default).Value);
        Dictionary<string, string> source = [];
        foreach (string name in Names.Where(_ => random.Next(2) == 0))
        {
            (string content, string kind) = ($"{random.Next(4)}", $"{random.Next(2)}");
            Assert.Null(client.PutObject(new PutObjectRequest(bucket, new ObjectKey(name), new MemoryBody(System.Text.Encoding.UTF8.GetBytes(content))) { Attributes = new ObjectAttributes { Metadata = [new("kind", kind)] } }, default).Error);
            source[name] = $"{content}/{kind}";
        }
        DirectoryInfo scratch = Directory.CreateTempSubdirectory("sluice-undo-");
        try
        {
            SyncReport report = await new Synchronizer(new TransferEngine(new TransferOptions { Concurrency = 4 }, clients), scratch.FullName)
                .SyncAsync(new SyncRequest { Source = new S3Location(null, bucket, default), Destination = Place, Delete = delete, AllowEmptySource = true }, default);
            Assert.True(report.Complete || source.Count == 0 && report.Transfer.Outcomes.NotArrived <= 1, report.Transfer.ListingError?.Message);
        }
        finally
        {
            scratch.Delete(recursive: true);
        }
        foreach (string gone in state.Keys.Where(key => delete && !source.ContainsKey(key)).ToArray())
            state.Remove(gone);
        foreach ((string name, string value) in source)
            if (!state.TryGetValue(name, out string? has) || has[0] != value[0])
                state[name] = value;
    }

    static S3Location Place => new(null, Bucket, default);

    // A second time there is nothing to do.
    static async Task UndoAsync(S3ClientFactory clients, DateTimeOffset time, bool again)
    {
        TransferEngine engine = new(new TransferOptions { Concurrency = 4 }, clients);
        List<ItemOutcome> failed = [];
        TransferReport report = await engine.UndoAsync(new UndoRequest { Targets = [Place], To = time, OnOutcome = outcome => { if (outcome.Kind is not (OutcomeKind.Done or OutcomeKind.Skipped)) failed.Add(outcome); } }, default);
        Assert.Empty(failed);
        Assert.True(report.ListingError is null || report.ListingError.Kind == FailureKind.NotFound, report.ListingError?.Message);
        if (again)
            Assert.Equal(0, (await engine.UndoAsync(new UndoRequest { Targets = [Place], To = time }, default)).Outcomes.Done);
    }

    static SortedDictionary<string, string> At(S3Client client, DateTimeOffset time) => Read(client, new ListingOptions { At = time });

    static SortedDictionary<string, string> Now(S3Client client) => Read(client, new ListingOptions());

    static SortedDictionary<string, string> Read(S3Client client, ListingOptions options)
    {
        SortedDictionary<string, string> found = new(StringComparer.Ordinal);
        using ObjectLister lister = new(client, new ListObjectsRequest(Bucket) { MaxKeys = 10 }, options, default);
        while (lister.TryNext(out ListObjectsPage page))
        {
            Assert.Empty(page.Untold);
            foreach (ListedObject listed in page.Objects)
            {
                using GetObjectResponse response = client.GetObject(new GetObjectRequest(Bucket, listed.Key) { VersionId = listed.Version?.Id }, default).Value;
                byte[] one = new byte[16];
                int length = response.Read(one);
                Assert.True(listed.Key.TryGetText(out string key));
                found[key] = $"{System.Text.Encoding.UTF8.GetString(one, 0, length)}/{response.Info.Attributes.Metadata.Single().Value}";
            }
        }
        Assert.Null(lister.Error);
        return found;
    }
}
