using Sluice.Failures;

namespace Sluice.S3.Operations;

/// <summary>
/// Sees that a listing in pages gets on, in constant memory. A place that comes twice, at whatever distance, is found after at most
/// three times the pages of the circle (Brent's algorithm: a place is kept, and a later one in its stead after 1, 2, 4, 8 and
/// so on pages). So is a page whose first name comes twice under ever new places. Pages without names are bounded in a row.
/// </summary>
internal sealed class PageProgress
{
    /// <summary>Stores may show pages without names where they pass over what was removed; Ceph does so for some hundred in a row.</summary>
    const int MaxEmptyPages = 1000;

    readonly string _operation;
    Circle _places;
    Circle _firstNames;
    int _empty;

    /// <summary>Begins before the first page.</summary>
    /// <param name="operation">Whose listing it is, for the error.</param>
    /// <param name="from">Where the first page was asked from; null for the beginning.</param>
    public PageProgress(string operation, string? from = null)
    {
        _operation = operation;
        if (from is not null)
            _places.Closes(from);
    }

    /// <summary>Takes in a page; why no more should be asked for, or null.</summary>
    /// <param name="next">Where the next page begins; null when there is none.</param>
    /// <param name="first">The first name of the page; empty when it has none.</param>
    public S3Error? See(string? next, string first)
    {
        _empty = first.Length == 0 ? _empty + 1 : 0;
        if (next is null)
            return null;
        if (_places.Closes(next))
            return Problem("goes round in a circle: it gave the same place to go on from twice");
        if (first.Length > 0 && _firstNames.Closes(first))
            return Problem("goes round in a circle: it showed the same names twice");
        return _empty > MaxEmptyPages ? Problem($"does not get on: it gave more than {MaxEmptyPages} pages without a name in a row") : null;
    }

    S3Error Problem(string what) => new(FailureKind.Protocol, RetryClass.Never, $"The end of the store's listing ({_operation}) cannot be known: it {what}.");

    struct Circle
    {
        string? _kept;
        string? _last;
        long _since;
        long _span;

        public bool Closes(string value)
        {
            if (value == _last || value == _kept)
                return true;
            _last = value;
            if (++_since >= _span)
                (_kept, _since, _span) = (value, 0, Math.Max(1, _span * 2));
            return false;
        }
    }
}
