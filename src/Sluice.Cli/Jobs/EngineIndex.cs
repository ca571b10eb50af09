namespace Sluice.Cli.Jobs;

/// <summary>The variables by which an engine tells a task of an array which it is.</summary>
/// <param name="Index">Its number.</param>
sealed record EngineIndex(string Index)
{
    /// <summary>How many there are; null where none tells.</summary>
    public string? Count { get; init; }

    /// <summary>The first number; null where it is always <see cref="Begins"/>.</summary>
    public string? First { get; init; }

    /// <summary>The last number; null where none tells.</summary>
    public string? Last { get; init; }

    /// <summary>How far one number is from the next; null where that is always 1.</summary>
    public string? Step { get; init; }

    /// <summary>The first number where no variable tells; a lower one is of no array.</summary>
    public int Begins { get; init; }
}
