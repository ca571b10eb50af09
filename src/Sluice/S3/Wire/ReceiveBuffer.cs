using Sluice.Failures;

namespace Sluice.S3.Wire;

/// <summary>
/// What a connection received and has not given out yet. The head of the current answer stays in front, because its
/// values are views of these bytes.
/// </summary>
internal sealed class ReceiveBuffer(Transport transport)
{
    /// <summary>
    /// Room for a head and the body of a small answer, so that one receive fetches both: a 4 KiB object with its headers
    /// takes under 6 KiB. One for each of 256 connections, so not more.
    /// </summary>
    const int InitialBytes = 8 << 10;

    byte[] _bytes = new byte[InitialBytes];
    // Held: [0.._floor]. Received and not given out: [_start.._end].
    int _floor, _start, _end;

    /// <summary>The bytes that were received and not given out.</summary>
    public ReadOnlySpan<byte> Window => _bytes.AsSpan(_start, _end - _start);

    /// <summary>Whether the peer itself ended the stream.</summary>
    public bool SaidGoodbye => transport.SaidGoodbye;

    /// <summary>True when nothing is left over.</summary>
    public bool IsEmpty => _start == _end;

    /// <summary>Forgets everything.</summary>
    public void Clear() => _floor = _start = _end = 0;

    /// <summary>Lets go of what was held and moves what is left to the front.</summary>
    public void Release()
    {
        Window.CopyTo(_bytes);
        (_floor, _start, _end) = (0, 0, _end - _start);
    }

    /// <summary>Keeps the first <paramref name="count"/> bytes of the window in place until <see cref="Release"/> or <see cref="Clear"/>; they are done with otherwise.</summary>
    public byte[] Hold(int count)
    {
        _floor = _start = count;
        return _bytes;
    }

    /// <summary>Marks bytes of the window as done with.</summary>
    public void Consume(int count)
    {
        _start += count;
        if (_start == _end)
            _start = _end = _floor;
    }

    /// <summary>Receives more behind the window; false at the end of the stream, with an error, or when the window has <paramref name="most"/> bytes.</summary>
    public bool Fill(DeadlineKind kind, TimeSpan limit, int most, out S3Error? error)
    {
        error = null;
        if (_end - _start >= most)
            return false;
        if (_end == _bytes.Length)
            MakeRoom();
        int count = transport.Receive(_bytes.AsSpan(_end), kind, limit, out error);
        _end += count;
        return count > 0;
    }

    /// <summary>Gives out received bytes, or receives straight into <paramref name="buffer"/> when there are none; 0 at the end of the stream or with an error.</summary>
    public int Take(Span<byte> buffer, TimeSpan limit, out S3Error? error)
    {
        if (IsEmpty)
            return transport.Receive(buffer, DeadlineKind.Stall, limit, out error);
        error = null;
        int count = Math.Min(buffer.Length, _end - _start);
        _bytes.AsSpan(_start, count).CopyTo(buffer);
        Consume(count);
        return count;
    }

    void MakeRoom()
    {
        // A new array, not a longer one: the head's values stay valid in the old.
        byte[] roomier = _start > _floor ? _bytes : new byte[Math.Min(_bytes.Length * 2L, ResponseHead.MaxBytes * 2L)];
        if (roomier != _bytes)
            _bytes.AsSpan(0, _floor).CopyTo(roomier);
        Window.CopyTo(roomier.AsSpan(_floor));
        (_bytes, _start, _end) = (roomier, _floor, _floor + _end - _start);
    }
}
