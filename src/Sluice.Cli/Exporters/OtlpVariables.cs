using System.Diagnostics;
using System.Globalization;
using System.Security.Cryptography;
using Sluice.Failures;

namespace Sluice.Cli.Exporters;

/// <summary>
/// What OpenTelemetry's variables ask for ("OpenTelemetry Protocol Exporter", "General SDK configuration"). What cannot be used is told, and its default is taken. Values are told only
/// where they cannot be secrets.
/// </summary>
/// <param name="variable">Reads a variable of the environment.</param>
sealed class OtlpVariables(Func<string, string?> variable)
{
    /// <summary>Port that gRPC has by default.</summary>
    const int GrpcPort = 4317;

    const int DefaultTimeout = 10_000, DefaultInterval = 60_000;

    readonly List<string> _problems = [];

    /// <summary>True when metrics or traces are to be sent.</summary>
    public static bool AreSet(Func<string, string?> variable) =>
        IsSet(variable, "OTEL_EXPORTER_OTLP_ENDPOINT") || IsSet(variable, "OTEL_EXPORTER_OTLP_TRACES_ENDPOINT") || IsSet(variable, "OTEL_EXPORTER_OTLP_METRICS_ENDPOINT")
        || IsSet(variable, "OTEL_TRACES_EXPORTER") || IsSet(variable, "OTEL_METRICS_EXPORTER");

    /// <summary>What was wrong with the variables that were read, a sentence each.</summary>
    public IReadOnlyList<string> Problems => _problems;

    /// <summary>True when nothing is to be sent.</summary>
    public bool IsDisabled => Text("OTEL_SDK_DISABLED")?.Equals("true", StringComparison.OrdinalIgnoreCase) == true;

    /// <summary>Where a signal goes; null when it is not to be sent.</summary>
    /// <param name="signal">TRACES or METRICS.</param>
    public OtlpTarget? TargetOf(string signal)
    {
        string? exporter = Text($"OTEL_{signal}_EXPORTER");
        string? own = Text($"OTEL_EXPORTER_OTLP_{signal}_ENDPOINT"), common = Text("OTEL_EXPORTER_OTLP_ENDPOINT");
        if (IsDisabled || exporter is null && own is null && common is null || exporter == "none")
            return null;
        if (exporter is not (null or "otlp"))
        {
            _problems.Add($"OTEL_{signal}_EXPORTER {DisplayText.Of(exporter)}: otlp or none{(exporter == "prometheus" ? "; --metrics-address serves Prometheus" : "")}.");
            return null;
        }
        string name = own is null ? "OTEL_EXPORTER_OTLP_ENDPOINT" : $"OTEL_EXPORTER_OTLP_{signal}_ENDPOINT";
        Uri? endpoint = null;
        if ((own ?? common) is { } text && (!Uri.TryCreate(text, UriKind.Absolute, out endpoint) || endpoint.Scheme is not ("http" or "https") || endpoint.Host.Length == 0))
        {
            _problems.Add($"{name} is no address: begin with http:// or https://, such as http://localhost:4318.");
            return null;
        }
        bool isGrpc = IsGrpc(signal, endpoint);
        endpoint ??= new Uri($"http://localhost:{(isGrpc ? GrpcPort : 4318)}");
        // The common one is a base; that of a signal is taken as it is.
        if (!isGrpc && own is null)
            endpoint = new UriBuilder(endpoint) { Path = $"{endpoint.AbsolutePath.TrimEnd('/')}/v1/{(signal == "TRACES" ? "traces" : "metrics")}" }.Uri;
        return new OtlpTarget(endpoint, isGrpc, Headers(signal), Milliseconds(Either(signal, "TIMEOUT", out string timeout), timeout, DefaultTimeout)) { Tls = Tls(signal) };
    }

    /// <summary>Milliseconds between two sendings of metrics.</summary>
    public int MetricInterval => Milliseconds(Text("OTEL_METRIC_EXPORT_INTERVAL"), "OTEL_METRIC_EXPORT_INTERVAL", DefaultInterval);

    /// <summary>The sampler, and its argument.</summary>
    public (string Name, double Ratio) Sampler
    {
        get
        {
            const string Default = "parentbased_always_on";
            string name = Text("OTEL_TRACES_SAMPLER") ?? Default;
            if (name is not ("always_on" or "always_off" or "traceidratio" or Default or "parentbased_always_off" or "parentbased_traceidratio"))
            {
                _problems.Add($"OTEL_TRACES_SAMPLER {DisplayText.Of(name)} is not known here; {Default} is taken.");
                name = Default;
            }
            if (!name.EndsWith("traceidratio", StringComparison.Ordinal) || Text("OTEL_TRACES_SAMPLER_ARG") is not { } argument)
                return (name, 1);
            if (double.TryParse(argument, NumberStyles.Float, CultureInfo.InvariantCulture, out double ratio) && ratio is >= 0 and <= 1)
                return (name, ratio);
            _problems.Add($"OTEL_TRACES_SAMPLER_ARG {DisplayText.Of(argument)}: a ratio from 0 to 1; 1 is taken.");
            return (name, 1);
        }
    }

