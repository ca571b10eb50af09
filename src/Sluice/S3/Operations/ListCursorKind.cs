namespace Sluice.S3.Operations;

/// <summary>What a place in a listing was made from.</summary>
internal enum ListCursorKind
{
    /// <summary>The store's own token of version 2, or the beginning.</summary>
    Token,

    /// <summary>The store's NextMarker, of version 1.</summary>
    Marker,

    /// <summary>The last name of a page that is not known to be the last one.</summary>
    After,

    /// <summary>The last name of a page that is said to be the last one, and is full: some stores say so of every page.</summary>
    Check,
}
