using Sluice.S3;
using Sluice.Tests.Support;
using Sluice.Tests.Transfer.Attributes;
using Sluice.Transfer;
using Sluice.Trees.Local;

namespace Sluice.Tests.Transfer.Integrity;

/// <summary>Moves of objects whose store keeps no checksum, and whose ETag is not the MD5 of the whole.</summary>
public sealed class MoveProofTests
{
    const int Part = 5 << 20;

    static readonly TransferOptions Options = new() { Concurrency = 2, PartSize = Part };
    static readonly byte[] Bytes = EngineBench.Bytes(3 * Part + 1000);

    static bool IsDamaged(StoreRequest request) => request.Headers.TryGetValue("range", out string? range) && !range.StartsWith("bytes=0-", StringComparison.Ordinal);

    static async Task PutInParts(EngineBench bench)
    {
        Assert.True((await bench.CopyAsync(new LocalLocation(bench.WriteFile("up", Bytes)), EngineBench.S3("o"), Options)).Complete);
        bench.Outcomes.Clear();
        bench.Deviant.Requests.Clear();
    }

    [Theory]
    [InlineData(true, true)]
    [InlineData(true, false)]
    [InlineData(false, true)]
    [InlineData(false, false)]
    public async Task An_object_of_parts_without_a_checksum_is_removed_only_when_its_bytes_are_proved(bool damages, bool tellsParts)
    {
        await using EngineBench bench = await EngineBench.DeviateAsync((request, answer) =>
        {
            ProvedDownloadTests.Strip(answer);
            if (!tellsParts)
                answer.Headers.Remove("x-amz-mp-parts-count");
            if (damages && IsDamaged(request))
                answer.Body[7] ^= 1;
        });
        await PutInParts(bench);
        TransferReport report = await bench.CopyAsync(EngineBench.S3("o"), new LocalLocation(bench.PathOf("down")), Options, static r => r with { Move = true });
        Assert.Equal(damages, bench.Has("o"));
        Assert.True(damages != report.Complete, string.Join("; ", bench.Outcomes));
        if (damages)
            return;
        Assert.Equal(Bytes, File.ReadAllBytes(bench.PathOf("down")));
        Assert.Equal(tellsParts ? Verification.Md5 : Verification.Size, Assert.Single(bench.Outcomes).Verified);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task An_object_with_an_opaque_ETag_is_read_a_second_time_before_it_is_removed(bool damages)
    {
        int reads = 0;
        bool isRemoved = false;
        await using EngineBench bench = await EngineBench.DeviateAsync((request, answer) =>
        {
            ProvedDownloadTests.Strip(answer);
            if (answer.Headers.ContainsKey("etag"))
                answer.Headers["etag"] = "\"opaque\"";
            if (damages && request.Method == "GET" && Interlocked.Increment(ref reads) == 1)
                answer.Body[7] ^= 1;
        }, request =>
        {
            isRemoved |= request.Method == "DELETE";
            return request.Method == "DELETE" ? new StoreAnswer(204) : isRemoved ? new StoreAnswer(404) : null;
        });
        bench.Put("o", EngineBench.Bytes(1000));
        TransferReport report = await bench.CopyAsync(EngineBench.S3("o"), new LocalLocation(bench.PathOf("down")), Options, static r => r with { Move = true });
        Assert.True(report.Complete, string.Join("; ", bench.Outcomes));
        // What differed was fetched again.
        Assert.Equal(EngineBench.Bytes(1000), File.ReadAllBytes(bench.PathOf("down")));
        Assert.Single(bench.Deviant.Requests, static request => request.Method == "DELETE");
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_move_between_stores_reads_a_second_time_what_only_its_size_vouches_for(bool damages)
    {
        await using TwoStores stores = await TwoStores.BeginAsync((request, answer) =>
        {
            ProvedDownloadTests.Strip(answer);
            answer.Headers.Remove("x-amz-mp-parts-count");
            if (damages && IsDamaged(request))
                answer.Body[7] ^= 1;
        });
        stores.Put("o", 12_000_000, ObjectAttributes.None);
        TransferReport report = await stores.CopyAsync(TwoStores.Here("o"), TwoStores.There("o"), static r => r with { Move = true }, Options);
        Assert.True(damages != report.Complete, string.Join("; ", stores.Outcomes));
        Assert.Equal(damages, stores.Source.HeadObject(new HeadObjectRequest(TwoStores.Bucket, new ObjectKey("o")), default).Error is null);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_small_file_whose_store_tells_no_checksum_goes_only_when_its_copy_read_back_is_the_same(bool damages)
    {
        await using EngineBench bench = await EngineBench.DeviateAsync((request, answer) =>
        {
            ProvedDownloadTests.Strip(answer);
            if (answer.Headers.ContainsKey("etag"))
                answer.Headers["etag"] = "\"opaque\"";
            if (damages && request.Method == "GET" && answer.Body.Length > 7)
                answer.Body[7] ^= 1;
        });
        string file = bench.WriteFile("o", EngineBench.Bytes(1000));
        TransferReport report = await bench.CopyAsync(new LocalLocation(file), EngineBench.S3("o"), Options, static r => r with { Move = true });
        Assert.Equal(!damages, report.Complete);
        Assert.Equal(damages, File.Exists(file));
        ItemOutcome outcome = Assert.Single(bench.Outcomes);
        Assert.Equal(damages ? ("NotRemoved", Verification.None) : ("", Verification.Checksum), (outcome.ErrorCode, outcome.Verified));
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_file_stays_when_its_parts_were_joined_in_another_order(bool isMixed)
    {
        await using EngineBench bench = await EngineBench.DeviateAsync((request, answer) =>
        {
            ProvedDownloadTests.Strip(answer);
            if (answer.Headers.ContainsKey("etag") && !OddMultipartTests.IsPart(request))
                answer.Headers["etag"] = "\"0123456789abcdef0123456789abcdef-4\"";
            if (OddMultipartTests.IsComplete(request))
                answer.Text = "<CompleteMultipartUploadResult><ETag>\"0123456789abcdef0123456789abcdef-4\"</ETag></CompleteMultipartUploadResult>";
            if (isMixed && request.Method == "GET" && answer.Status == 200)
                answer.Body = [.. answer.Body[Part..(2 * Part)], .. answer.Body[..Part], .. answer.Body[(2 * Part)..]];
        });
        string file = bench.WriteFile("o", Bytes);
        TransferReport report = await bench.CopyAsync(new LocalLocation(file), EngineBench.S3("o"), Options, static r => r with { Move = true });
        Assert.Equal(!isMixed, report.Complete);
        ItemOutcome outcome = Assert.Single(bench.Outcomes);
        // What was read back is what proves it.
        Assert.Equal(isMixed ? ("NotRemoved", Verification.None) : ("", Verification.Checksum), (outcome.ErrorCode, outcome.Verified));
        Assert.Equal(isMixed, File.Exists(file));
    }
}
