using FsCheck;
using FsCheck.Fluent;
using Sluice.S3;
using Sluice.S3.Checksums;
using Sluice.Transfer.Planning;

namespace Sluice.Tests.Transfer.Planning;

public sealed class PlannerTests
{
    const long MiB = 1L << 20;

    static readonly Gen<long> Sizes = Gen.OneOf(
        Between(0, 64 * MiB),
        Between(0, 1L << 40),
        Between(S3Limits.MaxObjectSize - 10, S3Limits.MaxObjectSize));

    static readonly Gen<long?> PartSizes = Gen.OneOf(
        Gen.Constant((long?)null),
        Between(S3Limits.MinPartSize, S3Limits.MaxPartSize).Select(static size => (long?)size));

    [Fact]
    public void Parts_cover_every_byte_once_within_the_limits_of_s3() =>
        Prop.ForAll((from size in Sizes from part in PartSizes select (size, part)).ToArbitrary(), static input =>
        {
            (long size, long? wanted) = input;
            foreach (ItemPlan plan in (ItemPlan[])[
                Planner.Upload(size, wanted), Planner.ServerSideCopy(size, wanted),
                Planner.StreamingCopy(size, wanted, 64L << 30), Planner.Download(size, null, null, wanted, md5Wanted: false)])
            {
                if (plan.Kind == PlanKind.Refuse)
                {
                    Assert.Equal(64L << 30, plan.PartSize > Array.MaxLength ? 64L << 30 : 0);
                    continue;
                }
                Assert.Equal(size, plan.Size);
                Assert.InRange(plan.PartCount, 1, S3Limits.MaxParts);
                if (!plan.IsParted)
                    continue;
                Assert.InRange(plan.PartSize, S3Limits.MinPartSize, S3Limits.MaxPartSize);
                Assert.Equal(0, plan.Part(0).Offset);
                ByteRange last = plan.Part(plan.PartCount - 1);
                Assert.InRange(last.Length, 1, plan.PartSize);
                Assert.Equal(size, last.Offset + last.Length);
                // A part size above the object's leaves one part.
                if (plan.PartCount > 1)
                    Assert.Equal(plan.Part(0).Last + 1, plan.Part(1).Offset);
            }
        }).QuickCheckThrowOnFailure();

    [Fact]
    public void Ranges_follow_the_stored_parts_when_the_etag_tells_their_number() =>
        Prop.ForAll((from stored in Gen.Elements(5L, 8, 16, 25, 64, 128, 100) from size in Between(30, 5000) select (stored, size)).ToArbitrary(), static input =>
        {
            (long stored, long mebibytes) = input;
            long size = mebibytes * MiB + 17;
            int count = (int)((size + stored * MiB - 1) / (stored * MiB));
            long likely = StoredParts.LikelySize(size, count);
            if (count < 2)
                return;
            // Whatever is guessed gives the same number of parts, in whole MiB.
            Assert.Equal(count, (size + likely - 1) / likely);
            Assert.Equal(0, likely % MiB);
            long range = StoredParts.Align(Planner.DefaultPartSize, likely);
            Assert.True(likely % range == 0 || range % likely == 0 || range == Planner.DefaultPartSize, $"{range} against {likely}");
        }).QuickCheckThrowOnFailure();

    [Theory]
    [InlineData(8, 16)]
    [InlineData(5, 15)]
    [InlineData(16, 16)]
    [InlineData(64, 16)]
    [InlineData(25, 12.5)]
    public void Ranges_are_whole_parts_or_whole_fractions_of_one(long storedMiB, double rangeMiB) =>
        Assert.Equal((long)(rangeMiB * MiB), StoredParts.Align(Planner.DefaultPartSize, storedMiB * MiB));

    [Theory]
    [InlineData("\"9b2cf535f27731c974343645a3985328-17\"", 17)]
    [InlineData("\"9b2cf535f27731c974343645a3985328\"", 0)]
    [InlineData("\"65f1a2b3-1000\"", 0)]
    [InlineData("\"9b2cf535f27731c974343645a3985328-99999\"", 0)]
    [InlineData(null, 0)]
    public void Number_of_parts_is_read_only_from_etags_of_that_form(string? etag, int parts) => Assert.Equal(parts, StoredParts.CountOf(etag));

