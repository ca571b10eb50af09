using System.Text;
using Sluice.S3;

namespace Sluice.Tests.S3;

public sealed class ObjectKeyTests
{
    [Fact]
    public void Keys_are_ordered_by_their_bytes_and_not_by_utf16()
    {
        // U+FF5E comes before U+1F600 in UTF-8, behind its surrogates in UTF-16.
        ObjectKey wide = new("\uff5e"), emoji = new("\U0001f600");
        Assert.True(wide < emoji);
        Assert.True(string.CompareOrdinal("\uff5e", "\U0001f600") > 0);
    }

    [Fact]
    public void Equal_bytes_are_one_key()
    {
        ObjectKey a = new("a/b"), b = new(Encoding.UTF8.GetBytes("a/b"));
        Assert.True(a == b);
        Assert.Equal(a.GetHashCode(), b.GetHashCode());
        Assert.Equal(0, a.CompareTo(b));
        Assert.True(ObjectKey.Empty == new ObjectKey(""));
    }

    [Fact]
    public void Bytes_that_are_no_text_stay_a_key()
    {
        ObjectKey key = new([0x61, 0xff]);
        Assert.False(key.TryGetText(out _));
        Assert.Equal(@"a\xff", key.ToString());
        Assert.True(key.StartsWith(new ObjectKey("a")));
        Assert.Equal(3, key.Append("b"u8).Length);
    }

    [Fact]
    public void A_lone_surrogate_is_no_key() => Assert.ThrowsAny<ArgumentException>(static () => new ObjectKey("\ud800"));
}
