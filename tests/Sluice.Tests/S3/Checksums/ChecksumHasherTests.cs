using System.Security.Cryptography;
using Sluice.S3.Checksums;

namespace Sluice.Tests.S3.Checksums;

public sealed class ChecksumHasherTests
{
    [Theory]
    [InlineData(ChecksumAlgorithm.Crc64Nvme, "rosUhgp5mIg=")]
    [InlineData(ChecksumAlgorithm.Crc32C, "4waSgw==")]
    [InlineData(ChecksumAlgorithm.Crc32, "y/Q5Jg==")]
    [InlineData(ChecksumAlgorithm.Sha1, "98O8HYCOBHMq32eZZczDTKeuNEE=")]
    [InlineData(ChecksumAlgorithm.Sha256, "FeKw08M4keuw8e9gnsQZQgwg4yDOlMZfvIwzEkSOsiU=")]
    [InlineData(ChecksumAlgorithm.Md5, "JfnnlDI7RTiF9RgfG2JNCw==")]
    public void A_value_is_written_as_S3_writes_it(ChecksumAlgorithm algorithm, string expected) =>
        Assert.Equal(new ObjectChecksum(algorithm, expected), ChecksumHasher.Compute(algorithm, "123456789"u8));

    [Fact]
    public void Hashes_are_those_of_the_platform()
    {
        byte[] bytes = new byte[100_000];
        new Random(4).NextBytes(bytes);
        Assert.Equal(Hash(HashAlgorithmName.SHA1, bytes), InPieces(ChecksumAlgorithm.Sha1, bytes));
        Assert.Equal(Hash(HashAlgorithmName.SHA256, bytes), InPieces(ChecksumAlgorithm.Sha256, bytes));
        Assert.Equal(Hash(HashAlgorithmName.MD5, bytes), InPieces(ChecksumAlgorithm.Md5, bytes));
    }

    [Fact]
    public void One_hasher_serves_one_message_after_another()
    {
        foreach (ChecksumAlgorithm algorithm in Enum.GetValues<ChecksumAlgorithm>().Where(static a => a != ChecksumAlgorithm.None))
        {
            using ChecksumHasher hasher = new(algorithm);
            hasher.Append("first"u8);
            ObjectChecksum first = hasher.Finish();
            hasher.Append("second"u8);
            Assert.Equal(ChecksumHasher.Compute(algorithm, "first"u8), first);
            Assert.Equal(ChecksumHasher.Compute(algorithm, "second"u8), hasher.Finish());
        }
    }

    [Fact]
    public void Appending_allocates_nothing()
    {
        byte[] bytes = new byte[3000];
        foreach (ChecksumAlgorithm algorithm in Enum.GetValues<ChecksumAlgorithm>().Where(static a => a != ChecksumAlgorithm.None))
        {
            using ChecksumHasher hasher = new(algorithm);
            hasher.Append(bytes);
            long before = GC.GetAllocatedBytesForCurrentThread();
            for (int i = 0; i < 100; i++)
                hasher.Append(bytes);
            Assert.Equal(0, GC.GetAllocatedBytesForCurrentThread() - before);
        }
    }

    [Fact]
    public void There_is_no_hasher_for_no_checksum() =>
        Assert.Throws<ArgumentOutOfRangeException>(static () => new ChecksumHasher(ChecksumAlgorithm.None));

    static string Hash(HashAlgorithmName name, byte[] bytes) => Convert.ToBase64String(CryptographicOperations.HashData(name, bytes));

    static string InPieces(ChecksumAlgorithm algorithm, byte[] bytes)
    {
        using ChecksumHasher hasher = new(algorithm);
        foreach (byte[] piece in bytes.Chunk(777))
            hasher.Append(piece);
        return hasher.Finish().Base64;
    }
}
