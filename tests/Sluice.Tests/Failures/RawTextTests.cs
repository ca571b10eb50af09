using Sluice.Failures;

namespace Sluice.Tests.Failures;

public sealed class RawTextTests
{
    [Fact]
    public void Any_bytes_come_back_and_different_bytes_are_different_texts()
    {
        Random random = new(7);
        Dictionary<string, string> texts = [];
        for (int round = 0; round < 20_000; round++)
        {
            byte[] bytes = new byte[random.Next(0, 7)];
            for (int at = 0; at < bytes.Length; at++)
                bytes[at] = (byte)(random.Next(3) == 0 ? random.Next(1, 128) : random.Next(128, 256));
            string text = RawText.Of(bytes);
            Assert.Equal(bytes, RawText.BytesOf(text));
            Assert.True(texts.TryAdd(text, Convert.ToHexString(bytes)) || texts[text] == Convert.ToHexString(bytes));
            Assert.Equal(DisplayText.Of(bytes), DisplayText.Of(text));
        }
        Assert.False(RawText.HoldsRawBytes("caf\u00e9 \ud83d\ude00 \ufffd"));
        Assert.True(RawText.HoldsRawBytes(RawText.Of([0x61, 0xe9])));
    }
}
