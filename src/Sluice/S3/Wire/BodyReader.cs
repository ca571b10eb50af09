using System.Text;
using Sluice.Failures;

namespace Sluice.S3.Wire;

/// <summary>Reads the body of one answer after another, however each of them ends (RFC 9112, 6.3).</summary>
internal sealed class BodyReader(Origin origin, ReceiveBuffer received, TimeSpan stallLimit)
{
    ChunkedBody _chunks;
    long _left;

    /// <summary>How the body ends.</summary>
    public BodyFraming Framing { get; private set; }

    /// <summary>Length of the body when the head says it, else -1. Of a HEAD answer: what a GET's would be.</summary>
    public long ContentLength { get; private set; }

    /// <summary>Bytes that are still to come, at the most.</summary>
    public long Left => IsDone ? 0 : Framing == BodyFraming.Length ? _left : long.MaxValue;

    /// <summary>True when all of the body was read.</summary>
    public bool IsDone { get; private set; } = true;

    /// <summary>True when its end is told in a way that two readers can take differently: nothing more is to be read from this connection.</summary>
    public bool IsLast { get; private set; }

    /// <summary>Before the next answer.</summary>
    public void Reset() => IsDone = false;

    /// <summary>Learns from the head how the body ends.</summary>
    public S3Error? Begin(ResponseHead head, bool isHead)
    {
        ContentLength = -1;
        _chunks = default;
        // "identity" is how HTTP said "as it is" once (RFC 2616, 3.6).
        bool isChunked = head.TryGet("transfer-encoding"u8, out ReadOnlySpan<byte> encoding) && !Ascii.EqualsIgnoreCase(encoding, "identity"u8);
        bool hasLength = head.TryGet("content-length"u8, out ReadOnlySpan<byte> text);
        // Both at once, or chunks in HTTP/1.0: the chunks count, and the connection ends with them (RFC 9112, 6.1 and 6.3).
        IsLast = isChunked && (hasLength || head.IsHttp10);
        S3Error? error = null;
        if (isChunked && !(Ascii.EqualsIgnoreCase(encoding, "chunked"u8) && head.IsUnambiguous("transfer-encoding"u8)))
            error = Garbage("uses a transfer encoding other than chunked");
        else if (hasLength && !isChunked)
        {
            if (TryLength(text, out long length) && head.IsUnambiguous("content-length"u8))
                ContentLength = length;
            else
                error = Garbage("sent a Content-Length that is no number");
        }
        if (error is not null)
        {
            // Where the status says that it failed, it failed, whatever comes behind.
            if (head.Status < 300)
                return error;
            (Framing, IsDone, IsLast) = (BodyFraming.None, true, true);
            return null;
        }
        Framing = isHead || head.Status is 204 or 304 ? BodyFraming.None
            : isChunked ? BodyFraming.Chunked
            : ContentLength >= 0 ? BodyFraming.Length : BodyFraming.UntilClose;
        _left = ContentLength;
        IsDone = Framing == BodyFraming.None || (Framing == BodyFraming.Length && _left == 0);
        return null;
    }

    /// <summary>Reads up to <paramref name="buffer"/>.Length bytes; 0 only at the end of the body or with an error.</summary>
    public int Read(Span<byte> buffer, out S3Error? error)
    {
        error = null;
        if (IsDone || buffer.IsEmpty)
            return 0;
        if (Framing == BodyFraming.Chunked && _chunks.Left == 0)
        {
            error = NextChunk();
            if (error is not null || IsDone)
                return 0;
        }
        long left = Framing switch { BodyFraming.Length => _left, BodyFraming.Chunked => _chunks.Left, _ => long.MaxValue };
        int count = received.Take(left < buffer.Length ? buffer[..(int)left] : buffer, stallLimit, out error);
        if (count > 0)
            Count(count);
        else if (error is null && Framing == BodyFraming.UntilClose && received.SaidGoodbye)
            IsDone = true;
        else
            error ??= NetworkFault.EndedEarly(origin, "in mid-answer");
        return count;
    }

    void Count(int count)
    {
        if (Framing == BodyFraming.Length)
            IsDone = (_left -= count) == 0;
        else if (Framing == BodyFraming.Chunked && (_chunks.Left -= count) == 0)
            // The end of the body is often here already: seen now, the connection can be used again.
            Advance();
    }

    S3Error? NextChunk()
    {
        while (true)
        {
            switch (Advance())
            {
                case ChunkedBody.Step.Data or ChunkedBody.Step.End:
                    return null;
                case ChunkedBody.Step.Invalid:
                    return Garbage("sent a broken chunked body");
            }
            if (!received.Fill(DeadlineKind.Stall, stallLimit, ChunkedBody.MaxLine + 2, out S3Error? error))
                return error ?? (received.IsEmpty ? NetworkFault.EndedEarly(origin, "in mid-answer") : Garbage("sent a broken chunked body"));
        }
    }

    ChunkedBody.Step Advance()
    {
        ChunkedBody.Step step = _chunks.Advance(received.Window, out int used);
        received.Consume(used);
        IsDone = step == ChunkedBody.Step.End;
        return step;
    }

    // Some proxies join two equal headers to one (RFC 9110, 8.6).
    static bool TryLength(ReadOnlySpan<byte> text, out long length)
    {
        int comma = text.IndexOf((byte)',');
        if (comma < 0)
            return ResponseHead.TryNumber(text, out length);
        if (!ResponseHead.TryNumber(text[..comma].Trim(" \t"u8), out length))
            return false;
        foreach (Range one in text.Split((byte)','))
            if (!ResponseHead.TryNumber(text[one].Trim(" \t"u8), out long other) || other != length)
                return false;
        return true;
    }

    S3Error Garbage(string what) => new(FailureKind.Protocol, RetryClass.Never, $"{origin} {what}");
}
