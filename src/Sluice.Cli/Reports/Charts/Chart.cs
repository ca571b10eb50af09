namespace Sluice.Cli.Reports.Charts;

/// <summary>Values that hold from one edge to the next.</summary>
sealed record Chart
{
    /// <summary>Its name in the page.</summary>
    public required string Name { get; init; }

    /// <summary>Its heading.</summary>
    public required string Title { get; init; }

    /// <summary>What one must know to read it.</summary>
    public required string Says { get; init; }

    /// <summary>It has the width of the page.</summary>
    public bool IsWide { get; init; }

    /// <summary>From left to right.</summary>
    public required ChartAxis Across { get; init; }

    /// <summary>From the bottom up.</summary>
    public required ChartAxis Up { get; init; }

    /// <summary>Where ranges begin and end, ascending: one more than there are values.</summary>
    public required double[] Edges { get; init; }

    /// <summary>The values. The first line has the area below it filled.</summary>
    public required ChartLine[] Lines { get; init; }

    /// <summary>What happened at a moment.</summary>
    public ChartNote[] Notes { get; init; } = [];

    /// <summary>Places across that have a name, ascending.</summary>
    public (string Name, double At)[] Marks { get; init; } = [];
}
