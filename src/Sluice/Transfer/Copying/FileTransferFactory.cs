using System.Text;
using Sluice.Engine;
using Sluice.Failures;
using Sluice.Transfer.Copies;
using Sluice.Transfer.Downloads;
using Sluice.Transfer.Items;
using Sluice.Transfer.Journal;
using Sluice.Transfer.Planning;
using Sluice.Transfer.Preserving;
using Sluice.Transfer.Removing;
using Sluice.Transfer.Sinks;
using Sluice.Trees;
using Sluice.Trees.Local;

namespace Sluice.Transfer.Copying;

/// <summary>
/// Makes downloads of objects: below a directory under their relative names, or to one file. Names that no file here
/// can have, and names that would meet, end as failures that say so.
/// </summary>
internal sealed class FileTransferFactory : TransferFactory
{
    readonly TransferContext _run;
    readonly string _root;
    readonly bool _isDirectory;
    readonly bool _isNull;
    readonly bool _dryRun;
    readonly Preserve _preserve;
    readonly bool _keepsExisting;

    // Only where the file system takes A and a for the same: the names so far, by their folded form.
    readonly Dictionary<string, string>? _folded;
    readonly IReadOnlyList<string> _own;
    string _lastDirectory = "";
    string? _realRoot;
    bool _isLinkedInside;

    /// <summary>Targets below, or at, a path.</summary>
    /// <param name="run">The run.</param>
    /// <param name="destination">The path.</param>
    /// <param name="isDirectory">Items keep their names below it.</param>
    /// <param name="dryRun">Nothing is created.</param>
    /// <param name="foldsCase">Whether the file system folds case; null finds out.</param>
    /// <param name="preserve">What files get from their objects' metadata.</param>
    /// <param name="keepsExisting">What has the name of a file is not replaced.</param>
    public FileTransferFactory(TransferContext run, LocalTree destination, bool isDirectory, bool dryRun, bool? foldsCase = null, Preserve preserve = Preserve.None, bool keepsExisting = false)
    {
        _run = run;
        _root = destination.Path;
        _isDirectory = isDirectory;
        _isNull = new LocalLocation(destination.Path).IsNull;
        _dryRun = dryRun;
        if (!_isNull && !dryRun)
            run.Journal?.Directory(isDirectory ? _root : Path.GetDirectoryName(_root) ?? "");
        _preserve = preserve;
        _keepsExisting = keepsExisting;
        _own = _isNull ? [] : isDirectory ? run.Own.Below(_root) : run.Own.Covers(_root) ? [""] : [];
        if (isDirectory && !_isNull && (foldsCase ?? CaseFolding.IsOn(_root, run.Names, create: !dryRun)))
            _folded = new Dictionary<string, string>(StringComparer.OrdinalIgnoreCase);
    }

    /// <summary>The transfer of an object under this relative name; null when it ended at once.</summary>
    /// <param name="source">The object.</param>
    /// <param name="name">The name.</param>
    /// <param name="listed">What a listing saw there, which is left as it is when it changed since; null for whatever is there.</param>
    public WorkItem? Make(ObjectSource source, ReadOnlySpan<byte> name, ListedFile? listed = null) =>
        Make(new Incoming(source.Location, source.Size, source), name, listed);

    /// <inheritdoc/>
    public override WorkItem? Make(Tree source, in TreeEntry entry, ReadOnlySpan<byte> name) => Make(source, entry, name, listed: null);

    /// <inheritdoc cref="Make(ObjectSource, ReadOnlySpan{byte}, ListedFile?)"/>
    public WorkItem? Make(Tree source, in TreeEntry entry, ReadOnlySpan<byte> name, ListedFile? listed)
    {
        ObjectSource? stored = source.Objects is { } objects ? ObjectSource.From(objects, entry) : null;
        return Make(new Incoming(source.At(entry), entry.Size ?? -1, stored) { Tree = source, Entry = entry }, name, listed);
    }

