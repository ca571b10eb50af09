using System.Net;
using System.Net.Sockets;
using System.Runtime.InteropServices;
using System.Security.Authentication;
using Microsoft.Win32.SafeHandles;

namespace Sluice.S3.Wire.Tls;

/// <summary>
/// TLS by the system's OpenSSL, straight on the socket's descriptor: what arrives is decrypted into the caller's buffer, without the
/// copies, the frames and the small reads of <see cref="System.Net.Security.SslStream"/> (docs/performance.md has the figures). The
/// socket's handle is held during each call, so that a deadline that disposes it breaks the connection at once and gives the descriptor
/// back only when the call has returned. The runtime ignores SIGPIPE for the whole process, so a broken pipe is an error number here.
/// </summary>
internal sealed class OpenSslChannel : TlsChannel
{
    // sslerr.h: what the first bytes of a peer that does not speak TLS are called.
    const int HttpsProxyRequest = 155, HttpRequest = 156, UnknownProtocol = 252, WrongVersionNumber = 267;
    // x509_vfy.h.
    const int NotYetValid = 9, Expired = 10, HostMismatch = 62, AddressMismatch = 64;
    // errno.h of Linux.
    const int NetworkUnreachable = 101, TimedOut = 110, HostUnreachable = 113;

    readonly OpenSslContext _context;
    readonly Origin _origin;
    readonly bool _verifies;
    readonly Handle _ssl;
    SafeSocketHandle? _socket;
    Exception? _broken;
    bool _keepsSession, _hasEnded, _saidGoodbye;

    public OpenSslChannel(OpenSslContext context, OpenSslContext.Handle shared, Origin origin, bool verifies)
    {
        _context = context;
        _origin = origin;
        _verifies = verifies;
        _ssl = OpenSsl.NewChannel(shared);
    }

    /// <summary>True when the handshake went on with an earlier session.</summary>
    public bool WasResumed => OpenSsl.WasResumed(_ssl) == 1;

    /// <summary>Shakes hands. Throws <see cref="AuthenticationException"/>, <see cref="IOException"/> or <see cref="SocketException"/>.</summary>
    public void Open(SafeSocketHandle socket)
    {
        // 1 Whom to ask for (SNI, RFC 6066: names only), and for whom the certificate has to be.
        string host = _origin.Host.TrimEnd('.');
        bool isAddress = IPAddress.TryParse(host, out IPAddress? address);
        OpenSsl.ClearErrors();
        bool ready = !_ssl.IsInvalid && (isAddress
            ? !_verifies || OpenSsl.SetAddress(OpenSsl.VerifyParameters(_ssl), address!.ToString()) == 1
            : OpenSsl.Control(_ssl, OpenSsl.CtrlServerName, 0, host) == 1 && (!_verifies || OpenSsl.SetHost(_ssl, host) == 1));
        if (!ready)
            throw new IOException($"OpenSSL cannot open a connection: {OpenSsl.TakeError(out _)}");
        OpenSsl.SetHostFlags(_ssl, OpenSsl.NoPartialWildcards);

        // 2 An earlier session of the same origin, whose certificate was verified then.
        if (_context.TryGetSession(_origin, out OpenSslContext.Session? session))
            OpenSsl.SetSession(_ssl, session);

        // 3 The handshake.
        _socket = socket;
        bool held = false;
        try
        {
            socket.DangerousAddRef(ref held);
            OpenSsl.ClearErrors();
            OpenSsl.SetSocket(_ssl, (int)socket.DangerousGetHandle());
            int result;
            while ((result = OpenSsl.Connect(_ssl)) != 1)
            {
                int errno = Marshal.GetLastPInvokeError(), error = OpenSsl.ErrorOf(_ssl, result);
                if (error is not (OpenSsl.ErrorWantRead or OpenSsl.ErrorWantWrite))
                    throw Refusal(error, errno);
            }
        }
        finally
        {
            if (held)
                socket.DangerousRelease();
        }
        _keepsSession = true;
    }

    /// <inheritdoc/>
    public override bool SaidGoodbye => _saidGoodbye;

    /// <inheritdoc/>
    public override int Read(Span<byte> buffer)
    {
        if (_broken is not null)
            throw _broken;
        // Once it has ended OpenSSL calls every further read an error.
        if (_hasEnded)
            return 0;
        int count = Read(buffer, mayWait: true);
        // Tickets of TLS 1.3 come after the handshake: with the first answer they are here.
        if (_keepsSession && count > 0)
            KeepSession();
        return count;
    }

