namespace Sluice.Administration.Checks;

/// <summary>How many of a bucket's objects a statement is about.</summary>
internal enum StatementReach
{
    /// <summary>None.</summary>
    None,
    /// <summary>Those with certain keys.</summary>
    Part,
    /// <summary>All.</summary>
    All,
}
