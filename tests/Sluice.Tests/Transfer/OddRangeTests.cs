using Sluice.Tests.Support;
using Sluice.Tests.Transfer.Integrity;
using Sluice.Transfer;
using Sluice.Trees.Local;

namespace Sluice.Tests.Transfer;

/// <summary>Stores whose ranges are of no use, and buckets in which only GET is allowed.</summary>
public sealed class OddRangeTests
{
    const int Part = 5 << 20;

    static readonly TransferOptions InParts = new() { Concurrency = 2, PartSize = Part };
    static readonly byte[] Bytes = EngineBench.Bytes(3 * Part + 1000);

    static bool IsRange(StoreRequest request) => request.Method == "GET" && request.Headers.ContainsKey("range");

    static void Unname(StoreRequest request, StoreAnswer answer)
    {
        if (IsRange(request))
            answer.Headers.Remove("content-range");
    }

    static StoreAnswer? Refuse(StoreRequest request) => IsRange(request) ? StoreAnswer.Error(416, "InvalidRange") : null;

    static Task<EngineBench> BeginAsync(bool refuses) => refuses ? EngineBench.DeviateAsync(instead: Refuse) : EngineBench.DeviateAsync(Unname);

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_store_whose_ranges_are_of_no_use_gives_each_object_in_one_request_from_then_on(bool refuses)
    {
        await using EngineBench bench = await BeginAsync(refuses);
        for (int i = 0; i < 3; i++)
            bench.Put($"p/{i}", Bytes);
        TransferReport report = await bench.CopyAsync(EngineBench.S3("p/"), new LocalLocation(bench.PathOf("down")), InParts);
        Assert.True(report.Complete, string.Join("; ", bench.Outcomes));
        Assert.Equal(3, report.Verified[Verification.Checksum]);
        for (int i = 0; i < 3; i++)
            Assert.Equal(Bytes, File.ReadAllBytes(bench.PathOf($"down/{i}")));
        Assert.Contains("one request", Assert.Single(report.Concessions), StringComparison.Ordinal);
        int ranges = bench.Deviant.Requests.Count(IsRange);
        Assert.True((await bench.CopyAsync(EngineBench.S3("p/"), new LocalLocation(bench.PathOf("again")), InParts)).Complete);
        Assert.Equal(ranges, bench.Deviant.Requests.Count(IsRange));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_body_that_breaks_where_ranges_are_of_no_use_is_completed_all_the_same(bool refuses)
    {
        int cut = 0;
        await using EngineBench bench = await EngineBench.DeviateAsync((request, answer) =>
        {
            if (!refuses)
                Unname(request, answer);
            if (request.Method == "GET" && !request.Asks("list-type") && answer.Status == 200 && Interlocked.Increment(ref cut) == 1)
                answer.CutAfter = 5000;
        }, refuses ? Refuse : null);
        byte[] bytes = EngineBench.Bytes(20_000);
        bench.Put("o", bytes);
        Assert.True((await bench.CopyAsync(EngineBench.S3("o"), new LocalLocation(bench.PathOf("o")), InParts)).Complete, string.Join("; ", bench.Outcomes));
        Assert.Equal(bytes, File.ReadAllBytes(bench.PathOf("o")));
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Where_HEAD_is_refused_a_large_object_is_compared_with_what_GET_tells_or_called_unverified(bool keepsChecksums)
    {
        await using EngineBench bench = await EngineBench.DeviateAsync((request, answer) =>
        {
            if (!keepsChecksums)
                ProvedDownloadTests.Strip(answer);
        }, static request => request.Method == "HEAD" ? new StoreAnswer(403) : null);
        bench.Put("p/o", Bytes);
        TransferReport report = await bench.CopyAsync(EngineBench.S3("p/"), new LocalLocation(bench.PathOf("down")), InParts);
        Assert.True(report.Complete, string.Join("; ", bench.Outcomes));
        Assert.Equal(Bytes, File.ReadAllBytes(bench.PathOf("down/o")));
        Assert.Equal(keepsChecksums ? Verification.Checksum : Verification.Unverified, Assert.Single(bench.Outcomes).Verified);
    }
}
