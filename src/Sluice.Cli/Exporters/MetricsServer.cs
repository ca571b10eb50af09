using System.Net;
using System.Text;
using Microsoft.AspNetCore.Http;
using OpenTelemetry.Metrics;

namespace Sluice.Cli.Exporters;

/// <summary>Answers <c>GET /metrics</c> with the metrics of this process as they stand.</summary>
sealed class MetricsServer : IDisposable
{
    const int CollectTimeout = 5_000;
    const int MostConnections = 64;

    readonly PrometheusText _text = new();
    readonly Lock _gate = new();
    readonly ReadServer _server;

    /// <summary>Listens. Throws <see cref="IOException"/> when that is not possible.</summary>
    public MetricsServer(IPEndPoint at)
    {
        Reader = new BaseExportingMetricReader(_text) { TemporalityPreference = MetricReaderTemporalityPreference.Cumulative };
        _server = ReadServer.StartAsync(at, MostConnections, AnswerAsync, CancellationToken.None).GetAwaiter().GetResult();
        Url = new UriBuilder("http", at.Address.Equals(IPAddress.Any) ? "127.0.0.1" : at.Address.Equals(IPAddress.IPv6Any) ? "::1" : at.Address.ToString(), _server.Port, "/metrics").Uri;
    }

    /// <summary>Where it answers.</summary>
    public Uri Url { get; }

    /// <summary>What a meter provider must be given.</summary>
    public MetricReader Reader { get; }

    /// <summary>Stops listening.</summary>
    public void Dispose() => _server.DisposeAsync().AsTask().GetAwaiter().GetResult();

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
}
