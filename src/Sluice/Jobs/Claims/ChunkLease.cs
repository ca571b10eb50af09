namespace Sluice.Jobs.Claims;

/// <summary>Who works on a chunk (<c>leases/</c>). It lasts from when the store says that it was written.</summary>
/// <param name="Worker">Who.</param>
/// <param name="Attempt">Which attempt it is, from 1: so many workers died over the chunk, and one.</param>
/// <param name="IsFree">Given back: the next worker need not wait.</param>
/// <param name="Number">Counts what the worker has written: no two contents, and so no two ETags, are alike.</param>
/// <param name="Renewals">How often its worker has renewed it.</param>
internal sealed record ChunkLease(string Worker, int Attempt, bool IsFree, long Number, int Renewals = 0)
{
    /// <summary>
    /// How many times as long a lease lasts that was renewed. Whoever has a chunk for so long that it is renewed has done work for as long, and few of thousands die: renewing it
    /// less often is most of what leases can save.
    /// </summary>
    public const int TimesRenewed = 3;

    // Where it is renewed, of the time that the first one lasts: half of that is left.
    const double FirstRenewal = 0.5, LaterRenewals = TimesRenewed - FirstRenewal;

    /// <summary>How long it lasts.</summary>
    /// <param name="lease">How long those of the job last that are not renewed.</param>
    public TimeSpan LastsOf(TimeSpan lease) => Renewals > 0 ? lease * TimesRenewed : lease;

    /// <summary>How long its worker has had the chunk, about.</summary>
    /// <param name="lease">How long those of the job last that are not renewed.</param>
    /// <param name="age">For how long it has not been written.</param>
    public TimeSpan HeldFor(TimeSpan lease, TimeSpan age) => age + (Renewals > 0 ? lease * (FirstRenewal + (LaterRenewals * (Math.Min(Renewals, 1_000_000) - 1))) : default);
}
