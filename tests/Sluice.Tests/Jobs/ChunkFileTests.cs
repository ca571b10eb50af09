using System.Text;
using Sluice.Failures;
using Sluice.Jobs.Chunks;
using Sluice.S3;
using Sluice.Trees;

namespace Sluice.Tests.Jobs;

public sealed class ChunkFileTests
{
    static readonly DateTimeOffset Time = new(2026, 11, 27, 12, 0, 0, 123, TimeSpan.Zero);

    [Fact]
    public void Names_of_any_bytes_and_what_was_listed_come_back_as_they_were()
    {
        byte[][] names = ["a"u8.ToArray(), [0xff, 0xfe, 0], Encoding.UTF8.GetBytes("ü\n\"\\"), []];
        List<ChunkItem> items = [.. names.Select(static (name, at) => new ChunkItem(name, at == 2 ? null : at, Time, at == 1 ? null : $"\"{at}\"", at == 0 ? "GLACIER" : null, IsRemoved: at == 3))];
        ChunkContent content = ChunkFile.Read("0", ChunkFile.Write("job", items, 7, 8), "job");
        Assert.Equal((7, 8, 0 + 1 + 3), (content.ItemsBefore, content.BytesBefore, content.Bytes));
        for (int at = 0; at < items.Count; at++)
        {
            Assert.Equal(names[at], content.Items[at].Name);
            Assert.Equal(items[at] with { Name = content.Items[at].Name }, content.Items[at]);
        }
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
    }
}
