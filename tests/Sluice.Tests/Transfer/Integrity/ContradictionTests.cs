using Sluice.S3;
using Sluice.S3.Checksums;
using Sluice.Tests.Support;
using Sluice.Tests.Transfer.Attributes;
using Sluice.Transfer;
using Sluice.Trees;
using Sluice.Trees.Local;

namespace Sluice.Tests.Transfer.Integrity;

/// <summary>Objects with several checksums: the bytes must have all of them.</summary>
public sealed class ContradictionTests
{
    const int Large = 12_000_000;

    static readonly TransferOptions Options = new() { Concurrency = 2, PartSize = 5 << 20 };

    static void Claim(StoreRequest request, StoreAnswer answer, string key, byte[] of)
    {
        if (request.Method is "GET" or "HEAD" && request.Path.EndsWith(key, StringComparison.Ordinal) && answer.Headers.ContainsKey("x-amz-checksum-crc64nvme"))
            answer.Headers["x-amz-checksum-sha256"] = ChecksumHasher.Compute(ChecksumAlgorithm.Sha256, of).Base64;
    }

    [Theory]
    [InlineData(1000, true, false)]
    [InlineData(1000, false, false)]
    [InlineData(Large, true, false)]
    [InlineData(Large, false, false)]
    [InlineData(1000, false, true)]
    [InlineData(Large, true, true)]
    [InlineData(Large, false, true)]
    public async Task An_object_is_verified_only_when_its_bytes_have_all_the_checksums_that_the_store_claims(int size, bool agree, bool toOutput)
    {
        byte[] bytes = EngineBench.Bytes(size);
        await using EngineBench bench = await EngineBench.DeviateAsync((request, answer) => Claim(request, answer, "/o", agree ? bytes : [1]));
        bench.Put("o", bytes);
        using MemoryStream output = new();
        TransferReport report = toOutput
            ? await new TransferEngine(Options, bench.Clients) { OpenOutput = () => output }.CopyAsync(new CopyRequest { Sources = [EngineBench.S3("o")], Destination = new StreamLocation(), OnOutcome = bench.Outcomes.Add }, default)
            : await bench.CopyAsync(EngineBench.S3("o"), new LocalLocation(bench.PathOf("down/o")), Options);
        Assert.Equal(agree, report.Complete);
        Assert.Equal(agree ? "" : "Corrupt", Assert.Single(bench.Outcomes).ErrorCode);
        if (agree)
            Assert.Equal(Verification.Checksum, bench.Outcomes[0].Verified);
        else
            Assert.Empty(bench.Files("down"));
    }

    [Theory]
    [InlineData(1000, true)]
    [InlineData(1000, false)]
    [InlineData(Large, true)]
    [InlineData(Large, false)]
    public async Task A_copy_between_stores_of_an_object_whose_checksums_contradict_each_other_gets_no_name(int size, bool agree)
    {
        byte[] bytes = EngineBench.Bytes(size);
        await using TwoStores stores = await TwoStores.BeginAsync((request, answer) => Claim(request, answer, "/o", agree ? bytes : [1]));
        stores.Put("o", size, ObjectAttributes.None);
        TransferReport report = await stores.CopyAsync(TwoStores.Here("o"), TwoStores.There("o"), options: Options);
        Assert.True(agree == report.Complete, string.Join("; ", stores.Outcomes));
        Assert.Equal(agree, stores.Target.HeadObject(new HeadObjectRequest(TwoStores.Bucket, new ObjectKey("o")), default).Error is null);
        Assert.Empty(stores.Target.ListMultipartUploads(new ListMultipartUploadsRequest(TwoStores.Bucket), default).Value.Uploads);
    }
}
