using System.Net;
using System.Net.Http.Headers;
using System.Security.Cryptography.X509Certificates;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using k8s;
using k8s.Authentication;
using Sluice.Cli.Documents;

namespace Sluice.Cli.Jobs.Engines;

/// <summary>The cluster of the current context (<see cref="KubernetesContext"/>).</summary>
sealed class KubernetesCluster : IDisposable
{
    // A request that creates one object; credentials of programs come before it.
    static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    const int MostAnswer = 1 << 20;

    readonly HttpClient _http;
    readonly ServiceClientCredentials? _credentials;
    readonly string? _name;

    /// <summary>Opens it; no request is made, but a program that gives credentials may run.</summary>
    /// <param name="space">The namespace; null for the one of the context.</param>
    /// <param name="cancellationToken">Ends it.</param>
    public KubernetesCluster(string? space, CancellationToken cancellationToken)
    {
        KubernetesClientConfiguration configuration = KubernetesContext.Read(cancellationToken);
        Address = new Uri(configuration.Host.TrimEnd('/') + "/");
        // The library's own client would bring its readers of all types with it.
        _http = new HttpClient(Handler(configuration)) { MaxResponseContentBufferSize = MostAnswer, Timeout = Timeout.InfiniteTimeSpan };
        _name = configuration.TlsServerName;
        _credentials = Kubernetes.CreateCredentials(configuration);
        Namespace = space ?? (configuration.Namespace is { Length: > 0 } own ? own : "default");
    }

    /// <summary>The namespace that jobs are created in.</summary>
    public string Namespace { get; }

    /// <summary>Where it is.</summary>
    public Uri Address { get; }

    /// <summary>
    /// Creates a job, with fields that the cluster does not know refused (Kubernetes API: "Field validation"). Its status, and what the cluster says of a refusal; 0 where it did not answer
    /// with the job: whether it was created is not known. Throws <see cref="HttpRequestException"/> where nothing answers.
    /// </summary>
    /// <param name="name">The job's name.</param>
    /// <param name="manifest">The job, as YAML.</param>
    /// <param name="cancellationToken">Ends it.</param>
    public (HttpStatusCode Status, string? Message) Create(string name, string manifest, CancellationToken cancellationToken)
    {
        using CancellationTokenSource stop = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        stop.CancelAfter(Patience);
        using HttpRequestMessage request = new(HttpMethod.Post, new Uri(Address, $"apis/batch/v1/namespaces/{Namespace}/jobs?fieldManager=sluice&fieldValidation=Strict"))
        {
            Content = new StringContent(YamlReader.Read(manifest)!.ToJsonString(), Encoding.UTF8, new MediaTypeHeaderValue("application/json")),
        };
        // The name that the certificate has to have is taken from there (tls-server-name).
        if (_name is { Length: > 0 })
            request.Headers.Host = _name;
        request.Headers.Accept.Add(new MediaTypeWithQualityHeaderValue("application/json"));
        try
        {
            _credentials?.ProcessHttpRequestAsync(request, stop.Token).GetAwaiter().GetResult();
            using HttpResponseMessage answer = _http.SendAsync(request, stop.Token).GetAwaiter().GetResult();
            JsonNode? said = Parse(answer.Content.ReadAsStringAsync(stop.Token).GetAwaiter().GetResult());
            if (!answer.IsSuccessStatusCode)
                return (answer.StatusCode, Text(said, "message"));
            return Text(said, "kind") == "Job" && Text((said as JsonObject)?["metadata"], "name") == name ? (answer.StatusCode, null) : (0, null);
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            // It may have been created all the same.
            return (0, null);
        }
    }

    /// <inheritdoc/>
    public void Dispose() => _http.Dispose();

    static SocketsHttpHandler Handler(KubernetesClientConfiguration configuration)
    {
        // A token goes where it was meant to, and nowhere else.
        SocketsHttpHandler handler = new() { AllowAutoRedirect = false };
#pragma warning disable CA5359 // The user's own configuration says so (insecure-skip-tls-verify).
        if (configuration.SkipTlsVerify)
            handler.SslOptions.RemoteCertificateValidationCallback = static (_, _, _, _) => true;
#pragma warning restore CA5359
        else if (configuration.SslCaCerts is { } trusted)
        {
            // The library's own check passes over a certificate of another name.
            handler.SslOptions.CertificateChainPolicy = new X509ChainPolicy { TrustMode = X509ChainTrustMode.CustomRootTrust, RevocationMode = X509RevocationMode.NoCheck };
            handler.SslOptions.CertificateChainPolicy.CustomTrustStore.AddRange(trusted);
        }
        if ((Pem(configuration.ClientCertificateData) ?? File(configuration.ClientCertificateFilePath), Pem(configuration.ClientCertificateKeyData) ?? File(configuration.ClientKeyFilePath)) is ({ } certificate, { } key))
            handler.SslOptions.ClientCertificates = [X509Certificate2.CreateFromPem(certificate, key)];
        return handler;

        static string? Pem(string? base64) => base64 is { Length: > 0 } ? Encoding.ASCII.GetString(Convert.FromBase64String(base64)) : null;
        static string? File(string? path) => path is { Length: > 0 } ? System.IO.File.ReadAllText(path) : null;
    }

    static JsonNode? Parse(string json)
    {
        try
        {
            return JsonNode.Parse(json);
        }
        catch (JsonException)
        {
            return null;
        }
    }

    static string? Text(JsonNode? at, string name) => (at as JsonObject)?[name] is JsonValue value && value.TryGetValue(out string? text) ? text : null;
}
