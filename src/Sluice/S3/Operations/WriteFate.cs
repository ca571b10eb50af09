namespace Sluice.S3.Operations;

/// <summary>What became of a write whose answer was lost.</summary>
internal enum WriteFate
{
    /// <summary>It cannot be told.</summary>
    Unknown,
    /// <summary>Its object is there.</summary>
    Done,
    /// <summary>There is no object.</summary>
    Absent,
    /// <summary>There is another object.</summary>
    Another,
}
