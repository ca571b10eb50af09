using System.Collections.Concurrent;
using System.Net;
using System.Security.Cryptography.X509Certificates;
using System.Text;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.AspNetCore.Server.Kestrel.Https;
using Microsoft.Extensions.DependencyInjection;

namespace Sluice.Tests.Support;

/// <summary>A span as it came.</summary>
sealed record OtlpSpan(string TraceId, string Id, string ParentId, string Name, int Kind, int Status, IReadOnlyDictionary<string, object> Attributes)
{
    public string? this[string attribute] => Attributes.TryGetValue(attribute, out object? value) ? Convert.ToString(value, System.Globalization.CultureInfo.InvariantCulture) : null;
}

/// <summary>A point of a metric as it came.</summary>
sealed record OtlpPoint(string Name, string Unit, IReadOnlyDictionary<string, object> Attributes, double Value);

/// <summary>A collector of OpenTelemetry: takes OTLP as protobuf over HTTP/1.1 or as gRPC, and decodes it (opentelemetry-proto, trace.proto and metrics.proto).</summary>
sealed class OtlpCollector : IAsyncDisposable
{
    readonly WebApplication _application;

    OtlpCollector(WebApplication application)
    {
        _application = application;
        Url = new Uri(application.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.First());
    }

    public Uri Url { get; }

    public ConcurrentQueue<OtlpSpan> Spans { get; } = new();

    public ConcurrentQueue<OtlpPoint> Points { get; } = new();

    public ConcurrentDictionary<string, object> Resource { get; } = new();

    public ConcurrentQueue<string> Requests { get; } = new();

    /// <summary>All that came, as text, in which no secret may be.</summary>
    public StringBuilder Raw { get; } = new();

    /// <summary>What it answers; 0: nothing, ever.</summary>
    public int Status { get; set; } = 200;

    /// <summary>Starts one.</summary>
    /// <param name="isGrpc">gRPC.</param>
    /// <param name="certificate">Its own, for TLS; null for none.</param>
    /// <param name="wants">The only one of a sender that it takes; null for anybody.</param>
    public static async Task<OtlpCollector> StartAsync(bool isGrpc = false, X509Certificate2? certificate = null, X509Certificate2? wants = null)
    {
        WebApplicationBuilder builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
        builder.WebHost.UseKestrelCore().ConfigureKestrel(kestrel => kestrel.Listen(IPAddress.Loopback, 0, listen =>
        {
            listen.Protocols = isGrpc ? HttpProtocols.Http2 : HttpProtocols.Http1;
            if (certificate is not null)
                listen.UseHttps(new HttpsConnectionAdapterOptions
                {
                    ServerCertificate = certificate,
                    ClientCertificateMode = wants is null ? ClientCertificateMode.NoCertificate : ClientCertificateMode.RequireCertificate,
                    ClientCertificateValidation = (shown, _, _) => shown.Thumbprint == wants?.Thumbprint,
                });
        }));
        WebApplication application = builder.Build();
        OtlpCollector? collector = null;
        application.Run(http => collector!.TakeAsync(http));
        await application.StartAsync();
        return collector = new OtlpCollector(application);
    }

    public double Sum(string metric, string? attribute = null, string? value = null) =>
        Points.Where(point => point.Name == metric && (attribute is null || point.Attributes.TryGetValue(attribute, out object? has) && $"{has}" == value)).Sum(static point => point.Value);

    public async ValueTask DisposeAsync()
    {
        using CancellationTokenSource now = new(TimeSpan.Zero);
        await _application.StopAsync(now.Token);
        await _application.DisposeAsync();
    }

