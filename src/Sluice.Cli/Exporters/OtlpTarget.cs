using OpenTelemetry.Exporter;

namespace Sluice.Cli.Exporters;

/// <summary>A collector, for one signal.</summary>
/// <param name="Endpoint">Where it listens; with the signal's path for http/protobuf.</param>
/// <param name="IsGrpc">gRPC instead of http/protobuf.</param>
/// <param name="Headers">Sent with each request. Their values are secrets.</param>
/// <param name="Timeout">Milliseconds for one sending.</param>
sealed record OtlpTarget(Uri Endpoint, bool IsGrpc, IReadOnlyList<KeyValuePair<string, string>> Headers, int Timeout)
{
    /// <summary>The address without what may be a secret.</summary>
    public string Shown => Endpoint.GetComponents(UriComponents.SchemeAndServer | UriComponents.Path, UriFormat.UriEscaped);

    /// <summary>Certificates for this collector alone; null for the system's.</summary>
    public CollectorTls? Tls { get; init; }

    /// <summary>As the SDK wants it.</summary>
    /// <param name="watch">Sees the answers.</param>
    public OtlpExporterOptions Options(CollectorWatch watch) => new()
    {
        Endpoint = Endpoint,
        Protocol = IsGrpc ? OtlpExportProtocol.Grpc : OtlpExportProtocol.HttpProtobuf,
        // Set by the handler: the SDK takes a comma in a value for the end of it.
        Headers = null,
        TimeoutMilliseconds = Timeout,
        HttpClientFactory = () => new HttpClient(new WatchedHandler(Headers, Tls, watch)) { Timeout = TimeSpan.FromMilliseconds(Timeout) },
    };

    /// <summary>Hides the headers.</summary>
    public override string ToString() => Shown;
}
