using Microsoft.Extensions.Logging;
using Sluice.S3;
using Sluice.Transfer;

namespace Sluice.Client;

/// <summary>The settings of a <see cref="SluiceClient"/>. The defaults take endpoint, region and credentials from the environment and <c>~/.aws</c>, as aws-cli does.</summary>
public sealed record SluiceClientOptions
{
    /// <summary><see cref="MaxConnections"/> when nothing else is asked for.</summary>
    public const int DefaultMaxConnections = 64;

    /// <summary>Most connections of calls, each of which has a request thread; 1 to 1,024. Default 64. Runs have connections of their own (<see cref="Sluice.Engine.EngineOptions.MaxConnections"/>).</summary>
    public int MaxConnections { get; init; } = DefaultMaxConnections;

    /// <summary>Endpoint, region, credentials, time-outs. What it leaves open comes from the environment and <c>~/.aws</c>. The traffic limits of <see cref="Engine"/> hold for calls, too.</summary>
    public ClientDefaults Defaults { get; init; } = new();

    /// <summary>How runs, and uploads and copies of large objects, use the machine.</summary>
    public TransferOptions Engine { get; init; } = new();

    /// <summary>Keeps the locks of syncs and the checksums of local files; null takes no locks and computes every checksum anew.</summary>
    public string? StateDirectory { get; init; }

    /// <summary>Takes log messages: runs as Information or Warning, calls as Debug. Null: nobody.</summary>
    public ILoggerFactory? LoggerFactory { get; init; }
}
