namespace Sluice.S3.Requests;

/// <summary>
/// The time in which a store that had answered answers nobody: from the first request without an answer on until any is answered. Requests that got none
/// for all of their attempts within one are a sign that the next ones would get none, either.
/// </summary>
/// <param name="clock">Measures it.</param>
internal sealed class Outage(TimeProvider clock)
{
    // So many requests in turn have to give up where nobody could connect: one may have had bad luck.
    const int MostUnsent = 3;

    // Where a connection broke or nothing came, it may have been for what was asked: more of them, and for longer.
    const int MostUnanswered = 16;
    static readonly TimeSpan ShortestUnanswered = TimeSpan.FromSeconds(30);

    readonly long _begun = clock.GetTimestamp();
    int _givenUp;

    /// <summary>A request has got no answer until it gave up. How long that has lasted, once enough of them have; null before.</summary>
    /// <param name="isUnsent">It could not connect.</param>
    public TimeSpan? GiveUp(bool isUnsent)
    {
        (int givenUp, TimeSpan lasted) = (Interlocked.Increment(ref _givenUp), clock.GetElapsedTime(_begun));
        return givenUp >= (isUnsent ? MostUnsent : MostUnanswered) && (isUnsent || lasted >= ShortestUnanswered) ? lasted : null;
    }
}
