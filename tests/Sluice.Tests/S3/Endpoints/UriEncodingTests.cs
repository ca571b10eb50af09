using Sluice.S3;
using Sluice.S3.Endpoints;

namespace Sluice.Tests.S3.Endpoints;

public sealed class UriEncodingTests
{
    [Theory]
    [InlineData("a-b.c_d~e", "a-b.c_d~e")]
    [InlineData("a b+c", "a%20b%2Bc")]
    [InlineData("ä/日", "%C3%A4%2F%E6%97%A5")]
    [InlineData("\0\u007f\"", "%00%7F%22")]
    [InlineData("", "")]
    public void Text_is_encoded_by_RFC_3986_in_upper_case(string text, string expected) => Assert.Equal(expected, UriEncoding.Encode(text));

    [Theory]
    [InlineData("a//b", "a//b")]
    [InlineData("/a/../b/.", "/a/../b/.")]
    [InlineData("x y/%2F", "x%20y/%252F")]
    public void A_path_keeps_its_slashes_and_is_not_normalised(string key, string expected) =>
        Assert.Equal(expected, UriEncoding.EncodePath(new ObjectKey(key)));

    [Fact]
    public void Every_byte_comes_back()
    {
        byte[] all = [.. Enumerable.Range(0, 256).Select(static b => (byte)b)];
        Assert.True(UriEncoding.TryDecode(UriEncoding.Encode(all), plusIsSpace: false, out byte[]? decoded));
        Assert.Equal(all, decoded);
        Assert.True(UriEncoding.TryDecode(UriEncoding.EncodePath(new ObjectKey(all)), plusIsSpace: true, out decoded));
        Assert.Equal(all, decoded);
    }

    [Theory]
    [InlineData("%")]
    [InlineData("a%2")]
    [InlineData("%zz")]
    [InlineData("%2%41")]
    public void A_percent_sign_needs_two_digits(string text) => Assert.False(UriEncoding.TryDecode(text, plusIsSpace: false, out _));

    [Theory]
    [InlineData("a+b%2bc%2Bd", true, "a b+c+d")]
    [InlineData("a+b%2bc%2Bd", false, "a+b+c+d")]
    [InlineData("ü", false, "ü")]
    public void Decoding_takes_either_case_and_plain_text(string text, bool plusIsSpace, string expected)
    {
        Assert.True(UriEncoding.TryDecode(text, plusIsSpace, out byte[]? decoded));
        Assert.Equal(new ObjectKey(expected), new ObjectKey(decoded));
    }
}
