using Sluice.S3;
using Sluice.Trees.Local;

namespace Sluice.Transfer;

/// <summary>What every run has, whatever it does.</summary>
/// <param name="Operation">The command, as outcomes name it: <c>cp</c>, <c>rm</c>, <c>sync</c>.</param>
internal sealed record RunRequest(string Operation)
{
    /// <summary>Called once for every item when it has ended, from many threads but never two at once.</summary>
    public Action<ItemOutcome>? OnOutcome { get; init; }

    /// <summary>Each source is removed once its copy is verified and published.</summary>
    public bool RemovesSources { get; init; }

    /// <summary>Bytes of what is found need not move, whatever they are: it is removed.</summary>
    public bool MovesNothing { get; init; }

    /// <summary>What is written is looked at, of many objects some, whatever the store answers: nothing that the run itself knows would tell that it was not.</summary>
    public bool LooksBack { get; init; }

    /// <summary>What of local trees is left out.</summary>
    public LocalSkip Skips { get; init; }

    /// <summary>Of a file that grows while it is sent, what was there at the start is enough.</summary>
    public bool AppendOk { get; init; }

    /// <summary>Customer key of SSE-C sources.</summary>
    public SseCustomerKey? SourceCustomerKey { get; init; }

    /// <inheritdoc cref="CopyRequest.NoClobber"/>
    public bool KeepsExisting { get; init; }

    /// <inheritdoc cref="CopyRequest.Carried"/>
    public CarriedAttributes Carried { get; init; } = CarriedAttributes.Default;

    /// <inheritdoc cref="CopyRequest.TagsRequired"/>
    public bool TagsRequired { get; init; }

    /// <summary>The storage class that was given for all that is written; null for none.</summary>
    public string? StorageClass { get; init; }

    /// <summary>False: what is downloaded is not hashed, and compared by its size only. Uploads follow <see cref="TransferOptions.Checksum"/>.</summary>
    public bool Validates { get; init; } = true;

    /// <summary>Where the run keeps what makes it resumable; null keeps nothing.</summary>
    public JournalRequest? Journal { get; init; }

    /// <summary>Files and directories that this run writes besides its items, which are never items themselves.</summary>
    public IReadOnlyList<string> OwnPaths { get; init; } = [];

    /// <summary>Items that an earlier run has done are left out. For runs that do not look at their destination themselves.</summary>
    public bool LeavesOutDone { get; init; }
}
