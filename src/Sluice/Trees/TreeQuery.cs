using Sluice.S3;
using Sluice.Trees.Listing;
using Sluice.Trees.Local;

namespace Sluice.Trees;

/// <summary>How a tree is listed, and what of it.</summary>
internal sealed record TreeQuery
{
    /// <summary>In byte order of names, as whoever joins two trees needs it.</summary>
    public static TreeQuery Sorted { get; } = new();

    /// <summary>The order of the names. Default sorted, which a store that has none answers with an error.</summary>
    public ListingOrder Order { get; init; } = ListingOrder.Sorted;

    /// <summary>No name before this one is asked for; null for all. What cannot begin in the middle lists them all the same.</summary>
    public ReadOnlyMemory<byte>? From { get; init; }

    /// <summary>No name behind this one is asked for; null for all. What cannot end in the middle lists them all the same.</summary>
    public ReadOnlyMemory<byte>? Through { get; init; }

    /// <summary>Pages that a listing may be ahead of who reads it; null for its own default.</summary>
    public int? PagesAhead { get; init; }

    /// <summary>Enter symbolic links to directories.</summary>
    public bool FollowDirectoryLinks { get; init; }

    /// <summary>Symbolic links are left out, unless those to directories are entered.</summary>
    public bool SkipLinks { get; init; }

    /// <summary>What this run itself writes, which is never an item.</summary>
    public OwnFiles Own { get; init; } = OwnFiles.None;

    /// <summary>A list may name several versions of an object, each an item of its own. False where they would be contents of one name: then such a list is an error.</summary>
    public bool TakesVersions { get; init; }

    /// <summary>The key of objects that are encrypted with one of their owner's.</summary>
    public SseCustomerKey? CustomerKey { get; init; }
}
