using Microsoft.Win32.SafeHandles;
using Sluice.S3;

namespace Sluice.Transfer.Parts;

/// <summary>A file that is being read, with what it looked like at the beginning: size and time tell when somebody writes to it.</summary>
internal sealed class SourceFile : IDisposable
{
    readonly string _path;

    SourceFile(string path, SafeFileHandle handle)
    {
        _path = path;
        Handle = handle;
        Length = RandomAccess.GetLength(handle);
        Modified = File.GetLastWriteTimeUtc(handle);
    }

    /// <summary>The open file.</summary>
    public SafeFileHandle Handle { get; }

    /// <summary>Its bytes when it was opened.</summary>
    public long Length { get; }

    /// <summary>Its time when it was opened.</summary>
    public DateTime Modified { get; }

    /// <summary>Opens it; the failure when that is not possible.</summary>
    public static ItemFailure? Open(string path, out SourceFile? file)
    {
        file = null;
        SafeFileHandle? handle = null;
        try
        {
            handle = PosixFile.OpenRead(path);
            file = new SourceFile(path, handle);
            return null;
        }
        catch (Exception exception) when (LocalFailure.IsLocal(exception))
        {
            handle?.Dispose();
            ItemFailure failure = LocalFailure.Of(exception, path);
            return failure.Code == "LocalError" ? failure with { Code = "Unreadable" } : failure;
        }
    }

    /// <summary>Says how the file changed since it was opened; null when it did not.</summary>
    public ItemFailure? Change()
    {
        try
        {
            long length = RandomAccess.GetLength(Handle);
            if (length != Length)
                return ItemFailure.Changed($"{DisplayText.Of(_path)}: The file {(length > Length ? "grew" : "became shorter")} while it was read.");
            return File.GetLastWriteTimeUtc(Handle) != Modified
                ? ItemFailure.Changed($"{DisplayText.Of(_path)}: The file was written to while it was read.")
                : null;
        }
        catch (Exception exception) when (LocalFailure.IsLocal(exception))
        {
            return LocalFailure.Of(exception, _path);
        }
    }

    /// <inheritdoc/>
    public void Dispose() => Handle.Dispose();
}
