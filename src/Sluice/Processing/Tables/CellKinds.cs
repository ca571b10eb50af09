namespace Sluice.Processing.Tables;

/// <summary>What values of a column were.</summary>
[Flags]
internal enum CellKinds
{
    /// <summary>No value.</summary>
    None = 0,

    /// <summary>A whole number that a double has exactly.</summary>
    Integer = 1,

    /// <summary>A whole number of 64 bits that a double does not have exactly.</summary>
    WideInteger = 2,

    /// <summary>A number with a fraction or an exponent.</summary>
    Double = 4,

    /// <summary>True or false.</summary>
    Boolean = 8,

    /// <summary>A date, or a date and time, of ISO 8601.</summary>
    Timestamp = 16,

    /// <summary>Anything else.</summary>
    Text = 32,
}
