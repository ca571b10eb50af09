namespace Sluice.Transfer.Content;

/// <summary>What an answer about two contents rests on.</summary>
public enum ContentEvidence
{
    /// <summary>Nothing: there is no answer.</summary>
    None,
    /// <summary>Their sizes: they differ, or both are empty.</summary>
    Size,
    /// <summary>The MD5 in an ETag, of the whole object or of its parts.</summary>
    Md5,
    /// <summary>A checksum that a store keeps.</summary>
    Checksum,
    /// <summary>The bytes of both sides: no store was taken at its word.</summary>
    Bytes,
}
