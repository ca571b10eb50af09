using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;
using ArmAes = System.Runtime.Intrinsics.Arm.Aes;

namespace Sluice.S3.Checksums;

/// <summary>
/// Shortens a message to 16 bytes with the same CRC by carry-less multiplication (Gopal et al., "Fast CRC Computation
/// for Generic Polynomials Using PCLMULQDQ Instruction", Intel 2009): 128 bits of the message that stand D bits before
/// others are replaced by their product with x^D mod P, added to those others.
/// </summary>
internal sealed class CrcFolding
{
    /// <summary>Shorter inputs are not worth a kernel: two blocks are the least it can fold.</summary>
    public const int MinimumLength = 2 * BlockSize;

    /// <summary>Bytes that are left of a message.</summary>
    public const int BlockSize = 16;

    readonly Vector128<ulong> _by128, _by512, _by1024;

    public CrcFolding(CrcPolynomial polynomial)
    {
        _by128 = Keys(polynomial, 128);
        _by512 = Keys(polynomial, 512);
        _by1024 = Keys(polynomial, 1024);
    }

    /// <summary>Whether this processor multiplies without carry.</summary>
    public static bool IsSupported => Pclmulqdq.IsSupported || ArmAes.IsSupported;

    /// <summary>
    /// Folds all whole blocks of <paramref name="source"/>, with the register <paramref name="crc"/> added to the first,
    /// to one block. Returns it; the register in front of it is zero. The rest of the source, under 16 bytes, is untouched.
    /// </summary>
    // Optimised at once: code with these instructions is not compiled ahead of time, and unoptimised it takes longer than
    // all else in a transfer of some gigabytes (1.2 s of the 3.2 CPU-seconds of 4 GiB) before the runtime replaces it.
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public Vector128<ulong> Fold(ulong crc, ReadOnlySpan<byte> source, out int used)
    {
        ref byte start = ref MemoryMarshal.GetReference(source);
        int at;
        Vector128<ulong> block;
        // Eight blocks in four wide registers, or four in four narrow ones, are in flight at once: that covers the latency
        // of the multiplier. Wide ones took half the time of narrow ones on Zen 3 (4 KiB and 256 KiB, side by side).
        if (Pclmulqdq.V256.IsSupported && source.Length >= 256)
            block = FoldWide(crc, ref start, source.Length, out at);
        else if (source.Length >= 128)
            block = FoldNarrow(crc, ref start, source.Length, out at);
        else
        {
            block = Load(ref start, 0) ^ Vector128.CreateScalar(crc);
            at = BlockSize;
        }
        for (; at + BlockSize <= source.Length; at += BlockSize)
            block = Multiply(block, _by128) ^ Load(ref start, at);
        used = at;
        return block;
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    Vector128<ulong> FoldNarrow(ulong crc, ref byte start, int length, out int at)
    {
        Vector128<ulong> a = Load(ref start, 0) ^ Vector128.CreateScalar(crc);
        Vector128<ulong> b = Load(ref start, 16), c = Load(ref start, 32), d = Load(ref start, 48);
        Vector128<ulong> keys = _by512;
        for (at = 64; at + 64 <= length; at += 64)
        {
            a = Multiply(a, keys) ^ Load(ref start, at);
            b = Multiply(b, keys) ^ Load(ref start, at + 16);
            c = Multiply(c, keys) ^ Load(ref start, at + 32);
            d = Multiply(d, keys) ^ Load(ref start, at + 48);
        }
        keys = _by128;
        return Multiply(Multiply(Multiply(a, keys) ^ b, keys) ^ c, keys) ^ d;
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    Vector128<ulong> FoldWide(ulong crc, ref byte start, int length, out int at)
    {
        Vector256<ulong> a = LoadWide(ref start, 0) ^ Vector256.CreateScalar(crc);
        Vector256<ulong> b = LoadWide(ref start, 32), c = LoadWide(ref start, 64), d = LoadWide(ref start, 96);
        Vector256<ulong> wide = Vector256.Create(_by1024, _by1024);
        for (at = 128; at + 128 <= length; at += 128)
        {
            a = MultiplyWide(a, wide) ^ LoadWide(ref start, at);
            b = MultiplyWide(b, wide) ^ LoadWide(ref start, at + 32);
            c = MultiplyWide(c, wide) ^ LoadWide(ref start, at + 64);
            d = MultiplyWide(d, wide) ^ LoadWide(ref start, at + 96);
        }
        Vector128<ulong> keys = _by128;
        Vector128<ulong> block = Multiply(a.GetLower(), keys) ^ a.GetUpper();
        block = Multiply(Multiply(block, keys) ^ b.GetLower(), keys) ^ b.GetUpper();
        block = Multiply(Multiply(block, keys) ^ c.GetLower(), keys) ^ c.GetUpper();
        return Multiply(Multiply(block, keys) ^ d.GetLower(), keys) ^ d.GetUpper();
    }

    // The product of two reflected polynomials comes out multiplied by x, so the exponents are one less. The lower half
    // of a block holds the bits that come first: another 64 places up.
    static Vector128<ulong> Keys(CrcPolynomial polynomial, uint distance) =>
        Vector128.Create(polynomial.PowerOfX(distance + 64 - 1), polynomial.PowerOfX(distance - 1));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    static Vector128<ulong> Multiply(Vector128<ulong> block, Vector128<ulong> keys) => Pclmulqdq.IsSupported
        ? Pclmulqdq.CarrylessMultiply(block, keys, 0x00) ^ Pclmulqdq.CarrylessMultiply(block, keys, 0x11)
        : ArmAes.PolynomialMultiplyWideningLower(block.GetLower(), keys.GetLower()) ^ ArmAes.PolynomialMultiplyWideningUpper(block, keys);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    static Vector256<ulong> MultiplyWide(Vector256<ulong> blocks, Vector256<ulong> keys) =>
        Pclmulqdq.V256.CarrylessMultiply(blocks, keys, 0x00) ^ Pclmulqdq.V256.CarrylessMultiply(blocks, keys, 0x11);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    static Vector128<ulong> Load(ref byte start, int at) => Vector128.LoadUnsafe(ref start, (nuint)at).AsUInt64();

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    static Vector256<ulong> LoadWide(ref byte start, int at) => Vector256.LoadUnsafe(ref start, (nuint)at).AsUInt64();
}