    async Task TakeAsync(HttpContext http)
    {
        Requests.Enqueue($"{http.Request.Path} {http.Request.Headers["x-key"]}");
        using MemoryStream body = new();
        await http.Request.Body.CopyToAsync(body);
        if (Status == 0)
        {
            await Task.Delay(Timeout.Infinite, http.RequestAborted).ContinueWith(static _ => { }, TaskScheduler.Default);
            return;
        }
        bool isGrpc = http.Request.ContentType == "application/grpc";
        ReadOnlyMemory<byte> message = body.ToArray();
        // gRPC over HTTP/2: a flag, four bytes of length, the message.
        message = isGrpc ? message[5..] : message;
        http.Response.StatusCode = Status;
        if (Status != 200)
            return;
        lock (Raw)
        {
            Raw.Append(Encoding.UTF8.GetString(message.Span));
            if (http.Request.Path.Value!.Contains("trace", StringComparison.OrdinalIgnoreCase))
                TakeTraces(message);
            else
                TakeMetrics(message);
        }
        if (isGrpc)
        {
            http.Response.ContentType = "application/grpc";
            http.Response.DeclareTrailer("grpc-status");
            await http.Response.Body.WriteAsync(new byte[5]);
            http.Response.AppendTrailer("grpc-status", "0");
        }
        else
            http.Response.ContentType = "application/x-protobuf";
    }

    void TakeTraces(ReadOnlyMemory<byte> request)
    {
        foreach (ReadOnlyMemory<byte> spans in Scopes(request))
            foreach (ReadOnlyMemory<byte> span in ProtobufReader.Messages(spans, 2))
            {
                ProtobufField[] fields = [.. ProtobufReader.Fields(span)];
                ProtobufField Of(int number) => fields.FirstOrDefault(field => field.Number == number);
                Spans.Enqueue(new OtlpSpan(Convert.ToHexStringLower(Of(1).Bytes.Span), Convert.ToHexStringLower(Of(2).Bytes.Span), Convert.ToHexStringLower(Of(4).Bytes.Span), Of(5).Text, (int)Of(6).Value,
                    (int)ProtobufReader.Fields(Of(15).Bytes).FirstOrDefault(static field => field.Number == 3).Value, Attributes(span, 9)));
            }
    }

    void TakeMetrics(ReadOnlyMemory<byte> request)
    {
        foreach (ReadOnlyMemory<byte> metrics in Scopes(request))
            foreach (ReadOnlyMemory<byte> metric in ProtobufReader.Messages(metrics, 2))
            {
                ProtobufField[] fields = [.. ProtobufReader.Fields(metric)];
                string name = fields.First(static field => field.Number == 1).Text, unit = fields.First(static field => field.Number == 3).Text;
                foreach (ProtobufField data in fields.Where(static field => field.Number is 5 or 7 or 9))
                    foreach (ReadOnlyMemory<byte> point in ProtobufReader.Messages(data.Bytes, 1))
                    {
                        // Of a histogram the count.
                        bool isHistogram = data.Number == 9;
                        ProtobufField value = ProtobufReader.Fields(point).FirstOrDefault(field => isHistogram ? field.Number == 4 : field.Number is 4 or 6);
                        Points.Enqueue(new OtlpPoint(name, unit, Attributes(point, isHistogram ? 9 : 7), value.Number == 4 && !isHistogram ? value.Double : value.Value));
                    }
            }
    }

    IEnumerable<ReadOnlyMemory<byte>> Scopes(ReadOnlyMemory<byte> request)
    {
        foreach (ReadOnlyMemory<byte> ofResource in ProtobufReader.Messages(request, 1))
        {
            foreach (ReadOnlyMemory<byte> resource in ProtobufReader.Messages(ofResource, 1))
                foreach (var (name, value) in Attributes(resource, 1))
                    Resource[name] = value;
            foreach (ReadOnlyMemory<byte> scope in ProtobufReader.Messages(ofResource, 2))
                yield return scope;
        }
    }

    static Dictionary<string, object> Attributes(ReadOnlyMemory<byte> message, int number)
    {
        Dictionary<string, object> attributes = [];
        foreach (ReadOnlyMemory<byte> pair in ProtobufReader.Messages(message, number))
        {
            string name = ProtobufReader.Fields(pair).First(static field => field.Number == 1).Text;
            ProtobufField value = ProtobufReader.Fields(ProtobufReader.Messages(pair, 2).First()).FirstOrDefault();
            attributes.Add(name, value.Number switch { 1 => value.Text, 2 => value.Value != 0, 4 => value.Double, _ => (long)value.Value });
        }
        return attributes;
    }
}
