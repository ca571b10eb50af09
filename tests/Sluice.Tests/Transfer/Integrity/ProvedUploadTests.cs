using Sluice.S3.Checksums;
using Sluice.Transfer;
using Sluice.Trees.Local;

namespace Sluice.Tests.Transfer.Integrity;

/// <summary>What a store says of what it was sent is compared, and a move removes nothing before its copy is proved.</summary>
public sealed class ProvedUploadTests
{
    const string Wrong = "\"0123456789abcdef0123456789abcdef\"";

    static readonly TransferOptions Options = new() { Concurrency = 1, PartSize = 5 << 20 };

    [Theory]
    [InlineData(ChecksumAlgorithm.Crc64Nvme, "z")]
    [InlineData(ChecksumAlgorithm.Md5, "z")]
    [InlineData(ChecksumAlgorithm.Md5, "large")]
    public async Task An_ETag_that_disagrees_after_others_agreed_is_sent_again_then_failed_and_its_file_stays(ChecksumAlgorithm algorithm, string bad)
    {
        await using EngineBench bench = await EngineBench.DeviateAsync((request, answer) =>
        {
            ProvedDownloadTests.Strip(answer);
            if (request.Method == "PUT" && request.Path.EndsWith(bad, StringComparison.Ordinal) && (bad == "z" || request.Query.Contains("partNumber=2", StringComparison.Ordinal)))
                answer.Headers["etag"] = Wrong;
        });
        bench.WriteFile("up/a", EngineBench.Bytes(20_000));
        string file = bench.WriteFile("up/" + bad, EngineBench.Bytes(bad == "z" ? 20_000 : 12_000_000, 2));
        TransferReport report = await bench.CopyAsync(new LocalLocation(bench.PathOf("up/a")), EngineBench.S3("p/a"), Options with { Checksum = algorithm });
        Assert.Equal(1, report.Verified[Verification.Md5]);
        bench.Deviant.Requests.Clear();
        bench.Outcomes.Clear();
        await bench.CopyAsync(new LocalLocation(file), EngineBench.S3("p/" + bad), Options with { Checksum = algorithm }, static r => r with { Move = true });
        Assert.Equal("Corrupt", Assert.Single(bench.Outcomes).ErrorCode);
        Assert.True(File.Exists(file));
        Assert.Equal(3, bench.Deviant.Requests.Count(request => request.Method == "PUT" && (bad == "z" || request.Query.Contains("partNumber=2", StringComparison.Ordinal))));
    }

    [Theory]
    [InlineData(false, "")]
    [InlineData(true, "NotRemoved")]
    public async Task A_move_reads_back_what_no_answer_proves(bool damages, string code)
    {
        await using EngineBench bench = await EngineBench.DeviateAsync((request, answer) =>
        {
            ProvedDownloadTests.Strip(answer);
            if (request.Method == "PUT")
                answer.Headers["etag"] = Wrong;
            if (damages && request.Method == "GET" && answer.Body.Length == 20_000)
                answer.Body[9] ^= 1;
        });
        string file = bench.WriteFile("o", EngineBench.Bytes(20_000));
        TransferReport copy = await bench.CopyAsync(new LocalLocation(file), EngineBench.S3("o"), Options);
        Assert.Equal(1, copy.Verified[Verification.Unverified]);
        bench.Outcomes.Clear();
        await bench.CopyAsync(new LocalLocation(file), EngineBench.S3("o"), Options, static r => r with { Move = true });
        Assert.Equal(code, Assert.Single(bench.Outcomes).ErrorCode);
        Assert.Equal(damages, File.Exists(file));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_move_whose_copy_was_compared_by_size_only_asks_the_store_for_that_size(bool cuts)
    {
        await using EngineBench bench = await EngineBench.DeviateAsync((request, answer) =>
        {
            ProvedDownloadTests.Strip(answer);
            if (request.Method is "PUT" or "HEAD")
                answer.Headers["etag"] = "\"opaque\"";
            if (cuts && request.Method == "HEAD")
                answer.StatedLength = "19999";
        });
        string file = bench.WriteFile("o", EngineBench.Bytes(20_000));
        await bench.CopyAsync(new LocalLocation(file), EngineBench.S3("o"), Options, static r => r with { Move = true });
        Assert.Equal(cuts ? "NotRemoved" : "", Assert.Single(bench.Outcomes).ErrorCode);
        Assert.Equal(cuts, File.Exists(file));
    }

    [Fact]
    public async Task Buckets_and_objects_that_a_key_encrypts_are_known_to_have_no_MD5_for_an_ETag()
    {
        await using EngineBench bench = await EngineBench.DeviateAsync(static (request, answer) =>
        {
            ProvedDownloadTests.Strip(answer);
            if (request.Path.EndsWith("/kms", StringComparison.Ordinal))
            {
                answer.Headers["etag"] = Wrong;
                answer.Headers["x-amz-server-side-encryption"] = "aws:kms";
            }
            if (request.Path.EndsWith("/own", StringComparison.Ordinal))
            {
                answer.Headers["etag"] = Wrong;
                answer.Headers["x-amz-server-side-encryption-customer-algorithm"] = "AES256";
            }
        });
        foreach (string name in new[] { "a", "kms", "own" })
            Assert.True((await bench.CopyAsync(new LocalLocation(bench.WriteFile(name, EngineBench.Bytes(20_000))), EngineBench.S3(name), Options)).Complete, string.Join("; ", bench.Outcomes));
        Assert.Equal([Verification.Md5, Verification.Size, Verification.Size], bench.Outcomes.Select(static outcome => outcome.Verified));
    }

    [Theory]
    [InlineData("/proc/cpuinfo")]
    [InlineData("/proc/self/status")]
    [InlineData("/sys/kernel/mm/transparent_hugepage/enabled")]
    public async Task A_file_that_yields_other_bytes_than_its_size_says_is_refused_by_name(string path)
    {
        if (!File.Exists(path))
            return;
        await using EngineBench bench = await EngineBench.StartAsync();
        TransferReport report = await bench.CopyAsync(new LocalLocation(path), EngineBench.S3("o"), Options);
        Assert.False(report.Complete);
        Assert.Equal(path, Assert.Single(bench.Outcomes).Source);
        Assert.False(bench.Has("o"));
    }
}
