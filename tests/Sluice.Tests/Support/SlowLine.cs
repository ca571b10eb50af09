using System.Collections.Concurrent;
using System.Net;
using System.Net.Sockets;
using Sluice.Pacing;

namespace Sluice.Tests.Support;

/// <summary>A line to a server that all connections share, and that carries so many bytes per second to it.</summary>
public sealed class SlowLine : IDisposable
{
    readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    readonly ConcurrentBag<(Socket Socket, Thread Thread)> _ends = [];
    readonly CancellationTokenSource _stop = new();
    readonly TokenBucket _bytes = new(TimeProvider.System, 4 << 10);
    readonly Thread _acceptor;
    int _open;

    public SlowLine(Uri server, double bytesPerSecond)
    {
        _bytes.Schedule = RateSchedule.Constant(bytesPerSecond);
        // What lies in buffers has not been carried.
        _listener.Server.ReceiveBufferSize = 32 << 10;
        _listener.Start();
        _acceptor = new Thread(() => Accept(server)) { IsBackground = true };
        _acceptor.Start();
    }

    public Uri Uri => new($"http://127.0.0.1:{((IPEndPoint)_listener.LocalEndpoint).Port}");

    /// <summary>Connections that clients have not closed.</summary>
    public int Open => Volatile.Read(ref _open);

    public void Dispose()
    {
        _stop.Cancel();
        _listener.Stop();
        _acceptor.Join();
        foreach ((Socket socket, _) in _ends)
            socket.Dispose();
        foreach ((_, Thread thread) in _ends)
            thread.Join();
        _listener.Dispose();
        _stop.Dispose();
    }

    void Accept(Uri server)
    {
        try
        {
            while (true)
            {
                Socket near = _listener.AcceptSocket();
                Socket far = new(SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
                far.Connect(server.Host, server.Port);
                Interlocked.Increment(ref _open);
                Begin(near, far, _bytes);
                Begin(far, near, null);
            }
        }
        catch (Exception failure) when (failure is SocketException or ObjectDisposedException or InvalidOperationException)
        {
            // The test is over.
        }
    }

    void Begin(Socket from, Socket to, TokenBucket? bytes)
    {
        Thread thread = new(() => Carry(from, to, bytes)) { IsBackground = true };
        _ends.Add((from, thread));
        thread.Start();
    }

    void Carry(Socket from, Socket to, TokenBucket? bytes)
    {
        byte[] buffer = new byte[64 << 10];
        try
        {
            for (int count; (count = from.Receive(buffer)) > 0;)
                for (int at = 0, piece; at < count; at += piece)
                {
                    piece = bytes?.TakePiece(count - at, _stop.Token) ?? count - at;
                    if (piece == 0)
                        return;
                    to.Send(buffer.AsSpan(at, piece));
                }
        }
        catch (Exception failure) when (failure is SocketException or ObjectDisposedException)
        {
            // One of the two is gone, and so is the other.
        }
        to.Dispose();
        if (bytes is not null)
            Interlocked.Decrement(ref _open);
    }
}
