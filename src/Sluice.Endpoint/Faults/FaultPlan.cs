namespace Sluice.Endpoint.Faults;

/// <summary>Faults by seed and rate. Rates are shares of all requests, 0 to 1; the same seed and the same order of requests give the same faults.</summary>
public sealed record FaultPlan
{
    /// <summary>No faults.</summary>
    public static FaultPlan None { get; } = new();

    /// <summary>Seed; null: <see cref="EndpointOptions.Seed"/>.</summary>
    public int? Seed { get; init; }

    /// <summary>Wait before each answer.</summary>
    public TimeSpan Latency { get; init; }

    /// <summary>Further wait, evenly between nothing and this.</summary>
    public TimeSpan Jitter { get; init; }

    /// <summary>Bytes per second and connection, in each direction; null: no cap.</summary>
    public long? Bandwidth { get; init; }

    /// <summary>Share answered 503 SlowDown.</summary>
    public double SlowDown { get; init; }

    /// <summary>Requests per second for one prefix (the key up to its last slash); those above it are answered 503 SlowDown. Null: no limit.</summary>
    public double? PrefixRate { get; init; }

    /// <summary>Share answered 500 InternalError.</summary>
    public double Error { get; init; }

    /// <summary>Share whose connection is reset within the first 256 KiB of the body.</summary>
    public double Reset { get; init; }

    /// <summary>Share whose answer's body ends early in an orderly close.</summary>
    public double Truncate { get; init; }

    /// <summary>Share with one flipped bit, in the answer's body or in what an upload stores.</summary>
    public double Corrupt { get; init; }

    /// <summary>Share that trickles with <see cref="TrickleRate"/>.</summary>
    public double Trickle { get; init; }

    /// <summary>Bytes per second of a trickling request. Default 16 KiB/s.</summary>
    public long TrickleRate { get; init; } = 16 << 10;

    /// <summary>Share of CompleteMultipartUpload, CopyObject and UploadPartCopy answered 200 with an error in the body.</summary>
    public double LateError { get; init; }

    /// <summary>
    /// Reads <c>seed=7,latency=30ms,jitter=10ms,bandwidth=1MB/s,slowdown=1%,prefix-rate=100/s,error=1%,reset=0.5%,truncate=1%,corrupt=0.1%,trickle=1%,trickle-rate=16KiB/s,late-error=1%</c>,
    /// any part of it. Throws <see cref="FormatException"/> that names every problem.
    /// </summary>
    public static FaultPlan Parse(string text)
    {
        if (TryParse(text, out FaultPlan plan, out IReadOnlyList<string> problems))
            return plan;
        throw new FormatException(string.Join(Environment.NewLine, problems));
    }

    /// <summary>As <see cref="Parse"/>, with the problems as a list.</summary>
    public static bool TryParse(string text, out FaultPlan plan, out IReadOnlyList<string> problems) => FaultPlanParser.TryParse(text, out plan, out problems);
}
