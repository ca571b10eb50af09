using System.Collections.Concurrent;
using System.Globalization;
using System.Net;
using System.Net.Sockets;

namespace Sluice.Tests.Support;

/// <summary>
/// The embedded endpoint seen through a proxy that makes it deviate: each request may be answered without asking the
/// endpoint, and each of its answers may be changed, down to its framing. Requests reach the endpoint as they were
/// sent, so that their signatures hold.
/// </summary>
public sealed class DeviantStore : IDisposable
{
    readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    readonly ConcurrentBag<(Socket Socket, Thread Thread)> _peers = [];
    readonly ConcurrentBag<TcpClient> _behind = [];
    readonly ConcurrentQueue<Exception> _failures = new();
    readonly Uri _store;
    readonly Func<StoreRequest, StoreAnswer?> _instead;
    readonly Action<StoreRequest, StoreAnswer> _change;
    readonly Thread _acceptor;

    /// <summary>Begins to listen.</summary>
    /// <param name="store">The endpoint behind, over plain HTTP.</param>
    /// <param name="change">Changes an answer of the endpoint in place; called by many threads.</param>
    /// <param name="instead">Answers a request itself, or returns null to have the endpoint asked; called by many threads.</param>
    public DeviantStore(Uri store, Action<StoreRequest, StoreAnswer>? change = null, Func<StoreRequest, StoreAnswer?>? instead = null)
    {
        (_store, _change, _instead) = (store, change ?? (static (_, _) => { }), instead ?? (static _ => null));
        _listener.Start();
        _acceptor = new Thread(Accept) { IsBackground = true };
        _acceptor.Start();
    }

    /// <summary>Where clients are to go.</summary>
    public Uri Uri => new($"http://127.0.0.1:{((IPEndPoint)_listener.LocalEndpoint).Port}");

    /// <summary>All requests, in the order of arrival.</summary>
    public ConcurrentQueue<StoreRequest> Requests { get; } = new();

    /// <summary>Ends all connections; throws what a deviation threw.</summary>
    public void Dispose()
    {
        _listener.Stop();
        _acceptor.Join();
        foreach ((Socket socket, _) in _peers)
            socket.Dispose();
        // An endpoint that was told to be slow does not take what is being sent to it.
        foreach (TcpClient behind in _behind)
            behind.Dispose();
        foreach ((_, Thread thread) in _peers)
            Assert.True(thread.Join(TimeSpan.FromSeconds(30)), "a connection goes on though it is closed");
        _listener.Dispose();
        if (!_failures.IsEmpty)
            throw new AggregateException(_failures);
    }

    void Accept()
    {
        try
        {
            while (true)
            {
                Socket socket = _listener.AcceptSocket();
                socket.NoDelay = true;
                Thread thread = new(() => Serve(socket)) { IsBackground = true };
                _peers.Add((socket, thread));
                thread.Start();
            }
        }
        catch (Exception failure) when (failure is SocketException or ObjectDisposedException or InvalidOperationException)
        {
            // The test is over.
        }
    }

    void Serve(Socket socket)
    {
        try
        {
            using NetworkStream client = new(socket, ownsSocket: true);
            using TcpClient behind = new(_store.Host, _store.Port) { NoDelay = true };
            _behind.Add(behind);
            using NetworkStream store = behind.GetStream();
            HttpReader requests = new(client), answers = new(store);
            while (requests.ReadHead() is { } head)
            {
                string[] line = head.Line.Split(' ');
                StoreRequest request = new(line[0], line[1], head.Headers, requests.ReadBody(head, "HEAD"));
                Requests.Enqueue(request);
                StoreAnswer? answer = _instead(request);
                if (answer is null)
                {
                    store.Write(head.Bytes);
                    store.Write(request.Body);
                    HttpReader.Head answered = answers.ReadHead() ?? throw new IOException("the endpoint closed the connection");
                    answer = new StoreAnswer(int.Parse(answered.Line.Split(' ')[1], CultureInfo.InvariantCulture), answers.ReadBody(answered, request.Method)) { StatedLength = answered["content-length"] };
                    foreach ((string name, string value) in answered.Headers)
                        if (name is not ("content-length" or "transfer-encoding" or "connection"))
                            answer.Headers[name] = value;
                    _change(request, answer);
                }
                if (!answer.Send(client, request.Method == "HEAD"))
                    return;
            }
        }
        catch (Exception failure) when (failure is SocketException or ObjectDisposedException or IOException)
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
}
