using Sluice.S3.Checksums;
using Sluice.Transfer;
using Sluice.Transfer.Planning;

namespace Sluice.Tests.Transfer;

public sealed class SplitUploadTests
{
    [Theory]
    [InlineData(1, 1, 1, 1)]
    [InlineData(33L << 20, 5L << 20, 10L << 20, 4)]
    [InlineData(30L << 20, 5L << 20, 5L << 20, 6)]
    [InlineData(30L << 20, 5L << 20, (5L << 20) + 1, 6)]
    // Of the largest object that S3 takes: 256 ranges, each larger than was asked for.
    [InlineData(10_000 * (5L << 30), 5L << 30, 5L << 30, 250)]
    [InlineData(2560L << 20, 5L << 20, 5L << 20, 256)]
    public void Ranges_have_each_byte_of_an_object_once_and_are_256_at_most(long size, long partSize, long rangeSize, int ranges)
    {
        ItemPlan plan = ItemPlan.Parted(PlanKind.PartCopy, size, partSize);
        SplitUpload upload = new("id", size, partSize, SplitUpload.PartsFor(plan, rangeSize), ChecksumAlgorithm.Crc64Nvme, default, null, false, []);
        Assert.Equal(ranges, upload.Ranges);
        Assert.Equal(size, Enumerable.Range(0, upload.Ranges).Sum(upload.BytesOf));
        Assert.Equal(Enumerable.Range(0, plan.PartCount), Enumerable.Range(0, upload.Ranges).SelectMany(range => Enumerable.Range(upload.PartsOf(range).First, upload.PartsOf(range).Count)));
    }
}
