namespace Sluice.S3.Signing;

/// <summary>
/// Signatures of bodies sent as aws-chunked: every chunk is signed together with the signature before it, the first
/// with that of the request's headers (S3 API reference, "Signature Calculations for the Authorization Header:
/// Transferring Payload in Multiple Chunks" and "Signature calculation for trailers").
/// </summary>
internal static class SigV4Chunks
{
    /// <summary>x-amz-content-sha256 of a body of signed chunks.</summary>
    public const string SignedPayload = "STREAMING-AWS4-HMAC-SHA256-PAYLOAD";

    /// <summary>x-amz-content-sha256 of a body of signed chunks and signed trailers.</summary>
    public const string SignedPayloadWithTrailer = "STREAMING-AWS4-HMAC-SHA256-PAYLOAD-TRAILER";

    /// <summary>x-amz-content-sha256 of a body of unsigned chunks and trailers.</summary>
    public const string UnsignedPayloadWithTrailer = "STREAMING-UNSIGNED-PAYLOAD-TRAILER";

    /// <summary>The signature of a chunk; the last one has no bytes.</summary>
    /// <param name="key">Key of the request's scope.</param>
    /// <param name="amzDate">x-amz-date of the request.</param>
    /// <param name="previousSignature">Signature of the chunk before, or of the request.</param>
    /// <param name="chunkHash">SHA-256 of the chunk's bytes: 32 bytes.</param>
    public static string SignChunk(SigningKey key, string amzDate, string previousSignature, ReadOnlySpan<byte> chunkHash)
    {
        ByteBuilder text = new(stackalloc byte[512]);
        Begin(ref text, "AWS4-HMAC-SHA256-PAYLOAD\n"u8, key, amzDate, previousSignature);
        SigV4Canonical.AppendHash(ref text, default);
        text.Append((byte)'\n');
        SigV4Canonical.AppendHex(ref text, chunkHash);
        string signature = key.Sign(text.Bytes);
        text.Dispose();
        return signature;
    }

    /// <summary>The signature of the trailers (x-amz-trailer-signature).</summary>
    /// <param name="key">Key of the request's scope.</param>
    /// <param name="amzDate">x-amz-date of the request.</param>
    /// <param name="previousSignature">Signature of the last chunk, the empty one.</param>
    /// <param name="trailersHash">SHA-256 over a line <c>name:value\n</c> for each trailer, the signature's own left out: 32 bytes.</param>
    public static string SignTrailers(SigningKey key, string amzDate, string previousSignature, ReadOnlySpan<byte> trailersHash)
    {
        ByteBuilder text = new(stackalloc byte[512]);
        Begin(ref text, "AWS4-HMAC-SHA256-TRAILER\n"u8, key, amzDate, previousSignature);
        SigV4Canonical.AppendHex(ref text, trailersHash);
        string signature = key.Sign(text.Bytes);
        text.Dispose();
        return signature;
    }

    static void Begin(ref ByteBuilder text, ReadOnlySpan<byte> title, SigningKey key, string amzDate, string previousSignature)
    {
        text.Append(title);
        text.Append(amzDate);
        text.Append((byte)'\n');
        text.Append(key.Scope.Text);
        text.Append((byte)'\n');
        text.Append(previousSignature);
        text.Append((byte)'\n');
    }
}
