using Sluice.Jobs.Store;

namespace Sluice.Jobs.Claims;

/// <summary>Names of a job's chunks, seals and leases: all of them, or one page from some chunk on. Not safe for many threads.</summary>
/// <param name="store">The job.</param>
/// <param name="lasts">How long a claim lasts; null where others' claims are not seen in the store.</param>
internal sealed class ChunkListing(JobStore store, TimeSpan? lasts)
{
    const int PageOf = 1000;

    readonly ChunkFamily _family = new(store);

    /// <summary>Chunks that are sealed. To be asked before <see cref="Chunks"/>: the halves of a chunk are there before its seal is.</summary>
    /// <param name="first">From which chunk on, one page; null for all.</param>
    /// <param name="cancellationToken">Ends it.</param>
    public IEnumerable<string> Sealed(int? first, CancellationToken cancellationToken) => Entries(JobNames.Seals, first, cancellationToken).Select(static entry => JobNames.ChunkOfSeal(entry.Name)).OfType<string>();

    /// <summary>Chunks that there are, as <see cref="Sealed"/>.</summary>
    public List<string> Chunks(int? first, CancellationToken cancellationToken) => [.. Entries(JobNames.Chunks, first, cancellationToken).Select(static entry => JobNames.ChunkOf(entry.Name)).OfType<string>()];

    /// <summary>
    /// How many chunks are written of a plan that is not at its end, by about two requests for each time that a page of them doubles instead of one for each page. At most
    /// a page too many where halves lie among them.
    /// </summary>
    public int Written(CancellationToken cancellationToken)
    {
        // They are written in the order of their numbers: where one is, all before it are.
        int low = 0, step = PageOf;
        int? high = null;
        for (int at = 0; ; at = high is { } end ? low + (end - low) / 2 : low + step)
        {
            int? last = NumberOf(Page(JobNames.Chunks, at, cancellationToken, out bool isLast));
            if (isLast && (last is not null || at == 0))
                return last + 1 ?? 0;
            if (last is null)
                high = at;
            else
                (low, step) = (at, at == 0 ? step : step * 2);
            if (high is { } most && most - low <= PageOf)
                return most;
        }
    }

    static int? NumberOf(IReadOnlyList<JobEntry> page) =>
        page.Select(static entry => JobNames.ChunkOf(entry.Name)).LastOrDefault(static chunk => chunk?.Length == JobNames.Digits) is { } last && int.TryParse(last, System.Globalization.NumberStyles.None, System.Globalization.CultureInfo.InvariantCulture, out int number) ? number : null;

    /// <summary>How many of the plan's chunks are there or sealed: what is sealed needs its file no more.</summary>
    public static int Planned(IEnumerable<string> chunks, IEnumerable<string> done) => chunks.Concat(done).Where(static chunk => chunk.Length == JobNames.Digits).Distinct().Count();

    /// <summary>Those that are to be done, and can be.</summary>
    public List<string> Left(IEnumerable<string> chunks, HashSet<string> done, CancellationToken cancellationToken) => [.. chunks.Where(chunk => !done.Contains(chunk) && _family.Counts(chunk, cancellationToken) && _family.IsReady(chunk, done, cancellationToken))];

    /// <summary>Chunks that somebody may have, or has sealed lately (names do not tell of a lease whether it was renewed), as <see cref="Sealed"/>.</summary>
    public IEnumerable<string> Held(int? first, CancellationToken cancellationToken) => lasts is not { } time ? []
        : Entries(JobNames.Leases, first, cancellationToken).Where(entry => store.Now - entry.Modified < time * ChunkLease.TimesRenewed).Select(static entry => entry.Name[JobNames.Leases.Length..]);

    IEnumerable<JobEntry> Entries(string folder, int? first, CancellationToken cancellationToken) => first is not { } number ? store.List(folder, "", cancellationToken)
        : Page(folder, number, cancellationToken, out _);

    IReadOnlyList<JobEntry> Page(string folder, int from, CancellationToken cancellationToken, out bool isLast) =>
        store.ListPage(folder, JobNames.Before(from) is { Length: > 0 } before ? folder + before : "", cancellationToken, out isLast);
}
