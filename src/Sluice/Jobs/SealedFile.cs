using System.Security.Cryptography;

namespace Sluice.Jobs;

/// <summary>A file that a seal stands for, as it was written: whoever reads it knows whether it is still that.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Hash">SHA-256 of its bytes, in hexadecimal.</param>
internal sealed record SealedFile(string Name, string Hash)
{
    /// <summary>The hash of a content.</summary>
    public static string HashOf(ReadOnlySpan<byte> content) => Convert.ToHexStringLower(SHA256.HashData(content));

    /// <summary>True for what was written; a seal of an older version does not tell.</summary>
    public static bool Fits(ReadOnlySpan<byte> content, string? hash) => hash is null || HashOf(content) == hash;
}
