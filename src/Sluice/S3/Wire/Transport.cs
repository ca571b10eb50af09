using System.Net.Sockets;
using Sluice.Failures;
using Sluice.S3.Wire.Tls;

namespace Sluice.S3.Wire;

/// <summary>
/// An open byte stream to an origin: a blocking socket, with synchronous TLS over it for https. No asynchronous
/// operation ever touches the socket, because one is enough for .NET to keep it non-blocking for good and to emulate
/// every later blocking call with a wait. Used by one thread at a time; only its deadline acts from elsewhere.
/// </summary>
internal sealed class Transport : IDisposable
{
    /// <summary>Bytes handed to one send: what a slow link has to take within the stall limit.</summary>
    public const int SendChunk = 256 << 10;

    readonly Socket _socket;
    readonly TlsChannel? _tls;
    readonly Watchdog _watchdog;
    readonly TimeSpan _stallLimit;
    Trickle _trickle;
    int _disposed;

    public Transport(Origin origin, Socket socket, TlsChannel? tls, Deadline deadline, Watchdog watchdog, TimeSpan stallLimit)
    {
        Origin = origin;
        _socket = socket;
        _tls = tls;
        Deadline = deadline;
        _watchdog = watchdog;
        _stallLimit = stallLimit;
    }

    public Origin Origin { get; }
    public Deadline Deadline { get; }

    /// <summary>A request goes out next; <paramref name="patience"/> is the factor on what its answer may take.</summary>
    public void Begin(int patience) => _trickle.Begin(patience);

    /// <summary>Whether the peer itself ended the stream. Without TLS anybody's end looks like its own.</summary>
    public bool SaidGoodbye => _tls?.SaidGoodbye ?? true;

    /// <summary>True when bytes of an answer, or the end of the stream, can be read without waiting.</summary>
    public bool IsReadable()
    {
        try
        {
            return _tls is { HasBuffered: true } || _socket.Poll(0, SelectMode.SelectRead);
        }
        catch (Exception failure) when (failure is SocketException or ObjectDisposedException)
        {
            return true;
        }
    }

    /// <summary>True when an answer comes before the request is through. Not seen over TLS, where the bytes may be a session ticket.</summary>
    public bool HasEarlyAnswer() => _tls is null && IsReadable();

    /// <summary>
    /// How many of the bytes that were sent the peer has not confirmed, and how long ago the last of them left. False where the system does not
    /// tell: Linux does (TCP_INFO, tcp(7), struct tcp_info of linux/tcp.h). From any thread.
    /// </summary>
    public bool TryLook(out long unconfirmed, out TimeSpan sinceLast)
    {
        const int Tcp = 6, Info = 11, SegmentSize = 16, Unconfirmed = 24, LastSent = 44, NotSent = 144, Enough = 148;
        (unconfirmed, sinceLast) = (0, default);
        if (!OperatingSystem.IsLinux())
            return false;
        Span<byte> info = stackalloc byte[Enough];
        try
        {
            if (_socket.GetRawSocketOption(Tcp, Info, info) < Enough)
                return false;
        }
        catch (Exception failure) when (failure is SocketException or ObjectDisposedException)
        {
            return false;
        }
        unconfirmed = (long)Read(info, Unconfirmed) * Read(info, SegmentSize) + Read(info, NotSent);
        sinceLast = TimeSpan.FromMilliseconds(Read(info, LastSent));
        return true;

        static uint Read(ReadOnlySpan<byte> info, int offset) => BitConverter.ToUInt32(info[offset..]);
    }

    /// <summary>Waits for bytes; 0 at the end of the stream or with an error.</summary>
    public int Receive(Span<byte> buffer, DeadlineKind kind, TimeSpan limit, out S3Error? error)
    {
        Deadline.Arm(kind, limit);
        long start = _watchdog.Now;
        int count = 0;
        error = null;
        try
        {
            if (_tls is not null)
                count = ReceiveTls(buffer);
            else
            {
                count = _socket.Receive(buffer, SocketFlags.None, out SocketError code);
                if (code != SocketError.Success)
                    error = NetworkFault.From(this, kind, code, null);
            }
        }
        catch (Exception failure) when (NetworkFault.IsOne(failure))
        {
            count = 0;
            error = NetworkFault.From(this, kind, failure);
        }
        Deadline.Disarm();
        // A socket that is disposed under a blocked read can look like an orderly end.
        if (count == 0 && error is null && Deadline.Expired != DeadlineKind.None)
            error = NetworkFault.From(this, kind, SocketError.OperationAborted, null);
        if (count > 0 && kind == DeadlineKind.Stall && !_trickle.Goes(_watchdog.Since(start), count))
        {
            error = NetworkFault.Trickles(Origin);
            return 0;
        }
        return count;
    }

    /// <summary>Sends all of <paramref name="bytes"/>, at most <see cref="SendChunk"/> of them, or says why not.</summary>
    public S3Error? Send(ReadOnlySpan<byte> bytes)
    {
        Deadline.Arm(DeadlineKind.Stall, _stallLimit);
        S3Error? error = null;
        try
        {
            if (_tls is not null)
                _tls.Write(bytes);
            else
                while (bytes.Length > 0)
                {
                    int sent = _socket.Send(bytes, SocketFlags.None, out SocketError code);
                    if (code != SocketError.Success)
                    {
                        error = NetworkFault.From(this, DeadlineKind.Stall, code, null);
                        break;
                    }
                    bytes = bytes[sent..];
                }
        }
        catch (Exception failure) when (NetworkFault.IsOne(failure))
        {
            error = NetworkFault.From(this, DeadlineKind.Stall, failure);
        }
        Deadline.Disarm();
        return error;
    }

    /// <summary>
    /// Sends bytes of a file without a copy, at most <see cref="SendChunk"/> of them. <paramref name="sent"/> is 0 at the file's end and
    /// -1 where only <see cref="Send"/> can do it.
    /// </summary>
    public S3Error? TrySendFile(FileBody body, long offset, int count, out long sent)
    {
        sent = -1;
        if (!SendFile.IsPossible || _tls is not null)
            return null;
        Deadline.Arm(DeadlineKind.Stall, _stallLimit);
        S3Error? error = null;
        try
        {
            sent = SendFile.Send(_socket.SafeHandle, body.File, body.Offset + offset, count);
        }
        catch (Exception failure) when (NetworkFault.IsOne(failure))
        {
            error = NetworkFault.From(this, DeadlineKind.Stall, failure);
        }
        Deadline.Disarm();
        return error;
    }

    // As much as came, not one record of 16 KiB: whoever hashes and writes the bytes does that for 256 KiB at a time.
    int ReceiveTls(Span<byte> buffer)
    {
        int count = _tls!.Read(buffer);
        for (int more = count; more > 0 && count < buffer.Length; count += more)
        {
            Deadline.Arm(DeadlineKind.Stall, _stallLimit);
            more = _tls.ReadMore(buffer[count..]);
        }
        return count;
    }

    public void Dispose()
    {
        if (Interlocked.Exchange(ref _disposed, 1) != 0)
            return;
        _watchdog.Remove(Deadline);
        _socket.Dispose();
        _tls?.Dispose();
    }
}
