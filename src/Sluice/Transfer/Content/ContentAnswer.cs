namespace Sluice.Transfer.Content;

/// <summary>Whether two items have the same bytes.</summary>
internal enum ContentAnswer
{
    /// <summary>The same bytes.</summary>
    Same,
    /// <summary>Other bytes.</summary>
    Different,
    /// <summary>The two have no checksum in common and reading objects was not allowed.</summary>
    Unknown,
    /// <summary>A side could not be read, or changed meanwhile: the verdict says why.</summary>
    Unreadable,
}