    WorkItem? Make(in Incoming source, ReadOnlySpan<byte> name, ListedFile? listed)
    {
        if (_isNull)
            return Make(source, new NullSink(), _root);
        // 1 A directory marker: the name of a directory, and no bytes.
        if (_isDirectory && (name.IsEmpty || name[^1] == '/'))
        {
            Mark(source, name);
            return null;
        }
        // 2 The name as a path.
        string path = _root;
        bool isLink = _isDirectory && (source.Object is not null || source.Entry.IsLink) && _preserve.HasFlag(Preserve.Symlinks) && LinkText.IsName(name);
        if (isLink)
            name = name[..^LinkText.SuffixBytes.Length];
        if (_isDirectory)
        {
            if (!KeyPath.TryToPath(name, out string relative, out string problem))
                return Fail(source, "BadName", problem);
            path = Path.Join(_root, relative);
            if (OwnFiles.Covers(_own, relative))
                return Fail(source, OwnFiles.Code, $"{DisplayText.Of(path)}: This run itself writes that file.");
            if (_folded is not null && !_folded.TryAdd(relative, relative))
                return Fail(source, "NameClash", $"This file system does not tell it from {DisplayText.Of(_folded[relative])}.");
        }
        else if (_own.Count > 0)
        {
            return Fail(source, OwnFiles.Code, $"{DisplayText.Of(path)}: This run itself writes that file.");
        }
        else if (FileStatus.From(path).Kind is FileKind.Socket or FileKind.Device)
        {
            return Fail(source, "NotAFile", $"{DisplayText.Of(path)} is a socket or a block device; write to - and redirect that.");
        }
        if (IsOwnName(path, out string why))
            return Fail(source, "BadName", why);
        if (_dryRun)
        {
            if (!EndsAsExisting(source, path))
                _run.Ledger.Planned(source.Location, new LocalLocation(path), source.KnownSize, _run.Planned);
            return null;
        }
        // 3 Its directory. When that fails the transfer finds out, and says why.
        ReadOnlySpan<char> directory = Path.GetDirectoryName(path.AsSpan());
        if (!directory.SequenceEqual(_lastDirectory))
            Prepare(directory.ToString());
        if (_isLinkedInside)
            return Fail(source, "NameClash", $"{DisplayText.Of(path)} lies behind a symbolic link to a directory that has a name of its own at the destination: the two cannot be told apart.");
        // 4 What an earlier run has done, and is still there, is not done again.
        UInt128? fingerprint = !_run.RemembersDone ? null : source.Object is { } stored ? ItemIdentity.FingerprintOf(stored, _run.Paths.Of(path)) : ItemIdentity.FingerprintOf(_run.Paths, source.Tree!, source.Entry, _run.Paths.Of(path));
        if (_run.HasDone(fingerprint, path, source.Size))
        {
            _run.EndDoneBefore(source.Location, new LocalLocation(path), source.KnownSize);
            return null;
        }
        if (EndsAsExisting(source, path))
            return null;
        return Make(source, isLink ? new FileLinkSink(_run.Names, _root, path) { KeepsExisting = _keepsExisting } : new FileSink(_isDirectory ? path : Behind(path), _run.Names, _run.Space, _preserve, LinkRoot, listed, durable: _run.Request.RemovesSources, tree: _isDirectory ? _root : null) { KeepsExisting = _keepsExisting }, path, fingerprint);
    }

    // Before the first byte. What comes later is met when the file gets its name, and what an earlier run began may have its name already.
    bool EndsAsExisting(in Incoming source, string path)
    {
        if (!_keepsExisting || FileStatus.FromLink(path).Kind == FileKind.Missing || _run.Journal?.Has(ItemIdentity.PlaceOf(_run.Paths.Of(path))) == true || _run.MayBeOwnCopy(new LocalLocation(path)))
            return false;
        _run.EndExisting(source.Location, new LocalLocation(path), source.KnownSize);
        return true;
    }

    /// <summary>True, with what is said of it, for a file whose name is of the form that unfinished files have: `cleanup` would remove it.</summary>
    public static bool IsOwnName(string path, out string problem)
    {
        bool isOne = UnfinishedName.IsOne(Path.GetFileName(path.AsSpan()));
        problem = isOne ? $"{DisplayText.Of(path)}: The name is one that Sluice gives to unfinished files, which 'sluice cleanup' removes; give it another." : "";
        return isOne;
    }

    // The one file that was named is written where a link of that name leads, from the beginning: that may be another disk.
    static string Behind(string path) =>
        FileStatus.FromLink(path).Kind == FileKind.Link && FileStatus.From(path).Kind == FileKind.File ? FileStatus.TargetOf(path) ?? path : path;

    // Where links come out of the store, no file may be written through one; else links below the destination are the user's own.
    string? LinkRoot => _isDirectory && _preserve.HasFlag(Preserve.Symlinks) ? _root : null;

