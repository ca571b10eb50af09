namespace Sluice.S3.Wire;

/// <summary>How an answer's body ends (RFC 9112, 6.3).</summary>
internal enum BodyFraming
{
    /// <summary>There is none.</summary>
    None,
    /// <summary>After Content-Length bytes.</summary>
    Length,
    /// <summary>With the last chunk.</summary>
    Chunked,
    /// <summary>When the store closes the connection.</summary>
    UntilClose,
}
