using System.Text;
using System.Text.RegularExpressions;
using Sluice.Failures;
using Sluice.Trees.Names;

namespace Sluice.Trees.Local;

/// <summary>The files below a directory, those that match a pattern, or one file. What is no file is an item with a problem; a directory that is not there has no items.</summary>
/// <param name="path">The directory, or the one file.</param>
/// <param name="keepsLinks">Symbolic links are items themselves, under their names with <see cref="LinkText.Suffix"/> behind them; else they are what they lead to.</param>
internal sealed class LocalTree(string path, bool keepsLinks) : Tree
{
    IReadOnlyList<string>? _own;

    /// <summary>The directory, or the one file.</summary>
    public string Path => path;

    /// <summary>What is there.</summary>
    public FileKind Kind => FileStatus.From(path).Kind;

    /// <summary>Symbolic links are items themselves.</summary>
    public bool KeepsLinks => keepsLinks;

    /// <summary>What names must match; null for all.</summary>
    public Regex? Pattern { get; init; }

    /// <inheritdoc/>
    public override Location Root => new LocalLocation(path);

    /// <inheritdoc/>
    public override LocalTree Files => this;

    /// <inheritdoc/>
    public override string? RemovalProblem => $"{Given} is on this machine; only objects are removed.";

    /// <inheritdoc/>
    public override TreeListing List(TreeQuery query, CancellationToken cancellationToken) => Shape == TreeShape.One
        ? new SingleListing(EntryAt(ReadOnlyMemory<byte>.Empty, path, query) is var entry && query.Own.Covers(path) ? entry with { Problem = OwnFiles.NamedProblem } : entry)
        : new LocalListing(this, query);

    /// <inheritdoc/>
    public override Failure? Find(ReadOnlyMemory<byte> name, TreeQuery query, CancellationToken cancellationToken, out TreeEntry? found)
    {
        if (Shape == TreeShape.One)
        {
            found = EntryAt(name, path, query);
            return null;
        }
        string text = Encoding.UTF8.GetString(name.Span), at = System.IO.Path.Join(path, text);
        TreeEntry entry = EntryAt(name, at, query);
        if (OwnFiles.Covers(_own ??= query.Own.Below(path), text) || query.Own.Has(at, FileStatus.From(at)))
            entry = entry with { Problem = OwnFiles.NamedProblem };
        else if (new NamedFiles(path, query.FollowDirectoryLinks).IsBehindLink(text))
            entry = entry with { Problem = NamedFiles.BehindLink };
        found = entry;
        return null;
    }

    /// <inheritdoc/>
    public override Location At(ReadOnlySpan<byte> name) => new LocalLocation(PathOf(name));

    /// <inheritdoc/>
    public override Location At(in TreeEntry entry) => new LocalLocation(entry.Path ?? PathOf(entry.Name.Span));

    /// <inheritdoc/>
    public override TreeEntry Entry(ReadOnlyMemory<byte> name, long? size, DateTimeOffset? modified, string? etag) => new(name, size, modified) { Path = PathOf(name.Span) };

    /// <summary>The path of a name that can be a file here.</summary>
    public string PathOf(ReadOnlySpan<byte> name)
    {
        if (Shape == TreeShape.One && name.IsEmpty)
            return path;
        string relative = Encoding.UTF8.GetString(name);
        string full = System.IO.Path.Join(path, System.IO.Path.DirectorySeparatorChar == '/' ? relative : relative.Replace('/', System.IO.Path.DirectorySeparatorChar));
        return keepsLinks && full.EndsWith(LinkText.Suffix, StringComparison.Ordinal) && FileStatus.FromLink(full[..^LinkText.Suffix.Length]).Kind == FileKind.Link ? full[..^LinkText.Suffix.Length] : full;
    }

    /// <summary>What a file of it is now; of a link, when links are items.</summary>
    public FileStatus StatusOf(in TreeEntry entry) => keepsLinks && FileStatus.FromLink(entry.Path!) is { Kind: FileKind.Link } link ? link : FileStatus.From(entry.Path!);

    /// <summary>True for a symbolic link that is an item itself.</summary>
    public bool IsLink(in TreeEntry entry) => keepsLinks && entry.Name.Span.EndsWith(LinkText.SuffixBytes) && FileStatus.FromLink(entry.Path!).Kind == FileKind.Link;

    /// <inheritdoc/>
    public override bool HasDirectory(ReadOnlySpan<byte> name) => Shape == TreeShape.Container
        && (name.IsEmpty ? Directory.Exists(path) : KeyPath.TryToPath(name, out string relative, out _) && Directory.Exists(System.IO.Path.Join(path, relative)));

    /// <inheritdoc/>
    public override string? ProblemOf(ReadOnlySpan<byte> name) => KeyPath.TryToPath(name, out _, out string why) ? null : why[(why.IndexOf(':', StringComparison.Ordinal) + 2)..].TrimEnd('.');

    /// <inheritdoc/>
    public override Failure? Open(in TreeEntry entry, out UploadSource? source) => Open(entry, isReadWhole: false, out source);

    /// <inheritdoc/>
    public override Failure? OpenWhole(in TreeEntry entry, out UploadSource? source) => Open(entry, isReadWhole: true, out source);

    Failure? Open(in TreeEntry entry, bool isReadWhole, out UploadSource? source)
    {
        if (IsLink(entry))
        {
            string link = entry.Path!;
            source = LinkText.Read(link) is { } target ? new LinkSource(At(entry), target, () => LinkText.Read(link)) : null;
            return source is null ? Failure.Changed($"{At(entry)}: No symbolic link any more, or one whose target is not valid UTF-8.") : null;
        }
        Failure? failure = SourceFile.Open(entry.Path ?? PathOf(entry.Name.Span), out SourceFile? file, isReadWhole);
        source = file;
        return failure;
    }

    /// <inheritdoc/>
    public override Failure? Remove(in TreeEntry entry, UploadSource? read) => read is SourceFile file
        ? SourceFileRemoval.Remove(entry.Path ?? PathOf(entry.Name.Span), file, Shape == TreeShape.One ? null : path)
        : read is LinkSource link ? SourceFileRemoval.RemoveLink(entry.Path!, link.Target, Shape == TreeShape.One ? null : path)
        : base.Remove(entry, read);

    /// <inheritdoc/>
    public override (string Code, string Message)? WhyEmpty(CancellationToken cancellationToken) => Shape == TreeShape.Pattern ? ("NoMatch", "No file matches.") : null;

    static TreeEntry EntryAt(ReadOnlyMemory<byte> name, string at, TreeQuery query)
    {
        FileStatus status = FileStatus.From(at);
        return new TreeEntry(name, status.Length, status.Modified)
        {
            Path = at,
            Inode = status.Inode,
            ChangedNanoseconds = status.ChangedNanoseconds,
            Problem = NamedFiles.ProblemAt(at, status.Kind, query is { SkipLinks: true, FollowDirectoryLinks: false }) ?? ClaimedSize.Problem(at, status),
        };
    }
}
