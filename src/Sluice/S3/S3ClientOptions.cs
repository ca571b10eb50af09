using Sluice.Pacing;
using Sluice.S3.Credentials;
using Sluice.S3.Signing;

namespace Sluice.S3;

/// <summary>Which endpoint a client talks to, as whom, and how patient it is.</summary>
public sealed record S3ClientOptions
{
    /// <summary>Base URI of a store, such as <c>http://127.0.0.1:9000</c>; null for AWS's own endpoint of <see cref="Region"/>.</summary>
    public Uri? Endpoint { get; init; }

    /// <summary>Region that requests are signed for. Default us-east-1.</summary>
    public string Region { get; init; } = "us-east-1";

    /// <summary>Who asks. Default: nobody (unsigned requests).</summary>
    public CredentialSource Credentials { get; init; } = CredentialSource.Anonymous;

    /// <summary>Bucket in the path or in the host name. Default Auto: host name on AWS, path elsewhere and for names with dots over HTTPS.</summary>
    public AddressingStyle Addressing { get; init; }

    /// <summary>AWS dual-stack (IPv6) endpoints. Ignored when <see cref="Endpoint"/> is set.</summary>
    public bool DualStack { get; init; }

    /// <summary>AWS FIPS endpoints. Ignored when <see cref="Endpoint"/> is set.</summary>
    public bool Fips { get; init; }

    /// <summary>AWS Transfer Acceleration. Ignored when <see cref="Endpoint"/> is set.</summary>
    public bool Accelerate { get; init; }

    /// <summary>When a request's body is covered by its signature. Default: over plain HTTP only.</summary>
    public PayloadSigning PayloadSigning { get; init; }

    /// <summary>Whether the caller pays for requests and traffic (x-amz-request-payer).</summary>
    public bool RequesterPays { get; init; }

    /// <summary>Time to open a connection, TLS included. Default 5 s.</summary>
    public TimeSpan ConnectTimeout { get; init; } = TimeSpan.FromSeconds(5);

    /// <summary>Time from the request's last byte to the answer's first. Default 30 s.</summary>
    public TimeSpan FirstByteTimeout { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>Longest time without a byte in either direction while a body moves. Default 20 s.</summary>
    public TimeSpan StallTimeout { get; init; } = TimeSpan.FromSeconds(20);

    /// <summary>Attempts per request, the first included; 1 to 100. Default 10.</summary>
    public int MaxAttempts { get; init; } = 10;

    /// <summary>Certificate authorities to trust besides the system's: a PEM file (AWS_CA_BUNDLE); null for none.</summary>
    public string? CaBundle { get; init; }

    /// <summary>Accept any certificate (<c>--no-verify-ssl</c>). Default false.</summary>
    public bool AcceptAnyCertificate { get; init; }

    /// <summary>TLS by the runtime's SslStream where the system's OpenSSL could be used, too. Default: what <c>SLUICE_TLS=managed</c> in the environment says.</summary>
    internal bool ManagedTls { get; init; } = Environment.GetEnvironmentVariable("SLUICE_TLS") == "managed";

    /// <summary>Called once for each attempt at a request when it has ended, on the thread that made it, from many at once; it must be quick. Default: nobody asks, and nothing is measured.</summary>
    public Action<RequestSample>? OnRequest { get; init; }

    /// <summary>How fast this client may send, receive and ask, together with those that share the limits; they may be changed at any time. Default: as fast as it goes.</summary>
    public TrafficLimits? Limits { get; init; }

    /// <summary>In what a probe saw this store deviate from S3: acted on from the first request on. Default: nothing is known.</summary>
    public StoreDeviations Deviations { get; init; }

    /// <summary>Clock for signing, deadlines and backoff.</summary>
    public TimeProvider Clock { get; init; } = TimeProvider.System;

    /// <summary>Seed of the backoff's jitter.</summary>
    public int Seed { get; init; } = Environment.TickCount;
}
