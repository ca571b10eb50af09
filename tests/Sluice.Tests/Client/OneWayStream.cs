namespace Sluice.Tests.Client;

/// <summary>A stream as web servers give it: it has no length, and refuses to be read synchronously. It may break, or do something, on the way.</summary>
sealed class OneWayStream(byte[] bytes, int? failAt) : Stream
{
    int _at;

    /// <summary>Where <see cref="Reached"/> is called.</summary>
    public int At { get; init; } = int.MaxValue;

    public Action? Reached { get; init; }

    public override bool CanRead => true;

    public override bool CanSeek => false;

    public override bool CanWrite => false;

    public override long Length => throw new NotSupportedException();

    public override long Position { get => throw new NotSupportedException(); set => throw new NotSupportedException(); }

    public override int Read(byte[] buffer, int offset, int count) => throw new InvalidOperationException("Synchronous operations are disallowed.");

    public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
    {
        await Task.Yield();
        cancellationToken.ThrowIfCancellationRequested();
        if (_at >= failAt)
            throw new InvalidTimeZoneException("as the test wants it");
        if (_at >= At)
            Reached!();
        int count = Math.Min(Math.Min(buffer.Length, bytes.Length - _at), 70_001);
        bytes.AsMemory(_at, count).CopyTo(buffer);
        _at += count;
        return count;
    }

    public override void Flush() => throw new NotSupportedException();

    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    public override void SetLength(long value) => throw new NotSupportedException();

    public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();
}
