namespace Sluice.Cli.Reports.Charts;

/// <summary>What an axis measures.</summary>
enum ChartUnit
{
    /// <summary>How many; whole numbers on the axis.</summary>
    Count,

    /// <summary>How many in a second.</summary>
    PerSecond,

    /// <summary>Bytes in a second.</summary>
    Rate,

    /// <summary>A share of all; 1 is 100 %.</summary>
    Share,

    /// <summary>How long something took, in seconds.</summary>
    Time,

    /// <summary>When, in seconds since a start.</summary>
    Moment,
}
