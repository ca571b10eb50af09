namespace Sluice.S3.Requests;

/// <summary>
/// The time in which a store that had answered lets nobody connect: from the first refusal on until any request is answered. Requests that were refused
/// for all of their attempts within one are a sign that the next ones would be, too.
/// </summary>
/// <param name="clock">Measures it.</param>
internal sealed class Outage(TimeProvider clock)
{
    /// <summary>So many requests in turn have to give up: one may have had bad luck.</summary>
    const int MostGivenUp = 3;

    readonly long _begun = clock.GetTimestamp();
    int _givenUp;

    /// <summary>A request was refused until it gave up. How long it has lasted, once enough of them have; null before.</summary>
    public TimeSpan? GiveUp() => Interlocked.Increment(ref _givenUp) >= MostGivenUp ? clock.GetElapsedTime(_begun) : null;
}
