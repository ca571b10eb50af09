using System.Text.RegularExpressions;
using Sluice.Failures;
using Sluice.S3;
using Sluice.Sftp.Protocol;
using Sluice.Trees;
using Sluice.Trees.Local;

namespace Sluice.Sftp;

/// <summary>The files below a directory of a host, those that match a pattern, or one file. What is no file is an item with a problem; a directory that is not there has no items.</summary>
/// <param name="root">The directory, or the one file.</param>
internal sealed class SftpTree(SftpLocation root) : Tree
{
    readonly byte[] _root = RemotePath.Of(root.Path.Bytes);
    readonly EmptiedDirectories _emptied = new();
    readonly RealWay _way = new();

    /// <summary>Symbolic links are items themselves, under their names with <see cref="LinkText.Suffix"/> behind them; else they are what they lead to.</summary>
    public bool KeepsLinks { get; init; }

    /// <summary>What names must match; null for all.</summary>
    public Regex? Pattern { get; init; }

    /// <summary>The host.</summary>
    public SftpHost Host => root.Hosts.At(root.Endpoint);

    /// <inheritdoc/>
    public override Location Root => root;

    /// <inheritdoc/>
    public override TreeListing List(TreeQuery query, CancellationToken cancellationToken)
    {
        if (Shape != TreeShape.One)
            return new SftpListing(this, query, cancellationToken);
        return Find(ReadOnlyMemory<byte>.Empty, query, cancellationToken, out TreeEntry? found) is { } failure ? new SingleListing(null, failure)
            : found is null ? new SingleListing(null, new Failure(FailureKind.NotFound, RetryClass.Never, $"{root}: There is no such file or directory.") { Code = "Missing" })
            : new SingleListing(found);
    }

    /// <inheritdoc/>
    public override Failure? Find(ReadOnlyMemory<byte> name, TreeQuery query, CancellationToken cancellationToken, out TreeEntry? found)
    {
        found = null;
        try
        {
            if (LinkAt(name.Span, out RemoteAttributes link) is not null)
                found = LinkOf(name, link);
            else if (RemoteFile.Status(Host, PathOf(name.Span), At(name.Span).ToString()!, out _) is { } status)
                found = EntryOf(name, status);
            return null;
        }
        catch (PlaceException exception)
        {
            return exception.Failure;
        }
    }

    /// <inheritdoc/>
    public override Location At(ReadOnlySpan<byte> name) => AtPlace(name);

    SftpLocation AtPlace(ReadOnlySpan<byte> name) => name.IsEmpty ? root : root with { Path = root.Path.AsPrefix() is { IsEmpty: false } prefix ? prefix.Append(name) : new ObjectKey([(byte)'/', .. name]) };

    /// <inheritdoc/>
    public override bool HasDirectory(ReadOnlySpan<byte> name)
    {
        try
        {
            return RemoteFile.Status(Host, PathOf(name.TrimEnd((byte)'/')), root.ToString(), out _) is { IsDirectory: true };
        }
        catch (PlaceException)
        {
            return false;
        }
    }

    /// <inheritdoc/>
    public override string? ProblemOf(ReadOnlySpan<byte> name)
    {
        if (RemotePath.ProblemOf(name) is { } problem)
            return problem;
        string text = RawText.Of(name);
        return UnfinishedName.IsOne(text.AsSpan(text.LastIndexOf('/') + 1)) ? "it is one that Sluice gives to unfinished files" : null;
    }

    /// <inheritdoc/>
    public override Failure? Open(in TreeEntry entry, out UploadSource? source)
    {
        source = null;
        try
        {
            string place = At(entry.Name.Span).ToString()!;
            if (LinkAt(entry.Name.Span, out _) is { } link && RemoteFile.LinkTarget(Host, link, place) is { } target)
            {
                if (!LinkText.TryParse(target, out _))
                    return Failure.Local("BadLink", $"{place}: The link's target is not valid UTF-8.");
                source = new LinkSource(At(entry.Name.Span), target, () => RemoteFile.LinkTarget(Host, link, place));
            }
            else
                source = SftpSource.Open(Host, PathOf(entry.Name.Span), At(entry.Name.Span), entry.Size ?? 0);
            return null;
        }
        catch (PlaceException exception)
        {
            return exception.Failure;
        }
    }