    /// <inheritdoc/>
    public override int ReadMore(Span<byte> buffer)
    {
        if (buffer.IsEmpty || OpenSsl.HasPending(_ssl) == 0)
            return 0;
        try
        {
            return Read(buffer, mayWait: false);
        }
        catch (Exception failure) when (NetworkFault.IsOne(failure))
        {
            _broken = failure;
            return 0;
        }
    }

    /// <inheritdoc/>
    public override bool HasBuffered => OpenSsl.HasPending(_ssl) != 0;

    /// <inheritdoc/>
    public override void Write(ReadOnlySpan<byte> bytes)
    {
        bool held = false;
        try
        {
            _socket!.DangerousAddRef(ref held);
            while (!bytes.IsEmpty)
            {
                OpenSsl.ClearErrors();
                int count = OpenSsl.Write(_ssl, bytes, bytes.Length);
                if (count > 0)
                    bytes = bytes[count..];
                else if (!Check(count, Marshal.GetLastPInvokeError()))
                    throw new IOException("The peer closed the connection.");
            }
        }
        finally
        {
            if (held)
                _socket!.DangerousRelease();
        }
    }

    /// <inheritdoc/>
    public override void Dispose() => _ssl.Dispose();

    int Read(Span<byte> buffer, bool mayWait)
    {
        bool held = false;
        try
        {
            _socket!.DangerousAddRef(ref held);
            while (true)
            {
                OpenSsl.ClearErrors();
                int count = OpenSsl.Read(_ssl, buffer, buffer.Length);
                if (count > 0)
                    return count;
                if (!Check(count, Marshal.GetLastPInvokeError()))
                    return 0;
                if (!mayWait)
                    return 0;
            }
        }
        finally
        {
            if (held)
                _socket!.DangerousRelease();
        }
    }

    // True when the call is to be repeated, false at the end of the stream.
    bool Check(int result, int errno)
    {
        switch (OpenSsl.ErrorOf(_ssl, result))
        {
            case OpenSsl.ErrorWantRead or OpenSsl.ErrorWantWrite:
                return true;
            case OpenSsl.ErrorZeroReturn:
                _hasEnded = _saidGoodbye = true;
                return false;
            case OpenSsl.ErrorSyscall:
                throw Broken(errno);
            default:
                string text = OpenSsl.TakeError(out int reason);
                if (reason != OpenSsl.UnexpectedEnd)
                    throw new IOException($"TLS broke: {text}");
                _hasEnded = true;
                return false;
        }
    }

    Exception Refusal(int error, int errno)
    {
        if (error == OpenSsl.ErrorSyscall && errno != 0)
            return Broken(errno);
        int verdict = (int)OpenSsl.VerifyResult(_ssl);
        string text = OpenSsl.TakeError(out int reason);
        if (error != OpenSsl.ErrorSsl || reason == OpenSsl.UnexpectedEnd)
            return new IOException("The peer closed the connection during the handshake.");
        if (reason is HttpsProxyRequest or HttpRequest or UnknownProtocol or WrongVersionNumber)
            return new NoTlsException(null);
        if (!_verifies || verdict == 0)
            return new AuthenticationException(text);
        return new AuthenticationException(verdict switch
        {
            HostMismatch or AddressMismatch => TlsSettings.WrongHost(_origin.Host),
            NotYetValid or Expired => $"the {Marshal.PtrToStringUTF8(OpenSsl.VerifyText(verdict))}",
            _ => $"{TlsSettings.Untrusted} ({Marshal.PtrToStringUTF8(OpenSsl.VerifyText(verdict))})",
        });
    }

    static SocketException Broken(int errno) => new((int)(errno switch
    {
        NetworkUnreachable => SocketError.NetworkUnreachable,
        HostUnreachable => SocketError.HostUnreachable,
        TimedOut => SocketError.TimedOut,
        _ => SocketError.ConnectionReset,
    }), errno == 0 ? null : Marshal.GetPInvokeErrorMessage(errno));

    void KeepSession()
    {
        _keepsSession = false;
        OpenSslContext.Session session = OpenSsl.SessionOf(_ssl);
        if (!session.IsInvalid && OpenSsl.IsResumable(session) == 1)
            _context.Keep(_origin, session);
        else
            session.Dispose();
    }

    /// <summary>SSL.</summary>
    internal sealed class Handle() : SafeHandleZeroOrMinusOneIsInvalid(ownsHandle: true)
    {
        protected override bool ReleaseHandle()
        {
            // Without this OpenSSL takes a connection that said no goodbye for broken, and its session with it.
            OpenSsl.SetShutdown(handle, OpenSsl.SentAndReceivedShutdown);
            OpenSsl.FreeChannel(handle);
            return true;
        }
    }
}
