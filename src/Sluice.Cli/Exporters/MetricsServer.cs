using System.Net;
using System.Net.Sockets;
using System.Text;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using OpenTelemetry.Metrics;

namespace Sluice.Cli.Exporters;

/// <summary>Answers <c>GET /metrics</c> with the metrics of this process as they stand.</summary>
sealed class MetricsServer : IDisposable
{
    const int CollectTimeout = 5_000;

    static readonly TimeSpan ShutdownTime = TimeSpan.FromSeconds(1);

    readonly PrometheusText _text = new();
    readonly Lock _gate = new();
    readonly WebApplication _application;

    /// <summary>Listens. Throws <see cref="IOException"/> and <see cref="SocketException"/> when that is not possible.</summary>
    public MetricsServer(IPEndPoint at)
    {
        Reader = new BaseExportingMetricReader(_text) { TemporalityPreference = MetricReaderTemporalityPreference.Cumulative };
        WebApplicationBuilder builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
        builder.Services.AddSingleton<IHostLifetime, CallerLifetime>();
        builder.WebHost.UseKestrelCore();
        builder.WebHost.ConfigureKestrel(kestrel =>
        {
            kestrel.AddServerHeader = false;
            kestrel.Limits.MaxRequestBodySize = 0;
            kestrel.Limits.MaxConcurrentConnections = 64;
            kestrel.Listen(at, static listen => listen.Protocols = HttpProtocols.Http1);
        });
        _application = builder.Build();
        _application.Run(AnswerAsync);
        try
        {
            _application.StartAsync().GetAwaiter().GetResult();
        }
        catch
        {
            _application.DisposeAsync().AsTask().GetAwaiter().GetResult();
            throw;
        }
        int port = new Uri(_application.Services.GetRequiredService<IServer>().Features.GetRequiredFeature<IServerAddressesFeature>().Addresses.First()).Port;
        Url = new UriBuilder("http", at.Address.Equals(IPAddress.Any) ? "127.0.0.1" : at.Address.Equals(IPAddress.IPv6Any) ? "::1" : at.Address.ToString(), port, "/metrics").Uri;
    }

    /// <summary>Where it answers.</summary>
    public Uri Url { get; }

    /// <summary>What a meter provider must be given.</summary>
    public MetricReader Reader { get; }

    /// <summary>Stops listening.</summary>
    public void Dispose()
    {
        using CancellationTokenSource limit = new(ShutdownTime);
        _application.StopAsync(limit.Token).GetAwaiter().GetResult();
        _application.DisposeAsync().AsTask().GetAwaiter().GetResult();
    }

    async Task AnswerAsync(HttpContext context)
    {
        HttpResponse answer = context.Response;
        answer.Headers.CacheControl = "no-store";
        answer.Headers.XContentTypeOptions = "nosniff";
        if (!HttpMethods.IsGet(context.Request.Method) && !HttpMethods.IsHead(context.Request.Method))
        {
            answer.StatusCode = StatusCodes.Status405MethodNotAllowed;
            return;
        }
        if (context.Request.Path != "/metrics")
        {
            answer.StatusCode = StatusCodes.Status404NotFound;
            return;
        }
        byte[] body;
        lock (_gate)
        {
            if (!Reader.Collect(CollectTimeout))
            {
                answer.StatusCode = StatusCodes.Status503ServiceUnavailable;
                return;
            }
            body = Encoding.UTF8.GetBytes(_text.Take());
        }
        answer.ContentType = "text/plain; version=0.0.4; charset=utf-8";
        answer.ContentLength = body.Length;
        if (HttpMethods.IsGet(context.Request.Method))
            await answer.Body.WriteAsync(body, context.RequestAborted).ConfigureAwait(false);
    }

    /// <summary>The process belongs to the command: its signals are not the server's to handle.</summary>
    sealed class CallerLifetime : IHostLifetime
    {
        public Task WaitForStartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

        public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;
    }
}
