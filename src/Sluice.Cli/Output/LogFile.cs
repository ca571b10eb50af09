using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;
using Sluice.Trees.Local;

namespace Sluice.Cli.Output;

/// <summary>
/// A file of JSON Lines that other processes of this machine may write to as well: each line is one write at its end, wherever that is by then. Beyond a size it becomes <c>FILE.1</c>, that
/// <c>FILE.2</c>, and so on; what is older goes. Of a symbolic link the file behind it is put aside, in its own directory, and the link stays. What is no regular file, or is named as an open one
/// (<c>/dev/stderr</c>), only grows. Safe for many threads.
/// </summary>
sealed partial class LogFile : IDisposable
{
    /// <summary>Bytes after which a new file is begun.</summary>
    public const long DefaultMost = 64 << 20;

    const int Kept = 3;

    // <fcntl.h> of Linux on x86-64 and arm64.
    const int WriteOnly = 0x1, Create = 0x40, NoTerminal = 0x100, Append = 0x400, NonBlocking = 0x800, CloseOnExec = 0x80000;
    const int GetStatus = 3, SetStatus = 4;

    // ENXIO: a pipe that nobody reads, or a socket.
    const int NoSuchAddress = 6;

    static readonly string[] OpenFiles = ["/dev/fd/", "/dev/std", "/proc/"];
    static readonly bool CanAppend = OperatingSystem.IsLinux() && RuntimeInformation.ProcessArchitecture is Architecture.X64 or Architecture.Arm64;

    readonly string _path;
    readonly long _most;
    readonly Lock _gate = new();
    // Guarded by _gate; null once it can be written no more.
    FileStream? _file;

    /// <summary>Opens it, or makes it for its owner alone. Throws <see cref="IOException"/> and <see cref="UnauthorizedAccessException"/> when that is not possible, and <see cref="ArgumentException"/> for what is no path.</summary>
    public LogFile(string path, long most = DefaultMost)
    {
        (_path, _most) = (Path.GetFullPath(path), most);
        _file = Open();
    }

    /// <summary>A log, and what it was before; of a symbolic link also the file behind it.</summary>
    public static IEnumerable<string> Names(string path) =>
        from name in (string[])[path, FileOf(path)]
        from own in Enumerable.Range(1, Kept).Select(at => $"{name}.{at}").Prepend(name)
        select own;

    /// <summary>Writes a line; why that was not possible the first time it was not, else null. After that nothing more is written.</summary>
    public string? Write(byte[] line)
    {
        lock (_gate)
        {
            if (_file is null)
                return null;
            try
            {
                if (IsFull(_file, line.Length + 1))
                    Rotate();
                _file.Write([.. line, (byte)'\n']);
                return null;
            }
            catch (Exception refused) when (refused is IOException or UnauthorizedAccessException or NotSupportedException)
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
        {
            _file?.Dispose();
            _file = null;
        }
    }

    bool IsFull(FileStream file, int more) =>
        file.CanSeek && file.Length is > 0 and var length && length + more > _most && !OpenFiles.Any(open => _path.StartsWith(open, StringComparison.Ordinal));

    void Rotate()
    {
        _file!.Dispose();
        _file = Open();
        // Of two processes that find it full, the second one finds a small one in its place.
        if (_file.Length + 1 <= _most / 2)
            return;
        _file.Dispose();
        string path = FileOf(_path);
        try
        {
            for (int at = Kept; at > 1; at--)
                if (File.Exists($"{path}.{at - 1}"))
                    File.Move($"{path}.{at - 1}", $"{path}.{at}", overwrite: true);
            File.Move(path, $"{path}.1", overwrite: true);
        }
        catch (FileNotFoundException)
        {
            // Another process was a moment before this one.
        }
        _file = Open();
    }

    // Where it cannot be told, the name itself.
    static string FileOf(string path)
    {
        try
        {
            return File.ResolveLinkTarget(path, returnFinalTarget: true)?.FullName ?? path;
        }
        catch (Exception unknown) when (unknown is IOException or UnauthorizedAccessException or ArgumentException)
        {
            return path;
        }
    }

    FileStream Open()
    {
        // .NET writes at the end that it found, over what another process has written since: only the system appends.
        if (CanAppend && Open(_path, WriteOnly | Create | NoTerminal | Append | NonBlocking | CloseOnExec, (int)FileModes.Private) is >= 0 and int descriptor)
        {
            SafeFileHandle file = new(descriptor, ownsHandle: true);
            // A pipe that is full is waited for; only the opening of one that nobody reads is not.
            _ = Control(file, SetStatus, Append);
            // What else goes there must not be written over the lines: it is at its end, too.
            if (_path switch { "/dev/stdout" or "/dev/fd/1" => 1, "/dev/stderr" or "/dev/fd/2" => 2, _ => -1 } is >= 0 and int stream)
                _ = Control(stream, SetStatus, Control(stream, GetStatus, 0) | Append);
            return new FileStream(file, FileAccess.Write, bufferSize: 0);
        }
        if (CanAppend && Marshal.GetLastPInvokeError() == NoSuchAddress)
            throw new IOException("it is a pipe that nobody reads, or a socket.");
        FileStreamOptions options = FileModes.PrivateFile(FileMode.Append, FileAccess.Write, FileShare.ReadWrite | FileShare.Delete);
        options.BufferSize = 0;
        return new FileStream(_path, options);
    }

    [LibraryImport("libc", EntryPoint = "open", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    private static partial int Open(string path, int flags, int mode);

    [LibraryImport("libc", EntryPoint = "fcntl")]
    private static partial int Control(SafeFileHandle file, int command, int value);

    [LibraryImport("libc", EntryPoint = "fcntl")]
    private static partial int Control(int file, int command, int value);
}
