using Sluice.Failures;
using Sluice.S3;

namespace Sluice.Trees.Listing;

/// <summary>
/// Cuts the keys below a prefix into ranges of about so many, by a page of each instead of all: how far the next cut lies is guessed from the keys that were seen. Where
/// nothing can be guessed the keys are counted. What is guessed decides cost alone: the ranges have every key once, also those that come meanwhile.
/// </summary>
/// <param name="list">Asks the store.</param>
/// <param name="bucket">The bucket.</param>
/// <param name="prefix">What all keys begin with.</param>
/// <param name="keys">Keys of a range, about.</param>
internal sealed class KeySections(Func<ListObjectsRequest, CancellationToken, S3Result<ListObjectsPage>> list, string bucket, ObjectKey prefix, int keys)
{
    const int PageOf = 1000;

    // What is left of a range is cut where that saves another worker at least half of a range, and so many pages, into so many at most; the search ends after so many pages behind which
    // no cut was found.
    const int LeastPages = 8, MostCuts = 1000, MostMissed = 4;

    /// <summary>Keys after which it is worth looking whether much is left of a range.</summary>
    public int Share { get; } = Math.Max(keys, LeastPages * PageOf);

    /// <summary>The ranges, as they are found: behind a key up to and with another one, null for to the end. None where there is no key. Throws <see cref="FailureException"/>.</summary>
    /// <param name="after">Behind this key only; empty for all.</param>
    /// <param name="cancellationToken">Ends it.</param>
    public IEnumerable<(ObjectKey After, ObjectKey? Through)> Cut(ObjectKey after, CancellationToken cancellationToken)
    {
        KeyTrail trail = new(prefix.Length, null);
        ObjectKey start = after;
        ListObjectsPage page = Page(start, cancellationToken);
        if (page.Objects.Count == 0)
            yield break;
        long counted = 0;
        while (page is { NextToken: not null, Objects.Count: > 0 })
        {
            trail.Add(page.Objects, PageOf);
            counted += page.Objects.Count;
            ObjectKey last = page.Objects[^1].Key;
            if (Ahead(trail, last, (double)(keys - counted) / PageOf, 1, null, cancellationToken) is var (at, next))
            {
                yield return (start, at);
                (start, page, counted, trail) = (at, next, 0, Behind(trail));
                continue;
            }
            if (counted >= keys)
            {
                yield return (start, last);
                (start, counted) = (last, 0);
            }
            page = Page(last, cancellationToken);
        }
        yield return (start, null);
    }

    /// <summary>
    /// Cuts what is left of a range that has had its share of keys, by a request or two for each cut; none where little is left, or where that cannot be told. What is cut too coarsely is
    /// cut again by whoever lists that. Throws <see cref="FailureException"/>.
    /// </summary>
    /// <param name="after">The last key that was listed.</param>
    /// <param name="through">The last key that may be in the range; null for all that follow.</param>
    /// <param name="cancellationToken">Ends it.</param>
    public IReadOnlyList<(ObjectKey After, ObjectKey? Through)> CutRest(ObjectKey after, ObjectKey? through, CancellationToken cancellationToken)
    {
        double pages = (double)Share / PageOf, least = Math.Max(LeastPages, pages / 2);
        KeyTrail trail = new(prefix.Length, null);
        List<(ObjectKey After, ObjectKey? Through)> cuts = [];
        ObjectKey start = after;
        ListObjectsPage page = Page(start, cancellationToken);
        for (int missed = 0; missed < MostMissed && cuts.Count < MostCuts - 1 && page is { NextToken: not null, Objects.Count: > 0 } && !(page.Objects[^1].Key >= through);)
        {
            trail.Add(page.Objects, PageOf);
            ObjectKey last = page.Objects[^1].Key;
            if (Ahead(trail, last, pages, least, through, cancellationToken) is var (at, next))
            {
                cuts.Add((start, at));
                (start, page, missed, trail) = (at, next, 0, Behind(trail));
                continue;
            }
            missed++;
            page = Page(last, cancellationToken);
        }
        if (cuts.Count > 0)
            cuts.Add((start, through));
        return cuts;
    }

    // Pages on both sides of a cut are not next to each other: measured as if they were, each cut would lie farther than the one before.
    KeyTrail Behind(KeyTrail trail) => new(prefix.Length, trail.Long);

    // A cut that has keys behind it; nearer and nearer, and null for none but where the page ends.
    (ObjectKey At, ListObjectsPage Next)? Ahead(KeyTrail trail, ObjectKey last, double pages, double least, ObjectKey? through, CancellationToken cancellationToken)
    {
        for (; pages >= least; pages /= 2)
            if ((trail.Short?.Advance(last, pages) ?? trail.Long?.Advance(last, pages)) is { } at && !(at >= through) && Page(at, cancellationToken) is { Objects: [var first, ..] } next && !(first.Key > through))
                return (at, next);
        return null;
    }

    ListObjectsPage Page(ObjectKey after, CancellationToken cancellationToken)
    {
        if (!list(new ListObjectsRequest(bucket) { Prefix = prefix, StartAfter = after }, cancellationToken).TryGet(out ListObjectsPage? page, out S3Error? error))
            throw error.ToException();
        for (int at = 0; at < page.Objects.Count; at++)
            if (page.Objects[at].Key <= (at == 0 ? after : page.Objects[at - 1].Key))
                throw Failure.Local("Unordered", "The store does not list keys in their order, and so they cannot be cut into ranges.").ToException();
        return page;
    }
}
