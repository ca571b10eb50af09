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
            if (RemoteFile.Status(Host, PathOf(name.Span), At(name.Span).ToString()!, out _) is { } status)
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
            source = SftpSource.Open(Host, PathOf(entry.Name.Span), At(entry.Name.Span), entry.Size ?? 0);
            return null;
        }
        catch (PlaceException exception)
        {
            return exception.Failure;
        }
    }

    /// <inheritdoc/>
    public override DownloadSink Create(ReadOnlySpan<byte> name, bool keepsExisting = false) => new SftpSink(Host, PathOf(name), AtPlace(name)) { KeepsExisting = keepsExisting };

    /// <inheritdoc/>
    public override Failure? Remove(in TreeEntry entry, UploadSource? read)
    {
        byte[] path = PathOf(entry.Name.Span);
        string place = At(entry.Name.Span).ToString()!;
        try
        {
            if (read?.Change() is { } change)
                return change;
            if (RemoteFile.Status(Host, path, place, out _) is not { } now)
                return null;
            if (!now.IsFile || now.Size != entry.Size || now.ModifiedTime != entry.Modified)
                return Failure.Changed($"{place} is another one by now, and stays.");
            SftpRequest removed = Host.Ask(_ => new SftpRequest(PacketType.Remove, path.Length + 8).Add(path), out int attempts);
            // An answer that was lost may have been that it is gone.
            if (attempts == 1 || SftpStatus.CodeOf(removed) != StatusCode.NoSuchFile)
                RemoteFile.Check(removed, place, "remove");
            return null;
        }
        catch (PlaceException exception)
        {
            return exception.Failure;
        }
    }

    /// <inheritdoc/>
    public override (string Code, string Message)? WhyEmpty(CancellationToken cancellationToken) => Shape == TreeShape.Pattern
        ? ("NoMatch", $"Nothing matches {Given}.")
        : HasDirectory([]) ? ("NoMatch", $"{Given} has no files.") : ("Missing", $"{Given}: There is no such directory.");

    /// <summary>The server's path of a name; throws for one that would lead out of the tree.</summary>
    public byte[] PathOf(ReadOnlySpan<byte> name) => RemotePath.ProblemOf(name) is { } problem
        ? throw new PlaceException(Failure.Local("BadName", $"{root}: {DisplayText.Of(name)} cannot be a name there: {problem}."))
        : RemotePath.Join(_root, name);

    /// <summary>An item of what a server says of it.</summary>
    public static TreeEntry EntryOf(ReadOnlyMemory<byte> name, in RemoteAttributes status) => new(name, status.IsFile ? status.Size : 0, status.ModifiedTime) { Problem = ProblemOf(status) };

    static LocalProblem? ProblemOf(in RemoteAttributes status) =>
        status.IsFile ? status.Size is null ? new LocalProblem("Unreadable", "The server does not tell its size.") : null
        : status.IsDirectory ? new LocalProblem("NotAFile", "A directory, not a file; name the files in it.")
        : new LocalProblem("NotAFile", "A pipe, a socket or a device, not a file.", LocalSkip.Special);
}
