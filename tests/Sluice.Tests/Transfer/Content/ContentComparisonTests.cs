using Sluice.S3;
using Sluice.S3.Checksums;
using Sluice.Tests.Support;
using Sluice.Tests.Sync;
using Sluice.Transfer;
using Sluice.Transfer.Content;
using Sluice.Transfer.Integrity;
using Sluice.Trees;
using Sluice.Verify;

namespace Sluice.Tests.Transfer.Content;

/// <summary>Each rule of evidence, with the requests it may cost.</summary>
public sealed class ContentComparisonTests
{
    const int MiB = 1 << 20;

    [Theory]
    [InlineData(ChecksumAlgorithm.Crc64Nvme, ContentEvidence.Checksum)]
    [InlineData(ChecksumAlgorithm.Crc32C, ContentEvidence.Checksum)]
    [InlineData(ChecksumAlgorithm.Crc32, ContentEvidence.Checksum)]
    [InlineData(ChecksumAlgorithm.Sha1, ContentEvidence.Checksum)]
    [InlineData(ChecksumAlgorithm.Sha256, ContentEvidence.Checksum)]
    [InlineData(ChecksumAlgorithm.None, ContentEvidence.Md5)]
    public async Task A_file_is_compared_by_the_checksum_that_the_store_keeps_and_no_object_is_read(ChecksumAlgorithm algorithm, ContentEvidence evidence)
    {
        // With an MD5 that is listed nothing would be asked.
        await using VerifyBench bench = algorithm == ChecksumAlgorithm.None ? await VerifyBench.StartAsync(tellsChecksums: false) : await VerifyBench.TagAsync("\"opaque\"", tellsChecksums: true);
        byte[] bytes = EngineBench.Bytes(70_000);
        bench.WriteFile("t/a", bytes);
        bench.Put("p/a", bytes, algorithm);
        VerifyReport report = await bench.VerifyAsync(bench.Local("t"), EngineBench.S3("p/"));
        Assert.True(report.Identical);
        Assert.Equal(evidence, bench.Findings.Single().Evidence);

        bytes[^1] ^= 1;
        bench.WriteFile("t/a", bytes);
        report = await bench.VerifyAsync(EngineBench.S3("p/"), bench.Local("t"));
        Assert.Equal(1, report.Counts.Different);
        Assert.Equal(evidence, bench.Findings.Single().Evidence);
        Assert.Equal(0, bench.Gets);
    }

    [Theory]
    [InlineData(ChecksumAlgorithm.Crc64Nvme, ContentEvidence.Checksum)]
    [InlineData(ChecksumAlgorithm.Sha256, ContentEvidence.Checksum)]
    [InlineData(ChecksumAlgorithm.None, ContentEvidence.Md5)]
    public async Task An_object_of_parts_is_compared_along_their_borders_and_not_read(ChecksumAlgorithm algorithm, ContentEvidence evidence)
    {
        await using VerifyBench bench = await VerifyBench.StartAsync(tellsChecksums: algorithm != ChecksumAlgorithm.None);
        byte[] bytes = EngineBench.Bytes(11 * MiB + 17);
        bench.WriteFile("t/a", bytes);
        bench.PutInParts("p/a", bytes, algorithm, 5 * MiB, 5 * MiB, MiB + 17);
        Assert.True((await bench.VerifyAsync(bench.Local("t"), EngineBench.S3("p/"))).Identical);
        Assert.Equal(evidence, bench.Findings.Single().Evidence);

        bytes[6 * MiB] ^= 1;
        bench.WriteFile("t/a", bytes);
        Assert.Equal(1, (await bench.VerifyAsync(bench.Local("t"), EngineBench.S3("p/"))).Counts.Different);
        Assert.Equal(0, bench.Gets);
    }

    [Theory]
    [InlineData(ChecksumAlgorithm.Sha256)]
    [InlineData(ChecksumAlgorithm.None)]
    public async Task An_object_whose_parts_have_no_one_size_is_read(ChecksumAlgorithm algorithm)
    {
        await using VerifyBench bench = await VerifyBench.StartAsync(tellsChecksums: algorithm != ChecksumAlgorithm.None);
        byte[] bytes = EngineBench.Bytes(17 * MiB);
        bench.WriteFile("t/a", bytes);
        bench.PutInParts("p/a", bytes, algorithm, 6 * MiB, 5 * MiB, 6 * MiB);
        Assert.Equal(1, (await bench.VerifyAsync(bench.Local("t"), EngineBench.S3("p/"), static r => r with { MayReadObjects = false })).Counts.Unchecked);
        Assert.Equal(0, bench.Gets);
        Assert.True((await bench.VerifyAsync(bench.Local("t"), EngineBench.S3("p/"))).Identical);
        Assert.Equal(ContentEvidence.Bytes, bench.Findings.Single().Evidence);

        bytes[16 * MiB] ^= 1;
        bench.WriteFile("t/a", bytes);
        Assert.Equal(1, (await bench.VerifyAsync(bench.Local("t"), EngineBench.S3("p/"))).Counts.Different);
    }

