using Sluice.Endpoint;
using Sluice.Engine;
using Sluice.S3;
using Sluice.Sync;
using Sluice.Tests.Transfer;
using Sluice.Transfer;
using Sluice.Trees;
using Sluice.Trees.Local;

namespace Sluice.Tests.Sync;

/// <summary>A synchronizer on an engine of its own, with an embedded endpoint and a scratch directory.</summary>
public sealed class SyncBench : IAsyncDisposable
{
    SyncBench(EngineBench bench) => Bench = bench;

    public EngineBench Bench { get; }

    public List<ItemOutcome> Outcomes { get; } = [];

    public static async Task<SyncBench> StartAsync(EndpointOptions? options = null, Func<S3ClientOptions, S3ClientOptions>? client = null) => new(await EngineBench.StartAsync(options, client));

    public LocalLocation Local(string name) => new(Bench.PathOf(name));

    public Task<SyncReport> SyncAsync(Location source, Location destination, Func<SyncRequest, SyncRequest>? with = null, CancellationToken cancellationToken = default)
    {
        Outcomes.Clear();
        SyncRequest request = new() { Source = source, Destination = destination, OnOutcome = Outcomes.Add };
        return new Synchronizer(Bench.Engine(), Bench.PathOf("state")).SyncAsync(with?.Invoke(request) ?? request, cancellationToken);
    }

    public Task<SyncReport> CarryOutAsync(string plan, Func<PlanRequest, PlanRequest>? with = null)
    {
        Outcomes.Clear();
        PlanRequest request = new() { PlanFile = Bench.PathOf(plan), OnOutcome = Outcomes.Add };
        return new Synchronizer(Bench.Engine(), Bench.PathOf("state")).CarryOutAsync(with?.Invoke(request) ?? request, default);
    }

    /// <summary>Writes a file that is older than anything the store holds.</summary>
    public string Write(string name, string content, int minutesAgo = 10)
    {
        string path = Bench.WriteFile(name, System.Text.Encoding.UTF8.GetBytes(content));
        File.SetLastWriteTimeUtc(path, DateTime.UtcNow.AddMinutes(-minutesAgo));
        return path;
    }

    public void Put(string key, string content) => Bench.Put(key, System.Text.Encoding.UTF8.GetBytes(content));

    public string Read(string name) => File.ReadAllText(Bench.PathOf(name));

    public string Get(string key) => System.Text.Encoding.UTF8.GetString(Bench.Get(key));

    /// <summary>What did not end as it should, for the message of a failed assertion.</summary>
    public string Trouble => string.Join('\n', Outcomes.Where(static outcome => outcome.Kind is not (OutcomeKind.Done or OutcomeKind.Skipped)));

    public ValueTask DisposeAsync() => Bench.DisposeAsync();
}
