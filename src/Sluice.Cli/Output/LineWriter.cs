using System.Text;

namespace Sluice.Cli.Output;

/// <summary>
/// Lines on standard output, from any thread. Buffered when no person waits for them; a line is never torn. Flush it
/// before the process ends. It never throws: whoever does some work goes on with it when that cannot be told any more.
/// </summary>
/// <param name="stream">Where they go.</param>
/// <param name="flushEachLine">A person waits for them.</param>
/// <param name="onFailure">Called once, when lines are lost.</param>
sealed class LineWriter(Stream stream, bool flushEachLine, Action? onFailure = null)
{
    const int BufferSize = 64 << 10;

    readonly Lock _gate = new();
    // Guarded by _gate.
    readonly byte[] _buffer = new byte[BufferSize];
    int _used;

    /// <summary>Why lines were lost; null when none were.</summary>
    public IOException? Failure { get; private set; }

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

    /// <summary>Writes bytes as they are, ended by a NUL.</summary>
    public void WriteName(ReadOnlySpan<byte> name)
    {
        lock (_gate)
        {
            AppendLocked(name);
            AppendLocked("\0"u8);
            if (flushEachLine)
                FlushLocked();
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
            SendLocked(bytes);
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
        SendLocked(_buffer.AsSpan(0, used));
    }

    void SendLocked(ReadOnlySpan<byte> bytes)
    {
        if (Failure is not null || bytes.IsEmpty)
            return;
        try
        {
            stream.Write(bytes);
            stream.Flush();
        }
        catch (IOException failure)
        {
            Failure = failure;
            onFailure?.Invoke();
        }
    }
}
