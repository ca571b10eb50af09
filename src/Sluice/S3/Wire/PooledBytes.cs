using System.Buffers;

namespace Sluice.S3.Wire;

/// <summary>Bytes in a rented array, which goes back when this is disposed; once only.</summary>
internal readonly struct PooledBytes(byte[] array, int length) : IDisposable
{
    /// <summary>No bytes.</summary>
    public static PooledBytes Empty => default;

    /// <summary>The bytes.</summary>
    public ReadOnlySpan<byte> Span => array.AsSpan(0, length);

    public void Dispose()
    {
        if (array is not null)
            ArrayPool<byte>.Shared.Return(array);
    }
}
