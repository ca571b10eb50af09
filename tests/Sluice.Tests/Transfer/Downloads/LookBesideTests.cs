using Sluice.Engine;
using Sluice.S3;
using Sluice.S3.Checksums;
using Sluice.Tests.Support;
using Sluice.Transfer;
using Sluice.Trees.Local;

namespace Sluice.Tests.Transfer.Downloads;

public sealed class LookBesideTests
{
    const int Part = 5 << 20;

    static readonly TransferOptions InParts = new() { Concurrency = 6, PartSize = Part };
    static readonly byte[] Bytes = EngineBench.Bytes(2 * Part + 1000);

    static bool IsRange(StoreRequest request) => request.Method == "GET" && request.Headers.ContainsKey("range");

    static Task<TransferReport> DownAsync(EngineBench bench) => bench.CopyAsync(EngineBench.S3("p/"), new LocalLocation(bench.PathOf("down")), InParts);

    static void Tell(StoreRequest request, StoreAnswer answer, string algorithm, string type)
    {
        if (request.Asks("list-type"))
            answer.Text = answer.Text.Replace("<ChecksumAlgorithm>CRC64NVME</ChecksumAlgorithm><ChecksumType>FULL_OBJECT</ChecksumType>",
                $"<ChecksumAlgorithm>{algorithm}</ChecksumAlgorithm><ChecksumType>{type}</ChecksumType>", StringComparison.Ordinal);
    }

    [Fact]
    public async Task HEAD_goes_beside_the_ranges_where_the_listing_told_of_a_CRC_of_the_whole()
    {
        using ManualResetEventSlim ranged = new();
        bool beside = false;
        await using EngineBench bench = await EngineBench.DeviateAsync(instead: request =>
        {
            if (IsRange(request))
                ranged.Set();
            else if (request.Method == "HEAD")
                beside = ranged.Wait(TimeSpan.FromSeconds(5));
            return null;
        });
        bench.Put("p/o", Bytes);
        TransferReport report = await DownAsync(bench);
        Assert.True(report.Complete, string.Join("; ", bench.Outcomes));
        Assert.True(beside);
        Assert.Equal(1, report.Verified[Verification.Checksum]);
        Assert.Equal(Bytes, File.ReadAllBytes(bench.PathOf("down/o")));
        Assert.Single(bench.Deviant.Requests, static request => request.Method == "HEAD");
    }

    [Theory]
    [InlineData("CRC64NVME", "COMPOSITE")]
    [InlineData("SHA256", "FULL_OBJECT")]
    [InlineData("CRC64NVME</ChecksumAlgorithm><ChecksumAlgorithm>CRC32", "FULL_OBJECT")]
    [InlineData("", "")]
    public async Task HEAD_goes_first_where_the_listing_told_of_no_CRC_of_the_whole(string algorithm, string type)
    {
        bool first = true;
        await using EngineBench bench = await EngineBench.DeviateAsync((request, answer) => Tell(request, answer, algorithm, type));
        bench.Put("p/o", Bytes);
        bench.Deviant.Requests.Clear();
        Assert.True((await DownAsync(bench)).Complete, string.Join("; ", bench.Outcomes));
        foreach (StoreRequest request in bench.Deviant.Requests)
            if (IsRange(request))
                break;
            else
                first &= request.Method is "HEAD" || request.Asks("list-type");
        Assert.True(first && bench.Deviant.Requests.Any(static request => request.Method == "HEAD"));
        Assert.Equal(Bytes, File.ReadAllBytes(bench.PathOf("down/o")));
    }

    [Fact]
    public async Task A_listing_that_told_of_another_checksum_than_HEAD_has_the_object_moved_and_verified_anew()
    {
        await using EngineBench bench = await EngineBench.DeviateAsync(static (request, answer) => Tell(request, answer, "CRC32C", "FULL_OBJECT"));
        bench.Put("p/o", Bytes);
        TransferReport report = await DownAsync(bench);
        Assert.True(report.Complete, string.Join("; ", bench.Outcomes));
        Assert.Equal(1, report.Verified[Verification.Checksum]);
        Assert.Equal(ChecksumAlgorithm.Crc64Nvme, Assert.Single(bench.Outcomes).Checksum?.Algorithm);
        Assert.Equal(Bytes, File.ReadAllBytes(bench.PathOf("down/o")));
    }

    [Theory]
    [InlineData("x-amz-checksum-crc64nvme", "AAAAAAAAAAA=", OutcomeKind.Failed)]
    [InlineData("etag", "\"00000000000000000000000000000001\"", OutcomeKind.Changed)]
    public async Task What_HEAD_contradicts_is_not_published(string header, string value, OutcomeKind kind)
    {
        await using EngineBench bench = await EngineBench.DeviateAsync((request, answer) =>
        {
            if (request.Method == "HEAD")
                answer.Headers[header] = value;
        });
        bench.Put("p/o", Bytes);
        await DownAsync(bench);
        Assert.Equal(kind, Assert.Single(bench.Outcomes).Kind);
        Assert.Empty(bench.Files("down"));
    }

    [Fact]
    public async Task Bytes_are_never_published_where_HEAD_is_not_answered()
    {
        await using EngineBench bench = await EngineBench.DeviateAsync(instead: static request => request.Method == "HEAD" ? new StoreAnswer(404) : null);
        bench.Put("p/o", Bytes);
        Assert.False((await DownAsync(bench)).Complete);
        Assert.Empty(bench.Files("down"));
    }
}
