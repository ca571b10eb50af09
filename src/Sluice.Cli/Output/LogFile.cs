using Sluice.Trees.Local;

namespace Sluice.Cli.Output;

/// <summary>
/// A file of JSON Lines that others may write to as well: each line is one write at its end. Beyond a size it becomes <c>FILE.1</c>, that <c>FILE.2</c>, and so on; what is
/// older goes. Safe for many threads.
/// </summary>
sealed class LogFile : IDisposable
{
    /// <summary>Bytes after which a new file is begun.</summary>
    public const long DefaultMost = 64 << 20;

    const int Kept = 3;

    readonly string _path;
    readonly long _most;
    readonly Lock _gate = new();
    // Guarded by _gate; null once it can be written no more.
    FileStream? _file;

    /// <summary>Opens it, or makes it for its owner alone. Throws <see cref="IOException"/> and <see cref="UnauthorizedAccessException"/> when that is not possible.</summary>
    public LogFile(string path, long most = DefaultMost)
    {
        (_path, _most) = (Path.GetFullPath(path), most);
        _file = Open();
    }

    /// <summary>A log, and what it was before.</summary>
    public static IEnumerable<string> Names(string path) => Enumerable.Range(1, Kept).Select(at => $"{path}.{at}").Prepend(path);

    /// <summary>Writes a line; why that was not possible the first time it was not, else null. After that nothing more is written.</summary>
    public string? Write(byte[] line)
    {
        lock (_gate)
        {
            if (_file is null)
                return null;
            try
            {
                if (_file.Length > 0 && _file.Length + line.Length + 1 > _most)
                    Rotate();
                _file.Write([.. line, (byte)'\n']);
                return null;
            }
            catch (Exception refused) when (refused is IOException or UnauthorizedAccessException)
            {
                _file?.Dispose();
                _file = null;
                return refused.Message;
            }
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        lock (_gate)
            _file?.Dispose();
    }

    void Rotate()
    {
        _file!.Dispose();
        // Of two processes that find it full, the second one finds a small one in its place.
        if (new FileInfo(_path) is { Exists: true, Length: var length } && length + 1 > _most / 2)
        {
            for (int at = Kept; at > 1; at--)
                if (File.Exists($"{_path}.{at - 1}"))
                    File.Move($"{_path}.{at - 1}", $"{_path}.{at}", overwrite: true);
            File.Move(_path, $"{_path}.1", overwrite: true);
        }
        _file = Open();
    }

    FileStream Open()
    {
        FileStreamOptions options = FileModes.PrivateFile(FileMode.Append, FileAccess.Write, FileShare.ReadWrite | FileShare.Delete);
        options.BufferSize = 0;
        return new FileStream(_path, options);
    }
}
