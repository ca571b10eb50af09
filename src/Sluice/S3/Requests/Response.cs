using System.Buffers;
using Sluice.Failures;
using Sluice.Pacing;
using Sluice.S3.Wire;

namespace Sluice.S3.Requests;

/// <summary>
/// A final answer whose body is still on the wire. Owns its connection until it is disposed: one read to its end goes
/// back to the pool, any other is closed.
/// </summary>
internal sealed class Response : IDisposable
{
    /// <summary>Most bytes of an XML answer: a page of 1,000 keys of 1,024 escaped bytes has under 4 MiB.</summary>
    const int MaxDocument = 16 << 20;

    /// <summary>Bytes that nobody wants but that are worth reading to keep the connection.</summary>
    const int MaxDrain = 64 << 10;

    /// <summary>Bytes received before the shared counter is told.</summary>
    const int CountStep = 64 << 10;

    readonly ConnectionPool _pool;
    readonly WireCounters _counters;
    readonly HttpConnection _connection;
    readonly TokenBucket? _pace;
    CancellationTokenRegistration _registration;
    RequestTrace _trace;
    long _uncounted;
    int _disposed;

    public Response(in AttemptContext attempt, HttpConnection connection, CancellationTokenRegistration registration, ConnectionPool pool, WireCounters counters, TokenBucket? pace, in RequestTrace trace)
    {
        Attempt = attempt;
        _connection = connection;
        _registration = registration;
        _pool = pool;
        _counters = counters;
        _pace = pace;
        _trace = trace;
    }

    /// <summary>What was asked.</summary>
    public AttemptContext Attempt { get; }

    /// <summary>Status and headers.</summary>
    public ResponseHead Head => _connection.Head;

    /// <summary>Length of the body when the head says it, else -1.</summary>
    public long ContentLength => _connection.Body.ContentLength;

    /// <summary>True when a reader took the answer over and disposes it itself.</summary>
    public bool IsKept { get; private set; }

    /// <summary>Takes the answer over: its body is read after the call returns.</summary>
    public void Keep() => IsKept = true;

    /// <summary>Reads from the body; 0 only at its end or with an error.</summary>
    public int Read(Span<byte> buffer, out S3Error? error)
    {
        if (_pace is null)
            return Receive(buffer, out error);
        // Only what is granted is received: the rest waits in the store, or on the way.
        int most = (int)Math.Min(buffer.Length, _connection.Body.Left);
        int granted = _pace.TakePiece(most, _registration.Token);
        if (granted == 0 && most > 0)
        {
            error = NetworkFault.Canceled();
            _trace.Failed(error);
            return 0;
        }
        int received = Receive(buffer[..granted], out error);
        _pace.Return(granted - received);
        return received;
    }

    /// <summary>Reads the whole body, a document of bounded size.</summary>
    public S3Error? ReadDocument(out PooledBytes document) => ReadDocument(MaxDocument, out document);

    /// <summary>Reads the body of an error answer: what fits 64 KiB, and none of it when it does not come.</summary>
    public PooledBytes ReadErrorDocument() => ReadDocument(MaxDrain, out PooledBytes document) is null ? document : PooledBytes.Empty;

    /// <summary>Notes why the attempt is none that succeeded.</summary>
    public void Failed(S3Error? error) => _trace.Failed(error);

    /// <summary>An answer that no store should give.</summary>
    public S3Error Protocol(string what, RetryClass retry = RetryClass.Never) => ErrorClassifier.Protocol(Attempt, Head, what, retry);

    public void Dispose()
    {
        if (Interlocked.Exchange(ref _disposed, 1) != 0)
            return;
        // Waits for a cancellation that is just at work, so that it cannot hit the connection's next user.
        _registration.Dispose();
        if (_uncounted > 0)
            _counters.CountReceived(_uncounted);
        _pool.Return(_connection);
        _trace.End(Attempt.Origin);
    }

    /// <summary>Reads what little may be left of a body nobody wants, so that the connection can be kept.</summary>
    public void Drain()
    {
        if (_connection.Body.IsDone || ContentLength > MaxDrain || _connection.Body.Framing == BodyFraming.UntilClose)
            return;
        ReadErrorDocument().Dispose();
    }

    int Receive(Span<byte> buffer, out S3Error? error)
    {
        int count = _connection.Body.Read(buffer, out error);
        _uncounted += count;
        _trace.Read(count);
        _trace.Failed(error);
        if (_uncounted >= CountStep || count == 0 || _connection.Body.IsDone)
        {
            _counters.CountReceived(_uncounted);
            _uncounted = 0;
        }
        return count;
    }

    S3Error? ReadDocument(int most, out PooledBytes document)
    {
        byte[] bytes = ArrayPool<byte>.Shared.Rent((int)Math.Clamp(ContentLength, 4 << 10, most));
        int length = 0;
        S3Error? error = null;
        while (true)
        {
            if (length == bytes.Length)
            {
                byte[] longer = ArrayPool<byte>.Shared.Rent(bytes.Length * 2);
                bytes.CopyTo(longer, 0);
                ArrayPool<byte>.Shared.Return(bytes);
                bytes = longer;
            }
            int count = Read(bytes.AsSpan(length), out error);
            if (count == 0)
                break;
            length += count;
            if (length > most)
            {
                error = Protocol($"answered {Attempt.Request.Operation} with more than {most >> 10} KiB");
                break;
            }
        }
        document = new PooledBytes(bytes, length);
        if (error is null)
            return null;
        document.Dispose();
        document = PooledBytes.Empty;
        return error;
    }
}
