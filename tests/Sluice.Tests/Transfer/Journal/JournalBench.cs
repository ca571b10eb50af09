using System.Buffers.Binary;
using System.Diagnostics;
using Sluice.Endpoint;
using Sluice.Endpoint.Faults;
using Sluice.S3;
using Sluice.Tests.Support;
using Sluice.Transfer;
using Sluice.Trees;

namespace Sluice.Tests.Transfer.Journal;

/// <summary>An engine bench whose runs keep a journal, and the means to stop a run where one wants and to forget the journal's last records as kill -9 would.</summary>
sealed class JournalBench : IAsyncDisposable
{
    JournalBench(EngineBench bench) => Bench = bench;

    public EngineBench Bench { get; }

    public List<string> Notes { get; } = [];

    public string Directory => Bench.PathOf("state");

    public string? Journal => System.IO.Directory.Exists(Directory) ? System.IO.Directory.EnumerateFiles(Directory, "*.journal").SingleOrDefault() : null;

    /// <summary>Clients of several stores; null for the bench's own.</summary>
    public S3ClientFactory? Clients { get; set; }

    /// <summary>The engine of the last run.</summary>
    public TransferEngine? Engine { get; private set; }

    public TransferOptions Options { get; set; } = new() { Concurrency = 1, PartSize = 5 << 20 };

    /// <summary>A bench; its store deviates where <paramref name="change"/> is given.</summary>
    public static async Task<JournalBench> StartAsync(EndpointOptions? endpoint = null, Action<StoreRequest, StoreAnswer>? change = null) => new(change is null
        ? await EngineBench.StartAsync(endpoint, client: static options => options with { MaxAttempts = 3 })
        : await EngineBench.DeviateAsync(change, options: endpoint, client: static options => options with { MaxAttempts = 3 }));

    public long this[string operation] => Bench.Server.Requests[operation];

    /// <summary>Runs a copy to its end, counting requests from 0.</summary>
    public Task<TransferReport> RunAsync(Location source, Location destination, CancellationToken cancellationToken = default)
    {
        Bench.Outcomes.Clear();
        Notes.Clear();
        Bench.Server.Requests.Reset();
        Engine = new TransferEngine(Options, Clients ?? Bench.Clients);
        return Engine.CopyAsync(new CopyRequest
        {
            Sources = [source],
            Destination = destination,
            OnOutcome = Bench.Outcomes.Add,
            Journal = new JournalRequest(Directory, ["cp", source.ToString()!, destination.ToString()!], Bench.Scratch) { OnNote = note => { lock (Notes) Notes.Add(note); } },
        }, cancellationToken);
    }

    /// <summary>Runs a copy that is stopped when the rule's request comes, which takes minutes; then the rule is taken away.</summary>
    public async Task<TransferReport> StopAtAsync(Location source, Location destination, FaultRule rule)
    {
        rule.Trickle(20_000);
        using CancellationTokenSource cancel = new();
        Task<TransferReport> running = RunAsync(source, destination, cancel.Token);
        await FaultTests.Eventually(() => rule.Hits > 0 || running.IsCompleted);
        long start = Stopwatch.GetTimestamp();
        await cancel.CancelAsync();
        TransferReport report = await running;
        Assert.True(Stopwatch.GetElapsedTime(start) < TimeSpan.FromSeconds(3), $"{Stopwatch.GetElapsedTime(start)}");
        Bench.Server.Faults.Clear();
        return report;
    }

    /// <summary>The kinds of the journal's records, in order.</summary>
    public static List<byte> Records(string journal)
    {
        byte[] bytes = File.ReadAllBytes(journal);
        List<byte> kinds = [];
        for (int at = 8; at < bytes.Length; at += 8 + BinaryPrimitives.ReadInt32LittleEndian(bytes.AsSpan(at)))
            kinds.Add(bytes[at + 8]);
        return kinds;
    }

    /// <summary>Cuts the journal off behind so many records.</summary>
    public static void KeepRecords(string journal, int count)
    {
        byte[] bytes = File.ReadAllBytes(journal);
        int at = 8;
        for (; count > 0; count--)
            at += 8 + BinaryPrimitives.ReadInt32LittleEndian(bytes.AsSpan(at));
        File.WriteAllBytes(journal, bytes[..at]);
    }

    public ValueTask DisposeAsync() => Bench.DisposeAsync();
}
