namespace Sluice.Probing;

/// <summary>What a check is about.</summary>
public enum ProbeArea
{
    /// <summary>Writes, copies and removals that are done only if something holds.</summary>
    Conditions,

    /// <summary>ETags, digests and checksums.</summary>
    Checksums,

    /// <summary>What is read and listed right after it was written.</summary>
    Consistency,

    /// <summary>Order, pages and limits of listings.</summary>
    Listings,

    /// <summary>Names that need care.</summary>
    Keys,

    /// <summary>Objects in parts.</summary>
    Multipart,

    /// <summary>Copies that the store makes itself.</summary>
    Copies,

    /// <summary>Ranges and conditions of reading.</summary>
    Reading,

    /// <summary>What an object has besides its bytes.</summary>
    Attributes,

    /// <summary>Removals.</summary>
    Removal,

    /// <summary>Errors, signatures and the clock.</summary>
    Errors,
}
