using Sluice.Failures;
using Sluice.Sftp.Protocol;

namespace Sluice.Sftp;

/// <summary>
/// One reader of a file of a host, for one thread at a time. What comes next is asked for ahead, so that nothing waits for the way there and back; after
/// a lost connection the file is opened again, if it still is what it was, and read on.
/// </summary>
/// <param name="host">The host.</param>
/// <param name="path">The path there.</param>
/// <param name="place">How it is named.</param>
/// <param name="load">How much of a connection it takes.</param>
/// <param name="accept">Told what the file is whenever it was opened; throws when that is another one.</param>
internal sealed class SftpCursor(SftpHost host, byte[] path, string place, int load, Action<RemoteAttributes> accept) : IDisposable
{
    const uint OpenRead = 1;

    // What is asked for ahead, and so the memory of one reader: the window of an OpenSSH channel is as large.
    const int MostAhead = 2 * 1024 * 1024;

    readonly Queue<(long Offset, SftpRequest Asked)> _ahead = new();
    readonly Stack<byte[]> _buffers = new();
    SftpConnection? _connection;
    byte[] _handle = [];
    SftpRequest? _current, _after;
    long _currentOffset, _next, _run;

    /// <summary>Somebody reads.</summary>
    public bool IsBusy { get; set; }

    /// <summary>Where it is: what comes next is on its way.</summary>
    public long Position { get; private set; }

    /// <summary>Opens the file, and asks for this many of its first bytes at once. Throws <see cref="PlaceException"/>.</summary>
    public void Open(long expected)
    {
        for (int attempts = 1; ; attempts++)
        {
            SftpConnection connection = _connection = host.Rent(load);
            SftpRequest opened = connection.Ask(new SftpRequest(PacketType.Open, path.Length + 16).Add(path).Add(OpenRead).Add(0u));
            if (!opened.IsLost)
            {
                _handle = RemoteFile.Handle(opened, place, "read");
                SftpRequest asked = connection.Send(new SftpRequest(PacketType.HandleStatus, _handle.Length + 8).Add(_handle));
                // With the question what it is: a small file is here after two ways there and back. And what it is after that, which is asked for behind the
                // last of its bytes: a server does what is asked of one file in that order.
                _next = 0;
                AskAhead(connection, expected);
                if (expected > 0 && _next == expected)
                    _after = connection.Send(new SftpRequest(PacketType.HandleStatus, _handle.Length + 8).Add(_handle));
                if (!SftpConnection.Wait(asked).IsLost)
                {
                    accept(RemoteFile.Attributes(asked, place, "look at"));
                    return;
                }
            }
            Leave();
            host.WaitToRetry(attempts, connection.Lost!);
        }
    }

    /// <summary>Reads some bytes, and asks ahead as far as <paramref name="end"/>; 0 at the end of the file. Throws <see cref="PlaceException"/>.</summary>
    public int Read(long offset, Span<byte> into, long end)
    {
        for (int attempts = 1; ; attempts++)
        {
            if (_connection is null)
                Open(0);
            if (TryRead(offset, into, end) is { } count)
            {
                Position = offset + count;
                _run += count;
                return count;
            }
            Failure lost = _connection!.Lost!;
            Leave();
            host.WaitToRetry(attempts, lost);
        }
    }

    /// <summary>What the open file is since it was last read; null when it is what it was. Throws <see cref="PlaceException"/>.</summary>
    public RemoteAttributes? Status()
    {
        if (_connection is not null)
        {
            SftpRequest asked = TakeAfter() ?? _connection.Ask(new SftpRequest(PacketType.HandleStatus, _handle.Length + 8).Add(_handle));
            if (!asked.IsLost)
                return RemoteFile.Attributes(asked, place, "look at");
            Leave();
        }
        // Opening it again compares it.
        Open(0);
        return null;
    }

    /// <inheritdoc/>
    public void Dispose() => Leave();

    // Null when the connection is lost.
    int? TryRead(long offset, Span<byte> into, long end)
    {
        if (_current is null || offset < _currentOffset || offset >= _currentOffset + _current.Count)
        {
            Recycle();
            if (_ahead.TryPeek(out (long Offset, SftpRequest Asked) front) && front.Offset != offset)
                Forget();
            if (_ahead.Count == 0)
                _next = offset;
            AskAhead(_connection!, end);
            if (!_ahead.TryDequeue(out (long Offset, SftpRequest Asked) next))
                return 0;
            if (SftpConnection.Wait(next.Asked).IsLost)
                return null;
            if (next.Asked.Answer != PacketType.Data)
            {
                _buffers.Push(next.Asked.Into!);
                return SftpStatus.CodeOf(next.Asked) == StatusCode.EndOfFile ? 0 : throw new PlaceException(SftpStatus.FailureOf(next.Asked, place, "read"));
            }
            (_currentOffset, _current) = next;
            // A server may give less than was asked for: what was asked for behind it leaves a gap.
            if (_current.Count < _current.Wanted)
                Forget();
        }
        int at = (int)(offset - _currentOffset), count = Math.Min(into.Length, _current.Count - at);
        _current.Into.AsSpan(at, count).CopyTo(into);
        return count;
    }

    void AskAhead(SftpConnection connection, long end)
    {
        int chunk = connection.Extensions.ReadLength;
        // Who reads in order gets more and more ahead; who jumps does not pay for what nobody wants.
        long most = Math.Min(MostAhead, Math.Max(4L * chunk, 2 * _run));
        while (_next < end && (_ahead.Count == 0 || (_ahead.Count + 1L) * chunk <= most))
        {
            int wanted = (int)Math.Min(chunk, end - _next);
            byte[] into = _buffers.TryPop(out byte[]? free) && free.Length >= wanted ? free : new byte[wanted];
            TakeAfter();
            SftpRequest asked = new(PacketType.Read, _handle.Length + 16) { Into = into, Wanted = wanted };
            _ahead.Enqueue((_next, connection.Send(asked.Add(_handle).Add((ulong)_next).Add((uint)wanted))));
            _next += wanted;
        }
    }

    // Of use once, and only while nothing was read since.
    SftpRequest? TakeAfter()
    {
        if (_after is not { } asked)
            return null;
        _after = null;
        return SftpConnection.Wait(asked);
    }

    void Recycle()
    {
        if (_current is not null)
            _buffers.Push(_current.Into!);
        _current = null;
    }

    // A buffer is free only when nobody can write into it any more.
    void Forget()
    {
        while (_ahead.TryDequeue(out (long Offset, SftpRequest Asked) asked))
            _buffers.Push(SftpConnection.Wait(asked.Asked).Into!);
        _run = 0;
    }

    void Leave()
    {
        TakeAfter();
        Forget();
        Recycle();
        if (_connection is not { } connection)
            return;
        host.Return(connection, _handle, load);
        (_connection, _handle) = (null, []);
    }
}
