using System.Collections.Concurrent;
using System.Net;
using System.Net.Security;
using System.Net.Sockets;
using System.Security.Authentication;
using System.Security.Cryptography.X509Certificates;
using System.Text;

namespace Sluice.Tests.Support;

/// <summary>A TCP server whose every connection plays a script: bytes in, bytes out, resets and silences at any point.</summary>
public sealed class ScriptedServer : IDisposable
{
    readonly Socket _listener = new(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
    readonly ManualResetEventSlim _over = new();
    readonly ConcurrentBag<(Socket Socket, Thread Thread)> _peers = [];
    readonly ConcurrentQueue<Exception> _failures = new();
    readonly Action<Peer>[] _scripts;
    readonly Thread _acceptor;
    int _connections;

    /// <summary>Connection N plays script N; those beyond the last play the last.</summary>
    public ScriptedServer(params Action<Peer>[] scripts)
    {
        _scripts = scripts;
        _listener.Bind(new IPEndPoint(IPAddress.Loopback, 0));
        _listener.Listen(64);
        _acceptor = new Thread(Accept) { IsBackground = true };
        _acceptor.Start();
    }

    /// <summary>Set: every connection begins with a TLS handshake.</summary>
    public X509Certificate2? Certificate { get; init; }

    public Uri Uri => new($"{(Certificate is null ? "http" : "https")}://127.0.0.1:{((IPEndPoint)_listener.LocalEndPoint!).Port}");

    /// <summary>Connections accepted so far.</summary>
    public int Connections => Volatile.Read(ref _connections);

    /// <summary>Heads of all requests, in the order of arrival.</summary>
    public ConcurrentQueue<string> Requests { get; } = new();

    /// <summary>An answer with a Content-Length.</summary>
    public static string Answer(int status, string body = "", string headers = "") =>
        $"HTTP/1.1 {status} X\r\nContent-Length: {Encoding.UTF8.GetByteCount(body)}\r\n{headers}x-amz-request-id: 1\r\nLast-Modified: Sun, 01 Nov 2026 10:00:00 GMT\r\n\r\n{body}";

    /// <summary>An S3 error.</summary>
    public static string Error(int status, string code, string inner = "", string headers = "") =>
        Answer(status, $"<?xml version=\"1.0\"?><Error><Code>{code}</Code><Message>m</Message>{inner}</Error>", headers);

    /// <summary>A script that gives these answers to successive requests, on this connection or the next; the last one for ever.</summary>
    public static Action<Peer> Replies(params string[] answers)
    {
        int next = 0;
        return peer =>
        {
            while (peer.ReadRequest() is not null)
                peer.Send(answers[Math.Min(Interlocked.Increment(ref next) - 1, answers.Length - 1)]);
        };
    }

    /// <summary>Ends every script and waits for it, so that what the scripts use may go; throws what a script should not have met.</summary>
    public void Dispose()
    {
        _over.Set();
        _listener.Dispose();
        _acceptor.Join();
        foreach ((Socket socket, _) in _peers)
            socket.Dispose();
        foreach ((_, Thread thread) in _peers)
            Assert.True(thread.Join(TimeSpan.FromSeconds(30)), "a script goes on though its connection is closed");
        _over.Dispose();
        if (!_failures.IsEmpty)
            throw new AggregateException(_failures);
    }

    void Accept()
    {
        try
        {
            while (true)
            {
                Socket socket = _listener.Accept();
                int number = Interlocked.Increment(ref _connections);
                Action<Peer> script = _scripts[Math.Min(number, _scripts.Length) - 1];
                Thread thread = new(() => Play(script, socket)) { IsBackground = true };
                _peers.Add((socket, thread));
                thread.Start();
            }
        }
        catch (Exception failure) when (failure is SocketException or ObjectDisposedException)
        {
            // The test is over.
        }
    }

    void Play(Action<Peer> script, Socket socket)
    {
        try
        {
            using Stream stream = Open(socket);
            script(new Peer(this, socket, stream));
            (stream as SslStream)?.ShutdownAsync().GetAwaiter().GetResult();
            socket.Shutdown(SocketShutdown.Send);
            socket.Dispose();
        }
        catch (Exception failure) when (failure is SocketException or ObjectDisposedException or IOException or AuthenticationException)
        {
            // The client went away, as some tests want.
        }
#pragma warning disable CA1031 // An exception that leaves a thread would end all tests.
        catch (Exception failure)
#pragma warning restore CA1031
        {
            _failures.Enqueue(failure);
        }
    }

    Stream Open(Socket socket)
    {
        NetworkStream plain = new(socket, ownsSocket: true);
        if (Certificate is null)
            return plain;
        SslStream tls = new(plain);
        tls.AuthenticateAsServer(new SslServerAuthenticationOptions { ServerCertificate = Certificate });
        return tls;
    }

    /// <summary>The server's side of one connection.</summary>
    public sealed class Peer(ScriptedServer server, Socket socket, Stream stream)
    {
        readonly List<byte> _received = [];

        /// <summary>Reads a head and its body; null when the client closes.</summary>
        public string? ReadRequest()
        {
            if (ReadHead() is not { } head)
                return null;
            int at = head.IndexOf("\r\ncontent-length: ", StringComparison.OrdinalIgnoreCase);
            if (at >= 0)
                ReadBytes(long.Parse(head.AsSpan(at + 18, head.IndexOf('\r', at + 2) - at - 18)));
            return head;
        }

        /// <summary>Reads a head only.</summary>
        public string? ReadHead()
        {
            int end;
            while ((end = Encoding.Latin1.GetString([.. _received]).IndexOf("\r\n\r\n", StringComparison.Ordinal)) < 0)
                if (!Receive())
                    return null;
            string head = Encoding.UTF8.GetString([.. _received[..(end + 4)]]);
            _received.RemoveRange(0, end + 4);
            server.Requests.Enqueue(head);
            return head;
        }

        /// <summary>Reads this many bytes of a body.</summary>
        public void ReadBytes(long count)
        {
            while (count > _received.Count)
            {
                count -= _received.Count;
                _received.Clear();
                if (!Receive())
                    return;
            }
            _received.RemoveRange(0, (int)count);
        }

        /// <summary>Reads this many bytes of a body and keeps them.</summary>
        public byte[] TakeBytes(int count)
        {
            while (_received.Count < count && Receive())
            {
            }
            byte[] taken = [.. _received.Take(count)];
            _received.RemoveRange(0, taken.Length);
            return taken;
        }

        public void Send(string text) => Send(Encoding.UTF8.GetBytes(text));

        public void Send(byte[] bytes) => stream.Write(bytes);

        /// <summary>Ends the connection with a reset.</summary>
        public void Reset()
        {
            socket.LingerState = new LingerOption(true, 0);
            socket.Dispose();
        }

        /// <summary>Ends the connection as the network does it, without a goodbye of TLS.</summary>
        public void HangUp()
        {
            socket.Shutdown(SocketShutdown.Send);
            socket.Dispose();
        }

        /// <summary>Says nothing until the test is over.</summary>
        public void Stall() => server._over.Wait();

        bool Receive()
        {
            byte[] buffer = new byte[64 << 10];
            int count = stream.Read(buffer);
            _received.AddRange(buffer.AsSpan(0, count));
            return count > 0;
        }
    }
}
