using System.Globalization;
using Sluice.Engine;
using Sluice.Jobs.Store;

namespace Sluice.Jobs.Watching;

/// <summary>All chunks of a job as listings have told of them, and what they add up to. Not safe for many threads.</summary>
internal sealed class ChunkBoard
{
    readonly Dictionary<string, ChunkMark> _marks = new(StringComparer.Ordinal);
    readonly SortedSet<string> _open = new(StringComparer.Ordinal);
    // A tally whose seal was not listed: the seal is gone, or was made a moment later.
    readonly HashSet<string> _unproven = new(StringComparer.Ordinal);
    readonly HashSet<string> _retried = new(StringComparer.Ordinal);
    ChunkMark[]? _ordered;

    /// <summary>Items by outcome.</summary>
    public OutcomeCounts Outcomes { get; private set; }

    /// <summary>Bytes of items that have an outcome, as they were listed; null when a tally tells none.</summary>
    public long? Bytes { get; private set; } = 0;

    /// <summary>Chunks that there are.</summary>
    public int Chunks { get; private set; }

    /// <summary>Those of them that are sealed.</summary>
    public int SealedChunks { get; private set; }

    /// <summary>Chunks of which a part is done again.</summary>
    public int Retried => _retried.Count;

    /// <summary>Counts changes of what is sealed.</summary>
    public int Version { get; private set; }

    /// <summary>All, in the order of their names.</summary>
    public ChunkMark[] Ordered => _ordered ??= [.. _marks.Values.OrderBy(static mark => mark.Name, StringComparer.Ordinal)];

    /// <summary>Those that are not sealed.</summary>
    public IEnumerable<ChunkMark> Open => _open.Select(name => _marks[name]);

    /// <summary>The chunk of a name; null when it is not known.</summary>
    public ChunkMark? Find(string chunk) => _marks.GetValueOrDefault(chunk);

    /// <summary>The first that is not sealed, from a number on; null when all are.</summary>
    public string? FirstOpen(int number) => _open.Count == 0 || string.CompareOrdinal(_open.Max, JobNames.Numbered(number)) < 0 ? null : _open.GetViewBetween(JobNames.Numbered(number), _open.Max).Min;

    /// <summary>A chunk's file is there.</summary>
    public void AddChunk(string chunk)
    {
        ChunkMark mark = At(chunk);
        if (mark.IsThere)
            return;
        mark.IsThere = true;
        Chunks++;
        if (mark.IsSealed)
            SealedChunks++;
        else
            _open.Add(chunk);
    }

    /// <summary>A chunk is sealed.</summary>
    public void AddSeal(string chunk)
    {
        ChunkMark mark = At(chunk);
        _unproven.Remove(chunk);
        if (mark.IsSealed)
            return;
        mark.IsSealed = true;
        Version++;
        _open.Remove(chunk);
        if (mark.IsThere)
            SealedChunks++;
    }

    /// <summary>What a listing of tallies tells. Returns the chunk when this is new, else null.</summary>
    /// <param name="entry">A name.</param>
    /// <param name="proves">Whether the tally is proof of the seal, which was written before it: it is, unless all seals were listed just before.</param>
    public ChunkMark? AddTally(JobEntry entry, bool proves)
    {
        if (!TryRead(entry.Name[JobNames.Tallies.Length..], out string chunk, out OutcomeCounts counts, out long? bytes))
            return null;
        if (_marks.GetValueOrDefault(chunk) is not { IsSealed: true })
        {
            if (!proves)
                _unproven.Add(chunk);
            if (!proves || _unproven.Contains(chunk))
                return null;
            AddSeal(chunk);
        }
        return Count(At(chunk), counts, bytes, entry.Modified) ? At(chunk) : null;
    }

    /// <summary>Counts what a seal says, where its tally is missing: a worker died between the two.</summary>
    public void Count(ChunkSeal seal, DateTimeOffset when) =>
        Count(At(seal.Chunk), new OutcomeCounts(seal.Done, seal.Skipped, seal.Missing, seal.Changed, seal.Denied, seal.Failed, seal.Quarantined), seal.Bytes, when);

    /// <summary>What of a seal is done again. Returns true when this is new.</summary>
    public bool AddRetry(JobEntry entry)
    {
        if (!TryRead(entry.Name[JobNames.Retries.Length..], out string chunk, out OutcomeCounts again, out long? bytes) || !_retried.Add(chunk))
            return false;
        Outcomes = Outcomes.Plus(new OutcomeCounts(0, 0, 0, 0, -again.Denied, -again.Failed, -again.Quarantined));
        Bytes -= bytes;
        if (_marks.GetValueOrDefault(chunk) is { } mark)
            mark.Failed = 0;
        Version++;
        return true;
    }

    /// <summary>Takes note of a lease.</summary>
    public void AddLease(JobEntry entry, TimeSpan lasts)
    {
        if (_marks.GetValueOrDefault(entry.Name[JobNames.Leases.Length..]) is { IsSealed: false } mark)
            mark.Renew(entry.Modified, lasts);
    }

    ChunkMark At(string chunk)
    {
        if (_marks.TryGetValue(chunk, out ChunkMark? mark))
            return mark;
        _ordered = null;
        return _marks[chunk] = new ChunkMark(chunk);
    }

    bool Count(ChunkMark mark, OutcomeCounts counts, long? bytes, DateTimeOffset when)
    {
        if (mark.IsCounted)
            return false;
        mark.IsCounted = true;
        (mark.Items, mark.Bytes, mark.Sealed, mark.Gone) = (counts.Ended, bytes, when, counts.Missing + counts.Changed);
        mark.Failed = _retried.Contains(mark.Name) ? 0 : counts.Denied + counts.Failed + counts.Quarantined;
        Outcomes = Outcomes.Plus(counts);
        Bytes += bytes;
        Version++;
        return true;
    }

    // Bytes were not told at first.
    static bool TryRead(string tally, out string chunk, out OutcomeCounts counts, out long? bytes)
    {
        (counts, bytes) = (default, null);
        string[] parts = tally.Split('_');
        chunk = parts[0];
        Span<long> numbers = stackalloc long[8];
        if (parts.Length is not (8 or 9))
            return false;
        for (int at = 1; at < parts.Length; at++)
            if (!long.TryParse(parts[at], NumberStyles.None, CultureInfo.InvariantCulture, out numbers[at - 1]))
                return false;
        counts = new OutcomeCounts(numbers[0], numbers[1], numbers[2], numbers[3], numbers[4], numbers[5], numbers[6]);
        bytes = parts.Length == 9 ? numbers[7] : counts.Ended == 0 ? 0 : null;
        return true;
    }
}
