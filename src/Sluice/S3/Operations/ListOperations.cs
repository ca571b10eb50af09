using System.Globalization;
using Sluice.Failures;
using Sluice.S3.Requests;
using Sluice.S3.Wire;
using Sluice.S3.Xml;

namespace Sluice.S3.Operations;

/// <summary>ListObjects, version 2, and version 1 for stores that know no other.</summary>
internal static class ListOperations
{
    /// <summary>The last character of Unicode: behind a rolled-up prefix it is behind all that the prefix stands for.</summary>
    static ReadOnlySpan<byte> LastRune => "\U0010FFFF"u8;

    public static WireRequest Compose(ListObjectsRequest list, bool version1)
    {
        WireRequest request = new() { Method = "GET", Operation = version1 ? "ListObjects" : "ListObjectsV2", Bucket = list.Bucket };
        request.AddQuery("encoding-type", "url");
        request.AddQuery("max-keys", list.MaxKeys.ToString(CultureInfo.InvariantCulture));
        if (!list.Prefix.IsEmpty)
            request.AddQuery("prefix", list.Prefix);
        if (!list.Delimiter.IsEmpty)
            request.AddQuery("delimiter", list.Delimiter);
        ListCursor cursor = ListCursor.From(list.ContinuationToken);
        ObjectKey after = list.ContinuationToken is null ? list.StartAfter : cursor.Key;
        if (!version1)
        {
            request.AddQuery("list-type", "2");
            if (list.ContinuationToken is not null && cursor.Kind == ListCursorKind.Token)
                request.AddQuery("continuation-token", list.ContinuationToken);
        }
        if (!after.IsEmpty)
            request.AddQuery(version1 ? "marker" : "start-after", after);
        return request;
    }

    /// <summary>The first object of a prefix with its owner (S3 API reference, ListObjectsV2, "fetch-owner").</summary>
    public static WireRequest ComposeOwner(string bucket, ObjectKey prefix)
    {
        WireRequest request = new() { Method = "GET", Operation = "ListObjectsV2", Bucket = bucket };
        foreach ((string name, string value) in (ReadOnlySpan<(string, string)>)[("fetch-owner", "true"), ("list-type", "2"), ("max-keys", "1")])
            request.AddQuery(name, value);
        request.AddQuery("prefix", prefix);
        return request;
    }

    public static S3Result<ListedOwnerXml.First> ReadOwner(Response answer, WireRequest request) => ResponseDocument.Read<ListedOwnerXml.First>(answer, ListedOwnerXml.Parse);

    /// <summary>True for a token that goes on in version 1.</summary>
    public static bool IsMarker(string? token) => ListCursor.From(token).Kind == ListCursorKind.Marker;

    public static S3Result<ListObjectsXml.Page> Read(Response answer, WireRequest request)
    {
        DateTimeOffset? storeTime = ErrorClassifier.Date(answer.Head);
        S3Result<ListObjectsXml.Page> result = ResponseDocument.Read<ListObjectsXml.Page>(answer, ListObjectsXml.Parse);
        if (result.TryGet(out ListObjectsXml.Page? page, out _))
            page.StoreTime = storeTime;
        return result;
    }

    /// <summary>True when a page that was asked for in version 2 came in version 1: the store passed over the parameters it does not know.</summary>
    public static bool IsVersion1(ListObjectsXml.Page page, ListObjectsRequest list) =>
        !page.IsVersion2 && (page.IsTruncated == true || !list.StartAfter.IsEmpty || list.ContinuationToken is not null);

    /// <summary>True when a refusal may be one of version 2.</summary>
    public static bool MayRefuseVersion2(S3Error error) => error is { Kind: FailureKind.NotSupported } or { Status: 400, Kind: FailureKind.BadRequest or FailureKind.Protocol };

    /// <summary>True when the store's own token of version 2 says where to go on, which version 1 cannot.</summary>
    public static bool NeedsVersion2(ListObjectsRequest list) => list.ContinuationToken is { } token && ListCursor.From(token).Kind == ListCursorKind.Token;

    /// <summary>Why a page cannot be the answer to a request: it is of another one, or lacks names that it says it has.</summary>
    public static S3Error? Problem(ListObjectsXml.Page page, ListObjectsRequest list)
    {
        if (page.Bucket is { } bucket && !IsNameOf(bucket, list.Bucket))
            return Problem($"The store was asked to list the bucket '{DisplayText.Of(list.Bucket)}' and answered for '{ErrorClassifier.Cut(bucket)}'.");
        if (!page.Prefix.IsEmpty && !IsEcho(page.Prefix, list.Prefix))
            return Problem($"The store was asked to list {Quoted(list.Prefix)} and answered for {Quoted(page.Prefix)}.");
        if (!page.Delimiter.IsEmpty && !IsEcho(page.Delimiter, list.Delimiter) || list.Delimiter.IsEmpty && page.Prefixes.Count > 0)
            return Problem("The store's listing rolls up names in another way than it was asked to.");
        if (page.KeyCount > page.Count)
            return Problem(string.Create(CultureInfo.InvariantCulture, $"The store says that a page of its listing has {page.KeyCount:N0} names, and it has {page.Count:N0}."));
        return null;
    }

