namespace Sluice.Endpoint.Faults;

/// <summary>Holds one connection to a rate: after each piece it waits until the piece's time is up.</summary>
sealed class Pacer(TimeProvider clock, long bytesPerSecond)
{
    public long BytesPerSecond => bytesPerSecond;

    /// <summary>A tenth of a second's worth: the pieces to send, so that a slow link looks slow and not stuck.</summary>
    public int PieceSize { get; } = (int)Math.Clamp(bytesPerSecond / 10, 1, 64 << 10);

    long _begun = clock.GetTimestamp();
    long _bytes;

    public async ValueTask PassAsync(int bytes, CancellationToken cancellationToken)
    {
        _bytes += bytes;
        TimeSpan wait = TimeSpan.FromSeconds((double)_bytes / bytesPerSecond) - clock.GetElapsedTime(_begun);
        if (wait > TimeSpan.Zero)
            await Task.Delay(wait, clock, cancellationToken).ConfigureAwait(false);
        if (wait < TimeSpan.FromSeconds(-1))
        {
            // An idle second is not saved up.
            _begun = clock.GetTimestamp();
            _bytes = 0;
        }
    }
}
