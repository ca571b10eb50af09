using System.Text;
using Sluice.S3;
using Sluice.Trees.Local;

namespace Sluice.Trees;

/// <summary>One item of a tree, under its name relative to the root.</summary>
/// <param name="Name">UTF-8 bytes relative to the root, with forward slashes; what the two sides are joined by.</param>
/// <param name="Size">Bytes; null for an object whose listing does not tell. Unknown is equal to nothing, also not to unknown.</param>
/// <param name="Modified">Last write: of the file, or of the object as the listing says; null when it does not tell.</param>
internal readonly record struct TreeEntry(ReadOnlyMemory<byte> Name, long? Size, DateTimeOffset? Modified)
{
    /// <summary>The object, of a tree in a store.</summary>
    public ListedObject? Object { get; init; }

    /// <summary>All that the store says of the object, where it was asked already.</summary>
    public ObjectInfo? Info { get; init; }

    /// <summary>By how much the store's clock was before this machine's when it was listed; 0 when that is unknown, and for files.</summary>
    public TimeSpan Ahead { get; init; }

    /// <summary>The full path, in a tree on this machine's disk.</summary>
    public string? Path { get; init; }

    /// <summary>Number of the file in its file system; 0 where nobody says.</summary>
    public ulong Inode { get; init; }

    /// <summary>Last change of the file's content or attributes when it was listed, in nanoseconds since 1970; null where nobody has asked.</summary>
    public Int128? ChangedNanoseconds { get; init; }

    /// <summary>What the place tells of the file besides; null where it tells nothing, or <see cref="Path"/> does.</summary>
    public PosixStatus? Posix { get; init; }

    /// <summary>A symbolic link that is an item itself, of a tree that is neither in a store nor on this machine's disk.</summary>
    public bool IsLink { get; init; }

    /// <summary>Why this is no file that can be read; null for a file or an object.</summary>
    public LocalProblem? Problem { get; init; }

    /// <summary>True for a directory whose entries nobody has seen: what is below it is not known.</summary>
    public bool IsClosedDirectory => Problem is { IsOwn: false } && (Name.IsEmpty || Name.Span[^1] == (byte)'/');

    /// <summary>The version that a list or a listing of versions has named; null for what has the name.</summary>
    public string? NamedVersion => Object?.Version?.Id;

    /// <summary>The version it is, as far as anybody tells.</summary>
    public string? VersionId => Info?.VersionId ?? NamedVersion;

    /// <summary>The same as one version of the object, which a list has named; as it is for no id.</summary>
    public TreeEntry OfVersion(string? id) => id is not null && Object is { } found ? this with { Object = found with { Version = ObjectVersion.Named(id) } } : this;

    /// <summary>The name as text, for filters; bytes that are not UTF-8 come out as U+FFFD.</summary>
    public string Text => Encoding.UTF8.GetString(Name.Span);
}