    [Fact]
    public async Task An_etag_that_disagrees_proves_nothing_until_one_has_agreed()
    {
        await using VerifyBench bench = await VerifyBench.StartAsync(tellsChecksums: false);
        bench.WriteFile("t/a", EngineBench.Bytes(1000));
        bench.Put("p/a", EngineBench.Bytes(1000, seed: 2), ChecksumAlgorithm.None);
        VerifyReport report = await bench.VerifyAsync(bench.Local("t"), EngineBench.S3("p/"), static r => r with { MayReadObjects = false });
        Assert.Equal(1, report.Counts.Unchecked);
        Assert.Equal(1, (await bench.VerifyAsync(bench.Local("t"), EngineBench.S3("p/"))).Counts.Different);
        Assert.Equal(ContentEvidence.Bytes, bench.Findings.Single().Evidence);
        Assert.Equal(1, bench.Gets);
        // Reading it showed that the store's ETags are MD5s: from here on they are believed.
        Assert.Equal(1, (await bench.VerifyAsync(bench.Local("t"), EngineBench.S3("p/"))).Counts.Different);
        Assert.Equal(ContentEvidence.Md5, bench.Findings.Single().Evidence);
        Assert.Equal(1, bench.Gets);
    }

    [Fact]
    public async Task An_etag_that_is_no_md5_is_not_compared()
    {
        await using VerifyBench bench = await VerifyBench.TagAsync("\"0123456789abcdef0123456789abcdef\"", tellsChecksums: false);
        byte[] bytes = EngineBench.Bytes(1000);
        bench.WriteFile("t/a", bytes);
        bench.Put("p/a", bytes, ChecksumAlgorithm.None, new ObjectAttributes { Sse = new SseOptions { Mode = "aws:kms" } });
        Assert.True((await bench.VerifyAsync(bench.Local("t"), EngineBench.S3("p/"))).Identical);
        Assert.Equal(ContentEvidence.Bytes, bench.Findings.Single().Evidence);
        Assert.False(bench.Engine.Client.ETagsOf(EngineBench.Bucket).HasAgreed);
    }

    [Fact]
    public async Task Objects_with_the_same_etag_are_the_same_without_a_request_for_them()
    {
        await using VerifyBench bench = await VerifyBench.StartAsync();
        byte[] bytes = EngineBench.Bytes(1000);
        bench.Put("a/o", bytes, ChecksumAlgorithm.Sha256);
        bench.Put("b/o", bytes, ChecksumAlgorithm.Crc32);
        Assert.True((await bench.VerifyAsync(EngineBench.S3("a/"), EngineBench.S3("b/"))).Identical);
        Assert.Equal(ContentEvidence.Md5, bench.Findings.Single().Evidence);
        Assert.Equal((0, 0), (bench.Heads, bench.Gets));
    }

    [Fact]
    public async Task Objects_are_compared_by_the_checksum_that_both_have()
    {
        await using VerifyBench bench = await VerifyBench.StartAsync();
        byte[] bytes = EngineBench.Bytes(6 * MiB);
        bench.Put("a/o", bytes, ChecksumAlgorithm.Crc64Nvme);
        bench.PutInParts("b/o", bytes, ChecksumAlgorithm.Crc64Nvme, 5 * MiB, MiB);
        Assert.True((await bench.VerifyAsync(EngineBench.S3("a/"), EngineBench.S3("b/"))).Identical);
        Assert.Equal(ContentEvidence.Checksum, bench.Findings.Single().Evidence);
        bench.Put("a/o", EngineBench.Bytes(6 * MiB, seed: 2), ChecksumAlgorithm.Crc64Nvme);
        Assert.Equal(1, (await bench.VerifyAsync(EngineBench.S3("a/"), EngineBench.S3("b/"))).Counts.Different);
        Assert.Equal(0, bench.Gets);
    }

    [Theory]
    [InlineData(ChecksumAlgorithm.Crc64Nvme, ChecksumAlgorithm.Sha256, 1)]
    [InlineData(ChecksumAlgorithm.Sha256, ChecksumAlgorithm.Sha256, 2)]
    [InlineData(ChecksumAlgorithm.Sha1, ChecksumAlgorithm.Crc32C, 1)]
    public async Task Of_objects_without_a_checksum_in_common_as_few_as_possible_are_read(ChecksumAlgorithm a, ChecksumAlgorithm b, int read)
    {
        await using VerifyBench bench = await VerifyBench.StartAsync();
        byte[] bytes = EngineBench.Bytes(17 * MiB);
        // Parts of different sizes: neither ETags nor checksums of parts can be compared.
        bench.PutInParts("a/o", bytes, a, 6 * MiB, 5 * MiB, 6 * MiB);
        bench.PutInParts("b/o", bytes, b, 5 * MiB, 7 * MiB, 5 * MiB);
        Assert.Equal(1, (await bench.VerifyAsync(EngineBench.S3("a/"), EngineBench.S3("b/"), static r => r with { MayReadObjects = false })).Counts.Unchecked);
        Assert.True((await bench.VerifyAsync(EngineBench.S3("a/"), EngineBench.S3("b/"))).Identical);
        Assert.Equal(read, bench.Gets);
        bytes[^1] ^= 1;
        bench.PutInParts("b/o", bytes, b, 5 * MiB, 7 * MiB, 5 * MiB);
        Assert.Equal(1, (await bench.VerifyAsync(EngineBench.S3("a/"), EngineBench.S3("b/"))).Counts.Different);
    }

