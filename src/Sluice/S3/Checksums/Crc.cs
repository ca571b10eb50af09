using System.Buffers.Binary;
using System.Runtime.Intrinsics;

namespace Sluice.S3.Checksums;

/// <summary>
/// A reflected CRC that begins with all ones and ends inverted, as the three that S3 knows do. Immutable; safe for many threads.
/// </summary>
internal sealed class Crc
{
    const int Slices = 8;

    readonly ulong _ones;
    readonly CrcPolynomial _polynomial;
    readonly CrcFolding _folding;
    readonly ulong[] _tables = new ulong[Slices * 256]; // [256 k + b]: the byte b with k zero bytes behind it

    Crc(ulong polynomial, int bits)
    {
        _ones = ulong.MaxValue >> (64 - bits);
        Length = bits / 8;
        _polynomial = new CrcPolynomial(polynomial);
        _folding = new CrcFolding(_polynomial);
        for (int b = 0; b < 256; b++)
        {
            ulong register = (ulong)b;
            for (int bit = 0; bit < 8; bit++)
                register = _polynomial.TimesX(register);
            _tables[b] = register;
        }
        for (int i = 256; i < _tables.Length; i++)
            _tables[i] = (_tables[i - 256] >> 8) ^ _tables[(byte)_tables[i - 256]];
    }

    /// <summary>CRC-64/NVME (NVM Express Base Specification 2.0, 5.2.1.3.4 "64b CRC").</summary>
    public static Crc Crc64Nvme { get; } = new(0x9A6C9329AC4BC9B5, 64);

    /// <summary>CRC-32C (RFC 3720, 12.1).</summary>
    public static Crc Crc32C { get; } = new(0x82F63B78, 32);

    /// <summary>CRC-32 (ISO 3309; RFC 1952, 8).</summary>
    public static Crc Crc32 { get; } = new(0xEDB88320, 32);

    /// <summary>The CRC of an algorithm; null when it is none.</summary>
    public static Crc? Create(ChecksumAlgorithm algorithm) => algorithm switch
    {
        ChecksumAlgorithm.Crc64Nvme => Crc64Nvme,
        ChecksumAlgorithm.Crc32C => Crc32C,
        ChecksumAlgorithm.Crc32 => Crc32,
        _ => null,
    };

    /// <summary>Bytes of a value: 8 or 4.</summary>
    public int Length { get; }

    /// <summary>The CRC of no bytes is 0 for each of the three, and so is where one begins.</summary>
    public const ulong Empty = 0;

    /// <summary>The CRC of what <paramref name="crc"/> is the CRC of, followed by <paramref name="source"/>.</summary>
    public ulong Append(ulong crc, ReadOnlySpan<byte> source)
    {
        ulong register = crc ^ _ones;
        if (source.Length >= CrcFolding.MinimumLength && CrcFolding.IsSupported)
        {
            Vector128<ulong> block = _folding.Fold(register, source, out int used);
            register = Step(Step(0, block.ToScalar()), block.GetElement(1));
            source = source[used..];
        }
        return AppendByTable(register, source) ^ _ones;
    }

    /// <summary>As <see cref="Append"/>, without the processor's multiplier.</summary>
    internal ulong AppendPortably(ulong crc, ReadOnlySpan<byte> source) => AppendByTable(crc ^ _ones, source) ^ _ones;

    /// <summary>The CRC of A followed by B, from the CRCs of both and the length of B in bytes.</summary>
    public ulong Combine(ulong a, ulong b, long lengthOfB) =>
        // Inversions at both ends cancel: crc(AB) = crc(A) * x^(8 |B|) + crc(B).
        _polynomial.Multiply(a, _polynomial.PowerOfX((ulong)lengthOfB * 8)) ^ b;

    /// <summary>Writes a value as S3 does, big-endian, into the first <see cref="Length"/> bytes.</summary>
    public void Write(ulong crc, Span<byte> destination)
    {
        if (Length == sizeof(ulong))
            BinaryPrimitives.WriteUInt64BigEndian(destination, crc);
        else
            BinaryPrimitives.WriteUInt32BigEndian(destination, (uint)crc);
    }

    /// <summary>Reads a value that <see cref="Write"/> wrote.</summary>
    public ulong Read(ReadOnlySpan<byte> source) =>
        Length == sizeof(ulong) ? BinaryPrimitives.ReadUInt64BigEndian(source) : BinaryPrimitives.ReadUInt32BigEndian(source);

    ulong AppendByTable(ulong register, ReadOnlySpan<byte> source)
    {
        for (; source.Length >= Slices; source = source[Slices..])
            register = Step(register, BinaryPrimitives.ReadUInt64LittleEndian(source));
        foreach (byte b in source)
            register = (register >> 8) ^ _tables[(byte)register ^ b];
        return register;
    }

    // Eight bytes at once (Kounavis and Berry, "Novel Table Lookup-Based Algorithms for High-Performance CRC Generation", 2008).
    ulong Step(ulong register, ulong next)
    {
        register ^= next;
        ulong[] t = _tables;
        return t[(7 * 256) + (int)(byte)register] ^ t[(6 * 256) + (int)(byte)(register >> 8)]
            ^ t[(5 * 256) + (int)(byte)(register >> 16)] ^ t[(4 * 256) + (int)(byte)(register >> 24)]
            ^ t[(3 * 256) + (int)(byte)(register >> 32)] ^ t[(2 * 256) + (int)(byte)(register >> 40)]
            ^ t[256 + (int)(byte)(register >> 48)] ^ t[(int)(register >> 56)];
    }
}
