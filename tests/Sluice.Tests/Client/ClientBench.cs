using Sluice.Client;
using Sluice.Endpoint;
using Sluice.Tests.Support;
using Sluice.Tests.Transfer;
using Sluice.Transfer;

namespace Sluice.Tests.Client;

/// <summary>A client of its own against the store of an <see cref="EngineBench"/>.</summary>
public sealed class ClientBench : IAsyncDisposable
{
    public const string Bucket = EngineBench.Bucket;

    ClientBench(EngineBench store, SluiceClientOptions options) => (Store, Options, Client) = (store, options, new SluiceClient(options));

    public EngineBench Store { get; }

    public SluiceClientOptions Options { get; }

    public SluiceClient Client { get; }

    public static async Task<ClientBench> StartAsync(int maxConnections = 8, EndpointOptions? endpoint = null, Func<SluiceClientOptions, SluiceClientOptions>? options = null) =>
        Over(await EngineBench.StartAsync(endpoint), maxConnections, options);

    public static async Task<ClientBench> DeviateAsync(Action<StoreRequest, StoreAnswer>? change = null, Func<StoreRequest, StoreAnswer?>? instead = null, int maxConnections = 8) =>
        Over(await EngineBench.DeviateAsync(change, instead), maxConnections, null);

    static ClientBench Over(EngineBench store, int maxConnections, Func<SluiceClientOptions, SluiceClientOptions>? more)
    {
        SluiceClientOptions options = new() { MaxConnections = maxConnections, Defaults = store.Clients.Defaults, Engine = new TransferOptions { Concurrency = 4 } };
        return new ClientBench(store, more?.Invoke(options) ?? options);
    }

    public async Task<byte[]> ReadAsync(string key)
    {
        await using ObjectStream body = await Client.GetObjectAsync(Bucket, key);
        using MemoryStream all = new();
        await body.CopyToAsync(all);
        return all.ToArray();
    }

    /// <summary>Fails instead of hanging: a request thread that is not free is what these tests look for.</summary>
    public static Task<T> SoonAsync<T>(Task<T> call) => call.WaitAsync(TimeSpan.FromSeconds(20));

    public async ValueTask DisposeAsync()
    {
        await Client.DisposeAsync();
        await Store.DisposeAsync();
    }
}
