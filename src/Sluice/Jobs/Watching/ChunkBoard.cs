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
    readonly SortedDictionary<string, JobDamage> _damage = new(StringComparer.Ordinal);
    ChunkMark[]? _ordered;

    /// <summary>Items by outcome.</summary>
    public OutcomeCounts Outcomes { get; private set; }

    /// <summary>Items that nobody planned: sections of ranges that had more keys than their share.</summary>
    public long Added { get; private set; }

    /// <summary>Bytes of items that have an outcome, as they were listed; null when a tally tells none.</summary>
    public long? Bytes { get; private set; } = 0;

    /// <summary>Items that are done and whose bytes nothing proves; null when a tally tells none.</summary>
    public long? Unverified { get; private set; } = 0;

    /// <summary>What cannot be read, in the order of the chunks.</summary>
    public IReadOnlyCollection<JobDamage> Damage => _damage.Values;

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
    public void AddSeal(string chunk, string? tag = null)
    {
        ChunkMark mark = At(chunk);
        mark.Tag ??= tag;
        _unproven.Remove(chunk);
        if (mark.IsSealed)
            return;
        // Whoever sealed it has read it.
        mark.IsDamaged &= !_damage.Remove(chunk);
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
        if (!ChunkTally.TryParse(entry.Name[JobNames.Tallies.Length..], out ChunkTally tally))
            return null;
        string chunk = tally.Chunk;
        if (_marks.GetValueOrDefault(chunk) is not { IsSealed: true })
        {
            if (!proves)
                _unproven.Add(chunk);
            if (!proves || _unproven.Contains(chunk))
                return null;
            AddSeal(chunk);
        }
        return Count(At(chunk), tally, entry.Modified) ? At(chunk) : null;
    }

    /// <summary>Counts what a seal says, where its tally is missing: a worker died between the two.</summary>
    public void Count(ChunkSeal seal, DateTimeOffset when) =>
        Count(At(seal.Chunk), ChunkTally.Of(seal), when);

    /// <summary>Something of a chunk cannot be read. Of a seal that cannot be read, nothing counts that its tally says.</summary>
    public void AddDamage(JobDamage damage)
    {
        ChunkMark mark = At(damage.Chunk);
        (mark.IsRead, mark.IsDamaged) = (mark.IsSealed, true);
        Version++;
        if (damage.Kind is not (JobDamageKind.Seal or JobDamageKind.LostSeal))
        {
            _damage[damage.Chunk] = damage;
            return;
        }
        _damage[damage.Chunk] = damage with { Items = mark.IsCounted ? mark.Items : null };
        OutcomeCounts told = mark.Counts;
        bool isRetried = _retried.Contains(mark.Name);
        Outcomes = Outcomes.Plus(new OutcomeCounts(-told.Done, -told.Skipped, -told.Missing, -told.Changed, isRetried ? 0 : -told.Denied, isRetried ? 0 : -told.Failed, isRetried ? 0 : -told.Quarantined));
        Bytes -= mark.Bytes;
        Unverified -= mark.Unverified;
        (mark.Counts, mark.Failed, mark.Bytes, mark.Unverified) = (default, 0, 0, 0);
        // No tally makes up for it.
        mark.IsCounted = true;
    }

    /// <summary>What could not be read of a chunk can be by now.</summary>
    /// <param name="chunk">The chunk.</param>
    /// <param name="seal">Its seal, where that could not; null for something else.</param>
    /// <param name="when">When it was written.</param>
    public void Mend(string chunk, ChunkSeal? seal = null, DateTimeOffset when = default)
    {
        if (!_damage.Remove(chunk))
            return;
        At(chunk).IsDamaged = false;
        if (seal is null)
            return;
        At(chunk).IsCounted = false;
        Count(seal, when);
    }

    /// <summary>What of a seal is done again. Returns true when this is new.</summary>
    public bool AddRetry(JobEntry entry)
    {
        if (!ChunkTally.TryParse(entry.Name[JobNames.Retries.Length..], out ChunkTally again) || !_retried.Add(again.Chunk))
            return false;
        Outcomes = Outcomes.Plus(new OutcomeCounts(0, 0, 0, 0, -again.Counts.Denied, -again.Counts.Failed, -again.Counts.Quarantined));
        Bytes -= again.Bytes;
        if (_marks.GetValueOrDefault(again.Chunk) is { } mark)
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

    bool Count(ChunkMark mark, in ChunkTally tally, DateTimeOffset when)
    {
        if (mark.IsCounted)
            return false;
        mark.IsCounted = true;
        (mark.Counts, mark.Bytes, mark.Unverified, mark.Sealed) = (tally.Counts, tally.Bytes, tally.Unverified, when);
        mark.Failed = _retried.Contains(mark.Name) ? 0 : tally.Counts.Failures;
        Outcomes = Outcomes.Plus(tally.Counts);
        // What a seal that cannot be read has added stays: its tally told it, and other chunks have it.
        Added += tally.Added - mark.Added;
        (mark.Added, mark.Hash) = (tally.Added, tally.Hash);
        Bytes += tally.Bytes;
        Unverified += tally.Unverified;
        Version++;
        return true;
    }
}
