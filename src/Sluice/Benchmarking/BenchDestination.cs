namespace Sluice.Benchmarking;

/// <summary>Where the bytes of a download benchmark go.</summary>
/// <param name="Directory">Files below this directory, removed at the end; null for none.</param>
/// <param name="KeepsInMemory">All objects of a round are kept in memory.</param>
public sealed record BenchDestination(string? Directory, bool KeepsInMemory)
{
    /// <summary>Bytes are hashed and dropped.</summary>
    public static BenchDestination Nowhere { get; } = new(null, false);

    /// <summary>Bytes are kept in memory, which must hold a whole round.</summary>
    public static BenchDestination Memory { get; } = new(null, true);

    /// <summary>Files below a directory, which is made when it is not there.</summary>
    public static BenchDestination Below(string directory) => new(directory, false);

    /// <summary>As it is written on a command line.</summary>
    public override string ToString() => Directory ?? (KeepsInMemory ? "memory" : "null");
}
