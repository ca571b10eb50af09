using System.Buffers.Binary;
using System.Security.Cryptography;

namespace Sluice.Trees.Listing;

/// <summary>A name as a number.</summary>
internal static class NameHash
{
    /// <summary>128 bits of its SHA-256: nobody can make two names alike in those.</summary>
    public static UInt128 Of(ReadOnlySpan<byte> name)
    {
        Span<byte> hash = stackalloc byte[SHA256.HashSizeInBytes];
        SHA256.HashData(name, hash);
        return BinaryPrimitives.ReadUInt128LittleEndian(hash);
    }
}