    /// <summary>The span that this command belongs below (W3C Trace Context); none when nothing is said, or nothing that is one.</summary>
    public ActivityContext Parent
    {
        get
        {
            if (Text("TRACEPARENT") is not { } text)
                return default;
            if (ActivityContext.TryParse(text, Text("TRACESTATE"), isRemote: true, out ActivityContext parent))
                return parent;
            _problems.Add("TRACEPARENT is none: 00-<32 hex digits>-<16 hex digits>-<2 hex digits>; a trace of its own is begun.");
            return default;
        }
    }

    /// <summary>Looks at what describes this process.</summary>
    public void CheckResource()
    {
        if (Text("OTEL_RESOURCE_ATTRIBUTES") is { } text && !IsList(text))
            _problems.Add("OTEL_RESOURCE_ATTRIBUTES is no list name=value,name=value; what is none of it is left out.");
    }

    bool IsGrpc(string signal, Uri? endpoint)
    {
        bool likely = endpoint?.Port == GrpcPort;
        switch (Either(signal, "PROTOCOL", out string name))
        {
            case null:
                return likely;
            case "grpc":
                return true;
            case "http/protobuf":
                return false;
            case var other:
                _problems.Add($"{name} {DisplayText.Of(other)}: grpc or http/protobuf; {(likely ? "grpc" : "http/protobuf")} is taken.");
                return likely;
        }
    }

    CollectorTls? Tls(string signal)
    {
        string? roots = Either(signal, "CERTIFICATE", out string name), own = Either(signal, "CLIENT_CERTIFICATE", out string ownName), key = Either(signal, "CLIENT_KEY", out _);
        try
        {
            name = roots is null ? ownName : name;
            return CollectorTls.Read(roots, own, key);
        }
        catch (Exception unreadable) when (unreadable is IOException or UnauthorizedAccessException or CryptographicException)
        {
            _problems.Add($"{name} {DisplayText.Of((roots ?? own)!)} (PEM) or what belongs to it cannot be read: {DisplayText.Of(unreadable.Message)} The system's certificates are taken.");
            return null;
        }
    }

    // As W3C Baggage has them: the values are percent-encoded.
    List<KeyValuePair<string, string>> Headers(string signal)
    {
        if (Either(signal, "HEADERS", out string variable) is not { } text)
            return [];
        List<KeyValuePair<string, string>> headers = [];
        foreach (string pair in text.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries))
        {
            string[] parts = pair.Split('=', 2, StringSplitOptions.TrimEntries);
            if (parts.Length == 2 && IsToken(parts[0]) && Uri.UnescapeDataString(parts[1]) is { } value && !value.Any(static letter => char.IsControl(letter) || letter > '~'))
            {
                headers.Add(new(parts[0], value));
                continue;
            }
            // They have secrets in them: which, not what.
            _problems.Add($"{variable} is no list name=value,name=value; no headers are sent.");
            return [];
        }
        return headers;
    }

    // RFC 9110, 5.6.2.
    static bool IsToken(string name) => name.Length > 0 && name.All(static letter => char.IsAsciiLetterOrDigit(letter) || "!#$%&'*+-.^_`|~".Contains(letter, StringComparison.Ordinal));

    static bool IsList(string text) => text.Split(',').All(static pair => pair.Trim() is { Length: 0 } || pair.IndexOf('=') is var equals and > 0 && pair[..equals].Trim().Length > 0);

    int Milliseconds(string? text, string name, int otherwise)
    {
        if (text is null)
            return otherwise;
        if (int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out int value) && value > 0)
            return value;
        _problems.Add($"{name} {DisplayText.Of(text)}: a whole number of milliseconds, from 1; {otherwise} is taken.");
        return otherwise;
    }

    // That of the signal goes before the common one.
    string? Either(string signal, string what, out string name)
    {
        name = $"OTEL_EXPORTER_OTLP_{signal}_{what}";
        if (Text(name) is { } own)
            return own;
        name = $"OTEL_EXPORTER_OTLP_{what}";
        return Text(name);
    }

    // An empty variable is one that is not set.
    string? Text(string name) => variable(name) is { } text && text.Trim() is { Length: > 0 } value ? value : null;

    static bool IsSet(Func<string, string?> variable, string name) => variable(name) is { Length: > 0 };
}
