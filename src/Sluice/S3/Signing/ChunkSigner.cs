using System.Security.Cryptography;

namespace Sluice.S3.Signing;

/// <summary>Signs the chunks of one body in their order, and what follows them; each signature covers the one before.</summary>
/// <param name="key">Key of the request's scope.</param>
/// <param name="amzDate">x-amz-date of the request.</param>
/// <param name="seed">Signature of the request.</param>
internal sealed class ChunkSigner(SigningKey key, string amzDate, string seed)
{
    string _previous = seed;

    /// <summary>The signature of the next chunk; the last one has no bytes.</summary>
    public string Chunk(ReadOnlySpan<byte> bytes)
    {
        Span<byte> hash = stackalloc byte[SHA256.HashSizeInBytes];
        SHA256.HashData(bytes, hash);
        return _previous = SigV4Chunks.SignChunk(key, amzDate, _previous, hash);
    }

    /// <summary>The signature of the trailers, each of which is <c>name:value</c> and a line feed.</summary>
    public string Trailers(ReadOnlySpan<byte> lines)
    {
        Span<byte> hash = stackalloc byte[SHA256.HashSizeInBytes];
        SHA256.HashData(lines, hash);
        return SigV4Chunks.SignTrailers(key, amzDate, _previous, hash);
    }
}
