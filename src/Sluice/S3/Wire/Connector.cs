using System.Net;
using System.Net.Sockets;
using System.Security.Authentication;
using System.Text;
using Sluice.Failures;
using Sluice.S3.Wire.Tls;

namespace Sluice.S3.Wire;

/// <summary>Opens connections: name, address, proxy, TLS, all within the connect limit.</summary>
internal sealed class Connector(S3ClientOptions options, ProxySettings proxies, Watchdog watchdog)
{
    /// <summary>Addresses tried before a connection is called impossible.</summary>
    const int MaxAddresses = 4;

    readonly DnsCache _addresses = new(options.Clock);
    readonly TlsSettings _tls = new(options);

    /// <summary>The proxy whose absolute-form requests reach an origin, or null: https goes through a tunnel and needs none.</summary>
    public ProxySettings.Proxy? ForwardingProxy(Origin origin) => origin.Tls ? null : proxies.For(origin) is { Kind: ProxyKind.Http } proxy ? proxy : null;

    /// <summary>Opens a connection, or says why there is none.</summary>
    public Transport? Open(Origin origin, CancellationToken cancellationToken, out S3Error? error)
    {
        ProxySettings.Proxy? proxy = proxies.For(origin);
        Origin peer = proxy?.Origin ?? origin;
        IPAddress[] addresses;
        try
        {
            addresses = _addresses.InTurn(peer.Host, options.ConnectTimeout, cancellationToken);
        }
        catch (Exception failure) when (failure is SocketException or TimeoutException or ArgumentException)
        {
            error = NetworkFault.From(peer, null, DeadlineKind.Connect, SocketError.HostNotFound, failure);
            return null;
        }
        catch (OperationCanceledException)
        {
            error = NetworkFault.Canceled();
            return null;
        }

        error = null;
        for (int i = 0; i < addresses.Length && i < MaxAddresses; i++)
        {
            Transport? transport = Open(origin, peer, proxy, addresses[i], cancellationToken, out error);
            if (transport is not null)
                return transport;
            if (error!.Kind == FailureKind.Canceled)
                return null;
            _addresses.Penalise(addresses[i]);
        }
        return null;
    }

    Transport? Open(Origin origin, Origin peer, ProxySettings.Proxy? proxy, IPAddress address, CancellationToken cancellationToken, out S3Error? error)
    {
        // The receive buffer stays the system's own, which grows by itself: 0.4 s of CPU per GiB on loopback, against 0.7 s with
        // 256 KiB, 0.5 s with 1 MiB and 0.35 s with 4 MiB, which most systems do not grant (net.core.rmem_max).
        Socket socket;
        try
        {
            socket = new(address.AddressFamily, SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        }
        catch (SocketException failure)
        {
            // No descriptor is left, or there is no such protocol here.
            error = NetworkFault.From(peer, null, DeadlineKind.Connect, failure);
            return null;
        }
        catch (TypeInitializationException failure) when (failure.InnerException is OutOfMemoryException)
        {
            // .NET's sockets want threads of their own when the first one is made, and cannot be tried again.
            error = NetworkFault.Error($"{peer} cannot be reached: no further thread can be started (ulimit -u)", failure) with { Retry = RetryClass.Never };
            return null;
        }
        Deadline deadline = new(watchdog, socket);
        TlsChannel? tls = null;
        bool shakesHands = false, opened = false;
        watchdog.Add(deadline);
        CancellationTokenRegistration registration = cancellationToken.UnsafeRegister(static state => ((Deadline)state!).Cancel(), deadline);
        try
        {
            deadline.Arm(DeadlineKind.Connect, options.ConnectTimeout);
            socket.Connect(new IPEndPoint(address, peer.Port));
            if (proxy is not null && proxy.Kind != ProxyKind.Http)
                SocksTunnel.Open(socket, origin, proxy);
            else if (proxy is not null && origin.Tls)
                Tunnel(socket, origin, proxy);
            if (origin.Tls)
            {
                _tls.Prepare();
                shakesHands = true;
                tls = _tls.Open(socket, origin);
            }
            deadline.Disarm();
            registration.Dispose();
            opened = deadline.Expired == DeadlineKind.None;
            error = opened ? null : NetworkFault.From(peer, deadline, DeadlineKind.Connect, SocketError.OperationAborted, null);
        }
        catch (Exception failure) when (NetworkFault.IsOne(failure))
        {
            deadline.Disarm();
            registration.Dispose();
            error = Explain(origin, peer, deadline, shakesHands, failure);
        }
        if (opened)
            return new Transport(origin, socket, tls, deadline, watchdog, options.StallTimeout);
        watchdog.Remove(deadline);
        tls?.Dispose();
        socket.Dispose();
        return null;
    }

    static S3Error Explain(Origin origin, Origin peer, Deadline deadline, bool shakesHands, Exception failure)
    {
        if (deadline.Expired != DeadlineKind.None || failure is SocketException || failure.InnerException is SocketException)
            return NetworkFault.From(peer, deadline, DeadlineKind.Connect, failure);
        if (failure is NoTlsException)
            return Lasting($"{origin} does not speak TLS: use http:// if it is a plain endpoint", failure);
        if (failure is AuthenticationException)
            return Lasting($"TLS with {origin} failed: {(failure.InnerException?.Message ?? failure.Message).TrimEnd('.')}", failure);
        if (!shakesHands && failure is IOException)
            return Lasting(failure.Message, failure);
        return NetworkFault.Error($"TLS with {origin} failed: {DisplayText.Of(failure.Message)}", failure);
    }

    static S3Error Lasting(string message, Exception cause) => new(FailureKind.Network, RetryClass.Never, message) { Cause = cause };

    /// <summary>Asks a proxy for a tunnel (RFC 9110, 9.3.6). One small answer, read byte by byte so that nothing behind it is taken.</summary>
    static void Tunnel(Socket socket, Origin origin, ProxySettings.Proxy proxy)
    {
        string authorization = proxy.Authorization is null ? "" : $"Proxy-Authorization: {proxy.Authorization}\r\n";
        socket.Send(Encoding.ASCII.GetBytes($"CONNECT {origin.Authority} HTTP/1.1\r\nHost: {origin.Authority}\r\n{authorization}\r\n"));
        byte[] head = new byte[8 << 10];
        int length = 0;
        while (ResponseHead.FindEnd(head.AsSpan(0, length), 0) < 0)
        {
            if (length == head.Length || socket.Receive(head.AsSpan(length, 1)) == 0)
                throw new IOException($"The proxy {proxy} gave no answer to CONNECT.");
            length++;
        }
        ReadOnlySpan<byte> status = head.AsSpan(0, length);
        if (status.Length < 12 || !status.StartsWith("HTTP/1."u8) || status[9] != '2')
            throw new IOException($"The proxy {proxy} refused a tunnel to {origin.Authority}: {DisplayText.Of(status[..status.IndexOf((byte)'\n')].TrimEnd((byte)'\r'))}");
    }
}
