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
        Length = RandomAccess.GetLength(handle);
        Opened = FileStatus.From(handle);
    }

    /// <summary>The open file.</summary>
    public SafeFileHandle Handle { get; }

    /// <inheritdoc/>
    public override Location Location => new LocalLocation(_path);

    /// <inheritdoc/>
    public override long Length { get; }

    /// <inheritdoc/>
    public override FileStatus Opened { get; }

    /// <inheritdoc/>
    public override int Read(long offset, Span<byte> buffer) => RandomAccess.Read(Handle, buffer, offset);

    /// <inheritdoc/>
    public override RequestBody Body(long offset, long length) => new FileBody(Handle, offset, length);

    /// <summary>Opens it; the failure when that is not possible.</summary>
    public static Failure? Open(string path, out SourceFile? file)
    {
        file = null;
        SafeFileHandle? handle = null;
        try
        {
            handle = PosixFile.OpenRead(path);
            file = new SourceFile(path, handle);
            if (file.HasMoreThanItsSize())
            {
                Failure refused = Failure.Local("NotAFile", $"{DisplayText.Of(path)}: It yields more than the {file.Length:N0} bytes that its size says, as files in /proc do; give it to `sluice pipe`, which reads to the end.");
                file.Dispose();
                file = null;
                return refused;
            }
            return null;
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
    public override bool HasGrown
    {
        get
        {
            try
            {
                return RandomAccess.GetLength(Handle) > Length;
            }
            catch (Exception exception) when (LocalFailure.IsLocal(exception))
            {
                return false;
            }
        }
    }

    /// <inheritdoc/>
    public override bool LooksSame
    {
        get
        {
            FileStatus now = FileStatus.From(Handle);
            return now.Length == Opened.Length && now.ModifiedNanoseconds == Opened.ModifiedNanoseconds;
        }
    }

    // A file that grows has another size by now: that is told when it was read.
    bool HasMoreThanItsSize()
    {
        Span<byte> one = stackalloc byte[1];
        return RandomAccess.Read(Handle, one, Length) > 0 && RandomAccess.GetLength(Handle) == Length;
    }

    /// <inheritdoc/>
    public override Failure? Change()
    {
        try
        {
            long length = RandomAccess.GetLength(Handle);
            if (length != Length)
                return Failure.Changed($"{DisplayText.Of(_path)}: The file {(length > Length ? "grew" : "became shorter")} while it was read.");
            FileStatus now = FileStatus.From(Handle);
            return now.ModifiedNanoseconds != Opened.ModifiedNanoseconds ? Failure.Changed($"{DisplayText.Of(_path)}: The file was written to while it was read.")
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
