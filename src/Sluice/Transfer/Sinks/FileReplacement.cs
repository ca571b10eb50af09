using Sluice.Failures;
using Sluice.Trees.Local;

namespace Sluice.Transfer.Sinks;

/// <summary>A file that is written under a temporary name beside its own, private until it is complete, and then replaces what has its name. Disposed before that it leaves nothing.</summary>
public sealed class FileReplacement : IDisposable
{
    readonly TemporaryNames _names = new();
    readonly string _path;
    readonly string _temporary;
    bool _published;

    /// <summary>Begins. Throws what the file system throws.</summary>
    /// <param name="path">The name that it is to have.</param>
    /// <param name="mode">Permission bits that it is to have; null for those of what it replaces, or the usual ones.</param>
    public FileReplacement(string path, UnixFileMode? mode = null)
    {
        (_path, _temporary) = (path, _names.Beside(path));
        FileStreamOptions options = FileModes.PrivateFile(FileMode.CreateNew, FileAccess.Write, FileShare.Delete);
        if (mode is not null && !OperatingSystem.IsWindows())
            options.UnixCreateMode = mode;
        KeepsMode = mode is not null;
        Stream = new FileStream(_temporary, options);
    }

    /// <summary>Where to write.</summary>
    public FileStream Stream { get; }

    bool KeepsMode { get; }

    /// <summary>Gives it its name. Throws <see cref="IOException"/> where what has the name is no file that may be replaced, and what the file system throws.</summary>
    public void Publish()
    {
        Stream.Flush();
        if (new Publication(_names) { HasOwnMode = KeepsMode }.Publish(Stream.SafeFileHandle, _temporary, _path) is { } refused)
            throw new IOException(refused.Message);
        _published = true;
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        try
        {
            // Writes what it holds, for which there may be no space.
            Stream.Dispose();
        }
        catch (Exception exception) when (!_published && LocalFailure.IsLocal(exception))
        {
            // Nobody gets it, and whoever wrote knows why.
        }
        finally
        {
            if (!_published)
                TemporaryFiles.Delete(_temporary);
        }
    }
}