    /// <inheritdoc/>
    public override DownloadSink Create(ReadOnlySpan<byte> name, bool keepsExisting = false) => new SftpSink(Host, PathOf(name), AtPlace(name)) { KeepsExisting = keepsExisting, MakesWay = KeepsLinks && Shape != TreeShape.One ? WayTo(name) : null };

    /// <inheritdoc/>
    public override DownloadSink CreateLink(ReadOnlySpan<byte> name, bool keepsExisting = false) => new SftpLinkSink(Host, PathOf(name), At(name).ToString()!, WayTo(name)) { KeepsExisting = keepsExisting };

    Action WayTo(ReadOnlySpan<byte> name)
    {
        byte[] own = name.ToArray();
        return () => _way.Make(this, own);
    }

    /// <inheritdoc/>
    public override Failure? Remove(in TreeEntry entry, UploadSource? read)
    {
        byte[] path = PathOf(entry.Name.Span);
        string place = At(entry.Name.Span).ToString()!;
        try
        {
            if (read?.Change() is { } change)
                return change;
            byte[]? link = LinkAt(entry.Name.Span, out RemoteAttributes itself);
            path = link ?? path;
            if ((link is null ? RemoteFile.Status(Host, path, place, out _) : itself) is not { } now)
                return null;
            if (!(now.IsFile || link is not null) || now.Size != entry.Size || now.ModifiedTime != entry.Modified)
                return Failure.Changed($"{place} is another one by now, and stays.");
            SftpRequest removed = Host.Ask(_ => new SftpRequest(PacketType.Remove, path.Length + 8).Add(path), out int attempts);
            // An answer that was lost may have been that it is gone.
            if (attempts == 1 || SftpStatus.CodeOf(removed) != StatusCode.NoSuchFile)
                RemoteFile.Check(removed, place, "remove");
            _emptied.Add(entry.Name.Span);
            return null;
        }
        catch (PlaceException exception)
        {
            return exception.Failure;
        }
    }

    /// <inheritdoc/>
    public override void RemoveEmptied(CancellationToken cancellationToken) => _emptied.Remove(this, cancellationToken);

    /// <inheritdoc/>
    public override (string Code, string Message)? WhyEmpty(CancellationToken cancellationToken) => Shape == TreeShape.Pattern
        ? ("NoMatch", $"Nothing matches {Given}.")
        : HasDirectory([]) ? ("NoMatch", $"{Given} has no files.") : ("Missing", $"{Given}: There is no such directory.");

    /// <summary>The server's path of a name; throws for one that would lead out of the tree.</summary>
    public byte[] PathOf(ReadOnlySpan<byte> name) => RemotePath.ProblemOf(name) is { } problem
        ? throw new PlaceException(Failure.Local("BadName", $"{root}: {DisplayText.Of(name)} cannot be a name there: {problem}."))
        : RemotePath.Join(_root, name);

    /// <summary>An item of what a server says of it.</summary>
    public static TreeEntry EntryOf(ReadOnlyMemory<byte> name, in RemoteAttributes status) => new(name, status.IsFile ? status.Size : 0, status.ModifiedTime)
    {
        Posix = new PosixStatus((int)(status.Mode ?? 0), status.User, status.Group),
        Problem = ProblemOf(status),
    };

    /// <summary>A symbolic link that is an item itself.</summary>
    public static TreeEntry LinkOf(ReadOnlyMemory<byte> name, in RemoteAttributes itself) => new(name, itself.Size, itself.ModifiedTime) { IsLink = true };

    // The path of a link that is an item; null for another one.
    byte[]? LinkAt(ReadOnlySpan<byte> name, out RemoteAttributes itself)
    {
        itself = default;
        if (!KeepsLinks || !LinkText.IsName(name))
            return null;
        byte[] path = PathOf(name[..^LinkText.SuffixBytes.Length]);
        if (RemoteFile.Status(Host, path, At(name).ToString()!, out _, ofLink: true) is not { IsLink: true } link)
            return null;
        itself = link;
        return path;
    }

    static LocalProblem? ProblemOf(in RemoteAttributes status) =>
        status.IsFile ? status.Size is null ? new LocalProblem("Unreadable", "The server does not tell its size.") : null
        : status.IsDirectory ? new LocalProblem("NotAFile", "A directory, not a file; name the files in it.")
        : new LocalProblem("NotAFile", "A pipe, a socket or a device, not a file.", LocalSkip.Special);
}
