using Sluice.Engine;
using Sluice.Engine.Memory;
using Sluice.S3.Checksums;
using Sluice.Transfer;
using Sluice.Transfer.Content;

namespace Sluice.Tests.Transfer.Content;

public sealed class ContentHasherTests
{
    [Theory]
    [InlineData(ChecksumAlgorithm.Md5)]
    [InlineData(ChecksumAlgorithm.Crc64Nvme)]
    public void The_checksum_of_parts_is_that_of_the_checksums_of_parts_whatever_reads_bring(ChecksumAlgorithm algorithm)
    {
        using MemoryBudget memory = new(1 << 20);
        using TransferContext run = new(new TransferOptions(), new RunRequest("test"), new TransferLedger("verify", static _ => { }), memory, CancellationToken.None);
        using Worker worker = new(run), other = new(run);
        for (int seed = 0; seed < 200; seed++)
        {
            Random random = new(seed);
            byte[] bytes = new byte[random.Next(300_000)], others = new byte[100_000];
            random.NextBytes(bytes);
            int part = seed % 3 == 0 ? 0 : 1 + random.Next(100_000);
            using ContentHasher hasher = new(new ContentRecipe(algorithm, part), run, worker, new byte[32 << 10], bytes.Length);
            // Somebody to be computed with, now and then.
            using ContentHasher beside = new(new ContentRecipe(algorithm), run, other, others, others.Length);
            beside.Append(random.Next(beside.Next.Length));
            for (int at = 0; at < bytes.Length;)
            {
                Span<byte> next = hasher.Next;
                int count = Math.Min(Math.Min(1 + random.Next(next.Length), next.Length), bytes.Length - at);
                bytes.AsSpan(at, count).CopyTo(next);
                hasher.Append(count);
                at += count;
            }
            ObjectChecksum expected = part == 0
                ? ChecksumHasher.Compute(algorithm, bytes)
                : ChecksumHeaders.Compose(algorithm, [.. bytes.Chunk(part).Select(chunk => ChecksumHasher.Compute(algorithm, chunk))]);
            Assert.Equal(expected, hasher.Finish());
        }
    }
}