    [Fact]
    public async Task Reading_goes_on_after_a_broken_connection()
    {
        await using VerifyBench bench = await VerifyBench.StartAsync();
        byte[] bytes = EngineBench.Bytes(3 * MiB);
        bench.WriteFile("t/a", bytes);
        bench.Put("p/a", bytes, ChecksumAlgorithm.Crc64Nvme);
        bench.Engine.Server.Faults.On("GetObject").ResetAfter(MiB).Times(2);
        Assert.True((await bench.VerifyAsync(bench.Local("t"), EngineBench.S3("p/"), static r => r with { ReadAll = true })).Identical);
        Assert.Equal(3, bench.Gets);
    }

    [Fact]
    public async Task Bytes_that_a_store_damaged_behind_its_checksum_are_found_by_reading_all()
    {
        await using VerifyBench bench = await VerifyBench.StartAsync();
        byte[] bytes = EngineBench.Bytes(MiB);
        bench.WriteFile("t/a", bytes);
        bench.Put("p/a", bytes, ChecksumAlgorithm.Crc64Nvme);
        bench.Engine.Server.Faults.On("GetObject").Corrupt();
        Assert.True((await bench.VerifyAsync(bench.Local("t"), EngineBench.S3("p/"))).Identical);
        Assert.Equal(1, (await bench.VerifyAsync(bench.Local("t"), EngineBench.S3("p/"), static r => r with { ReadAll = true })).Counts.Different);
    }

    [Fact]
    public async Task An_object_that_was_replaced_after_it_was_listed_is_unreadable_not_different()
    {
        await using VerifyBench bench = await VerifyBench.StartAsync();
        byte[] bytes = EngineBench.Bytes(1000);
        string path = bench.WriteFile("a", bytes);
        bench.Put("a", bytes, ChecksumAlgorithm.Crc64Nvme);
        ListedObject stale = new(new ObjectKey("a"), 1000, "\"0123456789abcdef0123456789abcdef\"", DateTimeOffset.UtcNow, null);
        TreeEntry file = new(stale.Key.Memory, 1000, default) { Path = path }, listed = new(stale.Key.Memory, 1000, default) { Object = stale };
        ContentVerdict verdict = await ComparisonOf(bench, file, listed);
        Assert.Equal((ContentAnswer.Unreadable, "Changed"), (verdict.Answer, verdict.Failure?.Code));
        File.AppendAllText(path, "more");
        bench.Put("a", bytes, ChecksumAlgorithm.Crc64Nvme);
        verdict = await ComparisonOf(bench, file, listed with { Object = stale with { ETag = null } });
        Assert.Equal((ContentAnswer.Unreadable, "Changed"), (verdict.Answer, verdict.Failure?.Code));
    }

    [Theory]
    [InlineData("\"0cc175b9c0f1b6a831c399e269772661\"", true)]
    [InlineData("\"0cc175b9c0f1b6a831c399e269772661-2\"", true)]
    // What stores say when they have no MD5: of nothing, or zeros.
    [InlineData("\"d41d8cd98f00b204e9800998ecf8427e\"", false)]
    [InlineData("\"00000000000000000000000000000000-1\"", false)]
    [InlineData("\"5f7e-1234\"", false)]
    [InlineData(null, false)]
    public void Etags_that_stand_for_any_content_prove_nothing(string? etag, bool isMd5) => Assert.Equal(isMd5, ETagMd5.Of(etag, 5) is not null);

    static async Task<ContentVerdict> ComparisonOf(VerifyBench bench, TreeEntry file, TreeEntry listed)
    {
        ContentVerdict verdict = default;
        await bench.Engine.Engine().RunAsync(new RunRequest("test"), run =>
        {
            ContentComparison comparison = new(run, Places.Of(bench.Local("").FilePath!), Places.Of(bench.Engine.Client, EngineBench.S3("")), cache: null);
            run.Offer(new OneStep(run, (item, worker) => verdict = comparison.Compare(item, file, listed, worker, mayReadObjects: true)));
            return null;
        }, default);
        return verdict;
    }
}
