using System.Text.Json.Serialization.Metadata;
using Sluice.Endpoint;
using Sluice.Engine;
using Sluice.Failures;
using Sluice.Processing;
using Sluice.S3;
using Sluice.S3.Credentials;
using Sluice.Tests.Scenarios;
using Sluice.Transfer;
using Sluice.Trees;

namespace Sluice.Tests.Processing;

public sealed class ObjectProcessorTests
{
    [Fact]
    public async Task Map_gives_each_object_to_a_function_once_and_a_failure_is_a_result()
    {
        await using Scene scene = await Scene.BeginAsync();
        for (int i = 0; i < 50; i++)
            scene.Put($"p/{i}", new string('x', i));
        using S3ClientFactory clients = Clients(scene);
        ObjectProcessor processor = new(new TransferEngine(ObjectProcessor.Fit(new TransferOptions(), 3), clients));
        Dictionary<string, long> lengths = [];
        int running = 0, most = 0;
        await foreach (MappedObject<long> result in processor.MapAsync(Request(3), async (stream, at, token) =>
        {
            InterlockedMax(ref most, Interlocked.Increment(ref running));
            using MemoryStream all = new();
            await stream.CopyToAsync(all, token);
            Interlocked.Decrement(ref running);
            return all.Length != 7 ? all.Length : throw new InvalidDataException("seven");
        }))
        {
            Assert.Equal(result.Value == 0 && !result.IsDone, result.Ended.Kind == OutcomeKind.Failed);
            if (result.IsDone)
                lengths.Add(result.Ended.Name.ToString(), result.Value);
            else
                Assert.Equal("seven", result.Ended.Message);
        }
        Assert.Equal(Enumerable.Range(0, 50).Where(static i => i != 7).Select(static i => $"{i} {i}").Order(StringComparer.Ordinal), lengths.Select(static pair => $"{pair.Key} {pair.Value}").Order(StringComparer.Ordinal));
        Assert.InRange(most, 1, 3);
    }

    [Fact]
    public async Task Every_attempt_is_told_and_only_the_last_of_an_object_has_a_kind()
    {
        if (!OperatingSystem.IsLinux())
            return;
        await using Scene scene = await Scene.BeginAsync();
        for (int i = 0; i < 6; i++)
            scene.Put($"p/{i}", $"{i}\n");
        using S3ClientFactory clients = Clients(scene);
        List<ProcessedObject> told = [];
        ObjectProcessor processor = new(new TransferEngine(ObjectProcessor.Fit(new TransferOptions(), 2), clients));
        TransferReport report = await processor.ProcessAsync(Request(2) with
        {
            // The third attempt of 3 is good; 4 is out of attempts, and 5 fails for good.
            Program = new ProcessProgram(["sh", "-c", "read -r n; case $n in 3) [ $SLUICE_ATTEMPT = 3 ] || exit 75 ;; 4) exit 75 ;; 5) exit 1 ;; esac"]),
            WritesLines = false,
            OnProcessed = told.Add,
        }, CancellationToken.None);
        Assert.Equal((4, 2), (report.Outcomes.Done, report.Outcomes.Failed));
        Assert.Equal(["0 1 Done", "1 1 Done", "2 1 Done", "3 1 ", "3 2 ", "3 3 Done", "4 1 ", "4 2 ", "4 3 Failed", "5 1 Failed"],
            told.Select(static row => $"{row.Name} {row.Attempt} {row.Kind}").Order(StringComparer.Ordinal));
        Assert.All(told.Where(static row => row.Kind is null), static row => Assert.Equal(75, row.ExitCode));
        Assert.Equal(default, processor.Progress);
    }

