using Sluice.Jobs.Store;

namespace Sluice.Jobs.Claims;

/// <summary>Names of a job's chunks, seals and leases: all of them, or one page from some chunk on. Not safe for many threads.</summary>
/// <param name="store">The job.</param>
/// <param name="lasts">How long a claim lasts; null where others' claims are not seen in the store.</param>
internal sealed class ChunkListing(JobStore store, TimeSpan? lasts)
{
    readonly ChunkFamily _family = new(store);

    /// <summary>Chunks that are sealed. To be asked before <see cref="Chunks"/>: the halves of a chunk are there before its seal is.</summary>
    /// <param name="first">From which chunk on, one page; null for all.</param>
    /// <param name="cancellationToken">Ends it.</param>
    public IEnumerable<string> Sealed(int? first, CancellationToken cancellationToken) => Entries(JobNames.Seals, first, cancellationToken).Select(static entry => entry.Name[JobNames.Seals.Length..]);

    /// <summary>Chunks that there are, as <see cref="Sealed"/>.</summary>
    public List<string> Chunks(int? first, CancellationToken cancellationToken) => [.. Entries(JobNames.Chunks, first, cancellationToken).Select(static entry => JobNames.ChunkOf(entry.Name)).OfType<string>()];

    /// <summary>Those that are to be done.</summary>
    public List<string> Left(IEnumerable<string> chunks, HashSet<string> done, CancellationToken cancellationToken) => [.. chunks.Where(chunk => !done.Contains(chunk) && _family.Counts(chunk, cancellationToken))];

    /// <summary>Chunks that somebody has, or has sealed lately, as <see cref="Sealed"/>.</summary>
    public IEnumerable<string> Held(int? first, CancellationToken cancellationToken) => lasts is not { } time ? []
        : Entries(JobNames.Leases, first, cancellationToken).Where(entry => store.Now - entry.Modified < time).Select(static entry => entry.Name[JobNames.Leases.Length..]);

    IEnumerable<JobEntry> Entries(string folder, int? first, CancellationToken cancellationToken) => first is not { } number ? store.List(folder, "", cancellationToken)
        : store.ListPage(folder, JobNames.Before(number) is { Length: > 0 } before ? folder + before : "", cancellationToken, out _);
}
