namespace Sluice.Jobs.Claims;

/// <summary>Where among a job's chunks a worker begins, and which are its own before it helps others.</summary>
/// <param name="start">Where it begins, as a share of the chunks: workers that begin at once take different ones.</param>
/// <param name="share">How many of the chunks are between that and where the next worker begins; 1 where that is not known.</param>
internal sealed class WorkerPlace(double start, double share)
{
    /// <summary>Chunks that are looked at in the beginning where the plan has more: what a page of a listing has of them, of their seals and of their leases.</summary>
    public const int Window = 900;

    // Of so few chunks that are its own, a worker of a large job claims one after another, which tells that one is sealed: a page of seals costs twelve reads.
    const int MostUnlisted = 12;

    /// <summary>Workers that there are; 1 where that is not known.</summary>
    public double Workers => 1 / share;

    /// <summary>True where it is known how many workers there are, and they are several.</summary>
    public bool HasOthers => share < 1;

    /// <summary>The first of its own.</summary>
    /// <param name="planned">Chunks of the plan.</param>
    public int First(int planned) => (int)(planned * start);

    /// <summary>The chunk whose page it begins with, of a large job.</summary>
    /// <param name="planned">Chunks of the plan.</param>
    public int WindowOf(int planned) => Math.Min(First(planned), planned - Window);

    /// <summary>True where so many are its own that their seals are listed.</summary>
    /// <param name="planned">Chunks of the plan.</param>
    public bool HasMany(int planned) => Behind(planned) - First(planned) > MostUnlisted;

    /// <summary>True for its own: behind them it asks what is left of all, instead of trying what others have.</summary>
    /// <param name="chunk">A chunk.</param>
    /// <param name="planned">Chunks of the plan.</param>
    public bool IsOwn(string chunk, int planned) =>
        string.CompareOrdinal(chunk, JobNames.Numbered(First(planned))) >= 0 && string.CompareOrdinal(chunk, JobNames.Numbered(Behind(planned))) < 0;

    int Behind(int planned) => Math.Max(First(planned) + 1, (int)(planned * (start + share)));
}
