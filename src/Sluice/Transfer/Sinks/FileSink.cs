using System.Globalization;
using Microsoft.Win32.SafeHandles;
using Sluice.Engine;
using Sluice.Failures;
using Sluice.S3;
using Sluice.Transfer.Preserving;
using Sluice.Trees;
using Sluice.Trees.Local;

namespace Sluice.Transfer.Sinks;

/// <summary>
/// A file that appears under its name only when all its bytes are there and verified: until then it has a temporary
/// name beside it. It is not flushed to the disk (fsync): a power failure right after the end may lose it, as with
/// cp, and a run that is started again finds that out by size and time. A move does flush it, because the source goes.
/// </summary>
/// <param name="path">The file.</param>
/// <param name="names">Names of temporary files.</param>
/// <param name="space">Space on the disks that are written to.</param>
/// <param name="preserve">What the file gets from its object's metadata.</param>
/// <param name="root">Where symbolic links below the destination must not be passed through, the destination; else null.</param>
/// <param name="listed">What a listing saw under the name, which is left as it is when it changed since; null for whatever is there.</param>
/// <param name="durable">Flush the file and its name to the disk when it is published.</param>
/// <param name="tree">The destination that holds it among others; null for a file that was named alone.</param>
internal sealed class FileSink(string path, TemporaryNames names, DiskSpace space, Preserve preserve = Preserve.None, string? root = null, ListedFile? listed = null, bool durable = false, string? tree = null) : DownloadSink
{
    // Below it a file has a few writes, and a call more costs more than it saves.
    const long LeastAllocated = 1L << 20;

    SafeFileHandle? _file;
    string? _temporary;

    FileStatus? _published;

    /// <inheritdoc/>
    public override Failure? Open(long length, Action<string>? naming = null)
    {
        Discard();
        string temporary = names.Beside(path);
        string directory = Path.GetDirectoryName(path) is { Length: > 0 } parent ? parent : ".";
        if (root is not null && RealDirectories.Make(root, directory) is { } refused)
            return refused;
        try
        {
            naming?.Invoke(temporary);
            _file = Create(temporary);
        }
        catch (DirectoryNotFoundException)
        {
            try
            {
                Directory.CreateDirectory(directory);
                _file = Create(temporary);
            }
            catch (Exception exception) when (LocalFailure.IsLocal(exception))
            {
                return ExplainDirectory(exception, directory);
            }
        }
        catch (Exception exception) when (LocalFailure.IsLocal(exception))
        {
            return ExplainDirectory(exception, directory);
        }
        if (space.TryClaim(directory, length, out long available))
            return null;
        Discard();
        return Failure.Local("DiskFull", string.Create(CultureInfo.InvariantCulture,
            $"{DisplayText.Of(path)}: {length:N0} bytes are needed and {available:N0} are available."));
    }

    /// <inheritdoc/>
    public override bool CanReopen => true;

    /// <inheritdoc/>
    public override SafeFileHandle? OpenWritten() => PosixFile.OpenRead(_temporary!);

    /// <inheritdoc/>
    public override bool TryReopen(string temporary, long length, long missing)
    {
        Discard();
        try
        {
            _file = PosixFile.OpenUnfinished(temporary);
            if (_file is null)
                return false;
            _temporary = temporary;
            if (RandomAccess.GetLength(_file) <= length && space.TryClaim(Path.GetDirectoryName(temporary)!, missing, out _))
                return true;
        }
        catch (Exception exception) when (LocalFailure.IsLocal(exception))
        {
            // Gone, or not ours to open any more.
        }
        Discard();
        return false;
    }

    /// <inheritdoc/>
    public override Failure? RemoveUnfinished(string temporary)
    {
        TemporaryFiles.Delete(temporary);
        return null;
    }

    /// <inheritdoc/>
    public override int Read(long offset, Span<byte> buffer) => RandomAccess.Read(_file!, buffer, offset);

    /// <inheritdoc/>
    public override void Leave()
    {
        _file?.Dispose();
        _file = null;
        _temporary = null;
    }

    /// <inheritdoc/>
    public override void Expect(long offset, long length)
    {
        if (length >= LeastAllocated)
            PosixFile.Allocate(_file!, offset, length);
    }

    /// <inheritdoc/>
    public override void Write(long offset, ReadOnlySpan<byte> bytes) => PosixFile.Write(_file!, bytes, offset);

    /// <inheritdoc/>
    public override Failure? Publish(DateTimeOffset? lastModified, ObjectAttributes stored)
    {
        try
        {
            Publication publication = new(names)
            {
                Root = tree,
                HasOwnMode = Restoration.Apply(_file!, lastModified, stored, preserve),
                HasOwnOwner = preserve.HasFlag(Preserve.Owner),
                ReplacesLinks = root is not null,
                Listed = listed,
                KeepsExisting = KeepsExisting,
            };
            if (durable)
                RandomAccess.FlushToDisk(_file!);
            if (publication.Publish(_file!, _temporary!, path) is { } refused)
                return refused;
            // Its name has changed it; behind a link on another disk it is a copy of this one that has the name.
            _published = publication.Published == path ? StatusOf(_file!) : null;
            _file!.Dispose();
            _file = null;
            _temporary = null;
            if (durable)
                PosixFile.FlushDirectory(Path.GetDirectoryName(publication.Published) is { Length: > 0 } parent ? parent : ".");
            return null;
        }
        catch (Exception exception) when (LocalFailure.IsLocal(exception))
        {
            return LocalFailure.From(exception, path);
        }
    }

    /// <inheritdoc/>
    public override FileStatus? PublishedStatus => _published;

    /// <inheritdoc/>
    public override Failure Explain(Exception exception) => LocalFailure.From(exception, path);

    /// <inheritdoc/>
    protected override void Dispose(bool disposing) => Discard();

    // It is published, whatever the file system says of it now.
    static FileStatus? StatusOf(SafeFileHandle file)
    {
        try
        {
            return FileStatus.From(file);
        }
        catch (Exception exception) when (LocalFailure.IsLocal(exception))
        {
            return null;
        }
    }

    SafeFileHandle Create(string temporary)
    {
        SafeFileHandle file = PosixFile.CreateNew(temporary);
        _temporary = temporary;
        return file;
    }

    Failure ExplainDirectory(Exception exception, string directory)
    {
        // An ancestor that is a file: another object has the name of this one's directory.
        for (string? ancestor = directory; !string.IsNullOrEmpty(ancestor); ancestor = Path.GetDirectoryName(ancestor))
            if (File.Exists(ancestor))
                return Failure.Local("NameClash",
                    $"{DisplayText.Of(path)} needs a directory where a file is: {DisplayText.Of(ancestor)}.");
        return exception is FileNotFoundException or DirectoryNotFoundException
            ? Failure.Local("LocalError", $"{DisplayText.Of(directory)}: The directory could not be created.")
            : LocalFailure.From(exception, path);
    }

    void Discard()
    {
        // What took its place meanwhile is not ours to remove.
        bool isOurs = _temporary is not null && FileStatus.IsAt(_file!, _temporary);
        _file?.Dispose();
        _file = null;
        try
        {
            if (isOurs)
                File.Delete(_temporary!);
        }
        catch (Exception exception) when (LocalFailure.IsLocal(exception))
        {
            // The directory went away or became read-only: nothing more can be done, and the outcome says what happened.
        }
        _temporary = null;
    }
}
