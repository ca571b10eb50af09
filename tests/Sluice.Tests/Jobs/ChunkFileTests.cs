using System.IO.Compression;
using System.Text;
using Sluice.Failures;
using Sluice.Jobs.Chunks;
using Sluice.Jobs.Deltas;
using Sluice.S3;
using Sluice.Trees;

namespace Sluice.Tests.Jobs;

public sealed class ChunkFileTests
{
    static readonly DateTimeOffset Time = new(2026, 11, 27, 12, 0, 0, 123, TimeSpan.Zero);

    [Fact]
    public void Names_of_any_bytes_and_what_was_listed_come_back_as_they_were()
    {
        byte[][] names = [[], "a"u8.ToArray(), Encoding.UTF8.GetBytes("ü\n\"\\"), [0xff, 0xfe, 0]];
        List<ChunkItem> items = [.. names.Select(static (name, at) => new ChunkItem(name, at == 2 ? null : at, Time, at == 1 ? null : $"\"{at}\"", at == 0 ? "GLACIER" : null, IsRemoved: at == 3) { Version = at == 1 ? "v1" : null, Copy = at == 3 ? new MadeCopy(5, "\"e\"", null) : null })];
        ChunkContent content = ChunkFile.Read("0", ChunkFile.Write("job", items, 7, 8), "job");
        Assert.Equal((7, 8, 0 + 1 + 3), (content.ItemsBefore, content.BytesBefore, content.Bytes));
        for (int at = 0; at < items.Count; at++)
        {
            Assert.Equal(names[at], content.Items[at].Name);
            Assert.Equal(items[at] with { Name = content.Items[at].Name }, content.Items[at]);
        }
    }

    [Theory]
    [InlineData("000000000", 0, "000000001", true)]
    [InlineData("000000001", 5, "000000000", true)]
    [InlineData("000000001", 5, "000000002", true)]
    [InlineData("000000001.0", 0, "000000001.1", true)]
    // Some that have no name are told by the items before them.
    [InlineData("000000000", 0, "000000001", false)]
    [InlineData("000000001", 5, "000000000", false)]
    public void A_chunk_is_refused_at_the_place_of_another_one(string chunk, int itemsBefore, string place, bool isNamed)
    {
        byte[] file = ChunkFile.Write("job", [new ChunkItem("a"u8.ToArray(), 1, null, null, null)], itemsBefore, itemsBefore, isNamed ? chunk : null);
        Assert.Single(ChunkFile.Read(chunk, file, "job").Items);
        Assert.Contains("at its place", Assert.Throws<FailureException>(() => ChunkFile.Read(place, file, "job")).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void What_is_of_another_job_or_not_whole_is_refused()
    {
        byte[] file = ChunkFile.Write("job", [new ChunkItem("a"u8.ToArray(), 1, null, null, null), new ChunkItem("b"u8.ToArray(), 1, null, null, null)], 0, 0);
        Assert.Contains("another job", Assert.Throws<FailureException>(() => ChunkFile.Read("0", file, "other")).Message, StringComparison.Ordinal);
        // What is there without its last bytes is all, or refused.
        int refused = 0;
        for (int length = 0; length < file.Length; length++)
        {
            try
            {
                Assert.Equal(2, ChunkFile.Read("0", file[..length], "job").Items.Count);
            }
            catch (FailureException)
            {
                refused++;
            }
        }
        Assert.InRange(refused, file.Length - 32, file.Length);
        Assert.Throws<FailureException>(() => ChunkFile.Read("0", "no gzip"u8.ToArray(), "job"));
        // One in place of another.
        byte[] twice = ChunkFile.Write("job", [new ChunkItem("a"u8.ToArray(), 1, null, null, null), new ChunkItem("a"u8.ToArray(), 1, null, null, null)], 0, 0);
        Assert.Contains("an item twice", Assert.Throws<FailureException>(() => ChunkFile.Read("0", twice, "job")).Message, StringComparison.Ordinal);
        byte[] mixed = ChunkFile.Write("job", [new ChunkItem("b"u8.ToArray(), 1, null, null, null), new ChunkItem("a"u8.ToArray(), 1, null, null, null)], 0, 0);
        Assert.Contains("in their order", Assert.Throws<FailureException>(() => ChunkFile.Read("0", mixed, "job")).Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("\"name\":\"b\"", "\"name\":\"c\"")]
    [InlineData("\"size\":1", "\"size\":2")]
    [InlineData("\"sha256\":", "\"sha1\":")]
    public void A_chunk_of_which_an_item_was_edited_is_refused(string text, string edited)
    {
        byte[] file = ChunkFile.Write("job", [new ChunkItem("a"u8.ToArray(), 1, null, null, null), new ChunkItem("b"u8.ToArray(), 1, null, null, null)], 0, 0, "0");
        Assert.Equal(2, ChunkFile.Read("0", Repacked(file, static lines => lines), "job").Items.Count);
        Assert.Contains("no chunk of this job", Assert.Throws<FailureException>(() => ChunkFile.Read("0", Repacked(file, lines => lines.Replace(text, edited, StringComparison.Ordinal)), "job")).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_line_without_an_end_is_refused_before_it_fills_the_memory()
    {
        byte[] endless = Repacked(ChunkFile.Write("job", []), static lines => lines + new string(' ', 1 << 24));
        long before = GC.GetAllocatedBytesForCurrentThread();
        Assert.Throws<FailureException>(() => ChunkFile.Read("0", endless, "job"));
        Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, 1 << 20);
    }

    static byte[] Repacked(byte[] file, Func<string, string> change)
    {
        using StreamReader lines = new(new GZipStream(new MemoryStream(file), CompressionMode.Decompress));
        using MemoryStream packed = new();
        using (GZipStream gzip = new(packed, CompressionLevel.Fastest))
            gzip.Write(System.Text.Encoding.UTF8.GetBytes(change(lines.ReadToEnd())));
        return packed.ToArray();
    }
}
