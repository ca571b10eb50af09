namespace Sluice.Cli.Output;

/// <summary>How a run stands, as a line of JSON on stderr. Times in seconds, sizes in bytes; what is not known yet is not there.</summary>
sealed record ProgressRecord(double ElapsedSeconds) : JsonRecord("progress")
{
    /// <summary>When it was so.</summary>
    public DateTimeOffset? Time { get; init; }

    /// <summary>What it is at, where it does one thing after another.</summary>
    public string? Phase { get; init; }

    /// <summary>Items that have ended.</summary>
    public long? Objects { get; init; }

    /// <summary>Those of them that were skipped: left out by a filter, the same already, done by an earlier run.</summary>
    public long? ObjectsSkipped { get; init; }

    /// <summary>Items in all, or found so far (<see cref="ListingComplete"/>).</summary>
    public long? ObjectsListed { get; init; }

    /// <summary>The totals are final.</summary>
    public bool? ListingComplete { get; init; }

    /// <summary>Bytes moved.</summary>
    public long? Bytes { get; init; }

    /// <summary>Bytes in all, or found so far.</summary>
    public long? BytesListed { get; init; }

    /// <summary>Items that there will be, counted ahead of the listing; while that is not complete.</summary>
    public long? ObjectsExpected { get; init; }

    /// <summary>Bytes of them that are to move, about.</summary>
    public long? BytesExpected { get; init; }

    /// <summary>Present rate.</summary>
    public double? BytesPerSecond { get; init; }

    /// <summary>Present rate.</summary>
    public double? ObjectsPerSecond { get; init; }

    /// <summary>Time to go.</summary>
    public double? SecondsLeft { get; init; }

    /// <summary>Items that did not arrive.</summary>
    public long? Errors { get; init; }

    /// <summary>Attempts after the first.</summary>
    public long? Retries { get; init; }

    /// <summary>Why.</summary>
    public RetryReasonRecord[]? RetryReasons { get; init; }

    /// <summary>Requests that may be in flight.</summary>
    public int? Concurrency { get; init; }

    /// <summary>Those that are.</summary>
    public int? InFlight { get; init; }

    /// <summary>The largest items of many parts that are under way.</summary>
    public LargeTransferRecord[]? Largest { get; init; }
}

/// <summary>Why requests were sent again, and how often.</summary>
sealed record RetryReasonRecord(string Reason, long Count);

/// <summary>An item of many parts that is under way.</summary>
sealed record LargeTransferRecord(string Source, string? Destination, int? Parts, int PartsDone)
{
    /// <summary>Bytes of it that are to be moved, or read; none where that is not known.</summary>
    public long? Bytes { get; init; }

    /// <summary>How many of them have moved, or were read.</summary>
    public long BytesDone { get; init; }
}
