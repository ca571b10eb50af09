namespace Sluice.Processing;

/// <summary>What the objects of a processing are doing at one moment.</summary>
public readonly record struct ProcessProgress
{
    /// <summary>Programs, functions or built-in actions that run.</summary>
    public int Running { get; init; }

    /// <summary>Objects whose bytes, or the first of them, are at hand, and which wait for one of those to end.</summary>
    public int Waiting { get; init; }

    /// <summary>Objects that wait for the network: they are opened or fetched. A batch is one.</summary>
    public int Fetching { get; init; }

    /// <summary>Outputs that are on their way to where they become objects or files.</summary>
    public int Publishing { get; init; }

    /// <summary>Objects that wait a while before their next attempt.</summary>
    public int Pausing { get; init; }

    /// <summary>The name, below the prefix that was given and fit for a terminal, of what has run for longest; of a batch, of its first object. Null when nothing runs.</summary>
    public string? Slowest { get; init; }

    /// <summary>For how long that has run so far.</summary>
    public TimeSpan SlowestTime { get; init; }
}
