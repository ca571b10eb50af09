using System.Runtime.InteropServices;

namespace Sluice.S3;

/// <summary>Lists keys in byte order, 1,000 a page.</summary>
public sealed record ListObjectsRequest(string Bucket)
{
    /// <summary>Only keys that begin so.</summary>
    public ObjectKey Prefix { get; init; }

    /// <summary>Rolls up keys at this byte string into common prefixes; empty for none.</summary>
    public ObjectKey Delimiter { get; init; }

    /// <summary>Only keys after this one (the store need not hold it).</summary>
    public ObjectKey StartAfter { get; init; }

    /// <summary>Token of the page before; wins over <see cref="StartAfter"/>.</summary>
    public string? ContinuationToken { get; init; }

    /// <summary>Keys a page, 1 to 1,000. Default 1,000.</summary>
    public int MaxKeys { get; init; } = 1000;
}

/// <summary>One page of a listing. Falls back to ListObjects version 1 where a store has no version 2.</summary>
/// <param name="Objects">In the store's order.</param>
/// <param name="CommonPrefixes">Rolled-up prefixes, in order.</param>
/// <param name="NextToken">Token of the next page; null at the end.</param>
public sealed record ListObjectsPage(IReadOnlyList<ListedObject> Objects, IReadOnlyList<ObjectKey> CommonPrefixes, string? NextToken)
{
    /// <summary>The objects, to be gone through without copying each.</summary>
    internal ReadOnlySpan<ListedObject> Span => Objects switch
    {
        List<ListedObject> list => CollectionsMarshal.AsSpan(list),
        ListedObject[] array => array,
        _ => Objects.ToArray(),
    };

    /// <summary>Of a listing of the past: keys of which the store does not tell what they were, in order.</summary>
    public IReadOnlyList<ObjectKey> Untold { get; init; } = [];
}
