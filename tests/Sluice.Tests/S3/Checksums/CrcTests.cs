using Sluice.S3.Checksums;

namespace Sluice.Tests.S3.Checksums;

public sealed class CrcTests
{
    public static TheoryData<ChecksumAlgorithm> Crcs => [ChecksumAlgorithm.Crc64Nvme, ChecksumAlgorithm.Crc32C, ChecksumAlgorithm.Crc32];

    [Theory]
    [InlineData(ChecksumAlgorithm.Crc64Nvme, 0xae8b14860a799888)]
    [InlineData(ChecksumAlgorithm.Crc32C, 0xe3069283)]
    [InlineData(ChecksumAlgorithm.Crc32, 0xcbf43926)]
    public void The_check_value_is_the_published_one(ChecksumAlgorithm algorithm, ulong expected)
    {
        Crc crc = Crc.Create(algorithm)!;
        Assert.Equal(expected, crc.Append(Crc.Empty, "123456789"u8));
        Assert.Equal(expected, crc.AppendPortably(Crc.Empty, "123456789"u8));
    }

    [Fact]
    public void The_32_zeros_of_the_iscsi_specification_have_its_value() => // RFC 3720, B.4: aa 36 91 8a, in the order of its bytes
        Assert.Equal(0x8a9136aaUL, Crc.Crc32C.Append(Crc.Empty, new byte[32]));

    [Theory]
    [MemberData(nameof(Crcs))]
    public void Every_length_at_every_offset_agrees_with_the_definition(ChecksumAlgorithm algorithm)
    {
        Crc crc = Crc.Create(algorithm)!;
        byte[] bytes = new byte[5100];
        new Random(1).NextBytes(bytes);
        ulong[] expected = new ulong[5001];
        for (int offset = 0; offset < 33; offset += 11)
        {
            BitByBit(algorithm, bytes.AsSpan(offset, 5000), expected);
            for (int length = 0; length <= 5000; length++)
            {
                ReadOnlySpan<byte> source = bytes.AsSpan(offset, length);
                Assert.Equal(expected[length], crc.Append(Crc.Empty, source));
                Assert.Equal(expected[length], crc.AppendPortably(Crc.Empty, source));
            }
        }
    }

    [Theory]
    [MemberData(nameof(Crcs))]
    public void Pieces_give_the_value_of_the_whole(ChecksumAlgorithm algorithm)
    {
        Crc crc = Crc.Create(algorithm)!;
        Random random = new(2);
        byte[] bytes = new byte[20_000];
        random.NextBytes(bytes);
        for (int round = 0; round < 200; round++)
        {
            ReadOnlySpan<byte> rest = bytes;
            ulong value = Crc.Empty;
            while (rest.Length > 0)
            {
                int length = Math.Min(rest.Length, random.Next(0, 1 << random.Next(13)));
                value = crc.Append(value, rest[..length]);
                rest = rest[length..];
            }
            Assert.Equal(crc.AppendPortably(Crc.Empty, bytes), value);
        }
    }

    [Theory]
    [MemberData(nameof(Crcs))]
    public void Two_parts_combine_to_the_value_of_the_whole(ChecksumAlgorithm algorithm)
    {
        Random random = new(3);
        for (int round = 0; round < 300; round++)
        {
            byte[] bytes = new byte[random.Next(0, 5000)];
            random.NextBytes(bytes);
            int split = random.Next(0, bytes.Length + 1);
            Assert.Equal(
                ChecksumHasher.Compute(algorithm, bytes),
                CrcCombine.Combine(ChecksumHasher.Compute(algorithm, bytes.AsSpan(0, split)), ChecksumHasher.Compute(algorithm, bytes.AsSpan(split)), bytes.Length - split));
        }
    }

    [Theory]
    [MemberData(nameof(Crcs))]
    public void Lengths_beyond_32_bits_combine(ChecksumAlgorithm algorithm)
    {
        // 2^40 zero bytes by doubling, and the same bytes as one byte and the rest: both orders must meet.
        Crc crc = Crc.Create(algorithm)!;
        ulong one = crc.Append(Crc.Empty, new byte[1]), powerOfTwo = one, lessOne = Crc.Empty;
        for (int doubling = 0; doubling < 40; doubling++)
        {
            // 2^(n+1) - 1 = 1 + 2 (2^n - 1)
            long length = (1L << doubling) - 1;
            lessOne = crc.Combine(one, crc.Combine(lessOne, lessOne, length), 2 * length);
            powerOfTwo = crc.Combine(powerOfTwo, powerOfTwo, 1L << doubling);
        }
        Assert.Equal(powerOfTwo, crc.Combine(lessOne, one, 1));
    }

    [Theory]
    [InlineData(ChecksumAlgorithm.Sha256)]
    [InlineData(ChecksumAlgorithm.Md5)]
    public void Hashes_do_not_combine(ChecksumAlgorithm algorithm)
    {
        ObjectChecksum a = ChecksumHasher.Compute(algorithm, "a"u8);
        Assert.Throws<ArgumentException>(() => CrcCombine.Combine(a, a, 1));
        Assert.False(CrcCombine.IsPossible(algorithm));
    }

    [Fact]
    public void A_value_that_is_no_checksum_is_refused()
    {
        ObjectChecksum good = ChecksumHasher.Compute(ChecksumAlgorithm.Crc32, "a"u8);
        Assert.Throws<ArgumentException>(() => CrcCombine.Combine(good, good with { Base64 = "AAAAAAAAAAA=" }, 1));
        Assert.Throws<ArgumentException>(() => CrcCombine.Combine(good, good with { Base64 = "%" }, 1));
        Assert.Throws<ArgumentException>(() => CrcCombine.Combine(good, good with { PartCount = 2 }, 1));
    }

    // The definition: one bit after another, with no tables. Fills in the value of every prefix.
    static void BitByBit(ChecksumAlgorithm algorithm, ReadOnlySpan<byte> source, ulong[] values)
    {
        (ulong polynomial, ulong ones) = algorithm switch
        {
            ChecksumAlgorithm.Crc64Nvme => (0x9A6C9329AC4BC9B5UL, ulong.MaxValue),
            ChecksumAlgorithm.Crc32C => (0x82F63B78UL, uint.MaxValue),
            _ => (0xEDB88320UL, (ulong)uint.MaxValue),
        };
        ulong register = ones;
        values[0] = register ^ ones;
        for (int at = 0; at < source.Length; at++)
        {
            register ^= source[at];
            for (int bit = 0; bit < 8; bit++)
                register = (register & 1) != 0 ? (register >> 1) ^ polynomial : register >> 1;
            values[at + 1] = register ^ ones;
        }
    }
}
