namespace Sluice.Jobs.Claims;

/// <summary>
/// Chunks that other workers have, and which of them are slow: had for clearly longer than this worker's own take, or still another one's after this worker has watched them for half
/// that time (one that it found claimed was half done, by and large); and renewed, for what is not is dead and taken over. Not safe for many threads.
/// </summary>
/// <param name="lease">How long a claim lasts at first.</param>
/// <param name="clock">The clock.</param>
internal sealed class SlowChunks(TimeSpan lease, TimeProvider clock)
{
    const double Watched = 0.5, Longer = 1.2;

    readonly Dictionary<string, long> _found = [];
    // When it is worth asking for one again.
    readonly Dictionary<string, TimeSpan> _due = [];
    readonly HashSet<string> _seconds = [];
    TimeSpan _spent;
    int _done;

    // As long as two leases where this worker has done none.
    TimeSpan Usual => _done > 0 ? _spent / _done : lease < TimeSpan.FromDays(1) ? lease * 2 : lease;

    // By the steady clock, from its beginning on.
    TimeSpan Now => clock.GetElapsedTime(0);

    /// <summary>A chunk was found to be another one's; false when that was known.</summary>
    public bool Found(string chunk, long at) => _found.TryAdd(chunk, at);

    /// <summary>True for one that was found to be another one's.</summary>
    public bool Has(string chunk) => _found.ContainsKey(chunk);

    /// <summary>Somebody does these a second time.</summary>
    public void Leave(IEnumerable<string> chunks) => _seconds.UnionWith(chunks);

    /// <summary>This worker has done a chunk.</summary>
    public void Done(TimeSpan time)
    {
        _spent += time;
        _done++;
    }

    /// <summary>The one to ask for: that was another one's first, that nobody does a second time, and that may be slow by now. Null for none.</summary>
    public string? Next(IEnumerable<string> chunks) =>
        chunks.Where(chunk => _found.ContainsKey(chunk) && !_seconds.Contains(chunk) && !(_due.TryGetValue(chunk, out TimeSpan due) && due > Now)).MinBy(chunk => _found[chunk]);

    /// <summary>True once a chunk is slow, which is said once.</summary>
    /// <param name="chunk">The chunk.</param>
    /// <param name="held">How long its worker has had it; null where that has not renewed its claim.</param>
    public bool IsSlow(string chunk, TimeSpan? held)
    {
        TimeSpan watched = clock.GetElapsedTime(_found[chunk]), left = Usual * Watched - watched, leftOfHeld = Usual * Longer - (held ?? default);
        if (held is not null && (left <= TimeSpan.Zero || leftOfHeld <= TimeSpan.Zero))
            return _seconds.Add(chunk);
        // A first claim is renewed at half of its time.
        _due[chunk] = Now + (held is null ? lease / 2 : left < leftOfHeld ? left : leftOfHeld);
        return false;
    }
}
