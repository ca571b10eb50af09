namespace Sluice.Engine;

/// <summary>What the requests of a process have done so far, added up over all that make requests.</summary>
/// <param name="Bytes">Body bytes, of both directions.</param>
/// <param name="Requests">Requests sent, every attempt counted.</param>
/// <param name="Successes">Requests that succeeded.</param>
/// <param name="Retries">Attempts after the first.</param>
/// <param name="Throttles">Responses that asked to slow down.</param>
/// <param name="Waiting">Requests that wait at this moment.</param>
/// <param name="Responses">Responses that came to requests that waited.</param>
/// <param name="Waited">How long those waited, together.</param>
internal readonly record struct RequestTotals(long Bytes, long Requests, long Successes, long Retries, long Throttles, int Waiting, long Responses, TimeSpan Waited)
{
    /// <summary>Both together.</summary>
    public static RequestTotals operator +(RequestTotals a, RequestTotals b) => new(a.Bytes + b.Bytes, a.Requests + b.Requests, a.Successes + b.Successes, a.Retries + b.Retries,
        a.Throttles + b.Throttles, a.Waiting + b.Waiting, a.Responses + b.Responses, a.Waited + b.Waited);

    /// <summary>What came since <paramref name="b"/>.</summary>
    public static RequestTotals operator -(RequestTotals a, RequestTotals b) => new(a.Bytes - b.Bytes, a.Requests - b.Requests, a.Successes - b.Successes, a.Retries - b.Retries,
        a.Throttles - b.Throttles, a.Waiting - b.Waiting, a.Responses - b.Responses, a.Waited - b.Waited);
}
