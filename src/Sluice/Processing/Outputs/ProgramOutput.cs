using Sluice.Trees.Local;

namespace Sluice.Processing.Outputs;

/// <summary>
/// What one attempt writes, kept until it is known to be good: in memory up to 256 KiB, then in a file without a name. For one thread at a time;
/// used again by the next attempt.
/// </summary>
/// <param name="directory">Where the file is made.</param>
internal sealed class ProgramOutput(string directory) : IDisposable
{
    // Outputs of this size are in no budget: times 64 programs they are 16 MiB.
    const int MostInMemory = 256 << 10;

    byte[] _memory = new byte[4096];
    int _used;
    FileStream? _file;
    long _length;

    /// <summary>Bytes so far.</summary>
    public long Length => _length;

    /// <summary>Takes bytes. Throws as <see cref="RandomAccess"/> does.</summary>
    public void Append(ReadOnlySpan<byte> bytes)
    {
        if (_file is null && _used + bytes.Length <= MostInMemory)
        {
            if (_used + bytes.Length > _memory.Length)
                Array.Resize(ref _memory, Math.Min(MostInMemory, Math.Max(_used + bytes.Length, 2 * _memory.Length)));
            bytes.CopyTo(_memory.AsSpan(_used));
            _used += bytes.Length;
        }
        else
        {
            if (_file is null)
            {
                _file = Create(directory);
                PosixFile.Write(_file.SafeFileHandle, _memory.AsSpan(0, _used), 0);
            }
            PosixFile.Write(_file.SafeFileHandle, bytes, _length);
        }
        _length += bytes.Length;
    }

    /// <summary>Takes all of another one. Throws as <see cref="RandomAccess"/> does.</summary>
    public void Append(ProgramOutput other)
    {
        if (other.IsInMemory)
        {
            Append(other.InMemory);
            return;
        }
        byte[] buffer = System.Buffers.ArrayPool<byte>.Shared.Rent(64 << 10);
        for (long at = 0; other.Read(at, buffer) is > 0 and int count; at += count)
            Append(buffer.AsSpan(0, count));
        System.Buffers.ArrayPool<byte>.Shared.Return(buffer);
    }

    /// <summary>As <see cref="Append(ProgramOutput)"/>, with a line end behind what has none.</summary>
    public void AppendLines(ProgramOutput other)
    {
        Append(other);
        Span<byte> last = stackalloc byte[1];
        if (other.Length > 0 && other.Read(other.Length - 1, last) == 1 && last[0] != (byte)'\n')
            Append("\n"u8);
    }

    /// <summary>Its beginning as text, without a line end at its end; bytes that are no UTF-8 are U+FFFD.</summary>
    /// <param name="most">Bytes that are wanted.</param>
    /// <param name="isCut">The text is not what was written: there is more, or bytes of it are no UTF-8.</param>
    public string Text(int most, out bool isCut)
    {
        ReadOnlySpan<byte> text = InMemory[..Math.Min(_used, most)];
        bool isAll = _length == text.Length;
        isCut = !isAll || !System.Text.Unicode.Utf8.IsValid(text);
        return System.Text.Encoding.UTF8.GetString(isAll && text.EndsWith("\n"u8) ? text[..^1] : text);
    }

    /// <summary>Reads bytes back; 0 at the end. Throws as <see cref="RandomAccess"/> does.</summary>
    public int Read(long offset, Span<byte> into)
    {
        if (_file is not null)
            return RandomAccess.Read(_file.SafeFileHandle, into[..(int)Math.Min(into.Length, _length - offset)], offset);
        ReadOnlySpan<byte> rest = _memory.AsSpan((int)offset, _used - (int)offset);
        int count = Math.Min(rest.Length, into.Length);
        rest[..count].CopyTo(into);
        return count;
    }

    /// <summary>All of it, where it is in memory; else its first 256 KiB.</summary>
    public ReadOnlySpan<byte> InMemory => _memory.AsSpan(0, _used);

    /// <summary>All of it as memory; only where <see cref="Length"/> is that of <see cref="InMemory"/>.</summary>
    public ReadOnlyMemory<byte> Memory => _memory.AsMemory(0, _used);

    /// <summary>True when all of it is in memory.</summary>
    public bool IsInMemory => _file is null;

    /// <summary>Forgets everything.</summary>
    public void Clear()
    {
        _file?.Dispose();
        _file = null;
        _used = 0;
        _length = 0;
    }

    /// <inheritdoc/>
    public void Dispose() => Clear();

    // Removed at once: nothing is left of it, however this process ends.
    static FileStream Create(string directory)
    {
        string path = Path.Combine(directory, $"sluice-output-{Guid.NewGuid():n}");
        FileStreamOptions options = FileModes.PrivateFile(FileMode.CreateNew, FileAccess.ReadWrite);
        options.BufferSize = 0;
        if (OperatingSystem.IsWindows())
            options.Options = FileOptions.DeleteOnClose;
        FileStream file = new(path, options);
        if (!OperatingSystem.IsWindows())
            File.Delete(path);
        return file;
    }
}
