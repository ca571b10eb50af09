using System.Security.Cryptography;
using Sluice.S3.Checksums;

namespace Sluice.Tests.S3.Checksums;

public sealed class ChecksumHeadersTests
{
    [Fact]
    public void Every_algorithm_is_found_by_the_names_it_has()
    {
        foreach (ChecksumAlgorithm algorithm in ChecksumHeaders.Algorithms)
        {
            Assert.True(ChecksumHeaders.TryParseName(ChecksumHeaders.Name(algorithm).ToLowerInvariant(), out ChecksumAlgorithm byName));
            Assert.True(ChecksumHeaders.TryParseHeaderName(ChecksumHeaders.HeaderName(algorithm), out ChecksumAlgorithm byHeader));
            Assert.Equal(algorithm, byName);
            Assert.Equal(algorithm, byHeader);
            Assert.Equal("Checksum" + ChecksumHeaders.Name(algorithm), ChecksumHeaders.ElementName(algorithm));
        }
        Assert.False(ChecksumHeaders.TryParseHeaderName("x-amz-checksum-type", out _));
        Assert.False(ChecksumHeaders.TryParseHeaderName("x-amz-checksum-algorithm", out _));
    }

    [Theory]
    [InlineData(ChecksumAlgorithm.Crc32, "y/Q5Jg==", 0)]
    [InlineData(ChecksumAlgorithm.Crc32, "y/Q5Jg==-3", 3)]
    [InlineData(ChecksumAlgorithm.Crc64Nvme, "rosUhgp5mIg=", 0)]
    [InlineData(ChecksumAlgorithm.Sha256, "FeKw065XkE8XL+JQsy8Ifs9OmOiV0lVTjBdgfS2wAiU=-10000", 10_000)]
    public void A_value_that_is_read_is_written_the_same(ChecksumAlgorithm algorithm, string text, int parts)
    {
        Assert.True(ChecksumHeaders.TryParse(algorithm, text, out ObjectChecksum checksum));
        Assert.Equal(parts, checksum.PartCount);
        Assert.Equal(text, ChecksumHeaders.Format(checksum));
    }

    [Theory]
    [InlineData("")]
    [InlineData("y/Q5Jg")]
    [InlineData("y/Q5Jg==-")]
    [InlineData("y/Q5Jg==-0")]
    [InlineData("y/Q5Jg==-10001")]
    [InlineData("y/Q5Jg==-+1")]
    [InlineData("y/Q5JgA=")]
    [InlineData("rosUhgp5mIg=")]
    [InlineData("not base64 at all, and much too long to be a checksum of anything that S3 knows about")]
    public void What_is_no_value_is_not_read(string text) => Assert.False(ChecksumHeaders.TryParse(ChecksumAlgorithm.Crc32, text, out _));

    [Theory]
    [InlineData("\"25f9e794323b453885f5181f1b624d0b\"", 0)]
    [InlineData("25F9E794323B453885F5181F1B624D0B", 0)]
    [InlineData("\"25f9e794323b453885f5181f1b624d0b-12\"", 12)]
    public void An_ETag_is_read_as_MD5(string etag, int parts)
    {
        Assert.True(ChecksumHeaders.TryParseETag(etag, out ObjectChecksum checksum));
        Assert.Equal(new ObjectChecksum(ChecksumAlgorithm.Md5, "JfnnlDI7RTiF9RgfG2JNCw==", parts), checksum);
    }

    [Theory]
    [InlineData("\"\"")]
    [InlineData("\"")]
    [InlineData("\"25f9e794323b453885f5181f1b624d0\"")]
    [InlineData("\"25f9e794323b453885f5181f1b624d0g\"")]
    [InlineData("\"25f9e794323b453885f5181f1b624d0b-0\"")]
    [InlineData("\"any-text-2\"")]
    public void An_ETag_of_another_form_is_no_MD5(string etag) => Assert.False(ChecksumHeaders.TryParseETag(etag, out _));

    [Fact]
    public void A_composite_is_the_hash_of_the_digests_of_the_parts()
    {
        ObjectChecksum[] parts = [ChecksumHasher.Compute(ChecksumAlgorithm.Sha256, "a"u8), ChecksumHasher.Compute(ChecksumAlgorithm.Sha256, "b"u8)];
        byte[] digests = [.. SHA256.HashData("a"u8), .. SHA256.HashData("b"u8)];
        Assert.Equal(
            new ObjectChecksum(ChecksumAlgorithm.Sha256, Convert.ToBase64String(SHA256.HashData(digests)), 2),
            ChecksumHeaders.Compose(ChecksumAlgorithm.Sha256, parts));
        Assert.Throws<ArgumentException>(() => ChecksumHeaders.Compose(ChecksumAlgorithm.Sha1, parts));
    }
}
