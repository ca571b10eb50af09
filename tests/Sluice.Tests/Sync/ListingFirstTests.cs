using System.Text.RegularExpressions;
using Sluice.Sync;
using Sluice.Tests.Support;
using Sluice.Tests.Transfer;
using Sluice.Trees.Local;
using Sluice.Verify;

namespace Sluice.Tests.Sync;

/// <summary>What the listing answers is not asked for a second time, and what it leaves out is not made up.</summary>
public sealed class ListingFirstTests
{
    static readonly DateTime Old = new(2024, 2, 3, 4, 5, 6, DateTimeKind.Utc);

    [Fact]
    public async Task Verify_asks_nothing_for_what_the_MD5_of_the_listing_decides()
    {
        await using EngineBench bench = await Filled(null, 40);
        VerifyReport report = await new TreeVerifier(bench.Engine()).VerifyAsync(new VerifyRequest(new LocalLocation(bench.PathOf("t")), EngineBench.S3("p/")), default);
        Assert.True(report.Identical);
        Assert.Equal(0, Heads(bench));
        // One that differs is asked for: a key may encrypt it, which the listing does not say.
        bench.Put("p/7", EngineBench.Bytes(1000, 99));
        report = await new TreeVerifier(bench.Engine()).VerifyAsync(new VerifyRequest(new LocalLocation(bench.PathOf("t")), EngineBench.S3("p/")), default);
        Assert.Equal((1L, 39L), (report.Counts.Different, report.Counts.Identical));
        Assert.Equal(1, Heads(bench));
    }

    [Fact]
    public async Task A_sync_down_of_what_is_there_asks_nothing_for_each_object()
    {
        await using EngineBench bench = await Filled(null, 40);
        foreach (string file in Directory.EnumerateFiles(bench.PathOf("t")))
            File.SetLastWriteTimeUtc(file, Old);
        bench.Deviant.Requests.Clear();
        SyncReport report = await Sync(bench);
        Assert.Equal((40L, 0L), (report.Same, report.Copied));
        Assert.Single(bench.Deviant.Requests);
        // Of what the MD5s of files are known from before, no byte is read.
        report = await Sync(bench);
        Assert.Equal(40, report.Same);
    }

    [Theory]
    [InlineData("<Size>.*?</Size>", true)]
    [InlineData("<LastModified>.*?</LastModified>", true)]
    [InlineData("<Size>.*?</Size>", false)]
    [InlineData("<LastModified>.*?</LastModified>", false)]
    public async Task Objects_that_are_listed_without_size_or_time_are_copied_once_and_said(string untold, bool hasTag)
    {
        await using EngineBench bench = await Filled((request, answer) =>
        {
            if (request.Asks("list-type"))
                answer.Text = Regex.Replace(hasTag ? answer.Text : Regex.Replace(answer.Text, "<ETag>.*?</ETag>", "<ETag>\"opaque\"</ETag>"), untold, "");
            else if (!hasTag && answer.Headers.ContainsKey("etag"))
                answer.Headers["etag"] = "\"opaque\"";
        }, 5, files: false);
        SyncReport first = await Sync(bench), second = await Sync(bench);
        Assert.Equal((5L, 0L), (first.Copied, first.Same));
        Assert.Equal((0L, 5L), (second.Copied, second.Same));
        Assert.Equal(untold.Contains("Size", StringComparison.Ordinal) ? 5 : 0, first.Untold);
        Assert.Equal(5, second.Untold);
        Assert.Equal(EngineBench.Bytes(1000, 3), File.ReadAllBytes(bench.PathOf("t/3")));
        // Nor is one that changed taken for the same.
        bench.Put("p/3", EngineBench.Bytes(1000, 77));
        File.SetLastWriteTimeUtc(bench.PathOf("t/3"), Old);
        Assert.Equal(1, (await Sync(bench)).Copied);
        Assert.Equal(EngineBench.Bytes(1000, 77), File.ReadAllBytes(bench.PathOf("t/3")));
        VerifyReport verified = await new TreeVerifier(bench.Engine()).VerifyAsync(new VerifyRequest(new LocalLocation(bench.PathOf("t")), EngineBench.S3("p/")), default);
        Assert.Equal(5, verified.Counts.Identical);
    }

    static async Task<EngineBench> Filled(Action<StoreRequest, StoreAnswer>? change, int objects, bool files = true)
    {
        EngineBench bench = await EngineBench.DeviateAsync(change);
        for (int i = 0; i < objects; i++)
        {
            bench.Put($"p/{i}", EngineBench.Bytes(1000, i));
            if (files)
                bench.WriteFile($"t/{i}", EngineBench.Bytes(1000, i));
        }
        bench.Deviant.Requests.Clear();
        return bench;
    }

    static Task<SyncReport> Sync(EngineBench bench) =>
        new Synchronizer(bench.Engine(), bench.PathOf("state")).SyncAsync(new SyncRequest { Source = EngineBench.S3("p/"), Destination = new LocalLocation(bench.PathOf("t")), OnOutcome = bench.Outcomes.Add }, default);

    static int Heads(EngineBench bench) => bench.Deviant.Requests.Count(static request => request.Method == "HEAD");
}
