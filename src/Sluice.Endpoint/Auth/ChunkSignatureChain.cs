using System.Security.Cryptography;
using System.Text;
using Sluice.S3.Signing;

namespace Sluice.Endpoint.Auth;

/// <summary>Verifies the signatures of an aws-chunked body, each of which covers the one before.</summary>
sealed class ChunkSignatureChain(SigningKey key, string timestamp, string seedSignature)
{
    string _previous = seedSignature;

    public bool VerifyChunk(string signature, ReadOnlySpan<byte> sha256)
    {
        _previous = SigV4Chunks.SignChunk(key, timestamp, _previous, sha256);
        return Signature.AreEqual(_previous, signature);
    }

    /// <param name="signature">Value of x-amz-trailer-signature.</param>
    /// <param name="trailers">The trailer lines before it, each <c>name:value</c> and a line feed.</param>
    public bool VerifyTrailer(string signature, string trailers) =>
        Signature.AreEqual(SigV4Chunks.SignTrailers(key, timestamp, _previous, SHA256.HashData(Encoding.Latin1.GetBytes(trailers))), signature);
}
