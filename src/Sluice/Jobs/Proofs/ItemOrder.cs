namespace Sluice.Jobs.Proofs;

/// <summary>Whether items come once each, in the chunks that they belong to: planned chunks lie in the order of names. Holds the names of one planned chunk at a time.</summary>
internal sealed class ItemOrder
{
    readonly HashSet<string> _names = new(StringComparer.Ordinal);
    byte[] _before = [], _last = [];
    string _chunk = "";
    bool _hasBefore, _hasLast;

    /// <summary>Takes an item; false for one that came already, or belongs to a chunk before this one. Halves and retries of a chunk have its names.</summary>
    public bool IsNext(string chunk, byte[] name)
    {
        string planned = chunk[..JobNames.Digits];
        if (planned != _chunk)
        {
            (_chunk, _before, _hasBefore) = (planned, _last, _hasLast);
            _names.Clear();
        }
        if (_hasBefore && name.AsSpan().SequenceCompareTo(_before) <= 0 || !_names.Add(Convert.ToBase64String(name)))
            return false;
        if (!_hasLast || name.AsSpan().SequenceCompareTo(_last) > 0)
            (_last, _hasLast) = (name, true);
        return true;
    }
}
