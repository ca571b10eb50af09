namespace Sluice.Endpoint.Auth;

/// <summary>How a body is framed (x-amz-content-sha256; S3 API Reference, "Signature calculations").</summary>
enum PayloadFraming
{
    /// <summary>The body as it is, its hash not signed.</summary>
    Unsigned,
    /// <summary>The body as it is; <see cref="PayloadSignature.Sha256"/> must match.</summary>
    Hashed,
    /// <summary>aws-chunked, each chunk signed.</summary>
    SignedChunks,
    /// <summary>aws-chunked, each chunk signed, and a signed trailer.</summary>
    SignedChunksWithTrailer,
    /// <summary>aws-chunked without signatures, with a trailer.</summary>
    UnsignedChunksWithTrailer,
}
