namespace Sluice.S3.Checksums;

/// <summary>
/// Arithmetic of polynomials over GF(2) modulo the polynomial of a CRC. A polynomial is held reflected, as the CRCs
/// here are: the coefficient of x^i is bit 63 - i. A CRC of 32 bits and polynomial P is computed as the CRC of 64 bits
/// with polynomial P * x^32: all of its remainders are multiples of x^32, which lie in the low 32 bits exactly as the
/// 32-bit register does. So one arithmetic and one kernel serve every width.
/// </summary>
internal sealed class CrcPolynomial
{
    const ulong One = 1UL << 63;
    const ulong X = 1UL << 62;

    readonly ulong _modulus;
    readonly ulong[] _squares = new ulong[64]; // [k] is x^(2^k)

    /// <param name="modulus">The polynomial, reflected, without its highest term.</param>
    public CrcPolynomial(ulong modulus)
    {
        _modulus = modulus;
        _squares[0] = X;
        for (int k = 1; k < _squares.Length; k++)
            _squares[k] = Multiply(_squares[k - 1], _squares[k - 1]);
    }

    /// <summary>a * b.</summary>
    public ulong Multiply(ulong a, ulong b)
    {
        ulong product = 0;
        for (; a != 0; a <<= 1)
        {
            if ((a & One) != 0)
                product ^= b;
            b = TimesX(b);
        }
        return product;
    }

    /// <summary>a * x.</summary>
    public ulong TimesX(ulong a) => (a >> 1) ^ (_modulus & (0 - (a & 1)));

    /// <summary>x^exponent, in at most 64 multiplications.</summary>
    public ulong PowerOfX(ulong exponent)
    {
        ulong power = One;
        for (int k = 0; exponent != 0; k++, exponent >>= 1)
            if ((exponent & 1) != 0)
                power = Multiply(_squares[k], power);
        return power;
    }
}
