namespace Sluice.Trees.Listing;

/// <summary>
/// Remembers the last names of a list, so that one that comes twice is acted on once: at least the last 131,072, in 10 MB
/// at most. By 128 bits of their SHA-256: no two names in the world have met in those.
/// </summary>
internal sealed class RecentNames
{
    const int Generation = 131_072;

    HashSet<UInt128> _young = [];
    HashSet<UInt128> _old = [];

    /// <summary>Adds a name; false when it is remembered.</summary>
    public bool Add(ReadOnlySpan<byte> name)
    {
        UInt128 mark = NameHash.Of(name);
        if (_old.Contains(mark) || !_young.Add(mark))
            return false;
        if (_young.Count >= Generation)
            (_old, _young) = (_young, []);
        return true;
    }
}
