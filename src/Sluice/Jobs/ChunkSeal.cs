using Sluice.Engine;

namespace Sluice.Jobs;

/// <summary>What became of a chunk (<c>seals/</c>): written once, by whoever was first. What no seal names did not count.</summary>
/// <param name="Chunk">The chunk.</param>
/// <param name="Worker">Who did it.</param>
/// <param name="Attempt">Which attempt it was, from 1.</param>
/// <param name="Outcomes">Name of the file with a row for each item; null for a chunk that was halved.</param>
/// <param name="Halves">The chunks that it was halved into, because its workers had died; empty for none.</param>
/// <param name="Done">Items that are done.</param>
/// <param name="Skipped">Items that were left out.</param>
/// <param name="Missing">Items that were not there.</param>
/// <param name="Changed">Items that were others than listed.</param>
/// <param name="Denied">Items that the store refused.</param>
/// <param name="Failed">Items that failed.</param>
/// <param name="Quarantined">Items that are set apart.</param>
public sealed record ChunkSeal(string Chunk, string Worker, int Attempt, string? Outcomes, IReadOnlyList<string> Halves, long Done, long Skipped, long Missing, long Changed, long Denied, long Failed, long Quarantined)
{
    /// <summary>Its items by outcome.</summary>
    [System.Text.Json.Serialization.JsonIgnore]
    public OutcomeCounts Counts => new(Done, Skipped, Missing, Changed, Denied, Failed, Quarantined);

    /// <summary>
    /// Of a large object that several workers copy: the file with what was begun, beside <see cref="Halves"/>, which are its ranges and what joins them; or with the parts of
    /// a range, or its rows where it could not be copied. Null for other chunks.
    /// </summary>
    public string? Split { get; init; }

    /// <summary>Items that are done and whose bytes nothing that a store told proves; null where it was not told.</summary>
    public long? Unverified { get; init; }

    /// <summary>Bytes of its items, as they were listed; those of a range, and of an object what its ranges leave; 0 for a chunk that was halved, null where it was not told.</summary>
    public long? Bytes { get; init; }

    /// <summary>True for what can be the seal of a chunk: it names that, and what its rows are or what it has become.</summary>
    internal bool Seals(string chunk) => Chunk == chunk && Halves is not null && (Outcomes is not null || Halves.Count > 0 || Split is not null)
        && Math.Min(Math.Min(Math.Min(Done, Skipped), Math.Min(Missing, Changed)), Math.Min(Math.Min(Denied, Failed), Quarantined)) >= 0;
}
