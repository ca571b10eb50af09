using Sluice.Failures;
using Sluice.S3.Credentials;
using Sluice.S3.Endpoints;
using Sluice.S3.Wire;

namespace Sluice.S3.Requests;

/// <summary>Repeats a request until it succeeds, cannot succeed, or has been tried often enough.</summary>
internal sealed class RetryLoop(S3ClientOptions options, RequestPipeline pipeline, StoreBehavior traits, WireCounters counters)
{
    /// <summary>
    /// Attempts while nothing at the address has ever answered: an address that is wrong stays wrong, and its user should
    /// learn so in a second.
    /// </summary>
    const int MaxFirstContacts = 3;

    /// <summary>Attempts at bytes that arrive wrong, or one a second: a bad cable or a source that changes goes on being so, and each attempt at a trickle takes a minute.</summary>
    const int MaxCorruptions = 3;

    readonly RetryPolicy _policy = new(options.Seed);
    readonly RetryBudget _budget = new(options.Clock);

    /// <summary>Sends a request, again where that helps; the error of the last attempt when none succeeds.</summary>
    public S3Result<T> Execute<TState, T>(WireRequest request, TState state, AnswerReader<TState, T> read, CancellationToken cancellationToken)
    {
        Remedies taken = Remedies.None;
        OptionalHeaders leftOut = OptionalHeaders.None;
        double paid = 0;
        int retry = 0, redirects = 0;
        Outage? outage = null;
        for (int attempt = 1; ; attempt++)
        {
            request.Attempt = attempt;
            S3Result<T> result = pipeline.Send(request, state, read, cancellationToken);
            if (result.Error is not { } error)
            {
                _budget.Succeeded(paid);
                counters.CountSuccess();
                if (leftOut != OptionalHeaders.None)
                    traits.Refuses(leftOut);
                return result;
            }
            if (error.Kind == FailureKind.Throttled)
                counters.CountThrottle();
            if (error is { Kind: FailureKind.Network, Status: 0 })
                outage ??= traits.GaveNoAnswer(options.Clock);
            request.IsAnswerLost |= !error.IsUnsent && error.Kind is FailureKind.Network or FailureKind.Server or FailureKind.Protocol;
            if (request.IsSpent)
                return error with { Attempts = attempt, Bucket = request.Bucket, Key = request.Key };
            Remedies remedy = RemedyFor(request, error, taken);
            OptionalHeaders blamed = error.MayBlame & request.Carried;
            if (remedy != Remedies.None && Apply(remedy, request, error, cancellationToken))
                taken |= remedy;
            else if (error.Redirect is { } target && redirects++ < RedirectTarget.MaxInARow)
                request.Redirect = target;
            else if (blamed != OptionalHeaders.None)
            {
                request.LeaveOut(blamed);
                leftOut |= blamed;
            }
            else if (error.Retry != RetryClass.AfterBackoff || retry + 1 >= MaxAttempts(error))
            {
                TimeSpan? silent = error.Kind == FailureKind.Network && traits.HasAnswered ? SilentFor(outage, error) : null;
                return error with { Attempts = attempt, Bucket = request.Bucket, Key = request.Key, SilentFor = silent, IsOfWholePlace = error.IsOfWholePlace || IsOfAddress(error) || silent is not null };
            }
            else
            {
                retry++;
                paid = RetryBudget.PriceOf(error);
                if (error.Kind == FailureKind.Corrupt)
                    request.ForgetDigest();
                if (!Pause(retry, paid, error, cancellationToken))
                    return NetworkFault.Canceled() with { Attempts = attempt };
            }
            counters.CountRetry(ReasonOf(error));
        }
    }

    /// <summary>Waits before retry number <paramref name="retry"/>; false when the caller gave up meanwhile.</summary>
    public bool Pause(int retry, S3Error error, CancellationToken cancellationToken) => Pause(retry, RetryBudget.PriceOf(error), error, cancellationToken);

