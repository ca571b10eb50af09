using System.Text.RegularExpressions;
using Sluice.S3;
using Sluice.Tests.Support;
using Sluice.Tests.Transfer.Integrity;
using Sluice.Transfer;
using Sluice.Trees.Local;

namespace Sluice.Tests.Transfer;

/// <summary>Answers to CompleteMultipartUpload and CopyObject that are of something else, or of nothing.</summary>
public sealed class LyingAnswerTests
{
    const int Part = 5 << 20;
    const string OtherTag = "\"0123456789abcdef0123456789abcdef-3\"";

    static readonly TransferOptions InParts = new() { Concurrency = 2, PartSize = Part };
    static readonly byte[] Bytes = EngineBench.Bytes(2 * Part + 1000);

    static bool IsCopy(StoreRequest request) => request.Headers.ContainsKey("x-amz-copy-source");

    static Task<TransferReport> UploadAsync(EngineBench bench) => bench.CopyAsync(new LocalLocation(bench.WriteFile("up", Bytes)), EngineBench.S3("o"), InParts);

    [Theory]
    [InlineData("")]
    [InlineData("<Key>other</Key>")]
    [InlineData("<Bucket>other</Bucket>")]
    public async Task A_Complete_without_an_object_is_no_success(string named)
    {
        await using EngineBench bench = await EngineBench.DeviateAsync(static (_, answer) => ProvedDownloadTests.Strip(answer),
            request => OddMultipartTests.IsComplete(request) ? new StoreAnswer(200, $"<CompleteMultipartUploadResult>{named}<ETag>\"opaque\"</ETag></CompleteMultipartUploadResult>") : null);
        Assert.False((await UploadAsync(bench)).Complete);
        Assert.Equal("NotWritten", Assert.Single(bench.Outcomes).ErrorCode);
    }

    [Fact]
    public async Task A_Complete_that_names_another_key_is_believed_only_when_the_object_is_the_one_that_was_sent()
    {
        await using EngineBench bench = await EngineBench.DeviateAsync(static (request, answer) =>
        {
            if (OddMultipartTests.IsComplete(request))
                answer.Text = $"<CompleteMultipartUploadResult><Key>other</Key><ETag>{OtherTag}</ETag></CompleteMultipartUploadResult>";
        });
        TransferReport report = await UploadAsync(bench);
        Assert.True(report.Complete, string.Join("; ", bench.Outcomes));
        Assert.Equal(Verification.Checksum, Assert.Single(bench.Outcomes).Verified);
        Assert.Single(bench.Deviant.Requests, static request => request.Method == "HEAD");
    }

    [Fact]
    public async Task A_Complete_that_names_another_ETag_than_the_parts_make_is_unverified_and_one_that_agrees_costs_one_look()
    {
        bool lies = false;
        await using EngineBench bench = await EngineBench.DeviateAsync((request, answer) =>
        {
            ProvedDownloadTests.Strip(answer);
            answer.Text = Regex.Replace(answer.Text, "<Checksum[A-Z0-9]+>.*?</Checksum[A-Z0-9]+>", "");
            if (!Volatile.Read(ref lies))
                return;
            if (OddMultipartTests.IsComplete(request))
                answer.Text = $"<CompleteMultipartUploadResult><ETag>{OtherTag}</ETag></CompleteMultipartUploadResult>";
            else if (request.Method == "HEAD")
                answer.Headers["etag"] = OtherTag;
        });
        Assert.True((await UploadAsync(bench)).Complete);
        // For its size, which no answer told.
        Assert.Single(bench.Deviant.Requests, static request => request.Method == "HEAD");
        Volatile.Write(ref lies, true);
        await UploadAsync(bench);
        Assert.Equal([Verification.Size, Verification.Unverified], bench.Outcomes.Select(static outcome => outcome.Verified));
    }

    [Theory]
    [InlineData("0123456789abcdef0123456789abcdef")]
    [InlineData("opaque")]
    public async Task A_copy_that_a_store_tells_another_ETag_of_and_that_is_not_there_is_no_success(string tag)
    {
        await using EngineBench bench = await EngineBench.DeviateAsync(instead: request => IsCopy(request) ? new StoreAnswer(200, $"<CopyObjectResult><ETag>\"{tag}\"</ETag></CopyObjectResult>") : null);
        bench.Put("a", [1, 2, 3]);
        Assert.False((await bench.CopyAsync(EngineBench.S3("a"), EngineBench.S3("b"))).Complete);
        Assert.Equal("NotWritten", Assert.Single(bench.Outcomes).ErrorCode);
    }

