namespace Sluice.Probing;

/// <summary>Bounds of a probe.</summary>
public sealed record ProbeOptions
{
    /// <summary>Most requests of all checks together, without those that clean up. Default 1,000; a whole probe needs some 450.</summary>
    public int MaxRequests { get; init; } = 1000;

    /// <summary>Most bytes that are sent as bodies. Default 20 MiB; a whole probe needs 10 MiB, or 15 where the store copies no parts.</summary>
    public long MaxBytes { get; init; } = 20 << 20;

    /// <summary>Longest time for the checks. Default 5 minutes. Cleaning up comes on top.</summary>
    public TimeSpan MaxTime { get; init; } = TimeSpan.FromMinutes(5);

    /// <summary>Where locks are kept by which a later probe tells what a killed one left from one that lives; null: nowhere, and only what is an hour old counts as left.</summary>
    public string? StateDirectory { get; init; }

    /// <summary>Seed of bodies and names. Default: another one each time.</summary>
    public int Seed { get; init; } = Environment.TickCount;

    /// <summary>Told each finding as it is made, and how many checks there are.</summary>
    public Action<ProbeFinding, int>? OnFinding { get; init; }

    /// <summary>Told what was removed of earlier probes, and what was not: sentences fit for a terminal.</summary>
    public Action<string>? OnNote { get; init; }
}
