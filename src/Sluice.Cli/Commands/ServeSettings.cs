using System.Net;
using Sluice.Endpoint;

namespace Sluice.Cli.Commands;

/// <summary>An endpoint as the user asked for it.</summary>
sealed record ServeSettings(
    string? Directory, bool Durable, IPAddress Address, int Port, bool Tls, string? CertificateFile, string Region, string? AccessKey, string? SecretKey, string? Faults, IReadOnlyList<EndpointAccount> Accounts, bool Log)
{
    /// <summary>Never the secret.</summary>
    public override string ToString() => $"{Address}:{Port} ({Directory ?? "memory"})";
}
