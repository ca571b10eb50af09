using System.Text;
using Sluice.Engine;
using Sluice.Jobs;
using Sluice.Jobs.Watching;

namespace Sluice.Tests.Jobs.Watching;

public sealed class ItemSearchTests
{
    [Fact]
    public void An_object_is_found_by_its_key_its_address_or_what_follows_the_source_and_few_chunks_are_read()
    {
        SomeJob job = new(1000);
        ItemSearch search = new(job.Store, job.Definition, SomeJob.Source);
        job.Store.Requests = 0;
        foreach (string typed in new[] { "s3://from/p/00004321", "p/00004321", "00004321", "p%2F00004321" })
        {
            FoundItem found = search.Find(typed, 1000, default);
            Assert.Equal(("p/00004321", "000000432", (long?)100, null), (found.Key, found.Chunk, found.Size, found.Outcome));
        }
        Assert.InRange(job.Store.Requests, 1, 40);
        Assert.Equal("", search.Find("p/00004321x", 1000, default).Key);
        Assert.Equal("", search.Find("zzz", 1000, default).Key);
        Assert.Equal("", search.Find("", 1000, default).Key);
        Assert.Contains("No chunk is planned", search.Find("a", 0, default).Problem, StringComparison.Ordinal);
    }

    [Fact]
    public void What_became_of_an_object_is_followed_through_halves_and_retries()
    {
        SomeJob job = new(3);
        string first = JobNames.Numbered(1);
        ItemSearch search = new(job.Store, job.Definition, SomeJob.Source);
        job.Halve(first);
        Assert.Equal((first + ".1", null), (search.Find("00000017", 3, default).Chunk, search.Find("00000017", 3, default).Outcome));
        job.Seal(first + ".1", [(OutcomeKind.Done, "", ""), (OutcomeKind.Done, "", ""), (OutcomeKind.Failed, "Exit3", "It broke.")]);
        FoundItem failed = search.Find("00000017", 3, default);
        Assert.Equal(("failed", "Exit3", "It broke.", "w1", 1), (failed.Outcome, failed.Code, failed.Message, failed.Worker, failed.Attempt));
        Assert.Equal("done", search.Find("00000016", 3, default).Outcome);
        job.Retry();
        Assert.Equal((first + ".1.r", null), (search.Find("00000017", 3, default).Chunk, search.Find("00000017", 3, default).Outcome));
        job.Seal(first + ".1.r");
        Assert.Equal(("done", first + ".1.r"), (search.Find("00000017", 3, default).Outcome, search.Find("00000017", 3, default).Chunk));
    }

    [Fact]
    public void Keys_that_are_no_text_are_found_by_their_bytes()
    {
        SomeJob job = new(4, static item => [.. "k"u8, (byte)(128 + item), .. "\n<b>"u8]);
        job.Seal(JobNames.Numbered(1));
        FoundItem found = new ItemSearch(job.Store, job.Definition, SomeJob.Source).Find("p/k%8D%0A%3Cb%3E", 4, default);
        Assert.Equal(("p/k%8D%0A%3Cb%3E", "done"), (found.Key, found.Outcome));
    }

    [Fact]
    public void Where_chunks_are_in_no_order_the_first_ones_are_read_and_that_is_said()
    {
        SomeJob job = new(300, static item => Encoding.UTF8.GetBytes(((item / 10 * 7919) % 300 * 10 + item % 10).ToString("d8", System.Globalization.CultureInfo.InvariantCulture)));
        ItemSearch search = new(job.Store, job.Definition, SomeJob.Source);
        string early = Encoding.UTF8.GetString(job.NameOf(105)), late = Encoding.UTF8.GetString(job.NameOf(2905));
        Assert.Equal("000000010", search.Find(early, 300, default).Chunk);
        FoundItem missed = search.Find(late, 300, default);
        Assert.True(missed.Chunk == "000000290" || missed.Problem!.Contains("no order", StringComparison.Ordinal), missed.Problem);
    }
}
