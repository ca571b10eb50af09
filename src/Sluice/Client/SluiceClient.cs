using System.Collections.Concurrent;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using Sluice.Client.Calls;
using Sluice.S3;
using Sluice.Telemetry;

namespace Sluice.Client;

/// <summary>
/// What a program does with objects: get, put, head, delete, copy and list them one call at a time, presign, and copy, sync, verify and
/// remove many of them in runs. Make one and keep it; it is safe for many threads. Calls wait in a queue for one of
/// <see cref="SluiceClientOptions.MaxConnections"/> request threads of the client's own: they block neither their caller nor a thread
/// of the thread pool. A failed call is an <see cref="S3Exception"/>, a cancelled one an <see cref="OperationCanceledException"/>.
/// </summary>
public sealed partial class SluiceClient : IDisposable, IAsyncDisposable
{
    // Uploads and copies of large objects have workers of their own; more of them at once would be no faster.
    const int MaxLargeObjects = 4;

    readonly SluiceClientOptions _options;
    readonly S3ClientFactory _clients;
    readonly RequestThreads _threads;
    readonly CallObserver _observer;
    readonly ILogger _runLogger;
    // Never disposed: an upload that ends later than the client gives its permit back, and nothing waits on a handle of theirs.
    readonly SemaphoreSlim _largeObjects = new(MaxLargeObjects), _streams;
    readonly ConcurrentDictionary<Task, byte> _runs = new();
    readonly CancellationTokenSource _stop = new();
    int _disposed;

    /// <summary>Takes endpoint, region and credentials from the environment and <c>~/.aws</c>. Opens nothing yet.</summary>
    public SluiceClient() : this(new SluiceClientOptions())
    {
    }

    /// <summary>Opens nothing yet: the first call does. Throws <see cref="ArgumentException"/>, with all problems, for options that cannot be.</summary>
    public SluiceClient(SluiceClientOptions options)
    {
        ArgumentNullException.ThrowIfNull(options);
        List<string> problems = [.. options.Engine.Problems()];
        if (options.MaxConnections is < 1 or > 1024)
            problems.Add($"Most connections are {options.MaxConnections}; 1 to 1,024 can be open.");
        if (problems.Count > 0)
            throw new ArgumentException(string.Join(" ", problems), nameof(options));
        _options = options;
        S3ClientOptions client = options.Defaults.Client;
        _clients = new S3ClientFactory(options.Defaults with { Client = client with { Limits = options.Engine.Limits?.Traffic ?? client.Limits } });
        _threads = new RequestThreads(options.MaxConnections);
        _streams = new SemaphoreSlim(options.MaxConnections);
        ILoggerFactory loggers = options.LoggerFactory ?? NullLoggerFactory.Instance;
        _observer = new CallObserver(loggers.CreateLogger($"{SluiceTelemetry.Name}.Client"), client.Clock);
        _runLogger = loggers.CreateLogger($"{SluiceTelemetry.Name}.Runs");
    }

    /// <summary>The low layer that calls go through: one method per S3 operation, which block the calling thread and return errors as values. Owned by this client. Throws <see cref="S3Exception"/> when there are no credentials.</summary>
    public S3Client LowLevel => _clients.For(null);

    /// <summary>Request threads that there are now.</summary>
    internal int RequestThreadCount => _threads.Count;

    /// <summary>Ends all calls and runs with <see cref="ObjectDisposedException"/>, those that wait at once, and closes the connections. Does not wait for runs.</summary>
    public void Dispose()
    {
        if (Interlocked.Exchange(ref _disposed, 1) != 0)
            return;
        _stop.Cancel();
        _threads.Dispose();
        _clients.Dispose();
    }

    /// <summary>As <see cref="Dispose"/>, and waits until runs have ended.</summary>
    public async ValueTask DisposeAsync()
    {
        Task[] runs = [.. _runs.Keys];
        _stop.Cancel();
        await Task.WhenAll(runs).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        Dispose();
    }

    Task<T> CallAsync<T>(string operation, string bucket, ObjectKey key, Func<S3Client, CancellationToken, S3Result<T>> call, CancellationToken cancellationToken) =>
        _observer.ObserveAsync(operation, bucket, key, () => _threads.RunAsync(token => call(LowLevel, token).Value, cancellationToken));

    void ThrowIfDisposed() => ObjectDisposedException.ThrowIf(_stop.IsCancellationRequested, this);
}
