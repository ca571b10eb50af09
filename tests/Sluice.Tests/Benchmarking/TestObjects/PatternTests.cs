using System.IO.Compression;
using Sluice.Benchmarking.TestObjects;

namespace Sluice.Tests.Benchmarking.TestObjects;

public sealed class PatternTests
{
    [Theory]
    [InlineData(0)]
    [InlineData(100)]
    [InlineData(5 << 20)]
    [InlineData(40 << 20)]
    public void An_object_has_the_same_bytes_however_it_is_cut_into_parts(int size)
    {
        Pattern pattern = new(seed: 7, size);
        using PatternSource source = new(pattern, number: 3, size);
        byte[] whole = Bytes(source, 0, size);
        foreach (int part in (int[])[1 << 20, 16 << 20, 17 << 20])
        {
            byte[] parts = [.. Enumerable.Range(0, (size + part - 1) / part).SelectMany(at => Bytes(source, at * part, Math.Min(part, size - at * part)))];
            Assert.True(whole.AsSpan().SequenceEqual(parts));
        }
    }

    [Fact]
    public void Bytes_cannot_be_compressed_and_parts_and_objects_differ()
    {
        Pattern pattern = new(seed: 7, 48 << 20);
        using PatternSource first = new(pattern, 0, 48 << 20), second = new(pattern, 1, 48 << 20);
        byte[] part = Bytes(first, 0, 8 << 20);
        Assert.NotEqual(part, Bytes(first, 16 << 20, 8 << 20));
        Assert.NotEqual(part, Bytes(second, 0, 8 << 20));
        using MemoryStream compressed = new();
        using (BrotliStream brotli = new(compressed, CompressionLevel.Fastest, leaveOpen: true))
            brotli.Write(part);
        Assert.True(compressed.Length > part.Length * 0.99);
    }

    [Fact]
    public void The_seed_decides_the_bytes()
    {
        byte[] Object(int seed) => Bytes(new PatternSource(new Pattern(seed, 1000), 0, 1000), 0, 1000);
        Assert.Equal(Object(1), Object(1));
        Assert.NotEqual(Object(1), Object(2));
    }

    static byte[] Bytes(PatternSource source, long offset, long length)
    {
        Sluice.S3.RequestBody body = source.Body(offset, length);
        Assert.Equal(length, body.Length);
        byte[] bytes = new byte[length];
        for (int at = 0, count; (count = body.Read(at, bytes.AsSpan(at, Math.Min(100_001, bytes.Length - at)))) > 0; at += count) { }
        // What is sent from memory is what is read.
        if (body.TryGetMemory(out ReadOnlyMemory<byte> memory))
            Assert.True(memory.Span.SequenceEqual(bytes));
        else
            Assert.True(length > 16 << 20);
        return bytes;
    }
}
