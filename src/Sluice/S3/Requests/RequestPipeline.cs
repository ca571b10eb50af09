using Sluice.Failures;
using Sluice.S3.Credentials;
using Sluice.S3.Endpoints;
using Sluice.S3.Signing;
using Sluice.S3.Wire;

namespace Sluice.S3.Requests;

/// <summary>Turns an answer that says success into a value, inside the retry loop: a body that breaks off is asked for again.</summary>
internal delegate S3Result<T> AnswerReader<TState, T>(Response answer, TState state);

/// <summary>One attempt at a request: digest, endpoint, credentials, signature, connection, answer.</summary>
internal sealed class RequestPipeline : IDisposable
{
    readonly S3ClientOptions _options;
    readonly WireCounters _counters;
    readonly StoreBehavior _traits;
    readonly EndpointResolver _endpoints;
    readonly SigV4Signer _signer = new();
    readonly Watchdog _watchdog;
    readonly Connector _connector;
    readonly ConnectionPool _pool;

    public RequestPipeline(S3ClientOptions options, WireCounters counters, StoreBehavior traits)
    {
        _options = options;
        _counters = counters;
        _traits = traits;
        _endpoints = new EndpointResolver(options);
        _watchdog = new Watchdog(options.Clock, Shortest(options));
        ProxySettings proxies = new(Environment.GetEnvironmentVariable);
        if (proxies.Problem is { } problem && options.Endpoint?.IsLoopback != true)
            throw new S3Exception(new S3Error(FailureKind.Network, RetryClass.Never, problem) { Code = "BadProxy" });
        _connector = new Connector(options, proxies, _watchdog);
        _pool = new ConnectionPool(options, _connector, counters);
    }

    /// <summary>Sends a request once and reads its answer.</summary>
    /// <param name="request">What to ask.</param>
    /// <param name="state">Passed to <paramref name="read"/>.</param>
    /// <param name="read">Reads an answer that says success.</param>
    /// <param name="cancellationToken">Ends the attempt at any point, also while the caller reads a body that was kept.</param>
    public S3Result<T> Send<TState, T>(WireRequest request, TState state, AnswerReader<TState, T> read, CancellationToken cancellationToken)
    {
        if (cancellationToken.IsCancellationRequested)
            return NetworkFault.Canceled();

        // 0 Its turn, before anything is signed or held for it.
        if (!AwaitTurn(request, cancellationToken))
            return NetworkFault.Canceled();

        // 1 Where to, as whom, by which clock.
        string region = _traits.RegionOf(request.Bucket) ?? _options.Region;
        if (!_endpoints.Resolve(request.Bucket, region).TryGet(out ResolvedEndpoint? endpoint, out S3Error? error))
            return error;
        endpoint = request.Redirect?.Endpoint ?? endpoint;
        S3Credentials? credentials = CurrentCredentials(cancellationToken, out error);
        if (error is not null)
            return error;
        Origin origin = new(endpoint.IsTls, endpoint.DnsHost, endpoint.Port);
        AttemptContext attempt = new(request, origin, endpoint.SigningRegion, credentials, _options.Clock.GetUtcNow() + _traits.Skew);

        // 2 What the body is.
        error = request.Digest(SignsPayload(endpoint) && credentials is not null, _traits.Refused);
        if (error is not null)
            return error;

        // 3 Headers of this attempt, and the signature over all of them.
        request.Rewind();
        request.AddHeader("host", endpoint.Host);
        request.AddOptionalHeaders();
        request.SignedBy = credentials;
        string path = request.Redirect?.Path ?? endpoint.PathOf(request.Key);
        string query = request.Redirect?.Query ?? request.CanonicalQuery();
        if (credentials is not null)
            _signer.Sign(request, path, query, credentials, endpoint.SigningRegion, attempt.Now);
        if (request.Body is StreamedBody streamed)
        {
            if (credentials is null)
                return new S3Error(FailureKind.NotSupported, RetryClass.Never, "a body in chunks is not sent anonymously");
            streamed.Begin(request.PayloadHash == SigV4Chunks.SignedPayloadWithTrailer ? _signer.ChunksOf(request, credentials, endpoint.SigningRegion, attempt.Now) : null);
        }

        // 4 Over the wire.
        string target = query.Length > 0 ? $"{path}?{query}" : path;
        Response? answer = Exchange(attempt, target, cancellationToken, out error);
        if (answer is null)
            return error!;
        if (!_traits.HasAnswered)
        {
            _traits.Server = answer.Head.Text("server"u8) is { } server ? ErrorClassifier.Cut(server) : null;
            _traits.HasAnswered = true;
        }
        _traits.Answered();
        if (!_traits.SpeaksS3 && ErrorClassifier.SpeaksS3(answer.Head))
            _traits.SpeaksS3 = true;

        // 5 What came back.
        try
        {
            if (answer.Head.Status is < 200 or >= 300)
            {
                using PooledBytes body = answer.ReadErrorDocument();
                S3Error refused = ErrorClassifier.Classify(attempt, answer.Head, body.Span);
                if (answer.Head.Status is 301 or 302 or 307 or 308 && refused.Region is null && answer.Head.Text("location"u8) is { } location)
                    refused = RedirectTarget.TryRead(location, endpoint, query, request.Bucket, request.Key, _options.Endpoint?.IdnHost, out RedirectTarget? onward)
                        ? refused with { Redirect = onward }
                        : refused with { Message = $"{origin} sends {request.Operation} on to {ErrorClassifier.Cut(location)}, where it is not followed: that is another host, or another object" };
                answer.Failed(refused);
                return refused;
            }
            S3Result<T> result = read(answer, state);
            answer.Failed(result.Error);
            if (!answer.IsKept && result.Error is null)
                answer.Drain();
            return result;
        }
        finally
        {
            if (!answer.IsKept)
                answer.Dispose();
        }
    }

