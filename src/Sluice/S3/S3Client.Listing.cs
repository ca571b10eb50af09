using Sluice.Failures;
using Sluice.S3.Operations;
using Sluice.S3.Xml;

namespace Sluice.S3;

public sealed partial class S3Client
{
    /// <summary>
    /// ListObjectsV2, or ListObjects where the store has no version 2. A page has a token unless it is known to be the last
    /// one; a page that is another one than was asked for, and one behind which nothing can be known, is an error.
    /// </summary>
    public S3Result<ListObjectsPage> ListObjects(ListObjectsRequest request, CancellationToken cancellationToken)
    {
        bool needsVersion2 = ListOperations.NeedsVersion2(request);
        bool version1 = (_traits.ListsV1 || ListOperations.IsMarker(request.ContinuationToken)) && !needsVersion2;
        S3Result<ListObjectsXml.Page> result = List(request, version1, cancellationToken);
        if (!version1 && !needsVersion2 && (result.Error is null ? ListOperations.IsVersion1(result.Value, request) : ListOperations.MayRefuseVersion2(result.Error)))
        {
            S3Result<ListObjectsXml.Page> older = List(request, version1: true, cancellationToken);
            // Refused for another reason: then the first answer is the one that counts.
            if (older.Error is null || result.Error is null)
            {
                version1 = _traits.ListsV1 = true;
                result = older;
            }
        }
        if (!result.TryGet(out ListObjectsXml.Page? page, out S3Error? error))
            return IsRefusedCheck(request, error) ? new ListObjectsPage([], [], null) : error;
        if (page.StoreTime is { } time)
            _traits.Ahead = time - Options.Clock.GetUtcNow();
        if ((ListOperations.Problem(page, request) ?? _traits.Names(page.SaysUrl).Read(page, request, Shows, cancellationToken)) is { } wrong)
            return wrong;
        return ListOperations.ToPage(page, request, version1);
    }

    /// <summary>By how much the store's clock is before this machine's, in whole seconds; 0 unless a listing has told.</summary>
    internal TimeSpan ClockAhead => _traits.Ahead;

    /// <summary>ListBuckets, all pages of it.</summary>
    public S3Result<IReadOnlyList<BucketEntry>> ListBuckets(CancellationToken cancellationToken) => ListOwnBuckets(cancellationToken).TryGet(out BucketsXml.Page? own, out S3Error? error) ? own.Buckets : error;

    /// <summary>ListBuckets as one page, with the account that they are of.</summary>
    internal S3Result<BucketsXml.Page> ListOwnBuckets(CancellationToken cancellationToken)
    {
        List<BucketEntry> all = [];
        string? owner = null;
        PageProgress progress = new("ListBuckets");
        string? token = null;
        do
        {
            if (!Execute(BucketOperations.ComposeListBuckets(token), BucketOperations.ReadBuckets, cancellationToken).TryGet(out BucketsXml.Page? page, out S3Error? error))
                return error;
            if (progress.See(page.NextToken, page.Buckets.Count == 0 ? "" : page.Buckets[0].Name) is { } stuck)
                return stuck;
            all.AddRange(page.Buckets);
            token = page.NextToken;
            owner = page.OwnerId;
        }
        while (token is not null);
        return new BucketsXml.Page(all, null, owner);
    }

    /// <summary>Whose an object is, by a listing that is asked for owners, for those who may not read its ACL; null when it is not told.</summary>
    internal string? FindOwner(string bucket, ObjectKey key, CancellationToken cancellationToken) =>
        Execute(ListOperations.ComposeOwner(bucket, key), ListOperations.ReadOwner, cancellationToken) is { Error: null } first && first.Value.Key == key ? first.Value.OwnerId : null;

    S3Result<ListObjectsXml.Page> List(ListObjectsRequest request, bool version1, CancellationToken cancellationToken) =>
        Execute(ListOperations.Compose(request, version1), ListOperations.Read, cancellationToken);

    // A store that has no start-after cannot be asked once more: its word stands.
    static bool IsRefusedCheck(ListObjectsRequest request, S3Error error) =>
        error.Kind is FailureKind.BadRequest or FailureKind.NotSupported && ListCursor.From(request.ContinuationToken).Kind == ListCursorKind.Check;

    // Whether a name exists, as far as the store tells: refused is not absent.
    S3Result<bool> Shows(string bucket, ObjectKey name, bool isPrefix, CancellationToken cancellationToken)
    {
        if (isPrefix)
            return List(new ListObjectsRequest(bucket) { Prefix = name, MaxKeys = 1 }, _traits.ListsV1, cancellationToken).TryGet(out ListObjectsXml.Page? page, out S3Error? failed)
                ? page.Count > 0
                : failed;
        return HeadObject(new HeadObjectRequest(bucket, name) { ChecksumMode = false }, cancellationToken).Error switch
        {
            null or { Kind: FailureKind.Denied or FailureKind.BadRequest } => true,
            { Kind: FailureKind.NotFound } => false,
            { } error => error,
        };
    }
}