    [Fact]
    public async Task A_copy_of_other_bytes_than_its_source_is_no_success()
    {
        await using EngineBench bench = await EngineBench.DeviateAsync(instead: static request => IsCopy(request) ? new StoreAnswer(200, "<CopyObjectResult><ETag>\"0123456789abcdef0123456789abcdef\"</ETag></CopyObjectResult>") : null,
            change: static (request, answer) =>
            {
                if (request.Method == "HEAD" && request.Path.EndsWith("/b", StringComparison.Ordinal))
                    answer.Headers["etag"] = "\"0123456789abcdef0123456789abcdef\"";
            });
        bench.Put("p/a", [1, 2, 3]);
        bench.Put("b", [3, 2, 1]);
        await bench.CopyAsync(EngineBench.S3("p/a"), EngineBench.S3("b"));
        Assert.Equal("Corrupt", Assert.Single(bench.Outcomes).ErrorCode);
    }

    [Fact]
    public async Task A_small_copy_whose_ETag_agrees_is_one_request()
    {
        await using EngineBench bench = await EngineBench.DeviateAsync();
        for (int i = 0; i < 5; i++)
            bench.Put($"p/{i}", [1, 2, 3]);
        bench.Deviant.Requests.Clear();
        Assert.True((await bench.CopyAsync(EngineBench.S3("p/"), EngineBench.S3("q/"))).Complete);
        Assert.Equal(5, bench.Deviant.Requests.Count(static request => !request.Asks("list-type")));
    }

    [Fact]
    public async Task An_upload_whose_parts_a_store_has_not_joined_though_it_says_so_is_aborted()
    {
        await using EngineBench bench = await EngineBench.DeviateAsync(instead: static request => request.Method == "POST" && request.Asks("uploadId")
            ? new StoreAnswer(200, $"<CompleteMultipartUploadResult><ETag>{OtherTag}</ETag></CompleteMultipartUploadResult>") : null);
        Assert.False((await UploadAsync(bench)).Complete);
        Assert.Equal("NotWritten", Assert.Single(bench.Outcomes).ErrorCode);
        Assert.Empty(bench.OpenUploads());
    }

    [Fact]
    public async Task A_multipart_upload_without_an_id_is_an_error_at_once()
    {
        await using EngineBench bench = await EngineBench.DeviateAsync(instead: static request => OddMultipartTests.IsCreate(request)
            ? new StoreAnswer(200, "<InitiateMultipartUploadResult><Bucket>b</Bucket><UploadId></UploadId></InitiateMultipartUploadResult>") : null);
        Assert.False((await UploadAsync(bench)).Complete);
        Assert.Equal("BrokenAnswer", Assert.Single(bench.Outcomes).ErrorCode);
        Assert.Single(bench.Deviant.Requests, OddMultipartTests.IsCreate);
    }

    [Fact]
    public async Task A_listed_object_in_parts_is_copied_and_moved_only_with_the_checksum_that_its_source_has()
    {
        await using EngineBench bench = await EngineBench.DeviateAsync(static (request, answer) =>
        {
            // As a store gives it whose source was damaged on its disk: the copy's checksum is of the damaged bytes.
            if (request.Method == "HEAD" && request.Path.EndsWith("/q/o", StringComparison.Ordinal))
                answer.Headers["x-amz-checksum-crc64nvme"] = "AAAAAAAAAAA=";
            if (IsCopy(request))
                answer.Text = Regex.Replace(answer.Text, "<ChecksumCRC64NVME>.*?</ChecksumCRC64NVME>", "<ChecksumCRC64NVME>AAAAAAAAAAA=</ChecksumCRC64NVME>");
        });
        Assert.True((await bench.CopyAsync(new LocalLocation(bench.WriteFile("up", Bytes)), EngineBench.S3("p/o"), InParts)).Complete);
        await bench.CopyAsync(EngineBench.S3("p/"), EngineBench.S3("q/"), more: static request => request with { Move = true });
        Assert.Equal("Corrupt", bench.Outcomes[^1].ErrorCode);
        Assert.True(bench.Client.HeadObject(new HeadObjectRequest(EngineBench.Bucket, new ObjectKey("p/o")), default).Error is null);
    }
}
