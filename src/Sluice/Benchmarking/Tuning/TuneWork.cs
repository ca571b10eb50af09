namespace Sluice.Benchmarking.Tuning;

/// <summary>One kind of work that settings are looked for.</summary>
/// <param name="Name">What it is called.</param>
/// <param name="Operation">Download or upload.</param>
/// <param name="ObjectSize">Bytes of each test object; null for objects that are there.</param>
public sealed record TuneWork(string Name, BenchOperation Operation, long? ObjectSize)
{
    /// <summary>All kinds, uploads before the downloads that profit by what they tell.</summary>
    public static IReadOnlyList<TuneWork> All { get; } =
    [
        new("small objects up", BenchOperation.Upload, 16 << 10), new("small objects down", BenchOperation.Download, 16 << 10),
        new("large objects up", BenchOperation.Upload, 16 << 20), new("large objects down", BenchOperation.Download, 16 << 20),
    ];

    /// <summary>Without writing anything.</summary>
    public static IReadOnlyList<TuneWork> ReadOnly { get; } = [new("existing objects down", BenchOperation.Download, null)];
}
