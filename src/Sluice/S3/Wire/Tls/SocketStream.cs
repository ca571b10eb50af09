using System.Net.Sockets;

namespace Sluice.S3.Wire.Tls;

/// <summary>
/// A blocking socket as the stream that <see cref="System.Net.Security.SslStream"/> wants. It remembers the first byte
/// received, which tells a peer that does not speak TLS from one whose handshake failed.
/// </summary>
internal sealed class SocketStream(Socket socket) : Stream
{
    const int TlsAlert = 0x15;
    const int TlsHandshake = 0x16;

    int _firstByte = -1;

    /// <summary>True when what came first was no TLS record (RFC 8446, 5.1).</summary>
    public bool PeerSpeaksNoTls => _firstByte is not (-1 or TlsAlert or TlsHandshake);

    /// <summary>True once the peer has closed the connection.</summary>
    public bool HasEnded { get; private set; }

    public override bool CanRead => true;
    public override bool CanWrite => true;
    public override bool CanSeek => false;

    public override int Read(Span<byte> buffer)
    {
        int count = socket.Receive(buffer, SocketFlags.None);
        if (_firstByte < 0 && count > 0)
            _firstByte = buffer[0];
        HasEnded |= count == 0 && !buffer.IsEmpty;
        return count;
    }

    public override void Write(ReadOnlySpan<byte> buffer) => socket.Send(buffer, SocketFlags.None);

    public override int Read(byte[] buffer, int offset, int count) => Read(buffer.AsSpan(offset, count));
    public override void Write(byte[] buffer, int offset, int count) => Write(buffer.AsSpan(offset, count));
    public override void Flush() { }
    public override long Length => throw new NotSupportedException();
    public override long Position { get => throw new NotSupportedException(); set => throw new NotSupportedException(); }
    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();
    public override void SetLength(long value) => throw new NotSupportedException();
}
