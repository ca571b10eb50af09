using System.Net;
using Sluice.Endpoint.Faults;

namespace Sluice.Endpoint;

/// <summary>Settings of an <see cref="EndpointServer"/>.</summary>
public sealed record EndpointOptions
{
    /// <summary>Directory that keeps buckets and objects; null keeps them in memory. Made when it is missing; one process at a time may use it.</summary>
    public string? DataDirectory { get; init; }

    /// <summary>Address to listen on. Default: 127.0.0.1, because this is not a production store.</summary>
    public IPAddress Address { get; init; } = IPAddress.Loopback;

    /// <summary>Port, 0 to 65535. Default 0: a free one.</summary>
    public int Port { get; init; }

    /// <summary>Serve https. Default false. Without certificate files a self-signed certificate is made in memory.</summary>
    public bool Tls { get; init; }

    /// <summary>PEM file of the certificate; needs <see cref="KeyFile"/>.</summary>
    public string? CertificateFile { get; init; }

    /// <summary>PEM file of the certificate's private key; needs <see cref="CertificateFile"/>.</summary>
    public string? KeyFile { get; init; }

    /// <summary>Access key of the main account; null: random, made at start.</summary>
    public string? AccessKey { get; init; }

    /// <summary>Secret key of the main account; null: random, made at start.</summary>
    public string? SecretKey { get; init; }

    /// <summary>Further accounts, to try out access control.</summary>
    public IReadOnlyList<EndpointAccount> Accounts { get; init; } = [];

    /// <summary>Region that requests must be signed for. Default us-east-1.</summary>
    public string Region { get; init; } = "us-east-1";

    /// <summary>Writes are on stable storage (fsync of file and directory) before they are acknowledged. Default false. Needs <see cref="DataDirectory"/>.</summary>
    public bool Durable { get; init; }

    /// <summary>Faults from the start; more can be scripted at run time. Default none.</summary>
    public FaultPlan Faults { get; init; } = FaultPlan.None;

    /// <summary>Bytes the memory store holds before it answers 507 InsufficientStorage. Default: half of the memory .NET may use.</summary>
    public long MemoryLimit { get; init; } = GC.GetGCMemoryInfo().TotalAvailableMemoryBytes / 2;

    /// <summary>Accept keys that are not valid UTF-8, which S3 refuses. Default false; for tests of clients that may meet such a store.</summary>
    public bool AllowInvalidUtf8Keys { get; init; }

    /// <summary>Tell the checksum of an object to whoever asks for it. Default true; without it this is an older store, whose ETags are all there is to compare with.</summary>
    public bool TellsChecksums { get; init; } = true;

    /// <summary>Is told each request once it is answered, on the request's own thread; null, the default: nobody is. Must be safe for many threads and must not throw.</summary>
    public Action<AccessLogEntry>? AccessLog { get; init; }

    /// <summary>How long it takes until an archived object can be read after it was asked for (RestoreObject), by the clock. Default none: at once.</summary>
    public TimeSpan RestoreTime { get; init; }

    /// <summary>Clock for signatures, dates, and faults. Default: the system's.</summary>
    public TimeProvider Clock { get; init; } = TimeProvider.System;

    /// <summary>Seed of the random faults when the plan names none. Default 0.</summary>
    public int Seed { get; init; }

    internal IReadOnlyList<string> Problems()
    {
        List<string> problems = [];
        if (Port is < 0 or > 65535)
            problems.Add($"Port is {Port}; it must be 0 to 65535.");
        if (CertificateFile is null != KeyFile is null)
            problems.Add("CertificateFile and KeyFile belong together: give both or neither.");
        if (CertificateFile is not null && !Tls)
            problems.Add("CertificateFile is given, but Tls is off.");
        if (Durable && DataDirectory is null)
            problems.Add("Durable needs a DataDirectory: memory is not durable.");
        if (MemoryLimit <= 0)
            problems.Add($"MemoryLimit is {MemoryLimit:N0} bytes; it must be positive.");
        if (AccessKey is { Length: 0 } || SecretKey is { Length: 0 })
            problems.Add("AccessKey and SecretKey must not be empty; leave them out for random ones.");
        if (RestoreTime < TimeSpan.Zero)
            problems.Add("RestoreTime must not be negative.");
        if (Region.Length == 0)
            problems.Add("Region must not be empty.");
        return problems;
    }

    /// <summary>Address and store only, never the secret.</summary>
    public override string ToString() => $"{Address}:{Port} ({DataDirectory ?? "memory"})";
}