    /// <summary>
    /// The page as callers see it. It has a token unless it is known to be the last one: said by the store, and not by one that
    /// says so of a full page without being asked once more.
    /// </summary>
    public static S3Result<ListObjectsPage> ToPage(ListObjectsXml.Page page, ListObjectsRequest list, bool version1)
    {
        // 1 What was asked for from a name of our own making must lie behind it.
        ListCursor asked = ListCursor.From(list.ContinuationToken);
        if (asked.IsDerived)
        {
            page.Prefixes.RemoveAll(asked.Key.StartsWith);
            if (!LiesBehind(page, asked.Key))
                return asked.Kind == ListCursorKind.Check
                    ? new ListObjectsPage([], [], null)
                    : EndUnknown($"it gave no token, and does not go on behind {asked.Key} either");
        }
        // 2 The store says where to go on. One that says that there is no more, and where, is believed when it shows no more.
        bool goesOn = page.IsTruncated != false || page.Count > 0;
        if (!version1 && page.NextToken is { } token && goesOn)
            return ListCursor.IsLike(token) ? EndUnknown("its token is none that a store makes") : new ListObjectsPage(page.Objects, page.Prefixes, token);
        if (version1 && !page.NextMarker.IsEmpty && goesOn)
            return new ListObjectsPage(page.Objects, page.Prefixes, new ListCursor(ListCursorKind.Marker, page.NextMarker).ToToken());
        // 3 It says that this is all.
        bool canGoOn = page.Count > 0 && IsSorted(page) && !BucketName.IsDirectoryBucket(list.Bucket);
        if (page.IsTruncated == false)
            return new ListObjectsPage(page.Objects, page.Prefixes, canGoOn && page.Count >= Math.Min(list.MaxKeys, page.MaxKeys is > 0 and { } most ? most : list.MaxKeys) ? From(page, ListCursorKind.Check) : null);
        // 4 It does not.
        if (canGoOn)
            return new ListObjectsPage(page.Objects, page.Prefixes, From(page, ListCursorKind.After));
        if (page.Count > 0)
            return EndUnknown("it says that there is more, not where to go on, and has no order to go on by");
        if (page.IsTruncated == true)
            return EndUnknown("it says that there is more, shows none of it, and not where to go on");
        return page.Bucket is null && page.KeyCount is null && page.MaxKeys is null && page.Prefix.IsEmpty
            ? EndUnknown("its answer says nothing at all")
            : new ListObjectsPage([], [], null);
    }

    static string From(ListObjectsXml.Page page, ListCursorKind kind)
    {
        ObjectKey key = page.Objects.Count > 0 ? page.Objects[^1].Key : default;
        ObjectKey prefix = page.Prefixes.Count > 0 ? page.Prefixes[^1] : default;
        return new ListCursor(kind, key > prefix ? key : prefix.Append(LastRune)).ToToken();
    }

    static bool LiesBehind(ListObjectsXml.Page page, ObjectKey key) =>
        page.Objects.TrueForAll(found => found.Key > key) && page.Prefixes.TrueForAll(prefix => prefix > key);

    static bool IsSorted(ListObjectsXml.Page page)
    {
        for (int i = 1; i < page.Objects.Count; i++)
            if (page.Objects[i].Key <= page.Objects[i - 1].Key)
                return false;
        for (int i = 1; i < page.Prefixes.Count; i++)
            if (page.Prefixes[i] <= page.Prefixes[i - 1])
                return false;
        return true;
    }

    // Access points and their aliases answer with the bucket behind them; Ceph with or without the tenant in front.
    static bool IsNameOf(string said, string asked) =>
        said.Equals(asked, StringComparison.OrdinalIgnoreCase) || BucketName.IsArn(asked) || BucketName.IsAlias(asked)
        || said.EndsWith(':' + asked, StringComparison.OrdinalIgnoreCase) || asked.EndsWith(':' + said, StringComparison.OrdinalIgnoreCase)
        || said.EndsWith('/' + asked, StringComparison.OrdinalIgnoreCase);

    // Stores differ in what they encode of what they were asked.
    static bool IsEcho(ObjectKey said, ObjectKey asked) => said == asked || Array.Exists(KeyReading.All(saysUrl: true), reading => reading.Of(said) == asked);

    static string Quoted(ObjectKey prefix) => prefix.IsEmpty ? "all of it" : $"'{ErrorClassifier.Cut(prefix.ToString())}'";

    static S3Error EndUnknown(string why) => Problem($"The end of the store's listing cannot be known: {why}.");

    static S3Error Problem(string message) => new(FailureKind.Protocol, RetryClass.Never, message);
}
