using Sluice.S3.Wire;

namespace Sluice.Tests.S3.Wire;

public sealed class HeaderTextTests
{
    [Theory]
    [InlineData("")]
    [InlineData("plain")]
    [InlineData("grün 😀")]
    [InlineData("\ud800x")] // A lone surrogate that is no escape becomes U+FFFD, as everywhere.
    public void Text_goes_out_as_utf8(string text)
    {
        byte[] bytes = new byte[3 * text.Length];
        Assert.Equal(System.Text.Encoding.UTF8.GetBytes(text), bytes[..HeaderText.Encode(text, bytes)]);
    }

    [Fact]
    public void Any_bytes_come_back_as_they_were()
    {
        Random random = new(1);
        for (int round = 0; round < 1000; round++)
        {
            byte[] value = new byte[random.Next(12)];
            random.NextBytes(value);
            string text = HeaderText.Decode(value);
            byte[] bytes = new byte[3 * text.Length];
            Assert.Equal(value, bytes[..HeaderText.Encode(text, bytes)]);
        }
    }
}