    /// <summary>The transfer of an object to a sink.</summary>
    public static WorkItem Make(TransferContext run, ObjectSource source, DownloadSink sink, Location to, UInt128? fingerprint = null, ResumedItem? earlier = null) =>
        Planner.IsOneGet(source.Size, source.ETag, run.Options.PartSize)
            ? new SingleDownload(run, source, sink, to) { Fingerprint = fingerprint, Earlier = earlier, Bytes = source.Size }
            : new RangedDownload(run, source, sink, to) { Fingerprint = fingerprint, Earlier = earlier };

    WorkItem Make(in Incoming source, DownloadSink sink, string path, UInt128? fingerprint = null) => source.Object is { } stored
        ? Make(_run, stored, sink, new LocalLocation(path), fingerprint)
        : new PumpedCopy(_run, source.Tree!, source.Entry, sink, new LocalLocation(path)) { Preserve = _preserve, Fingerprint = fingerprint };

    /// <summary>What is to become a file: an object, or an item of another tree.</summary>
    /// <param name="Location">Where it is.</param>
    /// <param name="Size">Its bytes; -1 when nobody knows.</param>
    /// <param name="Object">The object; null for another item.</param>
    readonly record struct Incoming(Location Location, long Size, ObjectSource? Object)
    {
        public Tree? Tree { get; init; }
        public TreeEntry Entry { get; init; }
        public long KnownSize => Math.Max(0, Size);
    }

    WorkItem? Fail(in Incoming source, string code, string message)
    {
        _run.Ledger.Ended(OutcomeKind.Failed, source.Location, new LocalLocation(_root), code, message);
        return null;
    }

    void Mark(in Incoming source, ReadOnlySpan<byte> name)
    {
        string relative = "";
        if (!name.IsEmpty && !KeyPath.TryToPath(name, out relative, out string problem))
        {
            Fail(source, "BadName", problem);
            return;
        }
        if (source.Size > 0)
        {
            Fail(source, "BadName", "The key cannot be a file name here: it ends in a slash and has bytes.");
            return;
        }
        string path = Path.Join(_root, relative);
        if (_dryRun)
        {
            _run.Ledger.Planned(source.Location, new LocalLocation(path), 0, "The directory would be created.");
            return;
        }
        try
        {
            if (LinkRoot is { } root && RealDirectories.Make(root, Path.TrimEndingDirectorySeparator(path)) is { } refused)
            {
                Fail(source, refused.Code, refused.Message);
                return;
            }
            Directory.CreateDirectory(path);
            if (_run.Request.RemovesSources && source.Object is { } marker && ObjectRemoval.Remove(_run, null, marker) is { } kept)
            {
                _run.Ledger.Ended(kept.Kind, source.Location, new LocalLocation(path), kept.Code, kept.Message);
                return;
            }
            _run.Ledger.Ended(OutcomeKind.Done, 0, Verification.Size, (_run.Ledger.Operation, source.Location, path), static made => new ItemOutcome
            {
                Kind = OutcomeKind.Done,
                Operation = made.Operation,
                From = made.Location,
                To = new LocalLocation(made.path),
                Verified = Verification.Size,
            });
        }
        catch (Exception exception) when (LocalFailure.IsLocal(exception))
        {
            ItemFailure failure = File.Exists(Path.TrimEndingDirectorySeparator(path))
                ? new ItemFailure(OutcomeKind.Failed, "NameClash", $"A file has the name of this directory: {DisplayText.Of(path)}.")
                : ItemFailure.From(exception, path);
            _run.Ledger.Ended(failure.Kind, source.Location, new LocalLocation(path), failure.Code, failure.Message);
        }
    }

    // A directory of the destination that is another one of it by a link: what is written to both would be written once.
    bool IsLinkedInside(string directory)
    {
        _realRoot ??= RealPath.Of(_root);
        string real = RealPath.Of(directory), own = Path.GetFullPath(Path.GetRelativePath(_root, directory), _realRoot);
        return real != own && RealPath.IsBelow(real, _realRoot);
    }

    void Prepare(string directory)
    {
        try
        {
            // With links from a store each file makes its own way.
            if (directory.Length > 0 && LinkRoot is null)
                Directory.CreateDirectory(directory);
            _run.Journal?.Directory(directory);
            _lastDirectory = directory;
            _isLinkedInside = _isDirectory && LinkRoot is null && IsLinkedInside(directory);
        }
        catch (Exception exception) when (LocalFailure.IsLocal(exception))
        {
            _lastDirectory = "";
        }
    }
}
