using System.Security.Cryptography;

namespace Sluice.S3;

/// <summary>A 256-bit key that the caller keeps and the store forgets (SSE-C).</summary>
public sealed class SseCustomerKey
{
    /// <summary>Takes 32 bytes; anything else throws <see cref="ArgumentException"/>.</summary>
    public SseCustomerKey(ReadOnlySpan<byte> key)
    {
        if (key.Length != 32)
            throw new ArgumentException("An SSE-C key has 32 bytes.", nameof(key));
        Base64 = Convert.ToBase64String(key);
        // S3 demands MD5 here as a check of the key's transport, not for security.
#pragma warning disable CA5351
        Md5Base64 = Convert.ToBase64String(MD5.HashData(key));
#pragma warning restore CA5351
    }

    /// <summary>The key as its header carries it.</summary>
    internal string Base64 { get; }

    /// <summary>The key's MD5 as its header carries it.</summary>
    internal string Md5Base64 { get; }

    /// <summary>Never the key.</summary>
    public override string ToString() => "SSE-C key";
}
