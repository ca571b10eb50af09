using Sluice.S3;
using Sluice.Transfer;
using Sluice.Trees;

namespace Sluice.Sync;

/// <summary>A plan that is to be carried out.</summary>
public sealed record PlanRequest
{
    /// <summary>The file that a dry run wrote.</summary>
    public required string PlanFile { get; init; }

    /// <summary>Where the plan is expected to take from; null for wherever it says. Another one is refused.</summary>
    public Location? Source { get; init; }

    /// <summary>What the plan is expected to bring up to date; null for whatever it says. Another one is refused.</summary>
    public Location? Destination { get; init; }

    /// <summary>Encryption of written objects, which plans do not keep.</summary>
    public SseOptions? Sse { get; init; }

    /// <inheritdoc cref="CopyRequest.AppendOk"/>
    public bool AppendOk { get; init; }

    /// <summary>Customer key of SSE-C sources.</summary>
    public SseCustomerKey? SourceCustomerKey { get; init; }

    /// <summary>Where the run keeps what makes it resumable; null keeps nothing.</summary>
    public JournalRequest? Journal { get; init; }

    /// <summary>As <see cref="SyncRequest.OnNote"/>.</summary>
    public Action<string>? OnNote { get; init; }

    /// <summary>Called once for every item when it has ended, from many threads but never two at once.</summary>
    public Action<ItemOutcome>? OnOutcome { get; init; }
}
