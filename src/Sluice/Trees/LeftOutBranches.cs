namespace Sluice.Trees;

/// <summary>
/// What was left out of one side: a directory, or a link that may have led to one. What the other side has below it is not judged
/// by its absence. Names come in order, so that only those on the way are kept.
/// </summary>
internal sealed class LeftOutBranches
{
    readonly List<byte[]> _roots = [];

    /// <summary>Leaves out an item and all below it.</summary>
    public void Add(ReadOnlySpan<byte> name)
    {
        byte[] root = name.IsEmpty || name[^1] == '/' ? name.ToArray() : [.. name, (byte)'/'];
        for (int at = _roots.Count - 1; at >= 0; at--)
            if (!name.StartsWith(_roots[at]) && name.SequenceCompareTo(_roots[at]) > 0)
                _roots.RemoveAt(at);
        _roots.Add(root);
    }

    /// <summary>True for a name that lies below something that was left out.</summary>
    public bool Covers(ReadOnlySpan<byte> name)
    {
        foreach (byte[] root in _roots)
            if (name.StartsWith(root))
                return true;
        return false;
    }
}
