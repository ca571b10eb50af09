namespace Sluice.Client.Calls;

/// <summary>
/// A caller's stream as the engine's input: first what was read of it already, then the rest. It is only ever read asynchronously, since
/// some streams can do no other; the engine's thread waits.
/// </summary>
internal sealed class InputStream : ForwardStream
{
    readonly Stream _rest;
    readonly CancellationTokenSource _end;
    readonly CancellationToken _ended;
    readonly byte[] _buffer = new byte[128 << 10];
    ReadOnlyMemory<byte> _begun;

    /// <summary>Reads nothing yet.</summary>
    /// <param name="begun">What was read.</param>
    /// <param name="rest">The stream; not owned.</param>
    /// <param name="cancellationToken">Ends a read that waits.</param>
    public InputStream(ReadOnlyMemory<byte> begun, Stream rest, CancellationToken cancellationToken)
    {
        (_begun, _rest) = (begun, rest);
        _end = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        _ended = _end.Token;
    }

    /// <summary>What the caller's stream threw; null when it did not.</summary>
    public Exception? Failure { get; private set; }

    /// <inheritdoc/>
    public override int Read(Span<byte> buffer)
    {
        if (_begun.Length > 0)
        {
            int count = Math.Min(_begun.Length, buffer.Length);
            _begun.Span[..count].CopyTo(buffer);
            _begun = _begun[count..];
            return count;
        }
        try
        {
            int count = _rest.ReadAsync(_buffer.AsMemory(0, Math.Min(buffer.Length, _buffer.Length)), _ended).AsTask().GetAwaiter().GetResult();
            _buffer.AsSpan(0, count).CopyTo(buffer);
            return count;
        }
        catch (Exception failure)
        {
            Failure = failure;
            // The engine knows how streams of this machine fail; the caller gets its own exception.
            throw failure as IOException ?? new IOException(failure.Message, failure);
        }
    }

    /// <summary>Ends a read that still waits: the stream is the caller's again.</summary>
    protected override void Dispose(bool disposing)
    {
        if (disposing && !_ended.IsCancellationRequested)
            _end.Cancel();
        _end.Dispose();
        base.Dispose(disposing);
    }
}
