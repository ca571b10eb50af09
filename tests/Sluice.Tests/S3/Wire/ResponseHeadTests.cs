using System.Text;
using Sluice.S3.Wire;

namespace Sluice.Tests.S3.Wire;

public sealed class ResponseHeadTests
{
    [Fact]
    public void Headers_are_found_in_any_case_and_trimmed()
    {
        byte[] bytes = Encoding.UTF8.GetBytes("HTTP/1.1 206 Partial Content\nContent-LENGTH:  42 \t\r\nEmpty:\r\nConnection: a, Close\r\n\r\nbody");
        int end = ResponseHead.FindEnd(bytes, 0);
        ResponseHead head = new();
        Assert.True(head.TryParse(bytes, end));
        Assert.Equal("body", Encoding.UTF8.GetString(bytes.AsSpan(end)));
        Assert.Equal((206, 42L, "", 3), (head.Status, head.Number("content-length"u8), head.Text("empty"u8), head.Count));
        Assert.True(head.HasToken("connection"u8, "close"u8));
        Assert.Null(head.Text("content-len"u8));
    }

    [Fact]
    public void The_end_is_found_however_the_bytes_arrive()
    {
        byte[] bytes = "HTTP/1.1 200 OK\r\nA: b\r\n\r\n"u8.ToArray();
        for (int step = 1; step < 10; step++)
        {
            int searched = 0, found = -1;
            for (int length = step; found < 0; searched = length, length = Math.Min(bytes.Length, length + step))
                found = ResponseHead.FindEnd(bytes.AsSpan(0, length), searched);
            Assert.Equal(bytes.Length, found);
        }
    }

    [Theory]
    [InlineData("HTTP/2 200 OK\r\n\r\n")]
    [InlineData("HTTP/1.1 20 OK\r\n\r\n")]
    [InlineData("HTTP/1.1 2000 OK\r\n\r\n")]
    [InlineData("HTTP/1.1 200 OK\r\n folded: x\r\n\r\n")]
    [InlineData("HTTP/1.1 200 OK\r\nname : x\r\n\r\n")]
    [InlineData("HTTP/1.1 200 OK\r\n: x\r\n\r\n")]
    public void Odd_heads_are_refused(string head)
    {
        byte[] bytes = Encoding.UTF8.GetBytes(head);
        Assert.False(new ResponseHead().TryParse(bytes, bytes.Length));
    }

    [Fact]
    public void Random_bytes_never_throw()
    {
        Random random = new(11);
        byte[] alphabet = "HTP/1. 20\r\n:ab\t,;"u8.ToArray();
        ResponseHead head = new();
        ChunkedBody chunks = default;
        for (int i = 0; i < 20_000; i++)
        {
            byte[] bytes = [.. "HTTP/1.1 200 OK\r\n"u8, .. Enumerable.Range(0, random.Next(40)).Select(_ => alphabet[random.Next(alphabet.Length)])];
            int end = ResponseHead.FindEnd(bytes, 0);
            if (end > 0)
                head.TryParse(bytes, end);
            chunks = default;
            chunks.Advance(bytes.AsSpan(17), out _);
        }
    }
}
