namespace Sluice.Endpoint.Faults;

/// <summary>Holds one connection to a rate: each piece takes its time, and time that passed unused is not saved up.</summary>
sealed class Pacer(TimeProvider clock, long bytesPerSecond)
{
    readonly long _origin = clock.GetTimestamp();
    TimeSpan _freeAt;

    public long BytesPerSecond => bytesPerSecond;

    /// <summary>A tenth of a second's worth: the pieces to send, so that a slow link looks slow and not stuck.</summary>
    public int PieceSize { get; } = (int)Math.Clamp(bytesPerSecond / 10, 1, 64 << 10);

    public async ValueTask PassAsync(int bytes, CancellationToken cancellationToken)
    {
        TimeSpan now = clock.GetElapsedTime(_origin);
        _freeAt = (_freeAt > now ? _freeAt : now) + TimeSpan.FromSeconds((double)bytes / bytesPerSecond);
        await Task.Delay(_freeAt - now, clock, cancellationToken).ConfigureAwait(false);
    }
}
