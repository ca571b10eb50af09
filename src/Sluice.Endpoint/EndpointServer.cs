using System.Net;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Sluice.Endpoint.Faults;
using Sluice.Endpoint.Http;
using Sluice.Endpoint.Storage;
using Sluice.Endpoint.Storage.Directories;
using Sluice.Endpoint.Storage.Memory;

namespace Sluice.Endpoint;

/// <summary>
/// An S3 endpoint inside this process, for first use, tests and fault drills. Never a production store: one process,
/// one copy of the data, no encryption at rest.
/// </summary>
public sealed class EndpointServer : IAsyncDisposable
{
    /// <summary>How long open requests may go on once the server stops.</summary>
    static readonly TimeSpan ShutdownTime = TimeSpan.FromSeconds(5);

    readonly WebApplication _application;
    readonly EndpointContext _context;
    readonly X509Certificate2? _certificate;
    bool _disposed;

    EndpointServer(WebApplication application, EndpointContext context, X509Certificate2? certificate, EndpointAccount account)
    {
        _application = application;
        _context = context;
        _certificate = certificate;
        AccessKey = account.AccessKey;
        SecretKey = account.SecretKey;
        Url = UrlOf(application, context.Options);
    }

    /// <summary>Where it listens, such as <c>http://127.0.0.1:41234/</c>.</summary>
    public Uri Url { get; }

    /// <summary>Access key of the main account.</summary>
    public string AccessKey { get; }

    /// <summary>Secret key of the main account.</summary>
    public string SecretKey { get; }

    /// <summary>The certificate in PEM, for clients to trust; null without TLS.</summary>
    public string? CertificatePem => _certificate?.ExportCertificatePem();

    /// <summary>How many requests came, by operation.</summary>
    public RequestCounts Requests => _context.Counts;

    /// <summary>The faults, to change while it runs.</summary>
    public FaultControl Faults => _context.Faults;

    /// <summary>
    /// What of the data directory could not be read at the start, a sentence each; empty when all was well, and for a
    /// store in memory. The endpoint serves the rest; the damaged records are set aside in <c>damaged/</c>.
    /// </summary>
    public IReadOnlyList<string> Damage => _context.Catalog.Store.Damage;

    /// <summary>The buckets, for whoever fills them without requests.</summary>
    internal Catalog Catalog => _context.Catalog;

    /// <summary>
    /// Opens the store and listens. Throws <see cref="ArgumentException"/> that names every problem of the options, and
    /// <see cref="IOException"/> when the port is taken or the directory cannot be used.
    /// </summary>
    public static async Task<EndpointServer> StartAsync(EndpointOptions options, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(options);
        IReadOnlyList<string> problems = options.Problems();
        if (problems.Count > 0)
            throw new ArgumentException(string.Join(Environment.NewLine, problems), nameof(options));

        EndpointAccount account = new("main", options.AccessKey ?? RandomText(20), options.SecretKey ?? RandomText(40));
        X509Certificate2? certificate = options.Tls ? ServerCertificate.Load(options) : null;
        IObjectStore store = options.DataDirectory is null ? new MemoryStore(options.MemoryLimit) : DirectoryStore.Open(options.DataDirectory, options.Durable);
        WebApplication? application = null;
        try
        {
            FaultControl faults = new(options.Faults, options.Seed, options.Clock);
            EndpointContext context = new(options, new Catalog(store), [account, .. options.Accounts], faults);
            application = Build(options, certificate);
            application.Run(new RequestHandler(context).HandleAsync);
            await application.StartAsync(cancellationToken).ConfigureAwait(false);
            return new EndpointServer(application, context, certificate, account);
        }
        catch
        {
            if (application is not null)
                await application.DisposeAsync().ConfigureAwait(false);
            await store.DisposeAsync().ConfigureAwait(false);
            certificate?.Dispose();
            throw;
        }
    }

    /// <summary>Stops listening, gives open requests up to 5 seconds, and closes the store.</summary>
    public async ValueTask DisposeAsync()
    {
        if (Interlocked.Exchange(ref _disposed, true))
            return;
        using CancellationTokenSource limit = new(ShutdownTime);
        await _application.StopAsync(limit.Token).ConfigureAwait(false);
        await _application.DisposeAsync().ConfigureAwait(false);
        await _context.Catalog.Store.DisposeAsync().ConfigureAwait(false);
        _certificate?.Dispose();
    }

    static WebApplication Build(EndpointOptions options, X509Certificate2? certificate)
    {
        WebApplicationBuilder builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
        builder.Services.AddSingleton<IHostLifetime, CallerLifetime>();
        builder.WebHost.UseKestrelCore();
        if (certificate is not null)
            builder.WebHost.UseKestrelHttpsConfiguration();
        builder.WebHost.ConfigureKestrel(kestrel =>
        {
            kestrel.AddServerHeader = false;
            // Bodies are limited where their length is known to the operation.
            kestrel.Limits.MaxRequestBodySize = null;
            // A key and a token, each byte percent-encoded, and signature parameters.
            kestrel.Limits.MaxRequestLineSize = 32 << 10;
            kestrel.Limits.MaxRequestBufferSize = 1 << 20;
            // A slow reader or sender is a case to test, not an attack; one that stands still for half a minute is dropped.
            kestrel.Limits.MinRequestBodyDataRate = new MinDataRate(bytesPerSecond: 1, gracePeriod: TimeSpan.FromSeconds(30));
            kestrel.Limits.MinResponseDataRate = null;
            // Latin-1 keeps every byte: signatures and metadata are of bytes.
            kestrel.RequestHeaderEncodingSelector = static _ => Encoding.Latin1;
            kestrel.ResponseHeaderEncodingSelector = static _ => Encoding.Latin1;
            kestrel.Listen(options.Address, options.Port, listen =>
            {
                listen.Protocols = HttpProtocols.Http1;
                if (certificate is not null)
                    listen.UseHttps(certificate);
            });
        });
        return builder.Build();
    }

    static Uri UrlOf(WebApplication application, EndpointOptions options)
    {
        string bound = application.Services.GetRequiredService<IServer>().Features.GetRequiredFeature<IServerAddressesFeature>().Addresses.First();
        int port = new Uri(bound).Port;
        IPAddress address = options.Address.Equals(IPAddress.Any) ? IPAddress.Loopback : options.Address.Equals(IPAddress.IPv6Any) ? IPAddress.IPv6Loopback : options.Address;
        return new UriBuilder(options.Tls ? "https" : "http", address.ToString(), port).Uri;
    }

    static string RandomText(int length) => RandomNumberGenerator.GetString("ABCDEFGHIJKLMNOPQRSTUVWXYZ234567", length);

    /// <summary>The process belongs to the caller: its signals are not ours to handle.</summary>
    sealed class CallerLifetime : IHostLifetime
    {
        public Task WaitForStartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

        public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;
    }
}
