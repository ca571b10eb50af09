using System.Text;

namespace Sluice.Cli.Output;

/// <summary>
/// Lines on standard output, from any thread. Buffered when no person waits for them; a line is never torn. Flush it
/// before the process ends.
/// </summary>
sealed class LineWriter(Stream stream, bool flushEachLine)
{
    const int BufferSize = 64 << 10;

    readonly Lock _gate = new();
    // Guarded by _gate.
    readonly byte[] _buffer = new byte[BufferSize];
    int _used;

    /// <summary>Writes one line.</summary>
    public void WriteLine(string line)
    {
        lock (_gate)
        {
            AppendLocked(Encoding.UTF8.GetBytes(line));
            EndLineLocked();
        }
    }

    /// <summary>Writes one line of UTF-8.</summary>
    public void WriteLine(ReadOnlySpan<byte> utf8)
    {
        lock (_gate)
        {
            AppendLocked(utf8);
            EndLineLocked();
        }
    }

    /// <summary>Hands everything to the stream.</summary>
    public void Flush()
    {
        lock (_gate)
            FlushLocked();
    }

    void AppendLocked(ReadOnlySpan<byte> bytes)
    {
        if (bytes.Length >= BufferSize - _used)
            FlushLocked();
        if (bytes.Length >= BufferSize)
        {
            stream.Write(bytes);
            return;
        }
        bytes.CopyTo(_buffer.AsSpan(_used));
        _used += bytes.Length;
    }

    void EndLineLocked()
    {
        AppendLocked("\n"u8);
        if (flushEachLine)
            FlushLocked();
    }

    void FlushLocked()
    {
        int used = _used;
        _used = 0;
        stream.Write(_buffer.AsSpan(0, used));
        stream.Flush();
    }
}
