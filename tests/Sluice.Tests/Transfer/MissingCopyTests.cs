using Sluice.S3;
using Sluice.Tests.Support;
using Sluice.Transfer;

namespace Sluice.Tests.Transfer;

/// <summary>Stores that make no copies themselves.</summary>
public sealed class MissingCopyTests
{
    const int Part = 5 << 20;

    static readonly TransferOptions InParts = new() { Concurrency = 2, PartSize = Part, PartCopyThreshold = Part };

    static bool IsCopy(StoreRequest request) => request.Headers.ContainsKey("x-amz-copy-source");

    [Theory]
    [InlineData(501, "NotImplemented", false)]
    [InlineData(405, "MethodNotAllowed", false)]
    [InlineData(400, "NotImplemented", false)]
    [InlineData(501, "NotImplemented", true)]
    [InlineData(405, "MethodNotAllowed", true)]
    [InlineData(400, "UnsupportedOperation", true)]
    public async Task A_store_without_copies_has_them_made_through_this_machine_from_then_on(int status, string code, bool ofParts)
    {
        await using EngineBench bench = await EngineBench.DeviateAsync(instead: request => IsCopy(request) && request.Asks("partNumber") == ofParts ? StoreAnswer.Error(status, code) : null);
        byte[] bytes = EngineBench.Bytes(ofParts ? 2 * Part + 1000 : 1000);
        bench.Put("a", bytes, new ObjectAttributes { ContentType = "text/x", Metadata = [new("k", "v")] });
        for (int i = 0; i < 2; i++)
        {
            TransferReport report = await bench.CopyAsync(EngineBench.S3("a"), EngineBench.S3($"b{i}"), InParts);
            Assert.True(report.Complete, string.Join("; ", bench.Outcomes));
            Assert.Equal((1, 1L), (report.Listed, report.Outcomes.Done));
            Assert.Equal(bytes, bench.Get($"b{i}"));
            ObjectAttributes kept = bench.Client.HeadObject(new HeadObjectRequest(EngineBench.Bucket, new ObjectKey($"b{i}")), default).Value.Attributes;
            Assert.Equal(("text/x", "v"), (kept.ContentType, Assert.Single(kept.Metadata).Value));
            Assert.Contains(ofParts ? "UploadPartCopy" : "CopyObject", Assert.Single(report.Concessions), StringComparison.Ordinal);
            if (i == 0)
                bench.Deviant.Requests.Clear();
        }
        Assert.DoesNotContain(bench.Deviant.Requests, IsCopy);
        Assert.Empty(bench.OpenUploads());
    }

    [Theory]
    [InlineData(1000)]
    [InlineData(2 * Part + 1000)]
    public async Task A_move_within_a_store_without_copies_removes_what_has_arrived(int size)
    {
        await using EngineBench bench = await EngineBench.DeviateAsync(instead: static request => IsCopy(request) ? StoreAnswer.Error(501, "NotImplemented") : null);
        byte[] bytes = EngineBench.Bytes(size);
        bench.Put("p/a", bytes);
        Assert.True((await bench.CopyAsync(EngineBench.S3("p/"), EngineBench.S3("q/"), InParts, static r => r with { Move = true })).Complete, string.Join("; ", bench.Outcomes));
        Assert.Equal(["q/a"], bench.Keys());
        Assert.Equal(bytes, bench.Get("q/a"));
    }
}
