using Sluice.Failures;
using Sluice.Trees.Local;
using Sluice.Trees.Names;
using Sluice.Trees.S3;

namespace Sluice.Trees;

/// <summary>
/// What a location holds: items under names, listed in the order of their bytes or by the names of a list, looked up, read, written, removed. A new
/// kind of place is a type of this and a <see cref="Location"/> that opens it; what acts on trees need not know it. Trees in a store, and on this
/// machine's disk, say so (<see cref="Objects"/>, <see cref="Files"/>), because a store copies by itself and files keep modes and links.
/// </summary>
internal abstract class Tree
{
    /// <summary>The code of a source that was copied and is not meant to go: it lies outside the tree that was named.</summary>
    public const string Stays = "Stays";

    /// <summary>The code of what was not written because something of its name is there, which was to be left alone.</summary>
    public const string Exists = "Exists";

    /// <summary>The code of a source that was copied and could not be removed.</summary>
    public const string NotRemoved = "NotRemoved";

    /// <summary>The location as it was typed.</summary>
    public required Location Given { get; init; }

    /// <summary>What names are relative to; of <see cref="TreeShape.One"/> the item.</summary>
    public abstract Location Root { get; }

    /// <summary>The last part of its name, which it keeps in a directory; empty when it has none.</summary>
    public string BaseName { get; init; } = "";

    /// <summary>What it is.</summary>
    public TreeShape Shape { get; init; } = TreeShape.Container;

    /// <summary>The store that has it; null elsewhere.</summary>
    public virtual S3Tree? Objects => null;

    /// <summary>The part of this machine's disk that has it; null elsewhere.</summary>
    public virtual LocalTree? Files => null;

    /// <summary>True for standard input and output, which have no names.</summary>
    public virtual bool IsStream => false;

    /// <summary>True when what it lists is how things were at an earlier time: an item may be gone, or another one, by now.</summary>
    public virtual bool ListsThePast => false;

    /// <summary>The first and the last name of a part that stands for the whole, and beyond which it knows nothing; null for a tree that is listed whole.</summary>
    public virtual (ReadOnlyMemory<byte> First, ReadOnlyMemory<byte> Last)? Part => null;

    /// <summary>Why nothing can be removed from it; null when something can.</summary>
    public virtual string? RemovalProblem => null;

    /// <summary>Begins to list it.</summary>
    public abstract TreeListing List(TreeQuery query, CancellationToken cancellationToken);

    /// <summary>Begins to look up the names of a list, instead of listing.</summary>
    public virtual TreeListing Named(NameFeed names, TreeQuery query, CancellationToken cancellationToken) => new NamedListing(this, names, query, cancellationToken);

    /// <summary>Looks one up; why that was not possible, or null. What is not there is null too.</summary>
    public abstract Failure? Find(ReadOnlyMemory<byte> name, TreeQuery query, CancellationToken cancellationToken, out TreeEntry? found);

    /// <summary>Where an item of this name is, or would be.</summary>
    public abstract Location At(ReadOnlySpan<byte> name);

    /// <summary>Where an item is.</summary>
    public virtual Location At(in TreeEntry entry) => At(entry.Name.Span);

    /// <summary>An item again of which only this was kept.</summary>
    public virtual TreeEntry Entry(ReadOnlyMemory<byte> name, long? size, DateTimeOffset? modified, string? etag) => new(name, size, modified);

    /// <summary>True when it has a directory of this name, which is no item of it.</summary>
    public virtual bool HasDirectory(ReadOnlySpan<byte> name) => false;

    /// <summary>Why a name cannot be one here; null when it can.</summary>
    public virtual string? ProblemOf(ReadOnlySpan<byte> name) => null;

    /// <summary>Opens an item to be read; why that was not possible, or null.</summary>
    public abstract Failure? Open(in TreeEntry entry, out UploadSource? source);

    /// <summary>As <see cref="Open(in TreeEntry, out UploadSource?)"/>, for who reads all of it and tries to read more: whether there is more than its size says is his to find out (<see cref="UploadSource.Excess"/>).</summary>
    public virtual Failure? OpenWhole(in TreeEntry entry, out UploadSource? source) => Open(entry, out source);

    /// <summary>Where the bytes of a new item go, under its name when they are complete. Not opened yet.</summary>
    /// <param name="name">The name.</param>
    /// <param name="keepsExisting">What has the name by then is not replaced (<see cref="DownloadSink.KeepsExisting"/>).</param>
    public virtual DownloadSink Create(ReadOnlySpan<byte> name, bool keepsExisting = false) => throw new NotSupportedException($"Nothing is written to {Root} this way.");

    /// <summary>Where the target of a new symbolic link goes. Not opened yet.</summary>
    /// <param name="name">The name of the link, without <see cref="Local.LinkText.Suffix"/>.</param>
    /// <param name="keepsExisting">As in <see cref="Create"/>.</param>
    public virtual DownloadSink CreateLink(ReadOnlySpan<byte> name, bool keepsExisting = false) => throw new NotSupportedException($"No symbolic links are made in {Root}.");

    /// <summary>Removes an item that was listed, or read, if it is still the one; why it is still there, or null.</summary>
    /// <param name="entry">The item.</param>
    /// <param name="read">It as it was read, still open; null when it was not.</param>
    public virtual Failure? Remove(in TreeEntry entry, UploadSource? read) => Failure.Local(NotRemoved, "This source cannot be removed.");

    /// <summary>Removes the directories below its root that removals of its items have left empty, where removing an item does not do that itself. After all removals; what is not empty stays.</summary>
    public virtual void RemoveEmptied(CancellationToken cancellationToken) { }

    /// <summary>What it means that nothing was found: a code and a sentence, which may ask the store. Null where an empty tree is one.</summary>
    public virtual (string Code, string Message)? WhyEmpty(CancellationToken cancellationToken) => null;
}
