using Sluice.Failures;

namespace Sluice.Sftp;

/// <summary>A host as it was typed; what is left out is decided by the ssh client's own configuration, where the name may be an alias.</summary>
/// <param name="User">Login name; null for that of the configuration.</param>
/// <param name="Host">Name, alias or address; an IPv6 address without brackets.</param>
/// <param name="Port">Port; null for that of the configuration.</param>
public sealed record SftpEndpoint(string? User, string Host, int? Port)
{
    /// <summary><c>[user@]host[:port]</c>, fit for a terminal.</summary>
    public override string ToString() => DisplayText.Of($"{(User is null ? "" : User + "@")}{(Host.Contains(':', StringComparison.Ordinal) ? $"[{Host}]" : Host)}{(Port is { } port ? $":{port}" : "")}");

    /// <summary>The words that reach it by hand.</summary>
    internal string Command => DisplayText.Of($"ssh {(Port is { } port ? $"-p {port} " : "")}{(User is null ? "" : User + "@")}{Host}");
}
