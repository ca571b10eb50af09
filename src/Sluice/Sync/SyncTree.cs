using System.Text;
using Sluice.S3;
using Sluice.Transfer;
using Sluice.Transfer.Content;
using Sluice.Transfer.Copying;
using Sluice.Transfer.Items;
using Sluice.Transfer.Preserving;
using Sluice.Trees;
using Sluice.Trees.Local;
using Sluice.Trees.S3;

namespace Sluice.Sync;

/// <summary>One end of a sync: a prefix of a store, or a directory.</summary>
/// <param name="Root">The prefix, which is empty or ends in a slash, or the directory as given.</param>
/// <param name="Client">The store; null for this machine.</param>
/// <param name="LinkSuffix">Behind the names of symbolic links of a directory, which then are items themselves; null takes them for what they lead to.</param>
internal sealed record SyncTree(Location Root, S3Client? Client, string? LinkSuffix = null)
{
    /// <summary>The directory; null in a store.</summary>
    public string? Directory => (Root as LocalLocation)?.Path;

    /// <summary>The prefix; null on this machine.</summary>
    public S3Location? Prefix => Root as S3Location;

    /// <summary>The side that a location means.</summary>
    public static SyncTree Of(Location location, S3ClientFactory clients, Preserve preserve = Preserve.None) => location is S3Location s3
        ? new SyncTree(s3 with { Key = CopyDestination.AsPrefix(s3.Key), IsLiteral = true }, clients.For(s3.Profile))
        : new SyncTree(location, null, preserve.HasFlag(Preserve.Symlinks) ? LinkText.Suffix : null);

    /// <summary>Begins to list it.</summary>
    public TreeListing Open(bool followDirectoryLinks, CancellationToken cancellationToken, bool skipLinks = false, OwnFiles? own = null) =>
        Root is S3Location s3 ? new ObjectListing(Client!, s3, cancellationToken) : new LocalListing(Directory!, followDirectoryLinks, LinkSuffix, skipLinks, own);

    /// <summary>The side, as comparisons of contents know it.</summary>
    public ContentRoot ToRoot() => new(Root, Client);

    /// <summary>Where an item of this name is, or would be.</summary>
    public Location At(ReadOnlySpan<byte> name) => Root is S3Location s3
        ? s3 with { Key = s3.Key.Append(name) }
        : new LocalLocation(PathOf(name));

    /// <summary>Where an item of this side is.</summary>
    public Location At(in TreeEntry item) => item.Path is { } path ? new LocalLocation(path) : Prefix! with { Key = item.Object!.Value.Key };

    /// <summary>The path of a name that can be a file here.</summary>
    public string PathOf(ReadOnlySpan<byte> name)
    {
        string relative = Encoding.UTF8.GetString(name);
        string path = Path.Join(Directory, Path.DirectorySeparatorChar == '/' ? relative : relative.Replace('/', Path.DirectorySeparatorChar));
        return LinkSuffix is { } suffix && path.EndsWith(suffix, StringComparison.Ordinal) && FileStatus.OfLink(path[..^suffix.Length]).Kind == FileKind.Link ? path[..^suffix.Length] : path;
    }

    /// <summary>What a file of this side is now; of a link, when links are items.</summary>
    public FileStatus StatusOf(in TreeEntry item) =>
        LinkSuffix is not null && FileStatus.OfLink(item.Path!) is { Kind: FileKind.Link } link ? link : FileStatus.Of(item.Path!);

    /// <summary>An object of this side, as its listing showed it.</summary>
    public ObjectSource SourceOf(in TreeEntry item)
    {
        S3Location root = Prefix!;
        ListedObject listed = item.Object!.Value;
        return new ObjectSource(Client!, root.Profile, root.Bucket, listed.Key, listed.Size ?? -1, listed.ETag, listed.LastModified) { StorageClass = listed.StorageClass };
    }
}
