namespace Sluice.Endpoint.Auth;

/// <summary>What the request's signature says of its body.</summary>
/// <param name="Framing">How to read it.</param>
/// <param name="Sha256">Lower-case hex of the body's SHA-256, when signed.</param>
/// <param name="Chain">Continues the signature over chunks, when they are signed.</param>
sealed record PayloadSignature(PayloadFraming Framing, string? Sha256 = null, ChunkSignatureChain? Chain = null)
{
    public static PayloadSignature None { get; } = new(PayloadFraming.Unsigned);

    public bool IsChunked => Framing is PayloadFraming.SignedChunks or PayloadFraming.SignedChunksWithTrailer or PayloadFraming.UnsignedChunksWithTrailer;

    public bool HasTrailer => Framing is PayloadFraming.SignedChunksWithTrailer or PayloadFraming.UnsignedChunksWithTrailer;
}
