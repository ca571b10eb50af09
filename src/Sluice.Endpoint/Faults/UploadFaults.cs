using Sluice.Endpoint.Http;

namespace Sluice.Endpoint.Faults;

/// <summary>Applies a request's faults to its body on the way in.</summary>
sealed class UploadFaults(S3Request request)
{
    readonly FaultDecision _decision = request.Faults;
    readonly Pacer? _pacer = ConnectionFaults.PacerOf(request);

    /// <summary>No more than may pass at once.</summary>
    public Memory<byte> Limit(Memory<byte> buffer) => _pacer is not null && buffer.Length > _pacer.PieceSize ? buffer[.._pacer.PieceSize] : buffer;

    /// <summary>Delays, corrupts or resets once a piece has arrived. Corruption comes after hashing: what is stored differs from what was acknowledged.</summary>
    public async ValueTask PassAsync(Memory<byte> piece, long received, long length)
    {
        if (_pacer is not null)
            await _pacer.PassAsync(piece.Length, request.Aborted).ConfigureAwait(false);
        if (_decision.Corrupt && length > 0)
        {
            long target = _decision.CorruptAt % length - (received - piece.Length);
            if (target >= 0 && target < piece.Length)
                piece.Span[(int)target] ^= 1;
        }
        if (_decision.ResetAfter is { } bytes && received >= Math.Min(bytes, length))
            throw ConnectionFaults.Reset(request);
    }
}
