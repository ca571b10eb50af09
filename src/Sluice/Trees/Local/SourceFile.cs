using Microsoft.Win32.SafeHandles;
using Sluice.Failures;
using Sluice.S3;
using Sluice.Trees;

namespace Sluice.Trees.Local;

/// <summary>A file that is being read, with what it looked like at the beginning: size, time, and the time of the last change, which no program can set back, tell when somebody writes to it.</summary>
internal sealed class SourceFile : UploadSource
{
    readonly string _path;

    SourceFile(string path, SafeFileHandle handle)
    {
        _path = path;
        Handle = handle;
        Opened = FileStatus.From(handle);
    }

    /// <summary>The open file.</summary>
    public SafeFileHandle Handle { get; }

    /// <inheritdoc/>
    public override Location Location => new LocalLocation(_path);

    /// <inheritdoc/>
    public override long Length => Opened.Length;

    /// <inheritdoc/>
    public override FileStatus Opened { get; }

    /// <inheritdoc/>
    public override int Read(long offset, Span<byte> buffer) => PosixFile.Read(Handle, buffer, offset);

    /// <inheritdoc/>
    public override RequestBody Body(long offset, long length) => new FileBody(Handle, offset, length);

    /// <summary>Opens it; the failure when that is not possible.</summary>
    /// <param name="path">Its path.</param>
    /// <param name="file">The open file.</param>
    /// <param name="isReadWhole">The caller reads all of it, and tries to read more: whether it has more than its size is found out then (<see cref="UploadSource.Excess"/>).</param>
    public static Failure? Open(string path, out SourceFile? file, bool isReadWhole = false)
    {
        file = null;
        SafeFileHandle? handle = null;
        try
        {
            handle = PosixFile.OpenRead(path);
            file = new SourceFile(path, handle);
            bool isFile = file.Opened.Kind == FileKind.File;
            if (isFile && (isReadWhole || !file.HasMoreThanItsSize()))
                return null;
            Failure refused = isFile ? file.Excess : Failure.Changed($"{DisplayText.Of(path)}: It became something else than a file after it was listed.");
            file.Dispose();
            file = null;
            return refused;
        }
        catch (Exception exception) when (LocalFailure.IsLocal(exception))
        {
            handle?.Dispose();
            Failure failure = LocalFailure.From(exception, path);
            return failure.Code is "LocalError" or "Denied" ? failure with { Kind = FailureKind.SourceRead, Code = failure.Code == "LocalError" ? "Unreadable" : failure.Code } : failure;
        }
    }

    /// <summary>Why it cannot be opened; null when it can.</summary>
    public static Failure? Problem(string path)
    {
        Failure? problem = Open(path, out SourceFile? file);
        file?.Dispose();
        return problem;
    }

    /// <inheritdoc/>
    public override Failure Excess =>
        Failure.Local("NotAFile", $"{DisplayText.Of(_path)}: It yields more than the {Length:N0} bytes that its size says, as files in /proc do; give it to `sluice pipe`, which reads to the end.");

    /// <inheritdoc/>
    public override bool HasGrown => Now is { } now && now.Length > Length;

    /// <inheritdoc/>
    public override bool LooksSame => Now is { } now && now.Length == Opened.Length && now.ModifiedNanoseconds == Opened.ModifiedNanoseconds;

    // Null where nothing tells.
    FileStatus? Now
    {
        get
        {
            try
            {
                return FileStatus.From(Handle);
            }
            catch (Exception exception) when (LocalFailure.IsLocal(exception))
            {
                return null;
            }
        }
    }

    // A file that grows has another size by now: that is told when it was read.
    bool HasMoreThanItsSize()
    {
        Span<byte> one = stackalloc byte[1];
        return Read(Length, one) > 0 && !HasGrown;
    }

    /// <inheritdoc/>
    public override Failure? Change()
    {
        try
        {
            FileStatus now = FileStatus.From(Handle);
            return now.Length != Length ? Failure.Changed($"{DisplayText.Of(_path)}: The file {(now.Length > Length ? "grew" : "became shorter")} while it was read.")
                : now.ModifiedNanoseconds != Opened.ModifiedNanoseconds ? Failure.Changed($"{DisplayText.Of(_path)}: The file was written to while it was read.")
                : now.ChangedNanoseconds != Opened.ChangedNanoseconds ? Failure.Changed($"{DisplayText.Of(_path)}: The file, or its attributes, were changed while it was read.")
                : null;
        }
        catch (Exception exception) when (LocalFailure.IsLocal(exception))
        {
            return LocalFailure.From(exception, _path);
        }
    }

    /// <inheritdoc/>
    protected override void Dispose(bool disposing)
    {
        Handle.Dispose();
        base.Dispose(disposing);
    }
}
