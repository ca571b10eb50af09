using Sluice.Jobs.Deltas;
using Sluice.Trees;

namespace Sluice.Jobs.Chunks;

/// <summary>An item of a chunk, as it was listed when the job was created.</summary>
/// <param name="Name">Below the job's source.</param>
/// <param name="Size">Bytes; null where the listing told none.</param>
/// <param name="Modified">When it was written; null where the listing told none.</param>
/// <param name="ETag">Its ETag; null where there is none.</param>
/// <param name="StorageClass">Storage class; null for the standard one.</param>
/// <param name="IsRemoved">It is gone from the source, and its copy is to go too.</param>
internal readonly record struct ChunkItem(byte[] Name, long? Size, DateTimeOffset? Modified, string? ETag, string? StorageClass, bool IsRemoved = false)
{
    /// <summary>The version that is meant, of an object that a list names with one; null for the latest.</summary>
    public string? Version { get; init; }

    /// <summary>Of a range of names, which begins behind <see cref="Name"/>: the last one that may be in it. Null for an object, and for a range without an end.</summary>
    public byte[]? Through { get; init; }

    /// <summary>Of one that is gone: what is known of the copy that is to go. Null where nothing is, as at first.</summary>
    public MadeCopy? Copy { get; init; }

    /// <summary>Of an object that several workers copy: bytes of a range. Null for one that is copied whole.</summary>
    public long? SplitSize { get; init; }

    /// <summary>Where it is, in the tree that it was listed in.</summary>
    public Location In(Tree tree) => Version is null ? tree.At(Name) : tree.At(tree.Entry(Name, null, null, null).OfVersion(Version));
}
