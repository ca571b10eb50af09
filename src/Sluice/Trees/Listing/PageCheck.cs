using Sluice.Failures;
using Sluice.S3;

namespace Sluice.Trees.Listing;

/// <summary>What a page of a listing must be to be believed.</summary>
internal sealed class PageCheck(ObjectKey prefix)
{
    /// <summary>Other keys than were asked for would have their names cut wrongly, and must not be removed.</summary>
    public S3Error? Foreign(ListObjectsPage page)
    {
        foreach (ref readonly ListedObject listed in page.Span)
            if (!listed.Key.StartsWith(prefix))
                return Problem($"The store listed {listed.Key}, which does not begin with {prefix}.");
        foreach (ObjectKey rolledUp in page.CommonPrefixes)
            if (!rolledUp.StartsWith(prefix))
                return Problem($"The store listed {rolledUp}, which does not begin with {prefix}.");
        return null;
    }

    /// <summary>Takes in that a page came; why no more should be asked for, or null.</summary>
    public static S3Error? Circle(KeyRange range, ListObjectsPage page)
    {
        ObjectKey first = page.Objects.Count > 0 ? page.Objects[0].Key : page.CommonPrefixes.Count > 0 ? page.CommonPrefixes[0] : default;
        return range.Progress.See(page.NextToken, System.Text.Encoding.Latin1.GetString(first.Bytes));
    }

    /// <summary>Whether the keys of a page increase strictly, and come behind the key before them. Only versions of one key follow each other.</summary>
    public static S3Error? OutOfOrder(ListObjectsPage page, ObjectKey before)
    {
        bool isFirst = true;
        foreach (ref readonly ListedObject listed in page.Span)
        {
            bool isOlder = listed.Version is not null && !isFirst && listed.Key == before;
            isFirst = false;
            if (isOlder)
                continue;
            if (OutOfOrder(listed.Key, before) is { } error)
                return error;
            before = listed.Key;
        }
        return null;
    }

    /// <summary>Whether a key comes behind another; the empty one is before all.</summary>
    public static S3Error? OutOfOrder(ObjectKey key, ObjectKey before) => before.IsEmpty || key > before
        ? null
        : Problem($"The store's listing is out of order: {key} came after {before}.");

    static S3Error Problem(string message) => new(FailureKind.Protocol, RetryClass.Never, message);
}
