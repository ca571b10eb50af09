using System.Net;
using Microsoft.AspNetCore.Http;
using Sluice.Cli.Reports;

namespace Sluice.Cli.Jobs.Dashboard;

/// <summary>
/// Serves the page of a job to this machine: <c>/</c>, <c>/state</c> and <c>/object?key=</c>, all of them only read. A request that names another host, as one
/// does whose name was rebound to this address (DNS rebinding), and one that another site's page sends, are refused.
/// </summary>
sealed class DashboardServer : IAsyncDisposable
{
    const int MostConnections = 256;

    // A key with each byte as %XX, and the rest of an address.
    const int LongestRequestLine = 16 << 10;

    readonly ReadServer _server;
    readonly DashboardFeed _feed;
    readonly HashSet<string> _hosts;
    readonly string _job;

    DashboardServer(ReadServer server, DashboardFeed feed, string job)
    {
        (_server, _feed, _job) = (server, feed, job);
        int port = server.Port;
        Url = new Uri($"http://127.0.0.1:{port}/");
        _hosts = new HashSet<string>([$"127.0.0.1:{port}", $"localhost:{port}"], StringComparer.OrdinalIgnoreCase);
    }

    /// <summary>Where it is.</summary>
    public Uri Url { get; }

    /// <summary>Listens. Throws <see cref="IOException"/> when the port is taken.</summary>
    /// <param name="feed">What it shows; has been begun.</param>
    /// <param name="job">Where the job is.</param>
    /// <param name="port">The port; 0 for a free one.</param>
    /// <param name="cancellationToken">Ends the start.</param>
    public static async Task<DashboardServer> StartAsync(DashboardFeed feed, string job, int port, CancellationToken cancellationToken)
    {
        DashboardServer? server = null;
        ReadServer listening = await ReadServer.StartAsync(new IPEndPoint(IPAddress.Loopback, port), MostConnections, context =>
        {
            if (server is { } ready)
                return ready.HandleAsync(context);
            context.Response.StatusCode = StatusCodes.Status503ServiceUnavailable;
            return Task.CompletedTask;
        }, cancellationToken, LongestRequestLine).ConfigureAwait(false);
        return server = new DashboardServer(listening, feed, job);
    }

    /// <summary>Stops listening.</summary>
    public ValueTask DisposeAsync() => _server.DisposeAsync();

    async Task HandleAsync(HttpContext context)
    {
        IHeaderDictionary headers = context.Response.Headers;
        headers.CacheControl = "no-store";
        headers.XContentTypeOptions = "nosniff";
        headers["Referrer-Policy"] = "no-referrer";
        headers["Cross-Origin-Resource-Policy"] = "same-origin";
        headers["Cross-Origin-Opener-Policy"] = "same-origin";
        headers.ContentSecurityPolicy = JobPage.PolicyOfServer;
        if (Refused(context.Request) is { } status)
        {
            context.Response.StatusCode = status;
            return;
        }
        // The store is asked on a blocking wire, and a search takes as long as it takes.
        CancellationToken gone = context.RequestAborted;
        (string type, byte[] content)? answer = context.Request.Path.Value switch
        {
            "/" => ("text/html; charset=utf-8", await Task.Run(() => JobPage.Live(_job, _feed.State(gone)), gone).ConfigureAwait(false)),
            "/state" => ("application/json", await Task.Run(() => _feed.State(gone), gone).ConfigureAwait(false)),
            "/object" => ("application/json", await Task.Run(() => _feed.Find(context.Request.Query["key"].ToString(), gone), gone).ConfigureAwait(false)),
            _ => null,
        };
        if (answer is not var (kind, body))
        {
            context.Response.StatusCode = StatusCodes.Status404NotFound;
            return;
        }
        context.Response.ContentType = kind;
        context.Response.ContentLength = body.Length;
        if (HttpMethods.IsGet(context.Request.Method))
            await context.Response.Body.WriteAsync(body, gone).ConfigureAwait(false);
    }

    int? Refused(HttpRequest request) =>
        !_hosts.Contains(request.Host.Value ?? "") ? StatusCodes.Status421MisdirectedRequest
        // Fetch Metadata Request Headers, 2.4: what a person typed or followed says "none".
        : request.Headers["Sec-Fetch-Site"].ToString() is not ("" or "same-origin" or "none") ? StatusCodes.Status403Forbidden
        : !HttpMethods.IsGet(request.Method) && !HttpMethods.IsHead(request.Method) ? StatusCodes.Status405MethodNotAllowed
        : null;
}
