using System.Buffers;
using Sluice.Failures;
using Sluice.Pacing;

namespace Sluice.S3.Wire;

/// <summary>
/// Sends the bodies of requests. Without <c>Expect: 100-continue</c>: it would cost every part a round trip, and some
/// stores never answer it. Instead the sender looks between pieces whether an answer is there already, so that a refused
/// part of any size costs at most what the socket buffers hold.
/// </summary>
internal static class RequestSender
{
    /// <summary>Bodies up to this size travel with the head in one send; copying them costs less than a second system call.</summary>
    public const int JoinLimit = 64 << 10;

    /// <summary>Puts a small body behind the head.</summary>
    public static S3Error? Join(RequestBody body, ref byte[] buffer, ref int length)
    {
        int total = length + (int)body.Length;
        if (buffer.Length < total)
            Array.Resize(ref buffer, total);
        long offset = 0;
        while (length < total)
        {
            S3Error? error = Read(body, offset, buffer.AsSpan(length, total - length), out int count);
            if (error is not null)
                return error;
            length += count;
            offset += count;
        }
        return null;
    }

    /// <summary>Sends a large body in pieces, from <paramref name="offset"/> on; stops before its end when the store sends something.</summary>
    public static S3Error? Send(Transport transport, RequestBody body, WireCounters counters, TokenBucket? pace, ref long offset, CancellationToken cancellationToken)
    {
        bool inMemory = body.TryGetMemory(out ReadOnlyMemory<byte> memory);
        FileBody? file = body as FileBody;
        StreamedBody? streamed = body as StreamedBody;
        long total = body.WireLength;
        byte[]? rented = null;
        try
        {
            while (offset < total)
            {
                if (offset > 0 && transport.HasEarlyAnswer())
                    return null;
                if (streamed?.Fill() is { } unmade)
                    return unmade;
                int length = (int)Math.Min(Transport.SendChunk, streamed?.Ready.Length ?? total - offset);
                if (pace is not null && (length = pace.TakePiece(length, cancellationToken)) == 0)
                    return NetworkFault.Canceled();
                if (file is not null)
                {
                    S3Error? broken = transport.TrySendFile(file, offset, length, out long sent);
                    if (broken is not null)
                        return broken;
                    if (sent == 0)
                        return Unreadable("the file became shorter while it was sent", null);
                    if (sent > 0)
                    {
                        pace?.Return(length - (int)sent);
                        counters.CountSent(sent);
                        body.Sent = offset += sent;
                        continue;
                    }
                    file = null;
                }
                ReadOnlySpan<byte> piece;
                if (streamed is not null)
                    piece = streamed.Take(length);
                else if (inMemory)
                    piece = memory.Span.Slice((int)offset, length);
                else
                {
                    rented ??= ArrayPool<byte>.Shared.Rent(Transport.SendChunk);
                    Span<byte> room = rented.AsSpan(0, length);
                    S3Error? unread = Read(body, offset, room, out int count);
                    if (unread is not null)
                        return unread;
                    piece = room[..count];
                }
                S3Error? error = transport.Send(piece);
                if (error is not null)
                    return error;
                counters.CountSent(piece.Length);
                body.Sent = offset += piece.Length;
            }
            return null;
        }
        finally
        {
            if (rented is not null)
                ArrayPool<byte>.Shared.Return(rented);
        }
    }

    /// <summary>Reads a piece of a body; a source that fails is an error of its own kind, not the network's.</summary>
    public static S3Error? Read(RequestBody body, long offset, Span<byte> buffer, out int count)
    {
        try
        {
            count = body.Read(offset, buffer);
            return count > 0 ? null : Unreadable("the source ended early", null);
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException or ObjectDisposedException)
        {
            count = 0;
            return Unreadable(failure.Message, failure);
        }
    }

    static S3Error Unreadable(string why, Exception? cause) =>
        new(FailureKind.SourceRead, RetryClass.Never, $"the source could not be read while it was sent: {DisplayText.Of(why)}") { Cause = cause };
}
