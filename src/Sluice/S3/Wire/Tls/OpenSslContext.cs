using System.Collections.Concurrent;
using System.Diagnostics.CodeAnalysis;
using System.Net.Sockets;
using Microsoft.Win32.SafeHandles;
using Sluice.Failures;

namespace Sluice.S3.Wire.Tls;

/// <summary>
/// What all TLS connections of a client share: authorities, the least version, and one session for each origin, by which a later
/// connection need not show certificates again. Freed with the last connection that was made from it.
/// </summary>
internal sealed class OpenSslContext
{
    /// <summary>
    /// Bytes received at once. OpenSSL fetches header and body of every 16 KiB record by themselves otherwise; above 64 KiB it spends more
    /// on moving what is left to the front than the fewer system calls save (docs/performance.md).
    /// </summary>
    const int ReadAhead = 64 << 10;

    readonly Handle _handle;
    readonly bool _verifies;
    readonly ConcurrentDictionary<Origin, Session> _sessions = new();

    /// <summary>Throws <see cref="IOException"/> when the authorities cannot be loaded.</summary>
    /// <param name="caFile">PEM file of further authorities; null for none.</param>
    /// <param name="verifies">False: any certificate will do.</param>
    public OpenSslContext(string? caFile, bool verifies)
    {
        OpenSsl.ClearErrors();
        _verifies = verifies;
        _handle = OpenSsl.NewContext(OpenSsl.ClientMethod());
        if (_handle.IsInvalid || OpenSsl.ControlContext(_handle, OpenSsl.CtrlMinProtocol, OpenSsl.Tls12, 0) != 1)
            throw new IOException($"OpenSSL cannot be set up: {OpenSsl.TakeError(out _)}");
        OpenSsl.ControlContext(_handle, OpenSsl.CtrlReadAhead, 1, 0);
        OpenSsl.SetReadBuffer(_handle, ReadAhead);
        // A connection that waits holds no buffers: of hundreds most wait.
        OpenSsl.ControlContext(_handle, OpenSsl.CtrlMode, OpenSsl.ModeReleaseBuffers, 0);
        // A read comes back after a record that is no data, such as a session ticket, instead of waiting for data (ReadMore).
        OpenSsl.ControlContext(_handle, OpenSsl.CtrlClearMode, OpenSsl.ModeAutoRetry, 0);
        OpenSsl.SetVerify(_handle, verifies ? OpenSsl.VerifyPeer : OpenSsl.VerifyNone, 0);
        // A missing file or directory of the system's is no failure here: then nothing is trusted.
        OpenSsl.TrustSystem(_handle);
        if (caFile is not null && OpenSsl.TrustFile(_handle, caFile) != 1)
            throw new IOException($"The CA file {DisplayText.Of(caFile)} cannot be read: {DisplayText.Of(OpenSsl.TakeError(out _))}");
        OpenSsl.ClearErrors();
    }

    /// <summary>Shakes hands over a connected socket.</summary>
    public OpenSslChannel Open(Socket socket, Origin origin)
    {
        OpenSslChannel channel = new(this, _handle, origin, _verifies);
        try
        {
            channel.Open(socket.SafeHandle);
            return channel;
        }
        catch
        {
            channel.Dispose();
            throw;
        }
    }

    /// <summary>A session to go on with.</summary>
    public bool TryGetSession(Origin origin, [NotNullWhen(true)] out Session? session) => _sessions.TryGetValue(origin, out session);

    /// <summary>Keeps the session of a connection for the next one to the same origin.</summary>
    // The one before is not disposed here: another thread may just be about to use it. Its finalizer frees it.
    public void Keep(Origin origin, Session session) => _sessions[origin] = session;

    /// <summary>SSL_CTX, which counts its references: connections have one each.</summary>
    internal sealed class Handle() : SafeHandleZeroOrMinusOneIsInvalid(ownsHandle: true)
    {
        protected override bool ReleaseHandle()
        {
            OpenSsl.FreeContext(handle);
            return true;
        }
    }

    /// <summary>SSL_SESSION.</summary>
    internal sealed class Session() : SafeHandleZeroOrMinusOneIsInvalid(ownsHandle: true)
    {
        protected override bool ReleaseHandle()
        {
            OpenSsl.FreeSession(handle);
            return true;
        }
    }
}
