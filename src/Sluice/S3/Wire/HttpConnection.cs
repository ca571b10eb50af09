using System.Diagnostics;
using Sluice.Failures;

namespace Sluice.S3.Wire;

/// <summary>
/// HTTP/1.1 over one transport: one request, then its answer, then the next request. Head and body of small requests
/// leave in one send; bodies of answers go from the socket straight into the caller's span once the bytes that came with
/// the head are used up.
/// </summary>
internal sealed class HttpConnection : IDisposable
{
    /// <summary>Interim answers (1xx) passed over before the peer is called mad.</summary>
    const int MaxInterim = 16;

    readonly Transport _transport;
    readonly S3ClientOptions _options;
    readonly ReceiveBuffer _received;
    byte[] _sendBuffer = new byte[4 << 10];
    bool _keepAlive;
    // The final answer's head came while the body was still being sent.
    bool _answeredEarly;
    // Something had come before anything was asked.
    bool _wasUnasked;
    int _interim;
    // Null when what the answer takes tells nothing of the way.
    WireCounters? _waits;
    bool _wasJoined;

    public HttpConnection(Transport transport, S3ClientOptions options, long number)
    {
        Number = number;
        _transport = transport;
        _options = options;
        _received = new ReceiveBuffer(transport);
        Body = new BodyReader(transport.Origin, _received, options.StallTimeout);
    }

    /// <summary>Its number among those that the client has opened, from 1.</summary>
    public long Number { get; }

    public Origin Origin => _transport.Origin;
    public Deadline Deadline => _transport.Deadline;

    /// <summary>Head of the current answer.</summary>
    public ResponseHead Head { get; } = new();

    /// <summary>Body of the current answer.</summary>
    public BodyReader Body { get; }

    /// <summary>True once an answer to the current request has begun to arrive.</summary>
    public bool AnswerBegan { get; private set; }

    /// <summary>Body bytes of the current request that have left.</summary>
    public long BodySent { get; private set; }

    /// <summary>True when this connection has served a request before, or was opened ahead of one: the store may have closed it meanwhile.</summary>
    public bool HasLainIdle { get; set; }

    /// <summary>Timestamp of the return to the pool.</summary>
    public long IdleSince { get; set; }

    /// <summary>True when the whole answer was read and another request may follow.</summary>
    public bool IsReusable => _keepAlive && !Body.IsLast && Body.IsDone && _received.IsEmpty && Deadline.Expired == DeadlineKind.None;

    /// <summary>True when an idle connection was closed by the store, or was sent something nobody asked for.</summary>
    public bool IsStale() => _transport.IsReadable();

    /// <summary>Sends a request. Null also when the store answered before the body was through: that answer is received next.</summary>
    public S3Error? Send(WireRequest request, string target, string? proxyAuthorization, WireCounters counters, CancellationToken cancellationToken)
    {
        AnswerBegan = _answeredEarly = _keepAlive = false;
        BodySent = 0;
        Body.Reset();
        _received.Clear();
        _interim = 0;
        _transport.Begin(request.Patience);
        int length = RequestHead.Write(request, target, proxyAuthorization, ref _sendBuffer);
        if (length < 0)
            return new S3Error(FailureKind.BadRequest, RetryClass.Never, $"{request.Operation}: a header value holds a line break or another control character");

        // 1 Head and a small body in one send: one packet, one system call.
        RequestBody body = request.Body;
        bool joined = body.Length <= RequestSender.JoinLimit && body is not StreamedBody;
        S3Error? error = joined && body.Length > 0 ? RequestSender.Join(body, ref _sendBuffer, ref length) : null;
        if (error is not null)
            return error;
        (_waits, _wasJoined) = (request.Patience == 1 ? counters : null, joined);
        _wasUnasked = !HasLainIdle && _transport.HasEarlyAnswer();
        error = _transport.Send(_sendBuffer.AsSpan(0, length));

        // 2 A large body in pieces, with an eye on early answers.
        if (error is null && joined)
            counters.CountSent(BodySent = body.Length);
        else if (error is null)
            error = SendLarge(body, counters, cancellationToken);
        if (error is null)
        {
            _keepAlive = !_answeredEarly;
            return null;
        }

        // 3 A store that refuses a request may answer and close while the body is still on its way: its answer, when
        //   there is one, says more than the broken pipe.
        if (error.Kind == FailureKind.Network && Deadline.Expired == DeadlineKind.None && _transport.IsReadable() && ReceiveFinalHead(1) is null && Head.Status >= 300)
        {
            _answeredEarly = true;
            return null;
        }
        return error;
    }

