using Sluice.Failures;
using Sluice.Trees;

namespace Sluice.Processing;

/// <summary>What placeholders stand for, of one item: bytes, as its name has them.</summary>
internal readonly struct ItemFields
{
    /// <summary>Fields of an item of a tree, or of a block of it.</summary>
    public ItemFields(Tree tree, in TreeEntry entry, LineBlock? block)
    {
        Block = block;
        Location at = At = tree.At(entry);
        Key = entry.Object is { } found ? found.Key.Memory : entry.Name.IsEmpty ? RawText.BytesOf(at.PathText ?? "") : entry.Name;
        Relative = entry.Name.IsEmpty ? BaseOf(Key) : entry.Name;
        Bucket = at.InStore?.Bucket ?? "";
        ETag = entry.Object?.ETag ?? "";
        Version = entry.VersionId ?? "";
        ContentType = entry.Info?.Attributes.ContentType ?? "";
        Size = entry.Size;
    }

    /// <summary>Where it is.</summary>
    public Location At { get; }

    /// <summary>The block of it; null for all of it.</summary>
    public LineBlock? Block { get; }

    /// <summary>The whole key; of a file, its name below the directory that was given.</summary>
    public ReadOnlyMemory<byte> Key { get; }

    /// <summary>The name below the prefix or directory that was given.</summary>
    public ReadOnlyMemory<byte> Relative { get; }

    /// <summary>The bucket; empty for files.</summary>
    public string Bucket { get; }

    /// <summary>The ETag as listed; empty when there is none.</summary>
    public string ETag { get; }

    /// <summary>The version; empty where it was not asked for.</summary>
    public string Version { get; }

    /// <summary>The content type; empty where it was not asked for.</summary>
    public string ContentType { get; }

    /// <summary>Bytes; null when nobody knows.</summary>
    public long? Size { get; }

    /// <summary>The last part of the name.</summary>
    public ReadOnlyMemory<byte> Name => BaseOf(Relative);

    /// <summary>The name without its last extension. A dot at its beginning begins none.</summary>
    public ReadOnlyMemory<byte> Stem => Name is var name && DotOf(name.Span) is > 0 and int dot ? name[..dot] : Name;

    /// <summary>The last extension, without its dot; empty for none.</summary>
    public ReadOnlyMemory<byte> Extension => Name is var name && DotOf(name.Span) is > 0 and int dot ? name[(dot + 1)..] : default;

    /// <summary>The directory below the prefix that was given, without a slash at its end; empty for none.</summary>
    public ReadOnlyMemory<byte> Directory => Relative.Span.LastIndexOf((byte)'/') is >= 0 and int slash ? Relative[..slash] : default;

    /// <summary>True when there is a directory, which may have an empty name.</summary>
    public bool HasDirectory => Relative.Span.Contains((byte)'/');

    static ReadOnlyMemory<byte> BaseOf(ReadOnlyMemory<byte> name) => name[(name.Span.LastIndexOf((byte)'/') + 1)..];

    static int DotOf(ReadOnlySpan<byte> name) => name.LastIndexOf((byte)'.');
}
