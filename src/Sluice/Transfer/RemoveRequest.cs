using Sluice.Trees;
using Sluice.Trees.Names;
using Sluice.Trees.S3;

namespace Sluice.Transfer;

/// <summary>A removal as the user asked for it.</summary>
public sealed record RemoveRequest
{
    /// <summary>Objects, prefixes or globs in S3; at least one.</summary>
    public required IReadOnlyList<Location> Targets { get; init; }

    /// <summary>Treat a key without a trailing slash as a prefix.</summary>
    public bool Recursive { get; init; }

    /// <summary>The names to act on, relative to the one directory or prefix given; nothing is listed then. Null for a listing.</summary>
    public NameList? Names { get; init; }

    /// <summary>Which items take part.</summary>
    public ItemFilter Filter { get; init; } = ItemFilter.All;

    /// <summary>Most items that may be removed; with one more, none is. All of them are listed first. Null for no limit.</summary>
    public DeletionLimit? MaxDelete { get; init; }

    /// <summary>Remove the one object only if it has this ETag, quoted or not; else it is <c>changed</c>. Null for whatever is there.</summary>
    public string? IfMatch { get; init; }

    /// <summary>List and report only.</summary>
    public bool DryRun { get; init; }

    /// <summary>Called once for every item when it has ended, from many threads but never two at once.</summary>
    public Action<ItemOutcome>? OnOutcome { get; init; }
}