    /// <summary>Waits before another attempt at a body that broke off or came wrong; false when there were enough, or the caller gave up meanwhile.</summary>
    /// <param name="attempt">The attempt that failed, from 1.</param>
    /// <param name="error">How it failed.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    public bool MayRepeat(int attempt, S3Error error, CancellationToken cancellationToken)
    {
        if (error.Retry != RetryClass.AfterBackoff || attempt >= MaxAttempts(error) || !Pause(attempt, error, cancellationToken))
            return false;
        counters.CountRetry(ReasonOf(error));
        return true;
    }

    bool Pause(int retry, double price, S3Error error, CancellationToken cancellationToken)
    {
        RetryTurn? turn = _budget.Take(price);
        TimeSpan delay = _policy.Delay(retry, error);
        return RetryTurn.Sleep(delay, options.Clock, cancellationToken) && (turn is null || turn.Wait(delay, options.Clock, cancellationToken));
    }

    // No connection could be opened to where nobody has ever answered: no other request would fare better.
    bool IsOfAddress(S3Error error) => error is { Kind: FailureKind.Network, IsUnsent: true } && !traits.HasAnswered;

    // Only where nobody else had an answer since this request first got none.
    TimeSpan? SilentFor(Outage? outage, S3Error error) => outage is not null && traits.Outage == outage ? outage.GiveUp(error.IsUnsent) : null;

    int MaxAttempts(S3Error error) => error switch
    {
        { Kind: FailureKind.Network, Status: 0 } when !traits.HasAnswered => Math.Min(options.MaxAttempts, MaxFirstContacts),
        { Kind: FailureKind.Corrupt } or { IsTrickle: true } => Math.Min(options.MaxAttempts, MaxCorruptions),
        _ => options.MaxAttempts,
    };

    /// <summary>What a summary calls the reason of a retry.</summary>
    public static string ReasonOf(S3Error error) => error switch
    {
        { Kind: FailureKind.Corrupt } => "checksum",
        { Status: > 0, Code.Length: > 0 } => $"{error.Status} {error.Code}",
        { Status: > 0 } => $"{error.Status}",
        { Kind: FailureKind.Network } => "connection",
        { Code.Length: > 0 } => error.Code,
        _ => "answer",
    };

    static Remedies RemedyFor(WireRequest request, S3Error error, Remedies taken)
    {
        Remedies remedy = (error.Kind, error.Retry) switch
        {
            (FailureKind.WrongRegion, RetryClass.AfterRefresh) when error.Region is not null && request.Bucket is not null => Remedies.Region,
            (FailureKind.ClockSkew, RetryClass.AfterRefresh) => Remedies.Clock,
            (FailureKind.Denied, RetryClass.AfterRefresh) => Remedies.Credentials,
            _ => Remedies.None,
        };
        return taken.HasFlag(remedy) ? Remedies.None : remedy;
    }

    bool Apply(Remedies remedy, WireRequest request, S3Error error, CancellationToken cancellationToken)
    {
        switch (remedy)
        {
            case Remedies.Region:
                traits.Learn(request.Bucket!, error.Region!);
                request.Redirect = null;
                return true;
            case Remedies.Clock:
                if (error.StoreTime is not { } time)
                    return false;
                traits.Skew = time - options.Clock.GetUtcNow();
                return true;
            default:
                return TryRenew(request.SignedBy, cancellationToken);
        }
    }

    bool TryRenew(S3Credentials? refused, CancellationToken cancellationToken)
    {
        if (refused is null)
            return false;
        try
        {
            // Another request may have renewed them already.
            if (ReferenceEquals(refused, options.Credentials.Current(cancellationToken)))
                options.Credentials.Invalidate(refused);
            return !ReferenceEquals(refused, options.Credentials.Current(cancellationToken));
        }
        catch (Exception failure) when (failure is S3Exception or OperationCanceledException)
        {
            return false;
        }
    }

    /// <summary>What is tried once for a request, at no cost to its attempts.</summary>
    [Flags]
    enum Remedies
    {
        None = 0,
        Region = 1,
        Clock = 2,
        Credentials = 4,
    }
}
