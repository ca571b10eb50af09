using Sluice.Failures;
using Sluice.S3;

namespace Sluice.Trees.Listing;

/// <summary>Counts the names of a range while it is listed, and says when the rest of it is to be left to others. Not safe for many threads.</summary>
/// <param name="sections">Cuts what is left; null where the range is listed to its end.</param>
/// <param name="through">The last key that may be in the range; null for all that follow.</param>
internal sealed class RangeShare(KeySections? sections, ObjectKey? through)
{
    ObjectKey? _last;
    long _names, _due = sections?.Share ?? long.MaxValue;

    /// <summary>What is left, in order; empty for nothing.</summary>
    public IReadOnlyList<(ObjectKey After, ObjectKey? Through)> Rest { get; private set; } = [];

    /// <summary>Counts a name; true where the range ends before it, for whoever lists this part of it. All versions of a name are in one part.</summary>
    /// <param name="name">The next name that was listed.</param>
    /// <param name="cancellationToken">Ends it.</param>
    public bool EndsBefore(ObjectKey name, CancellationToken cancellationToken)
    {
        if (name > through)
            return true;
        if (name == _last)
            return false;
        if (_names >= _due)
        {
            // Later and later: where it cannot be cut, that is not asked again and again.
            _due *= 2;
            Rest = Cut(_last!.Value, cancellationToken);
            if (Rest.Count > 0)
                return true;
        }
        (_last, _names) = (name, _names + 1);
        return false;
    }

    // A store that does not answer such a question still lists.
    IReadOnlyList<(ObjectKey After, ObjectKey? Through)> Cut(ObjectKey last, CancellationToken cancellationToken)
    {
        try
        {
            return sections!.CutRest(last, through, cancellationToken);
        }
        catch (FailureException)
        {
            return [];
        }
    }
}
