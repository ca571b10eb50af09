namespace Sluice.S3.Wire;

/// <summary>
/// Notices an exchange that never stalls and never gets anywhere, a byte every few seconds: it has to bring 4 KiB in each minute
/// that was spent waiting for it. What a caller, a disk or a limit of our own takes does not count, nor does the wait for the first byte.
/// </summary>
internal struct Trickle
{
    /// <summary>4 KiB a minute are 68 bytes per second: far below the slowest line, far above a peer that only keeps a connection alive.</summary>
    public const int LeastBytes = 4 << 10;

    static readonly TimeSpan Window = TimeSpan.FromMinutes(1);

    TimeSpan _waited, _window;
    long _bytes;

    /// <summary>A new exchange.</summary>
    /// <param name="patience">Factor on the window: a store that works on a copy sends a blank now and then until it is done (S3 API reference, CompleteMultipartUpload).</param>
    public void Begin(int patience) => (_waited, _bytes, _window) = (TimeSpan.Zero, 0, Window * patience);

    /// <summary>Bytes came after a wait. False when they are too few by now.</summary>
    public bool Goes(TimeSpan waited, int bytes)
    {
        _waited += waited;
        _bytes += bytes;
        if (_waited < _window)
            return true;
        bool goes = _bytes >= LeastBytes;
        (_waited, _bytes) = (TimeSpan.Zero, 0);
        return goes;
    }
}
