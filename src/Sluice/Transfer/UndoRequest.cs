using Sluice.S3;
using Sluice.Trees;

namespace Sluice.Transfer;

/// <summary>What is to become again what it was, as the user asked for it. The bucket must keep versions.</summary>
public sealed record UndoRequest
{
    /// <summary>Buckets, prefixes, patterns or objects; at least one.</summary>
    public required IReadOnlyList<Location> Targets { get; init; }

    /// <summary>When they were as they are to be again, by the clock of the store.</summary>
    public required DateTimeOffset To { get; init; }

    /// <summary>Treat a key without a trailing slash as a prefix.</summary>
    public bool Recursive { get; init; }

    /// <summary>
    /// Where nothing but delete markers hides what was there, remove them instead of copying it: no bytes move, and that it was ever removed is forgotten, so that
    /// undoing the undo does not remove it again. Default false.
    /// </summary>
    public bool RemoveMarkers { get; init; }

    /// <summary>Customer key of SSE-C objects, which they keep.</summary>
    public SseCustomerKey? CustomerKey { get; init; }

    /// <summary>Which items take part.</summary>
    public ItemFilter Filter { get; init; } = ItemFilter.All;

    /// <summary>Most objects that may go because they were not there (a delete marker hides each); with one more, nothing is done at all. All of them are listed first. Null for no limit.</summary>
    public DeletionLimit? MaxDelete { get; init; }

    /// <summary>List and report only.</summary>
    public bool DryRun { get; init; }

    /// <summary>Where the run keeps what makes it resumable; null keeps nothing.</summary>
    public JournalRequest? Journal { get; init; }

    /// <summary>Called once for every item when it has ended, from many threads but never two at once. What is as it was ends as skipped with the code <c>Same</c>.</summary>
    public Action<ItemOutcome>? OnOutcome { get; init; }
}
