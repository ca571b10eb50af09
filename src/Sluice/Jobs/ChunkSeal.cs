using Sluice.Engine;

namespace Sluice.Jobs;

/// <summary>What became of a chunk (<c>seals/</c>): written once, by whoever was first. What no seal names did not count.</summary>
/// <param name="Chunk">The chunk.</param>
/// <param name="Worker">Who did it.</param>
/// <param name="Attempt">Which attempt it was, from 1.</param>
/// <param name="Outcomes">Name of the file with a row for each item; null for a chunk that was halved.</param>
/// <param name="Halves">The chunks that it has become, beside its rows or in their place: halves, because its workers had died, ranges of a large object, sections of a range of keys; empty for none.</param>
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

    /// <summary>Of a range of keys with more than its share: what it has left of itself to each of <see cref="Halves"/>, in their order. Its own rows are of what is before. Null for other chunks.</summary>
    [System.Text.Json.Serialization.JsonInclude]
    internal IReadOnlyList<ChunkSection>? Sections { get; init; }

    /// <summary>Items that there are because of it and that nobody planned: those of its sections.</summary>
    [System.Text.Json.Serialization.JsonIgnore]
    internal int Added => Sections?.Count ?? 0;

    /// <summary>True for what can be the seal of a chunk: it names that, and what its rows are or what it has become.</summary>
    internal bool Seals(string chunk) => Chunk == chunk && Halves is not null && (Outcomes is not null || Halves.Count > 0 || Split is not null)
        && (Sections is null || Outcomes is not null && Sections.Count == Halves.Count && Bytes is not null && Unverified is not null && Sections.All(static section => section is { After: not null }))
        && Math.Min(Math.Min(Math.Min(Done, Skipped), Math.Min(Missing, Changed)), Math.Min(Math.Min(Denied, Failed), Quarantined)) >= 0;
}