    [Fact]
    public async Task Fold_combines_all_and_a_failed_object_is_thrown()
    {
        await using Scene scene = await Scene.BeginAsync();
        for (int i = 1; i <= 40; i++)
            scene.Put($"p/{i}", new string('x', i));
        using S3ClientFactory clients = Clients(scene);
        TransferOptions options = ObjectProcessor.Fit(new TransferOptions(), 2);
        long sum = await new ObjectProcessor(new TransferEngine(options, clients)).FoldAsync(Request(2), 0L, static (stream, _, _) => Task.FromResult(stream.Length), static (a, b) => a + b);
        Assert.Equal(40 * 41 / 2, sum);
        FailureException thrown = await Assert.ThrowsAsync<FailureException>(() => new ObjectProcessor(new TransferEngine(options, clients)).FoldAsync(Request(2), 0L,
            static (stream, _, _) => stream.Length == 20 ? throw new FormatException("twenty") : Task.FromResult(stream.Length), static (a, b) => a + b));
        Assert.Contains("twenty", thrown.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_fold_with_a_checkpoint_goes_on_behind_a_failure_and_behind_what_was_torn()
    {
        await using Scene scene = await Scene.BeginAsync();
        for (int i = 1; i <= 40; i++)
            scene.Put($"p/{i}", new string('x', i));
        using S3ClientFactory clients = Clients(scene);
        string path = scene.Path("fold.state");
        FoldCheckpoint<long> checkpoint = new(path, (JsonTypeInfo<long>)System.Text.Json.JsonSerializerOptions.Default.GetTypeInfo(typeof(long))) { Objects = 7 };
        int calls = 0;
        Task<long> Fold(bool fails, string prefix = "p/") => new ObjectProcessor(new TransferEngine(ObjectProcessor.Fit(new TransferOptions(), 2), clients)).FoldAsync(
            Request(2) with { Sources = [LocationParser.Parse($"s3://scene/{prefix}")] }, 1000L,
            (stream, _, _) => Interlocked.Increment(ref calls) > 0 && fails && stream.Length == 20 ? throw new FormatException("twenty") : Task.FromResult(stream.Length), static (a, b) => a + b, checkpoint);

        await Assert.ThrowsAsync<FailureException>(() => Fold(fails: true));
        // A kill in the middle of a line.
        await File.AppendAllTextAsync(path, "{\"value\":5,\"obj");
        int before = calls;
        Assert.Equal(1000 + 40 * 41 / 2, await Fold(fails: false));
        Assert.InRange(before, 1, 40);
        calls = 0;
        Assert.Equal(1000 + 40 * 41 / 2, await Fold(fails: false));
        Assert.Equal(0, calls);
        // What is new is counted; what has changed cannot be taken back.
        scene.Put("p/new", "xy");
        Assert.Equal(1000 + 40 * 41 / 2 + 2, await Fold(fails: false));
        scene.Put("p/new", "xyz");
        Assert.Contains("p/new has changed since it was counted", (await Assert.ThrowsAsync<FailureException>(() => Fold(fails: false))).Message, StringComparison.Ordinal);
        Assert.Contains("a fold over something else", (await Assert.ThrowsAsync<ArgumentException>(() => Fold(fails: false, prefix: "q/"))).Message, StringComparison.Ordinal);
        await File.WriteAllTextAsync(path, "precious");
        await Assert.ThrowsAsync<ArgumentException>(() => Fold(fails: false));
        Assert.Equal("precious", await File.ReadAllTextAsync(path));
    }

    [Fact]
    public async Task Who_stops_taking_results_stops_the_run()
    {
        await using Scene scene = await Scene.BeginAsync();
        for (int i = 0; i < 300; i++)
            scene.Put($"p/{i}", "x");
        using S3ClientFactory clients = Clients(scene);
        int calls = 0;
        await foreach (MappedObject<int> result in new ObjectProcessor(new TransferEngine(ObjectProcessor.Fit(new TransferOptions(), 2), clients)).MapAsync(Request(2), (_, _, _) => Task.FromResult(Interlocked.Increment(ref calls))))
            break;
        int after = calls;
        Assert.InRange(after, 1, 100);
        Assert.Equal(after, calls);
    }

    static ProcessRequest Request(int jobs) => new() { Sources = [LocationParser.Parse("s3://scene/p/")], Jobs = jobs };

    static S3ClientFactory Clients(Scene scene) => new(new ClientDefaults
    {
        Client = new S3ClientOptions { Endpoint = scene.Server.Url, Credentials = CredentialSource.Static(scene.Server.AccessKey, scene.Server.SecretKey) },
    });

    static void InterlockedMax(ref int most, int value)
    {
        for (int seen = most; value > seen && Interlocked.CompareExchange(ref most, value, seen) != seen;)
            seen = most;
    }
}
