using Sluice.Failures;
using Sluice.S3;

namespace Sluice.Tests.Trees.Listing;

/// <summary>A bucket that is a sorted list of keys, with the oddities of stores. Safe for many threads while nobody changes the keys.</summary>
internal sealed class KeyStore(IEnumerable<ObjectKey> keys)
{
    /// <summary>The keys in byte order.</summary>
    public List<ObjectKey> Keys { get; } = [.. keys.Distinct().Order()];

    /// <summary>Takes no notice of start-after.</summary>
    public bool IgnoresStartAfter { get; init; }

    /// <summary>Answers with nothing behind a start-after that is no key.</summary>
    public bool KnowsOnlyItsKeys { get; init; }

    /// <summary>Refuses a start-after that is no key.</summary>
    public bool RefusesOtherKeys { get; init; }

    /// <summary>Each page comes with its last key first.</summary>
    public bool ListsBackwards { get; init; }

    /// <summary>Lists all keys, whatever the prefix.</summary>
    public bool IgnoresPrefix { get; init; }

    /// <summary>Requests so far.</summary>
    public int Requests { get; private set; }

    /// <summary>Every start-after that was asked with and is no key.</summary>
    public List<ObjectKey> MadeUp { get; } = [];

    /// <summary>Answers a request.</summary>
    public S3Result<ListObjectsPage> List(ListObjectsRequest request, CancellationToken cancellationToken)
    {
        lock (Keys)
        {
            Requests++;
            if (cancellationToken.IsCancellationRequested)
                return new S3Error(FailureKind.Canceled, RetryClass.Never, "Cancelled.");
            ObjectKey after = request.StartAfter;
            if (request.ContinuationToken is { } token)
                after = new ObjectKey(Convert.FromHexString(token));
            else if (!after.IsEmpty && Keys.BinarySearch(after) < 0)
            {
                MadeUp.Add(after);
                if (RefusesOtherKeys)
                    return new S3Error(FailureKind.BadRequest, RetryClass.Never, "No.") { Code = "InvalidArgument" };
                if (KnowsOnlyItsKeys)
                    return new ListObjectsPage([], [], null);
            }
            if (IgnoresStartAfter && request.ContinuationToken is null)
                after = default;
            return PageBehind(after, IgnoresPrefix ? request with { Prefix = default } : request);
        }
    }

    ListObjectsPage PageBehind(ObjectKey after, ListObjectsRequest request)
    {
        int at = after.IsEmpty ? 0 : Keys.BinarySearch(after);
        at = after.IsEmpty ? 0 : at < 0 ? ~at : at + 1;
        int begin = Keys.BinarySearch(request.Prefix);
        at = Math.Max(at, begin < 0 ? ~begin : begin);
        List<ListedObject> objects = [];
        for (; at < Keys.Count && Keys[at].StartsWith(request.Prefix) && objects.Count < request.MaxKeys; at++)
            objects.Add(new ListedObject(Keys[at], at, null, default, null));
        bool more = at < Keys.Count && Keys[at].StartsWith(request.Prefix);
        string? next = more ? Convert.ToHexString(objects[^1].Key.Bytes) : null;
        if (ListsBackwards)
            objects.Reverse();
        return new ListObjectsPage(objects, [], next);
    }
}
