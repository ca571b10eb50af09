using System.Text;
using Sluice.S3;
using Sluice.S3.Checksums;
using Sluice.S3.Signing;
using Sluice.Tests.Endpoint;
using Sluice.Tests.Support;

namespace Sluice.Tests.S3;

public sealed class StreamedBodyTests
{
    const string Date = "20260101T000000Z";
    const int Chunk = 8 << 10;
    static readonly string Seed = new('a', 64);
    static readonly SigningKey Key = new("secret", new SigningScope("20260101", "us-east-1", "s3"));

    [Theory]
    [InlineData(1)]
    [InlineData(Chunk - 1)]
    [InlineData(Chunk)]
    [InlineData(Chunk + 1)]
    [InlineData((5 * Chunk) + 3)]
    public void A_body_is_framed_and_signed_as_the_reference_says(int length)
    {
        byte[] bytes = new byte[length];
        new Random(length).NextBytes(bytes);
        foreach (bool signs in new[] { true, false })
            Assert.Equal(
                ChunkedUpload.Frame(signs ? SigV4Chunks.SignedPayloadWithTrailer : SigV4Chunks.UnsignedPayloadWithTrailer, bytes, Key, Date, Seed, tampered: false),
                Sent(bytes, ChecksumAlgorithm.Crc32C, signs));
    }

    [Theory]
    [InlineData(ChecksumAlgorithm.Crc32)]
    [InlineData(ChecksumAlgorithm.Crc32C)]
    [InlineData(ChecksumAlgorithm.Crc64Nvme)]
    [InlineData(ChecksumAlgorithm.Sha1)]
    [InlineData(ChecksumAlgorithm.Sha256)]
    public void Its_length_on_the_way_is_known_before_its_bytes(ChecksumAlgorithm algorithm)
    {
        foreach (int length in new[] { 1, 15, 16, 255, 256, Chunk, Chunk + 1, Chunk + 256, 3 * Chunk })
            foreach (bool signs in new[] { true, false })
                Sent(new byte[length], algorithm, signs);
    }

    [Fact]
    public void Bytes_that_do_not_come_are_an_error_and_no_end()
    {
        using ChecksumHasher hasher = new(ChecksumAlgorithm.Crc64Nvme);
        StreamOfBytes body = new(new byte[3 * Chunk], hasher, new byte[StreamedBody.LeastWindow], endsAt: Chunk + 5);
        body.Begin(null);
        Assert.False(body.HasBegun);
        Assert.Null(body.Fill());
        body.Take(body.Ready.Length);
        Assert.NotNull(body.Fill());
        Assert.True(body.Ready.IsEmpty);
        Assert.Null(body.Sum);
        Assert.True(body.HasBegun);
    }

    static byte[] Sent(byte[] bytes, ChecksumAlgorithm algorithm, bool signs)
    {
        using ChecksumHasher hasher = new(algorithm);
        StreamOfBytes body = new(bytes, hasher, new byte[StreamedBody.LeastWindow]);
        body.Begin(signs ? new ChunkSigner(Key, Date, Seed) : null);
        long told = body.WireLength;
        MemoryStream sent = new();
        while (true)
        {
            Assert.Null(body.Fill());
            if (body.Ready.IsEmpty)
                break;
            // As limits of bandwidth take it.
            sent.Write(body.Take(Math.Min(body.Ready.Length, 777)));
        }
        Assert.Equal(told, sent.Length);
        Assert.Equal(ChecksumHasher.Compute(algorithm, bytes), body.Sum);
        return sent.ToArray();
    }
}
