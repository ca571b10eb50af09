using System.Buffers;
using Microsoft.AspNetCore.Http;
using Sluice.Endpoint.Http;
using Sluice.Endpoint.Storage;

namespace Sluice.Endpoint.Faults;

/// <summary>Sends an object's bytes, with the request's faults on the way.</summary>
static class BodySender
{
    const int PieceSize = 128 << 10;

    public static async Task SendAsync(S3Request request, Content content, long offset, long length)
    {
        FaultDecision faults = request.Faults;
        long end = length;
        if (length > 0 && faults.CutAfter is { } cut)
            end = Math.Min(cut, length - 1);
        if (faults.ResetAfter is { } reset)
            end = Math.Min(end, reset);
        byte[] scratch = ArrayPool<byte>.Shared.Rent(PieceSize);
        try
        {
            Stream body = request.Http.Response.Body;
            Sender sender = new(request, body, faults.Corrupt && length > 0 ? faults.CorruptAt % length : -1);
            await content.ReadAsync(offset, end, scratch, sender.SendAsync, request.Aborted).ConfigureAwait(false);
            if (faults.ResetAfter is not null)
            {
                await body.FlushAsync(request.Aborted).ConfigureAwait(false);
                throw ConnectionFaults.Reset(request);
            }
            // Fewer bytes than Content-Length: the server closes the connection behind them.
            if (end < length)
                await body.FlushAsync(request.Aborted).ConfigureAwait(false);
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(scratch);
        }
    }

    sealed class Sender(S3Request request, Stream body, long corruptAt)
    {
        readonly Pacer? _pacer = ConnectionFaults.PacerOf(request);
        long _sent;

        public async ValueTask SendAsync(ReadOnlyMemory<byte> piece)
        {
            if (corruptAt >= _sent && corruptAt < _sent + piece.Length)
            {
                // The store's own bytes stay right.
                byte[] changed = piece.ToArray();
                changed[corruptAt - _sent] ^= 1;
                piece = changed;
            }
            _sent += piece.Length;
            while (_pacer is not null && piece.Length > 0)
            {
                int slice = Math.Min(_pacer.PieceSize, piece.Length);
                await body.WriteAsync(piece[..slice], request.Aborted).ConfigureAwait(false);
                await _pacer.PassAsync(slice, request.Aborted).ConfigureAwait(false);
                piece = piece[slice..];
            }
            if (piece.Length > 0)
                await body.WriteAsync(piece, request.Aborted).ConfigureAwait(false);
        }
    }
}
