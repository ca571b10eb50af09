using System.Text;
using Sluice.Trees.Listing;
using Sluice.Trees.Names;

namespace Sluice.Tests.Transfer.FilesFrom;

public sealed class NameReaderTests
{
    [Theory]
    [InlineData(1)]
    [InlineData(3)]
    [InlineData(100_000)]
    public void Names_are_read_one_by_one_however_the_bytes_come(int pieces)
    {
        string huge = new('x', 5000);
        Assert.Equal(["a", "b\r c", " d ", huge[..4096] + "!", "e"], Read($"a\nb\r c\r\n\n\r\n d \n{huge}\ne", nul: false, pieces));
        Assert.Equal(["a\nb", "c\r", "d"], Read("a\nb\0c\r\0\0d\0", nul: true, pieces));
        Assert.Empty(Read("", nul: false, pieces));
    }

    [Fact]
    public void A_name_that_comes_again_is_known_again_also_after_a_hundred_thousand_others()
    {
        RecentNames names = new();
        Assert.True(names.Add("first"u8));
        for (int n = 0; n < 130_000; n++)
            Assert.True(names.Add(Encoding.UTF8.GetBytes($"{n}")));
        Assert.False(names.Add("first"u8));
        Assert.False(names.Add("129999"u8));
    }

    static List<string> Read(string text, bool nul, int pieces)
    {
        using NameReader reader = new(new Pieces(Encoding.UTF8.GetBytes(text), pieces), nul);
        List<string> names = [];
        while (reader.TryNext(out byte[] name, out bool isTooLong))
            names.Add(Encoding.UTF8.GetString(name) + (isTooLong ? "!" : ""));
        return names;
    }

    sealed class Pieces(byte[] bytes, int size) : MemoryStream(bytes)
    {
        public override int Read(Span<byte> buffer) => base.Read(buffer[..Math.Min(size, buffer.Length)]);
    }
}
