using System.Net;
using System.Net.Sockets;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Sluice.Cli.Reports;

namespace Sluice.Cli.Jobs.Dashboard;

/// <summary>
/// Serves the page of a job to this machine: <c>/</c>, <c>/state</c> and <c>/object?key=</c>, all of them only read. A request that names another host, as one
/// does whose name was rebound to this address (DNS rebinding), and one that another site's page sends, are refused.
/// </summary>
sealed class DashboardServer : IAsyncDisposable
{
    static readonly TimeSpan ShutdownTime = TimeSpan.FromSeconds(2);

    readonly WebApplication _application;
    readonly DashboardFeed _feed;
    readonly HashSet<string> _hosts;
    readonly string _job;

    DashboardServer(WebApplication application, DashboardFeed feed, string job)
    {
        (_application, _feed, _job) = (application, feed, job);
        int port = new Uri(application.Services.GetRequiredService<IServer>().Features.GetRequiredFeature<IServerAddressesFeature>().Addresses.First()).Port;
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
        WebApplicationBuilder builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
        builder.Services.AddSingleton<IHostLifetime, CallerLifetime>();
        builder.WebHost.UseKestrelCore();
        builder.WebHost.ConfigureKestrel(kestrel =>
        {
            kestrel.AddServerHeader = false;
            kestrel.Limits.MaxRequestBodySize = 0;
            // A key with each byte as %XX, and the headers of a browser.
            kestrel.Limits.MaxRequestLineSize = 16 << 10;
            kestrel.Limits.MaxConcurrentConnections = 256;
            kestrel.Listen(IPAddress.Loopback, port, static listen => listen.Protocols = HttpProtocols.Http1);
        });
        WebApplication application = builder.Build();
        DashboardServer? server = null;
        application.Run(context =>
        {
            if (server is { } ready)
                return ready.HandleAsync(context);
            context.Response.StatusCode = StatusCodes.Status503ServiceUnavailable;
            return Task.CompletedTask;
        });
        try
        {
            await application.StartAsync(cancellationToken).ConfigureAwait(false);
            return server = new DashboardServer(application, feed, job);
        }
        catch (SocketException e)
        {
            await application.DisposeAsync().ConfigureAwait(false);
            throw new IOException(e.Message, e);
        }
        catch
        {
            await application.DisposeAsync().ConfigureAwait(false);
            throw;
        }
    }

    /// <summary>Stops listening.</summary>
    public async ValueTask DisposeAsync()
    {
        using CancellationTokenSource limit = new(ShutdownTime);
        await _application.StopAsync(limit.Token).ConfigureAwait(false);
        await _application.DisposeAsync().ConfigureAwait(false);
    }

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

    /// <summary>The process belongs to the command: its signals are not the server's to handle.</summary>
    sealed class CallerLifetime : IHostLifetime
    {
        public Task WaitForStartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

        public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;
    }
}
