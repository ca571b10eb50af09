using System.Net.Security;
using System.Net.Sockets;
using System.Security.Authentication;

namespace Sluice.S3.Wire.Tls;

/// <summary>TLS by the runtime's <see cref="SslStream"/>: where there is no OpenSSL 3.</summary>
internal sealed class ManagedTlsChannel : TlsChannel
{
    readonly SocketStream _socket;
    readonly SslStream _stream;

    /// <summary>Shakes hands. Throws <see cref="AuthenticationException"/>, <see cref="IOException"/> or <see cref="SocketException"/>.</summary>
    public ManagedTlsChannel(Socket socket, SslClientAuthenticationOptions options)
    {
        _socket = new SocketStream(socket);
        _stream = new SslStream(_socket);
        try
        {
            _stream.AuthenticateAsClient(options);
        }
        catch (Exception failure) when (_socket.PeerSpeaksNoTls && failure is AuthenticationException or IOException && failure.InnerException is not SocketException)
        {
            throw new NoTlsException(failure);
        }
    }

    /// <inheritdoc/>
    public override int Read(Span<byte> buffer) => _stream.Read(buffer);

    /// <summary>SslStream ends at the closing alert without looking for more, and otherwise where its socket does.</summary>
    public override bool SaidGoodbye => !_socket.HasEnded;

    /// <inheritdoc/>
    public override int ReadMore(Span<byte> buffer) => 0;

    /// <inheritdoc/>
    public override void Write(ReadOnlySpan<byte> bytes) => _stream.Write(bytes);

    /// <summary>Nothing: disposing the stream may send a closing alert on a socket that is stuck.</summary>
    public override void Dispose()
    {
    }
}
