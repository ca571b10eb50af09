using Sluice.Cli.Output;

namespace Sluice.Cli.Limits;

/// <summary>What one process asks of another: a line of JSON. Without a change it asks how things stand.</summary>
sealed record LimitRequest(LimitChange? Change);

/// <summary>How a running command stands, after the change that was asked for: a line of JSON, also of <c>sluice limit --json</c>. Sizes in bytes; a limit that is not there does not hold.</summary>
sealed record RunningRecord(
    int Pid, string Command, double Seconds, long Bytes, long Items, int Concurrency, string Bandwidth, double? BandwidthNow, double? RequestsPerSecond,
    long? MemoryLimit, int? ConcurrencyLimit)
    : JsonRecord("running")
{
    /// <summary>Requests that are in flight; null from a command of an older version. <c>Concurrency</c> is how many may be.</summary>
    public int? InFlight { get; init; }

    /// <summary>Those at this moment; as many as may be where the command does not say.</summary>
    public int AtOnce() => InFlight ?? Concurrency;

    /// <summary>Of late; only what <c>sluice limit</c> prints has it.</summary>
    public double? BytesPerSecond { get; init; }

    /// <summary>Why nothing was changed; null when all of it was.</summary>
    public string[]? Problems { get; init; }
}
