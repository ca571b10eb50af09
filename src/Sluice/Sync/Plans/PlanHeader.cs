using System.Text.Json.Serialization;

namespace Sluice.Sync.Plans;

/// <summary>The first line of a plan: what it is for.</summary>
internal sealed record PlanHeader
{
    /// <summary>What kind of file this is.</summary>
    public const string Kind = "sluice-sync-plan";

    /// <summary>The version of the format; others are refused.</summary>
    public const int Current = 1;

    /// <summary><see cref="Kind"/>.</summary>
    [JsonPropertyOrder(-2)]
    public required string Type { get; init; }

    /// <summary><see cref="Current"/>.</summary>
    [JsonPropertyOrder(-1)]
    public required int Version { get; init; }

    /// <summary>When it was made.</summary>
    public required DateTimeOffset Created { get; init; }

    /// <summary>The side to take from.</summary>
    public required PlanLocation Source { get; init; }

    /// <summary>The side to bring up to date.</summary>
    public required PlanLocation Destination { get; init; }

    /// <summary>Where items go before they are overwritten or removed.</summary>
    public PlanLocation? Backup { get; init; }

    /// <summary>What of files is kept with their objects, by the names of <see cref="Transfer.Preserve"/>.</summary>
    public string Preserve { get; init; } = "";

    /// <summary>What written objects get.</summary>
    public PlanAttributes? Attributes { get; init; }
}