    /// <summary>Opens connections for requests to a bucket, ahead of those; null where it is not known where they go.</summary>
    public ConnectionsAhead? OpenAhead(string bucket, int most, CancellationToken cancellationToken)
    {
        if (!_endpoints.Resolve(bucket, _traits.RegionOf(bucket) ?? _options.Region).TryGet(out ResolvedEndpoint? endpoint, out _))
            return null;
        Origin origin = new(endpoint.IsTls, endpoint.DnsHost, endpoint.Port);
        return new ConnectionsAhead(token => _pool.OpenAhead(origin, token), most, cancellationToken);
    }

    public void Dispose()
    {
        _pool.Dispose();
        _watchdog.Dispose();
    }

    Response? Exchange(in AttemptContext attempt, string target, CancellationToken cancellationToken, out S3Error? error)
    {
        WireRequest request = attempt.Request;
        ProxySettings.Proxy? proxy = _connector.ForwardingProxy(attempt.Origin);
        if (proxy is not null)
            target = $"{attempt.Origin}{target}";
        bool fresh = false;
        while (true)
        {
            RequestTrace trace = new(_options, request);
            HttpConnection? connection = _pool.Rent(attempt.Origin, fresh, cancellationToken, out error);
            if (connection is null)
            {
                trace.Failed(error);
                trace.End(attempt.Origin);
                return null;
            }
            trace.Connected(connection);
            bool hadLainIdle = connection.HasLainIdle;
            CancellationTokenRegistration registration = cancellationToken.UnsafeRegister(static state => ((Deadline)state!).Cancel(), connection.Deadline);
            _counters.CountRequest();
            error = connection.Send(request, target, proxy?.Authorization, _counters, cancellationToken) ??
                connection.ReceiveHead(request.Method == "HEAD", request.Patience);
            if (error is null)
            {
                trace.Answered(connection);
                return new Response(attempt, connection, registration, _pool, _counters, _options.Limits?.Received, trace);
            }
            registration.Dispose();
            connection.Dispose();
            trace.Broke(connection, error);
            trace.End(attempt.Origin);
            // An idle connection that the store had closed: nothing was answered, so the request goes out again at once,
            // on a new connection, since its neighbours in the pool are likely closed too.
            if (!hadLainIdle || request.IsSpent || connection.AnswerBegan || error.Kind != FailureKind.Network || connection.Deadline.Expired != DeadlineKind.None)
                return null;
            fresh = true;
            if (!AwaitTurn(request, cancellationToken))
            {
                error = NetworkFault.Canceled();
                return null;
            }
        }
    }

    // Small bodies wait here, where they hold no connection; large ones wait piece by piece.
    bool AwaitTurn(WireRequest request, CancellationToken cancellationToken) => _options.Limits is not { } limits || request.IsUndoing
        || limits.Asked.Take(1, cancellationToken)
        && (request.Body.Length > RequestSender.JoinLimit || limits.Sent.Take((int)request.Body.Length, cancellationToken));

    S3Credentials? CurrentCredentials(CancellationToken cancellationToken, out S3Error? error)
    {
        error = null;
        try
        {
            return _options.Credentials.Current(cancellationToken);
        }
        catch (S3Exception failure)
        {
            // With a code of its own: it is the same for every request of the client.
            error = failure.Error.Code.Length > 0 ? failure.Error : failure.Error with { Code = "NoCredentials" };
        }
        catch (OperationCanceledException)
        {
            error = NetworkFault.Canceled();
        }
        return null;
    }

    bool SignsPayload(ResolvedEndpoint endpoint) => _options.PayloadSigning switch
    {
        PayloadSigning.Always => true,
        PayloadSigning.Never => false,
        _ => !endpoint.IsTls,
    };

    static TimeSpan Shortest(S3ClientOptions options) =>
        new(Math.Min(options.ConnectTimeout.Ticks, Math.Min(options.FirstByteTimeout.Ticks, options.StallTimeout.Ticks)));
}
