namespace Sluice.Trees;

/// <summary>What a location turned out to be.</summary>
internal enum TreeShape
{
    /// <summary>One item, which may or may not be there.</summary>
    One,
    /// <summary>A directory, a prefix, a list: its items have names relative to it.</summary>
    Container,
    /// <summary>A pattern, which may be many items; they keep their names from the last directory before its first wildcard.</summary>
    Pattern,
}
