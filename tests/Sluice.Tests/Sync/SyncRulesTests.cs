using Sluice.S3;
using Sluice.Sync;
using Sluice.Trees;

namespace Sluice.Tests.Sync;

public sealed class SyncRulesTests
{
    static readonly DateTimeOffset Noon = new(2026, 5, 1, 12, 0, 0, TimeSpan.Zero);
    const string One = "\"0cc175b9c0f1b6a831c399e269772661\"";
    const string Two = "\"92eb5ffee6ae2fec3ad71c777531578f\"";

    static TreeEntry Stored(long size, DateTimeOffset modified, string? etag = One) =>
        new("a"u8.ToArray(), size, modified) { Object = new ListedObject(new ObjectKey("a"), size, etag, modified, null) };

    static TreeEntry File(long size, DateTimeOffset modified) => new("a"u8.ToArray(), size, modified) { Path = "/a" };

    static SyncVerdict ByTime(TreeEntry source, TreeEntry destination) => SyncRules.Compare(SyncComparison.SizeAndTime, source, destination);

    [Theory]
    [InlineData(SyncComparison.SizeAndTime)]
    [InlineData(SyncComparison.SizeOnly)]
    [InlineData(SyncComparison.Checksum)]
    public void Other_sizes_are_copied_whatever_is_compared(SyncComparison how) =>
        Assert.Equal(SyncVerdict.SizeDiffers, SyncRules.Compare(how, File(1, Noon), Stored(2, Noon)));

    [Fact]
    public void Size_only_looks_at_nothing_else() =>
        Assert.Equal(SyncVerdict.Same, SyncRules.Compare(SyncComparison.SizeOnly, Stored(1, Noon.AddDays(1), One), Stored(1, Noon, Two)));

    [Fact]
    public void File_older_than_its_object_is_the_same_and_a_newer_one_needs_the_time_that_was_kept()
    {
        Assert.Equal(SyncVerdict.Same, ByTime(File(1, Noon), Stored(1, Noon)));
        Assert.Equal(SyncVerdict.Same, ByTime(File(1, Noon.AddDays(-1)), Stored(1, Noon)));
        Assert.Equal(SyncVerdict.AskTime, ByTime(File(1, Noon.AddMilliseconds(1)), Stored(1, Noon)));
    }

    [Fact]
    public void A_file_that_may_have_been_changed_after_its_object_by_a_clock_that_is_ahead_is_looked_into()
    {
        TreeEntry ahead = Stored(1, Noon) with { Ahead = TimeSpan.FromSeconds(90) };
        Assert.Equal(SyncVerdict.AskTime, ByTime(File(1, Noon.AddSeconds(-87)), ahead));
        Assert.Equal(SyncVerdict.Same, ByTime(File(1, Noon.AddSeconds(-93)), ahead));
        Assert.Equal(SyncVerdict.Same, ByTime(File(1, Noon), Stored(1, Noon) with { Ahead = TimeSpan.FromSeconds(-90) }));
    }

    [Fact]
    public void Newer_object_of_the_same_size_is_never_taken_for_the_file_that_is_there()
    {
        Assert.Equal(SyncVerdict.AskTime, ByTime(Stored(1, Noon), File(1, Noon.AddSeconds(-1))));
        Assert.Equal(SyncVerdict.AskTime, ByTime(Stored(1, Noon), File(1, Noon.AddSeconds(1))));
    }

    [Fact]
    public void File_with_its_objects_time_is_the_same_in_seconds_and_in_milliseconds()
    {
        Assert.Equal(SyncVerdict.Same, ByTime(Stored(1, Noon), File(1, Noon)));
        Assert.Equal(SyncVerdict.Same, ByTime(Stored(1, Noon.AddMilliseconds(321)), File(1, Noon)));
        Assert.Equal(SyncVerdict.Same, ByTime(Stored(1, Noon.AddMilliseconds(321)), File(1, Noon.AddMilliseconds(321.7))));
        Assert.Equal(SyncVerdict.AskTime, ByTime(Stored(1, Noon.AddMilliseconds(321)), File(1, Noon.AddMilliseconds(322))));
    }

    [Fact]
    public void Copy_in_a_store_is_judged_by_etag_first_and_then_by_the_order_of_the_two_writes()
    {
        Assert.Equal(SyncVerdict.Same, ByTime(Stored(1, Noon.AddDays(1)), Stored(1, Noon)));
        Assert.Equal(SyncVerdict.Same, ByTime(Stored(1, Noon, One), Stored(1, Noon.AddSeconds(1), Two)));
        Assert.Equal(SyncVerdict.SourceIsNewer, ByTime(Stored(1, Noon.AddSeconds(1), One), Stored(1, Noon, Two)));
        // Both in one second: nobody knows which was first.
        Assert.Equal(SyncVerdict.ContentDiffers, ByTime(Stored(1, Noon, One), Stored(1, Noon, Two)));
    }

    [Fact]
    public void Etags_that_are_no_md5_prove_nothing() =>
        Assert.Equal(SyncVerdict.SourceIsNewer, ByTime(Stored(1, Noon.AddSeconds(1), "\"1\""), Stored(1, Noon, "\"1\"")));

    [Fact]
    public void Checksums_are_asked_for_unless_the_etags_agree()
    {
        Assert.Equal(SyncVerdict.AskContent, SyncRules.Compare(SyncComparison.Checksum, File(1, Noon), Stored(1, Noon)));
        Assert.Equal(SyncVerdict.AskContent, SyncRules.Compare(SyncComparison.Checksum, Stored(1, Noon, One), Stored(1, Noon, Two)));
        Assert.Equal(SyncVerdict.Same, SyncRules.Compare(SyncComparison.Checksum, Stored(1, Noon), Stored(1, Noon)));
    }
}
