using Sluice.Endpoint.Storage;

namespace Sluice.Endpoint.Bodies;

/// <summary>Holds a small body such as XML. The receiver has already refused what announces more than the limit.</summary>
sealed class SmallBodyWriter(int mostBytes) : BlobWriter
{
    readonly MemoryStream _bytes = new();
    readonly byte[] _buffer = new byte[4 << 10];

    public override Memory<byte> GetMemory() => _buffer;

    public override ValueTask AdvanceAsync(int count, CancellationToken cancellationToken)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThan(_bytes.Length + count, mostBytes);
        _bytes.Write(_buffer, 0, count);
        return ValueTask.CompletedTask;
    }

    public byte[] ToArray() => _bytes.ToArray();

    public override ValueTask<Blob> FinishAsync(CancellationToken cancellationToken) => ValueTask.FromResult<Blob>(new NoBlob());

    public override ValueTask DisposeAsync() => ValueTask.CompletedTask;

    /// <summary>The bytes stay with the writer.</summary>
    sealed class NoBlob() : Blob("", 0)
    {
        public override BlobReader OpenReader() => throw new NotSupportedException();

        protected override void Free() { }
    }
}
