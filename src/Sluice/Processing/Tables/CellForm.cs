namespace Sluice.Processing.Tables;

/// <summary>How a row wrote a value: what types it may be read as.</summary>
internal enum CellForm
{
    /// <summary>There is none.</summary>
    None,

    /// <summary>Text that may mean anything, as in CSV.</summary>
    Untyped,

    /// <summary>A JSON string: text, or a point in time.</summary>
    Quoted,

    /// <summary>A JSON number.</summary>
    Number,

    /// <summary>JSON's true or false.</summary>
    Boolean,

    /// <summary>A JSON array or object, as JSON.</summary>
    Nested,
}
