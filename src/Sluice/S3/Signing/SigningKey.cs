using System.Security.Cryptography;
using System.Text;

namespace Sluice.S3.Signing;

/// <summary>
/// A secret narrowed to a scope (S3 API reference, "Signature Calculations for the Authorization Header", task 3).
/// Immutable; safe for many threads.
/// </summary>
internal sealed class SigningKey
{
    /// <summary>Length of a signature in characters: hex of HMAC-SHA256.</summary>
    public const int SignatureLength = 2 * HMACSHA256.HashSizeInBytes;

    readonly byte[] _key = new byte[HMACSHA256.HashSizeInBytes];

    public SigningKey(string secretKey, SigningScope scope)
    {
        Scope = scope;
        // A hash of the step before is the key of the next; it is read before it is overwritten.
        HMACSHA256.HashData(Encoding.UTF8.GetBytes("AWS4" + secretKey), Encoding.UTF8.GetBytes(scope.Date), _key);
        HMACSHA256.HashData(_key, Encoding.UTF8.GetBytes(scope.Region), _key);
        HMACSHA256.HashData(_key, Encoding.UTF8.GetBytes(scope.Service), _key);
        HMACSHA256.HashData(_key, "aws4_request"u8, _key);
    }

    /// <summary>What the key is good for.</summary>
    public SigningScope Scope { get; }

    /// <summary>Writes the signature of a string to sign: <see cref="SignatureLength"/> lower-case hex digits.</summary>
    public void Sign(ReadOnlySpan<byte> stringToSign, Span<byte> signature)
    {
        Span<byte> mac = stackalloc byte[HMACSHA256.HashSizeInBytes];
        HMACSHA256.HashData(_key, stringToSign, mac);
        Convert.TryToHexStringLower(mac, signature, out _);
    }

    /// <summary>As <see cref="Sign(ReadOnlySpan{byte}, Span{byte})"/>, as text.</summary>
    public string Sign(ReadOnlySpan<byte> stringToSign)
    {
        Span<byte> signature = stackalloc byte[SignatureLength];
        Sign(stringToSign, signature);
        return Encoding.ASCII.GetString(signature);
    }
}
