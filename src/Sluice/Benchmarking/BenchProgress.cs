namespace Sluice.Benchmarking;

/// <summary>A benchmark as it stands at one moment. Counts are those of its phase.</summary>
public readonly record struct BenchProgress
{
    /// <summary>The phase.</summary>
    public required BenchPhase Phase { get; init; }

    /// <summary>Time since the phase began.</summary>
    public TimeSpan Elapsed { get; init; }

    /// <summary>Time that the phase takes; null when it ends with its work.</summary>
    public TimeSpan? Limit { get; init; }

    /// <summary>The round under way, from 1; 0 outside of rounds.</summary>
    public int Round { get; init; }

    /// <summary>Rounds in all; null when time counts.</summary>
    public int? Rounds { get; init; }

    /// <summary>Objects of all rounds of the phase, and of the test objects to be made; null when that is not known.</summary>
    public long? ObjectsInAll { get; init; }

    /// <summary>Objects that are done.</summary>
    public long Objects { get; init; }

    /// <summary>Objects that failed.</summary>
    public long Failed { get; init; }

    /// <summary>Body bytes moved, those of unfinished objects included.</summary>
    public long Bytes { get; init; }

    /// <summary>Requests sent.</summary>
    public long Requests { get; init; }

    /// <summary>Attempts after the first.</summary>
    public long Retries { get; init; }

    /// <summary>Requests in flight that are allowed at present.</summary>
    public int Concurrency { get; init; }
}
