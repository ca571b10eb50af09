using System.Diagnostics;
using Sluice.Failures;
using Sluice.S3.Wire;
using Sluice.Telemetry;

namespace Sluice.S3.Requests;

/// <summary>
/// What becomes a <see cref="RequestSample"/> when its attempt ends. A value inside the answer, not an object of its own; the
/// default one, when nobody asks, does nothing.
/// </summary>
internal struct RequestTrace
{
    readonly S3ClientOptions? _options;
    readonly WireRequest? _request;
    readonly Activity? _above;
    long _started;
    long _lastByte;
    TimeSpan? _firstByte;
    long _sent;
    long _received;
    int? _status;
    string? _errorCode;
    long _connection;
    bool _reused;
    string? _requestId;

    /// <summary>Begins when somebody asks.</summary>
    public RequestTrace(S3ClientOptions options, WireRequest request)
    {
        if (options.OnRequest is null && !SluiceTelemetry.AsksForRequests)
            return;
        (_options, _request) = (options, request);
        // Its answer may be read to its end on another thread.
        _above = SluiceTelemetry.Source.HasListeners() ? Activity.Current : null;
        _started = _lastByte = options.Clock.GetTimestamp();
    }

    /// <summary>The request goes out next, over this connection.</summary>
    public void Connected(HttpConnection connection)
    {
        if (_options is null)
            return;
        (_connection, _reused) = (connection.Number, connection.HasLainIdle);
        _started = _lastByte = _options.Clock.GetTimestamp();
    }

    /// <summary>The head of the answer has come.</summary>
    public void Answered(HttpConnection connection)
    {
        if (_options is null)
            return;
        _lastByte = _options.Clock.GetTimestamp();
        _firstByte = _options.Clock.GetElapsedTime(_started, _lastByte);
        (_sent, _status, _requestId) = (connection.BodySent, connection.Head.Status, ErrorClassifier.RequestId(connection.Head));
    }

    /// <summary>Bytes of the answer's body were read.</summary>
    public void Read(int count)
    {
        if (_options is null || count == 0)
            return;
        _received += count;
        _lastByte = _options.Clock.GetTimestamp();
    }

    /// <summary>There was no answer.</summary>
    public void Broke(HttpConnection connection, S3Error error)
    {
        if (_options is null)
            return;
        _sent = connection.BodySent;
        Failed(error);
    }

    /// <summary>The attempt failed; the first failure counts.</summary>
    public void Failed(S3Error? error)
    {
        if (_options is null || error is null || _errorCode is not null)
            return;
        _errorCode = error.Code.Length > 0 ? error.Code : error.Kind.ToString();
        _lastByte = _options.Clock.GetTimestamp();
    }

    /// <summary>Tells who asked.</summary>
    /// <param name="origin">Whom the request went to.</param>
    public readonly void End(in Origin origin)
    {
        if (_options is null)
            return;
        RequestSample sample = new()
        {
            Operation = _request!.Operation,
            Method = _request.Method,
            Bucket = _request.Bucket,
            Key = _request.Key,
            Attempt = _request.Attempt,
            Started = _started,
            FirstByte = _firstByte,
            Duration = _options.Clock.GetElapsedTime(_started, _lastByte),
            BytesSent = _sent,
            BytesReceived = _received,
            Status = _status,
            ErrorCode = _errorCode ?? "",
            Connection = _connection,
            Reused = _reused,
            RequestId = _requestId,
        };
        _options.OnRequest?.Invoke(sample);
        if (SluiceTelemetry.AsksForRequests)
            RequestTelling.Tell(sample, origin, _above, _options.Clock.GetUtcNow() - _options.Clock.GetElapsedTime(_started));
    }
}