    /// <summary>Receives the head of the final answer; interim ones (1xx) are passed over.</summary>
    /// <param name="isHead">The request was HEAD: no body follows.</param>
    /// <param name="patience">Factor on the first-byte limit, for operations that a store works on before it answers.</param>
    public S3Error? ReceiveHead(bool isHead, int patience)
    {
        if (!_answeredEarly && WaitForHead(patience) is { } error)
            return error;
        // An overloaded store may refuse whoever comes before it has heard him; it cannot have done what it was not asked.
        if (_wasUnasked && Head.Status < 400)
            return Garbage("answered before it was asked");
        HasLainIdle = true;
        _keepAlive &= !Head.HasToken("connection"u8, "close"u8) && (!Head.IsHttp10 || Head.HasToken("connection"u8, "keep-alive"u8));
        return Body.Begin(Head, isHead);
    }

    public void Dispose() => _transport.Dispose();

    S3Error? SendLarge(RequestBody body, WireCounters counters, CancellationToken cancellationToken)
    {
        long offset = 0;
        while (true)
        {
            S3Error? error = RequestSender.Send(_transport, body, counters, _options.Limits?.Sent, ref offset, cancellationToken);
            BodySent = offset;
            if (error is not null || offset == body.WireLength)
                return error;
            error = ReceiveOneHead(1) ?? CountInterim();
            if (error is not null)
                return error;
            if (Head.Status < 200)
                continue;
            _answeredEarly = true;
            // A refusal may come early. A success may not: it would be one for bytes the store has not seen.
            return Head.Status >= 300 ? null : Garbage("called an upload done before all of it was sent");
        }
    }

    S3Error? WaitForHead(int patience)
    {
        if (_waits is null)
            return ReceiveFinalHead(patience);
        if (!_wasJoined)
            return WaitAfterLarge(_waits, patience);
        long begun = Stopwatch.GetTimestamp();
        _waits.BeginWait();
        S3Error? error = ReceiveFinalHead(patience);
        _waits.EndWait();
        if (error is null)
            _waits.CountAnswer(Stopwatch.GetTimestamp() - begun);
        return error;
    }

    // What was handed to the system has not left yet; the system knows when the last of it did.
    S3Error? WaitAfterLarge(WireCounters waits, int patience)
    {
        waits.BeginLeaving(_transport);
        S3Error? error = ReceiveFinalHead(patience);
        waits.EndLeaving(_transport);
        if (error is null && _transport.TryLook(out _, out TimeSpan since))
            waits.CountAnswer((long)(since.TotalSeconds * Stopwatch.Frequency));
        return error;
    }

    S3Error? ReceiveFinalHead(int patience)
    {
        while (true)
        {
            if ((ReceiveOneHead(patience) ?? CountInterim()) is { } error)
                return error;
            if (Head.Status >= 200)
                return null;
        }
    }

    S3Error? CountInterim() => Head.Status == 101 ? Garbage("speaks another protocol from here on (101)")
        : Head.Status < 200 && ++_interim > MaxInterim ? Garbage("sent one interim answer after another") : null;

    S3Error? ReceiveOneHead(int patience)
    {
        _received.Release();
        int searched = 0;
        while (true)
        {
            ReadOnlySpan<byte> window = _received.Window;
            AnswerBegan |= !window.IsEmpty;
            if (!window.IsEmpty && searched < 7 && !"HTTP/1."u8.StartsWith(window[..Math.Min(window.Length, 7)]))
                return Garbage(Describe(window));
            int length = ResponseHead.FindEnd(window, searched);
            if (length > 0)
                return Head.TryParse(_received.Hold(length), length) ? null : Garbage("does not speak HTTP/1.1 as a store should");
            searched = window.Length;
            bool more = searched == 0
                ? _received.Fill(DeadlineKind.FirstByte, _options.FirstByteTimeout * patience, ResponseHead.MaxBytes, out S3Error? error)
                : _received.Fill(DeadlineKind.Stall, _options.StallTimeout, ResponseHead.MaxBytes, out error);
            if (!more)
                return error ?? (searched >= ResponseHead.MaxBytes ? Garbage("sent more than 64 KiB of headers")
                    : NetworkFault.EndedEarly(Origin, searched == 0 ? "before it answered" : "in mid-answer"));
        }
    }

    static string Describe(ReadOnlySpan<byte> bytes) => bytes is [0x15, 0x03, ..]
        ? "speaks TLS where plain HTTP was asked: use https://"
        : "does not speak HTTP/1.1: is this an S3 endpoint?";

    S3Error Garbage(string what) => new(FailureKind.Protocol, RetryClass.Never, $"{Origin} {what}");
}
