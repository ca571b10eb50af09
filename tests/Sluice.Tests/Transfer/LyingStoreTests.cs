using Sluice.S3;
using Sluice.Tests.Support;
using Sluice.Transfer;
using Sluice.Trees;
using Sluice.Trees.Local;

namespace Sluice.Tests.Transfer;

/// <summary>Stores that say what they have not done.</summary>
public sealed class LyingStoreTests
{
    const string Page = "<!DOCTYPE html><html><body>Sign in</body></html>";

    [Theory]
    [InlineData(0)]
    [InlineData(1000)]
    public async Task A_file_stays_when_the_store_took_it_and_does_not_have_it(int size)
    {
        await using EngineBench bench = await EngineBench.DeviateAsync(instead: static request => request.Method == "PUT" ? new StoreAnswer(200) : null);
        string file = bench.WriteFile("up/a", EngineBench.Bytes(size));
        Assert.False((await MoveAsync(bench, new LocalLocation(file), EngineBench.S3("a"))).Complete);
        Assert.True(File.Exists(file));
    }

    // -1: nothing.
    [Theory]
    [InlineData(-1)]
    [InlineData(500)]
    [InlineData(1000)]
    public async Task An_upload_that_an_answer_proves_nothing_of_is_asked_for_its_size(int kept)
    {
        StoreAnswer there = new(kept < 0 ? 404 : 200) { Headers = { ["etag"] = "\"opaque-1\"", ["last-modified"] = "Thu, 01 Jan 2037 00:00:00 GMT" }, StatedLength = $"{kept}" };
        await using EngineBench bench = await EngineBench.DeviateAsync(instead: request => request.Method switch
        {
            "PUT" => new StoreAnswer(200) { Headers = { ["etag"] = "\"opaque-1\"" } },
            "HEAD" => there,
            _ => null,
        });
        TransferReport report = await bench.CopyAsync(new LocalLocation(bench.WriteFile("a", EngineBench.Bytes(1000))), EngineBench.S3("a"));
        Assert.Equal(kept == 1000, report.Complete);
        ItemOutcome outcome = Assert.Single(bench.Outcomes);
        Assert.Equal(kept == 1000 ? ("", Verification.Size) : ("NotWritten", Verification.None), (outcome.ErrorCode ?? "", outcome.Verified));
    }

    [Fact]
    public async Task A_source_stays_when_the_store_says_that_it_copied_it_and_did_not()
    {
        string? etag = null;
        await using EngineBench bench = await EngineBench.DeviateAsync(instead: request => request.Headers.ContainsKey("x-amz-copy-source")
            ? new StoreAnswer(200, $"<CopyObjectResult><ETag>{etag}</ETag><LastModified>2026-01-01T00:00:00Z</LastModified></CopyObjectResult>") : null);
        etag = bench.Put("o", EngineBench.Bytes(1000));
        bench.Put("p", EngineBench.Bytes(1000, seed: 2));
        Assert.False((await MoveAsync(bench, EngineBench.S3("o"), EngineBench.S3("p"))).Complete);
        Assert.True(bench.Has("o"));
    }

    [Fact]
    public async Task A_page_an_error_and_nothing_under_200_are_no_upload()
    {
        StoreAnswer? answer = null;
        await using EngineBench bench = await EngineBench.DeviateAsync(instead: request => request.Method == "PUT" ? answer : null);
        LocalLocation file = new(bench.WriteFile("a", EngineBench.Bytes(1000)));
        answer = new StoreAnswer(200, Page) { Headers = { ["content-type"] = "text/html" } };
        Assert.False((await bench.CopyAsync(file, EngineBench.S3("a"))).Complete);
        answer = StoreAnswer.Error(200, "AccessDenied");
        Assert.False((await bench.CopyAsync(file, EngineBench.S3("a"))).Complete);
        answer = new StoreAnswer(200);
        Assert.False((await bench.CopyAsync(file, EngineBench.S3("a"))).Complete);
    }

    [Fact]
    public async Task A_page_under_200_removes_nothing()
    {
        await using EngineBench bench = await EngineBench.DeviateAsync(instead: static request => request.Method == "DELETE"
            ? new StoreAnswer(200, Page) { Headers = { ["content-type"] = "text/html; charset=utf-8" } } : null);
        bench.Put("o", EngineBench.Bytes(10));
        Assert.False((await MoveAsync(bench, EngineBench.S3("o"), new LocalLocation(bench.PathOf("o")))).Complete);
        Assert.True(bench.Has("o"));
    }

    [Fact]
    public async Task A_part_of_a_listing_is_no_listing()
    {
        await using EngineBench bench = await EngineBench.DeviateAsync(static (request, answer) =>
        {
            if (request.Asks("list-type"))
                (answer.Status, answer.Headers["content-range"]) = (206, "bytes 0-99/99999");
        });
        bench.Put("p/o", EngineBench.Bytes(10));
        Assert.NotNull(bench.Client.ListObjects(new ListObjectsRequest(EngineBench.Bucket), default).Error);
    }

    static Task<TransferReport> MoveAsync(EngineBench bench, Location from, Location to) => bench.CopyAsync(from, to, more: static request => request with { Move = true });
}
