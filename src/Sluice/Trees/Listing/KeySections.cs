using Sluice.Failures;
using Sluice.S3;

namespace Sluice.Trees.Listing;

/// <summary>
/// Cuts the keys below a prefix into ranges of about so many, by a page of each instead of all: how far the next cut lies is guessed from the keys that were seen. Where
/// nothing can be guessed the keys are counted. What is guessed decides cost alone: the ranges have every key once, also those that come meanwhile.
/// </summary>
/// <param name="client">The store.</param>
/// <param name="bucket">The bucket.</param>
/// <param name="prefix">What all keys begin with.</param>
/// <param name="keys">Keys of a range, about.</param>
internal sealed class KeySections(S3Client client, string bucket, ObjectKey prefix, int keys)
{
    const int PageOf = 1000;

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
            if (Ahead(trail, last, (double)(keys - counted) / PageOf, cancellationToken) is var (at, next))
            {
                yield return (start, at);
                (start, page, counted) = (at, next, 0);
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

    // A cut that has keys behind it; nearer and nearer, and null for none but where the page ends.
    (ObjectKey At, ListObjectsPage Next)? Ahead(KeyTrail trail, ObjectKey last, double pages, CancellationToken cancellationToken)
    {
        for (; pages >= 1; pages /= 2)
            if ((trail.Long?.Advance(last, pages) ?? trail.Short?.Advance(last, pages)) is { } at && Page(at, cancellationToken) is { Objects.Count: > 0 } next)
                return (at, next);
        return null;
    }

    ListObjectsPage Page(ObjectKey after, CancellationToken cancellationToken)
    {
        if (!client.ListObjects(new ListObjectsRequest(bucket) { Prefix = prefix, StartAfter = after }, cancellationToken).TryGet(out ListObjectsPage? page, out S3Error? error))
            throw error.ToException();
        for (int at = 0; at < page.Objects.Count; at++)
            if (page.Objects[at].Key <= (at == 0 ? after : page.Objects[at - 1].Key))
                throw Failure.Local("Unordered", "The store does not list keys in their order, and so they cannot be cut into ranges.").ToException();
        return page;
    }
}
