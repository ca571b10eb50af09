using System.Text;
using Sluice.Locations;
using Sluice.S3;
using Sluice.S3.Auth;
using Sluice.Sync.Content;
using Sluice.Transfer;
using Sluice.Transfer.Copying;
using Sluice.Transfer.Parts;
using Sluice.Transfer.Preserving;

namespace Sluice.Sync;

/// <summary>One end of a sync: a prefix of a store, or a directory.</summary>
/// <param name="Root">The prefix, which is empty or ends in a slash, or the directory as given.</param>
/// <param name="Client">The store; null for this machine.</param>
/// <param name="LinkSuffix">Behind the names of symbolic links of a directory, which then are items themselves; null takes them for what they lead to.</param>
internal sealed record SyncSide(Location Root, S3Client? Client, string? LinkSuffix = null)
{
    /// <summary>The directory; null in a store.</summary>
    public string? Directory => (Root as LocalLocation)?.Path;

    /// <summary>The prefix; null on this machine.</summary>
    public S3Location? Prefix => Root as S3Location;

    /// <summary>The side that a location means.</summary>
    public static SyncSide Of(Location location, S3ClientFactory clients, Preserve preserve = Preserve.None) => location is S3Location s3
        ? new SyncSide(s3 with { Key = CopyDestination.AsPrefix(s3.Key), IsLiteral = true }, clients.For(s3.Profile))
        : new SyncSide(location, null, preserve.HasFlag(Preserve.Symlinks) ? LinkText.Suffix : null);

    /// <summary>Begins to list it.</summary>
    public SideStream Open(bool followDirectoryLinks, CancellationToken cancellationToken, bool skipLinks = false, OwnFiles? own = null) =>
        Root is S3Location s3 ? new ObjectSide(Client!, s3, cancellationToken) : new LocalSide(Directory!, followDirectoryLinks, LinkSuffix, skipLinks, own);

    /// <summary>The side, as comparisons of contents know it.</summary>
    public SideRoot ToRoot() => new(Root, Client);

    /// <summary>Where an item of this name is, or would be.</summary>
    public Location At(ReadOnlySpan<byte> name) => Root is S3Location s3
        ? s3 with { Key = s3.Key.Append(name) }
        : new LocalLocation(PathOf(name));

    /// <summary>Where an item of this side is.</summary>
    public Location At(in SideItem item) => item.Path is { } path ? new LocalLocation(path) : Prefix! with { Key = item.Object!.Value.Key };

    /// <summary>The path of a name that can be a file here.</summary>
    public string PathOf(ReadOnlySpan<byte> name)
    {
        string relative = Encoding.UTF8.GetString(name);
        string path = Path.Join(Directory, Path.DirectorySeparatorChar == '/' ? relative : relative.Replace('/', Path.DirectorySeparatorChar));
        return LinkSuffix is { } suffix && path.EndsWith(suffix, StringComparison.Ordinal) && FileStatus.OfLink(path[..^suffix.Length]).Kind == FileKind.Link ? path[..^suffix.Length] : path;
    }

    /// <summary>What a file of this side is now; of a link, when links are items.</summary>
    public FileStatus StatusOf(in SideItem item) =>
        LinkSuffix is not null && FileStatus.OfLink(item.Path!) is { Kind: FileKind.Link } link ? link : FileStatus.Of(item.Path!);

    /// <summary>An object of this side, as its listing showed it.</summary>
    public ObjectSource SourceOf(in SideItem item)
    {
        S3Location root = Prefix!;
        ListedObject listed = item.Object!.Value;
        return new ObjectSource(Client!, root.Profile, root.Bucket, listed.Key, listed.Size ?? -1, listed.ETag, listed.LastModified) { StorageClass = listed.StorageClass };
    }
}
