using Sluice.S3.Auth;

namespace Sluice.Transfer;

/// <summary>Runs copies and removals: lists, plans, moves parts in parallel, verifies, publishes, keeps the ledger.</summary>
public sealed class TransferEngine(EngineOptions options, S3ClientFactory clients)
{
    /// <summary>The settings.</summary>
    public EngineOptions Options { get; } = options;

    /// <summary>The clients of all profiles.</summary>
    public S3ClientFactory Clients { get; } = clients;

    /// <summary>The run under way, as it stands; safe to call at any time.</summary>
    public TransferProgress Progress => throw new NotImplementedException();

    /// <summary>Copies. Throws <see cref="ArgumentException"/> for a request that makes no sense, with all problems; never for an item that failed.</summary>
    public Task<TransferReport> CopyAsync(CopyRequest request, CancellationToken cancellationToken) => throw new NotImplementedException();

    /// <summary>Removes.</summary>
    public Task<TransferReport> RemoveAsync(RemoveRequest request, CancellationToken cancellationToken) => throw new NotImplementedException();
}
