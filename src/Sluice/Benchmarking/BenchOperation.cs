namespace Sluice.Benchmarking;

/// <summary>What a benchmark does.</summary>
public enum BenchOperation
{
    /// <summary>Gets objects.</summary>
    Download,

    /// <summary>Puts objects that it makes, and removes them afterwards.</summary>
    Upload,

    /// <summary>Lets the store copy objects, and removes the copies afterwards.</summary>
    Copy,

    /// <summary>Lists a prefix.</summary>
    List,

    /// <summary>Gets, puts, looks at and removes objects, in given shares.</summary>
    Mixed,
}
