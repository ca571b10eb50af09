using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;
using Sluice.S3.Checksums;
using Sluice.Trees.Local;

namespace Sluice.Transfer.Content;

/// <summary>
/// One checksum of one file, in 56 bytes: a hash of the file's identity, the value, the day it was last used, and a CRC
/// of the three. Whoever changes a file changes its identity, so that a record is found or it is not: it is never stale.
/// </summary>
/// <param name="Key">128 bits of SHA-256 over path, device, inode, size, times and recipe.</param>
/// <param name="Value">The checksum's bytes, zeros behind them.</param>
/// <param name="Day">Days since 1970.</param>
internal readonly record struct CacheRecord(UInt128 Key, (UInt128 High, UInt128 Low) Value, int Day)
{
    /// <summary>Bytes of a record in a file.</summary>
    public const int Size = 56;

    const int CheckedSize = Size - sizeof(uint);

    /// <summary>The key of a file's checksum.</summary>
    public static UInt128 KeyOf(string path, in FileStatus status, ContentRecipe recipe)
    {
        byte[] text = Encoding.UTF8.GetBytes(Path.GetFullPath(path));
        Span<byte> numbers = stackalloc byte[7 * sizeof(ulong)];
        BinaryPrimitives.WriteUInt64LittleEndian(numbers, status.Device);
        BinaryPrimitives.WriteUInt64LittleEndian(numbers[8..], status.Inode);
        BinaryPrimitives.WriteInt64LittleEndian(numbers[16..], status.Length);
        BinaryPrimitives.WriteInt64LittleEndian(numbers[24..], unchecked((long)status.ModifiedNanoseconds));
        BinaryPrimitives.WriteInt64LittleEndian(numbers[32..], unchecked((long)status.ChangedNanoseconds));
        BinaryPrimitives.WriteInt64LittleEndian(numbers[40..], (long)recipe.Algorithm);
        BinaryPrimitives.WriteInt64LittleEndian(numbers[48..], recipe.PartSize);
        // The numbers first: they have one length, so that no path can be taken for another's end.
        Span<byte> whole = numbers.Length + text.Length <= 1024 ? stackalloc byte[numbers.Length + text.Length] : new byte[numbers.Length + text.Length];
        numbers.CopyTo(whole);
        text.CopyTo(whole[numbers.Length..]);
        Span<byte> hash = stackalloc byte[SHA256.HashSizeInBytes];
        SHA256.HashData(whole, hash);
        return BinaryPrimitives.ReadUInt128BigEndian(hash);
    }

    /// <summary>A record of a checksum.</summary>
    public static CacheRecord From(UInt128 key, ObjectChecksum checksum, int day)
    {
        Span<byte> value = stackalloc byte[2 * 16];
        value.Clear();
        Convert.TryFromBase64String(checksum.Base64, value, out _);
        return new CacheRecord(key, (BinaryPrimitives.ReadUInt128BigEndian(value), BinaryPrimitives.ReadUInt128BigEndian(value[16..])), day);
    }

    /// <summary>The checksum of a file of this size.</summary>
    public ObjectChecksum ToChecksum(ContentRecipe recipe, long size)
    {
        Span<byte> value = stackalloc byte[2 * 16];
        BinaryPrimitives.WriteUInt128BigEndian(value, Value.High);
        BinaryPrimitives.WriteUInt128BigEndian(value[16..], Value.Low);
        return new ObjectChecksum(recipe.Algorithm, Convert.ToBase64String(value[..ChecksumHeaders.DigestLength(recipe.Algorithm)]), recipe.PartCount(size));
    }

    /// <summary>Writes the record.</summary>
    public void Write(Span<byte> destination)
    {
        BinaryPrimitives.WriteUInt128BigEndian(destination, Key);
        BinaryPrimitives.WriteUInt128BigEndian(destination[16..], Value.High);
        BinaryPrimitives.WriteUInt128BigEndian(destination[32..], Value.Low);
        BinaryPrimitives.WriteInt32BigEndian(destination[48..], Day);
        BinaryPrimitives.WriteUInt32BigEndian(destination[CheckedSize..], (uint)Crc.Crc32C.Append(Crc.Empty, destination[..CheckedSize]));
    }

    /// <summary>Reads a record; false when its CRC says that it was damaged.</summary>
    public static bool TryRead(ReadOnlySpan<byte> source, out CacheRecord record)
    {
        record = new CacheRecord(BinaryPrimitives.ReadUInt128BigEndian(source),
            (BinaryPrimitives.ReadUInt128BigEndian(source[16..]), BinaryPrimitives.ReadUInt128BigEndian(source[32..])), BinaryPrimitives.ReadInt32BigEndian(source[48..]));
        // A page of zeros, as a power failure leaves it, is no record: the CRC of zeros is not zero.
        return BinaryPrimitives.ReadUInt32BigEndian(source[CheckedSize..]) == (uint)Crc.Crc32C.Append(Crc.Empty, source[..CheckedSize]);
    }
}
