using Sluice.Client.Runs;
using Sluice.Sync;
using Sluice.Transfer;
using Sluice.Verify;

namespace Sluice.Client;

// Runs: many items at once, on workers of the run's own. Several may go on at a time; each has memory and connections of its own, and
// the figures of requests in a report are those of the client while it ran. An item that failed is an outcome and never an exception.
public sealed partial class SluiceClient
{
    /// <summary>Copies, or moves, files, directories, objects and prefixes. Throws <see cref="ArgumentException"/> for a request that makes no sense, with all problems. Look at <see cref="TransferReport.Complete"/>.</summary>
    public Task<TransferReport> CopyAsync(CopyRequest request, RunOptions? options = null, CancellationToken cancellationToken = default) =>
        RunAsync("copy", EngineOf(options), (engine, token) => engine.CopyAsync(request, token), static report => report, options, cancellationToken);

    /// <summary>Removes objects and prefixes. Otherwise as <see cref="CopyAsync"/>.</summary>
    public Task<TransferReport> RemoveAsync(RemoveRequest request, RunOptions? options = null, CancellationToken cancellationToken = default) =>
        RunAsync("remove", EngineOf(options), (engine, token) => engine.RemoveAsync(request, token), static report => report, options, cancellationToken);

    /// <summary>Makes what buckets that keep versions hold what they held at a time; nothing is lost by it. Otherwise as <see cref="CopyAsync"/>.</summary>
    public Task<TransferReport> UndoAsync(UndoRequest request, RunOptions? options = null, CancellationToken cancellationToken = default) =>
        RunAsync("undo", EngineOf(options), (engine, token) => engine.UndoAsync(request, token), static report => report, options, cancellationToken);

    /// <summary>Reads or changes what objects have besides their bytes, where they are: tags (<see cref="TagReading"/>, <see cref="TagChange"/>). Throws as <see cref="UndoAsync"/> does.</summary>
    public Task<TransferReport> ApplyAsync(ObjectOperationRequest request, RunOptions? options = null, CancellationToken cancellationToken = default) =>
        RunAsync(request.Operation.Name, EngineOf(options), (engine, token) => engine.ApplyAsync(request, token), static report => report, options, cancellationToken);

    /// <summary>Makes a prefix or directory hold what another one holds. Throws <see cref="SyncException"/> when another sync works on the destination. Look at <see cref="SyncReport.Complete"/>.</summary>
    public Task<SyncReport> SyncAsync(SyncRequest request, RunOptions? options = null, CancellationToken cancellationToken = default) =>
        RunAsync("sync", EngineOf(options), (engine, token) => new Synchronizer(engine, _options.StateDirectory).SyncAsync(request, token), static report => report.Transfer, options, cancellationToken);

    /// <summary>Compares two places name by name. Look at <see cref="VerifyReport.Identical"/>.</summary>
    public Task<VerifyReport> VerifyAsync(VerifyRequest request, RunOptions? options = null, CancellationToken cancellationToken = default) =>
        RunAsync("verify", EngineOf(options), (engine, token) => new TreeVerifier(engine).VerifyAsync(request, token), static report => report.Run, options, cancellationToken);

    TransferEngine EngineOf(RunOptions? options) => new(options?.Engine ?? _options.Engine, _clients);

    async Task<T> RunAsync<T>(string name, TransferEngine engine, Func<TransferEngine, CancellationToken, Task<T>> run, Func<T, TransferReport> transferOf, RunOptions? options, CancellationToken cancellationToken)
    {
        ThrowIfDisposed();
        using CancellationTokenSource either = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, _stop.Token);
        // Awaited by whoever disposes the client: its connections are closed after the runs that use them.
        TaskCompletionSource over = new(TaskCreationOptions.RunContinuationsAsynchronously);
        _runs.TryAdd(over.Task, 0);
        try
        {
            RunTelling telling = RunTelling.Begin(_runLogger, name);
            T report;
            await using (ProgressReports.Begin(engine, options).ConfigureAwait(false))
                report = await telling.FollowAsync(() => run(engine, either.Token), transferOf).ConfigureAwait(false);
            if (transferOf(report).Interrupted && options is not { ReportWhenCanceled: true })
            {
                cancellationToken.ThrowIfCancellationRequested();
                ThrowIfDisposed();
            }
            return report;
        }
        finally
        {
            _runs.TryRemove(over.Task, out _);
            over.SetResult();
        }
    }
}