    [Fact]
    public void An_object_below_a_part_is_one_get_unless_it_has_parts_of_its_own()
    {
        Assert.True(Planner.IsOneGet(16 * MiB, "\"9b2cf535f27731c974343645a3985328\"", null));
        Assert.False(Planner.IsOneGet(16 * MiB + 1, null, null));
        Assert.False(Planner.IsOneGet(6 * MiB, "\"9b2cf535f27731c974343645a3985328-2\"", null));
        Assert.True(Planner.IsOneGet(6 * MiB, "\"9b2cf535f27731c974343645a3985328-1\"", null));
    }

    [Fact]
    public void Checksums_that_do_not_combine_come_in_one_stream_and_composite_ones_by_stored_part()
    {
        ObjectChecksum sha = new(ChecksumAlgorithm.Sha256, "");
        Assert.Equal(PlanKind.SingleGet, Planner.Download(1L << 30, null, sha, null, false).Kind);
        Assert.Equal(PlanKind.RangedGet, Planner.Download(1L << 30, null, new ObjectChecksum(ChecksumAlgorithm.Crc32C, ""), null, false).Kind);
        ItemPlan composite = Planner.Download(1L << 30, null, sha with { PartCount = 12 }, null, false);
        Assert.Equal((PlanKind.StoredPartsGet, 12), (composite.Kind, composite.PartCount));
        // Ten bytes in ten thousand parts would be as many requests.
        Assert.Equal(PlanKind.SingleGet, Planner.Download(10, null, sha with { PartCount = 10_000 }, null, false).Kind);
        Assert.Equal(PlanKind.RangedGet, Planner.Download(400 * MiB, null, sha with { PartCount = 10_000 }, null, false).Kind);
        Assert.Equal(PlanKind.SingleGet, Planner.Download(1L << 30, "\"9b2cf535f27731c974343645a3985328\"", null, null, md5Wanted: true).Kind);
    }

    [Fact]
    public void What_is_larger_than_any_object_is_refused()
    {
        Assert.Equal(PlanKind.Refuse, Planner.Upload(S3Limits.MaxObjectSize + 1, null).Kind);
        Assert.Equal(PlanKind.MultipartPut, Planner.Upload(S3Limits.MaxObjectSize, null).Kind);
        Assert.Equal(PlanKind.Refuse, Planner.ServerSideCopy(S3Limits.MaxObjectSize + 1, null).Kind);
    }

    [Theory]
    // 200 GiB in parts of 16 MiB would be 12,800, in parts of 5 MiB 40,960.
    [InlineData(200L << 30, null, 21)]
    [InlineData(200L << 30, 5L << 20, 21)]
    [InlineData(200L << 30, 64L << 20, 64)]
    [InlineData(10_000 * (16L << 20), null, 16)]
    [InlineData(10_000 * (16L << 20) + 1, null, 17)]
    public void Parts_grow_where_10000_of_the_wanted_size_would_not_do(long size, long? wanted, long partMiB)
    {
        foreach (ItemPlan plan in (ItemPlan[])[Planner.Upload(size, wanted), Planner.StreamingCopy(size, wanted, 1L << 30), Planner.ServerSideCopy(size, wanted ?? Planner.DefaultPartSize)])
        {
            Assert.Equal(partMiB * MiB, plan.PartSize);
            Assert.InRange(plan.PartCount, 1, S3Limits.MaxParts);
        }
    }

    [Fact]
    public void A_stream_of_unknown_length_can_exceed_1_TiB_in_the_default_memory()
    {
        long total = 0;
        for (int number = 1; number <= S3Limits.MaxParts; number++)
            total += Planner.StreamPartSize(number, null, 1L << 30);
        Assert.True(total > 1L << 40, $"{total:N0}");
        Assert.Equal(16 * MiB, Planner.StreamPartSize(2000, null, 1 << 30));
        Assert.Equal(5 * MiB, Planner.StreamPartSize(1, null, 16 * MiB));
    }

    static Gen<long> Between(long least, long most) =>
        from high in Gen.Choose(0, int.MaxValue)
        from low in Gen.Choose(0, int.MaxValue)
        select least + ((long)high << 31 | (uint)low) % (most - least + 1);
}
