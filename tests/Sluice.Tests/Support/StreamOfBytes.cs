using Sluice.S3;
using Sluice.S3.Checksums;

namespace Sluice.Tests.Support;

/// <summary>Bytes that come a few at a time, and end early where they are to.</summary>
internal sealed class StreamOfBytes(byte[] bytes, ChecksumHasher hasher, Memory<byte> window, int endsAt = int.MaxValue) : StreamedBody(bytes.Length, hasher, window)
{
    int _at;

    protected override int Next(Span<byte> buffer)
    {
        int count = Math.Min(Math.Min(buffer.Length, 10_000), Math.Min(endsAt, bytes.Length) - _at);
        bytes.AsSpan(_at, count).CopyTo(buffer);
        _at += count;
        return count;
    }
}
