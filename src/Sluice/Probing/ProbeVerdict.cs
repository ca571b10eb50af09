namespace Sluice.Probing;

/// <summary>What came of a check.</summary>
public enum ProbeVerdict
{
    /// <summary>The store did what S3 does, as often as it was tried.</summary>
    Holds,

    /// <summary>It did something else.</summary>
    Deviates,

    /// <summary>It could not be tried, or did not answer so that one could tell.</summary>
    Unknown,
}
