using System.IO.Pipes;
using Sluice.Failures;
using Sluice.Sftp;
using Sluice.Sftp.Protocol;

namespace Sluice.Tests.Sftp;

/// <summary>A connection to a peer of this process, over pipes.</summary>
sealed class PeerSession : SftpSession
{
    readonly AnonymousPipeServerStream _toPeer = new(PipeDirection.Out), _fromPeer = new(PipeDirection.In);
    readonly Stream _peerInput, _peerOutput;
    string? _reason;

    public PeerSession(SftpPeer peer, TimeProvider clock)
    {
        _peerInput = new AnonymousPipeClientStream(PipeDirection.In, _toPeer.ClientSafePipeHandle);
        _peerOutput = new AnonymousPipeClientStream(PipeDirection.Out, _fromPeer.ClientSafePipeHandle);
        Connection = new SftpConnection(_fromPeer, _toPeer, () => new Failure(FailureKind.Network, RetryClass.AfterBackoff, _reason ?? "The connection was lost.") { Code = "ConnectionLost" }, () => End("It was given up."), clock);
        new Thread(() =>
        {
            peer.Serve(_peerInput, _peerOutput);
            _peerOutput.Dispose();
            _peerInput.Dispose();
        })
        { IsBackground = true }.Start();
    }

    public override SftpConnection Connection { get; }

    /// <summary>Hosts whose every connection leads to this peer.</summary>
    public static SftpHosts HostsOf(SftpPeer peer, SftpOptions? options = null, TimeProvider? clock = null) =>
        new(options ?? new SftpOptions { FirstDelay = TimeSpan.FromMilliseconds(1), Retries = 3 }, clock)
        {
            Connect = (_, _, _) =>
            {
                PeerSession session = new(peer, clock ?? TimeProvider.System);
                session.Connection.Begin();
                return session;
            },
        };

    public override void End(string reason)
    {
        _reason ??= reason;
        _peerOutput.Dispose();
        _toPeer.Dispose();
    }

    protected override void Dispose(bool disposing) => End("It was disposed.");
}
