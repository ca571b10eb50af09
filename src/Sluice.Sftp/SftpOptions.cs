namespace Sluice.Sftp;

/// <summary>How hosts are reached. Everything else (keys, agent, aliases, jump hosts, known hosts) is the ssh client's own configuration.</summary>
public sealed record SftpOptions
{
    /// <summary>The ssh client and words that come before all others, as <c>ssh -F config</c>. Default: <c>ssh</c>, searched on PATH.</summary>
    public IReadOnlyList<string> Program { get; init; } = ["ssh"];

    /// <summary>Most connections to one host at a time. A further one is opened when each of the others has <see cref="FilesPerConnection"/> files under way. Default 4; at least 1.</summary>
    public int MaxConnections { get; init; } = 4;

    /// <summary>Files under way on one connection before another one is opened; one of more than 256 KiB, which fills a connection sooner, counts as 16. Default 64; at least 1.</summary>
    public int FilesPerConnection { get; init; } = 64;

    /// <summary>How long a connection may take to be ready, logging in included. Default 30 seconds.</summary>
    public TimeSpan ConnectTimeout { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>How long a server may leave requests unanswered and send nothing, before the connection is given up. Default 60 seconds.</summary>
    public TimeSpan StallTimeout { get; init; } = TimeSpan.FromSeconds(60);

    /// <summary>How often something is tried again after a lost connection. Default 5; 0 for never.</summary>
    public int Retries { get; init; } = 5;

    /// <summary>The wait before the first of these; it doubles each time. Default half a second.</summary>
    public TimeSpan FirstDelay { get; init; } = TimeSpan.FromSeconds(0.5);
}
