using System.Net;
using System.Net.Sockets;
using System.Text;

namespace Sluice.Tests.S3.Credentials;

/// <summary>An HTTP server on loopback that answers as a test wants and remembers what it was asked.</summary>
sealed class FakeService : IDisposable
{
    readonly HttpListener _listener = new();
    readonly Func<Request, (int Status, string Text)> _answer;
    readonly Task _loop;
    readonly List<Request> _requests = [];

    public FakeService(Func<Request, (int Status, string Text)> answer)
    {
        _answer = answer;
        // A free port may be taken by another between looking and listening.
        for (int attempt = 0; ; attempt++)
        {
            using TcpListener probe = new(IPAddress.Loopback, 0);
            probe.Start();
            int port = ((IPEndPoint)probe.LocalEndpoint).Port;
            probe.Stop();
            Url = $"http://127.0.0.1:{port}/";
            _listener.Prefixes.Clear();
            _listener.Prefixes.Add(Url);
            try
            {
                _listener.Start();
                break;
            }
            catch (HttpListenerException) when (attempt < 10)
            {
            }
        }
        _loop = Task.Run(ServeAsync);
    }

    public string Url { get; }

    public IReadOnlyList<Request> Requests
    {
        get
        {
            lock (_requests)
                return [.. _requests];
        }
    }

    public void Dispose()
    {
        _listener.Stop();
        _listener.Close();
        _loop.Wait();
    }

    async Task ServeAsync()
    {
        while (true)
        {
            HttpListenerContext context;
            try
            {
                context = await _listener.GetContextAsync();
            }
            catch (Exception e) when (e is HttpListenerException or ObjectDisposedException or InvalidOperationException)
            {
                return;
            }
            using StreamReader reader = new(context.Request.InputStream);
            Request request = new(context.Request.HttpMethod, context.Request.Url!.PathAndQuery, await reader.ReadToEndAsync(),
                context.Request.Headers.AllKeys.ToDictionary(static name => name!, name => context.Request.Headers[name]!, StringComparer.OrdinalIgnoreCase));
            lock (_requests)
                _requests.Add(request);
            (int status, string text) = _answer(request);
            context.Response.StatusCode = status;
            byte[] bytes = Encoding.UTF8.GetBytes(text);
            context.Response.ContentLength64 = bytes.Length;
            await context.Response.OutputStream.WriteAsync(bytes);
            context.Response.Close();
        }
    }

    public sealed record Request(string Method, string Path, string Body, IReadOnlyDictionary<string, string> Headers);
}
