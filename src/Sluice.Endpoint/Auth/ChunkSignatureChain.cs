using System.Security.Cryptography;
using System.Text;

namespace Sluice.Endpoint.Auth;

/// <summary>
/// Verifies the signatures of aws-chunked bodies, each of which covers the one before (S3 API Reference, "Signature
/// calculations: transferring payload in multiple chunks").
/// </summary>
sealed class ChunkSignatureChain(byte[] signingKey, string timestamp, string scope, string seedSignature)
{
    static readonly string EmptyHash = Convert.ToHexStringLower(SHA256.HashData([]));

    string _previous = seedSignature;

    public bool VerifyChunk(string signature, ReadOnlySpan<byte> sha256) =>
        Verify(signature, $"AWS4-HMAC-SHA256-PAYLOAD\n{timestamp}\n{scope}\n{_previous}\n{EmptyHash}\n{Convert.ToHexStringLower(sha256)}");

    /// <param name="signature">Value of x-amz-trailer-signature.</param>
    /// <param name="trailers">The trailer lines before it, each <c>name:value</c> and a line feed.</param>
    public bool VerifyTrailer(string signature, string trailers) =>
        Verify(signature, $"AWS4-HMAC-SHA256-TRAILER\n{timestamp}\n{scope}\n{_previous}\n{Convert.ToHexStringLower(SHA256.HashData(Encoding.Latin1.GetBytes(trailers)))}");

    bool Verify(string signature, string stringToSign)
    {
        string expected = Convert.ToHexStringLower(HMACSHA256.HashData(signingKey, Encoding.ASCII.GetBytes(stringToSign)));
        _previous = expected;
        return CryptographicOperations.FixedTimeEquals(Encoding.ASCII.GetBytes(expected), Encoding.Latin1.GetBytes(signature));
    }
}
