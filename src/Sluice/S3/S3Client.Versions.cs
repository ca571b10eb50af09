using Sluice.Failures;
using Sluice.S3.Operations;
using Sluice.S3.Xml;

namespace Sluice.S3;

public sealed partial class S3Client
{
    /// <summary>
    /// ListObjectVersions: versions and delete markers, the keys in order and the versions of a key newest first. Without a delimiter a page has all versions of each
    /// of its keys: one that is cut off is left for the next page, or completed by further requests. So many versions as a key has are held at once.
    /// </summary>
    /// <param name="request">What to list; <see cref="ListObjectsRequest.StartAfter"/> passes over all versions of that key.</param>
    /// <param name="cancellationToken">Ends it, with <see cref="FailureKind.Canceled"/>.</param>
    public S3Result<ListObjectsPage> ListObjectVersions(ListObjectsRequest request, CancellationToken cancellationToken)
    {
        VersionCursor at = VersionCursor.From(request);
        // Stores differ in whether a key that is named without a version comes again.
        ObjectKey done = at.VersionId is null ? at.Key : default;
        PageProgress progress = new("ListObjectVersions", at.ToToken());
        List<ListedObject>? versions = null;
        while (true)
        {
            if (!VersionPage(request, at, cancellationToken).TryGet(out ListObjectsXml.Page? page, out S3Error? error))
                return error;
            if (VersionOperations.Next(page, out VersionCursor? next) is { } unknown)
                return unknown;
            if (!done.IsEmpty)
                page.Objects.RemoveAll(found => found.Key == done);
            if (next is null || !request.Delimiter.IsEmpty)
                return new ListObjectsPage(Joined(versions, page.Objects), page.Prefixes, next?.ToToken());
            versions = Joined(versions, page.Objects);
            // Whether the last key has more nobody knows; asking for it once more costs less than half a page.
            int last = versions.Count - 1;
            while (last > 0 && versions[last - 1].Key == versions[last].Key)
                last--;
            if (last > 0 && versions.Count - last <= request.MaxKeys / 2)
            {
                string token = new VersionCursor(versions[last - 1].Key, null).ToToken();
                versions.RemoveRange(last, versions.Count - last);
                return new ListObjectsPage(versions, [], token);
            }
            if (progress.See(next.Value.ToToken(), page.Objects.Count == 0 ? "" : next.Value.ToToken()) is { } stuck)
                return stuck;
            at = next.Value;
        }
    }

    /// <summary>GetBucketVersioning.</summary>
    public S3Result<VersioningStatus> GetBucketVersioning(string bucket, CancellationToken cancellationToken) =>
        Execute(VersionOperations.ComposeVersioning(bucket), VersionOperations.ReadVersioning, cancellationToken);

    /// <summary>PutBucketVersioning: turns it on, or suspends it.</summary>
    public S3Result<bool> PutBucketVersioning(string bucket, bool enabled, CancellationToken cancellationToken) =>
        Execute(VersionOperations.ComposePutVersioning(bucket, enabled), BucketOperations.ReadDone, cancellationToken);

    S3Result<ListObjectsXml.Page> VersionPage(ListObjectsRequest request, VersionCursor at, CancellationToken cancellationToken)
    {
        S3Result<ListObjectsXml.Page> result = Execute(VersionOperations.Compose(request, at), VersionOperations.Read, cancellationToken);
        if (!result.TryGet(out ListObjectsXml.Page? page, out _))
            return result;
        if (page.StoreTime is { } time)
            _traits.Ahead = time - Options.Clock.GetUtcNow();
        ObjectKey marker = page.NextMarker;
        if ((ListOperations.Problem(page, request) ?? _traits.Names(page.SaysUrl).Read(page, request, Shows, cancellationToken)) is { } wrong)
            return wrong;
        VersionOperations.Order(page.Objects);
        // Stores that encode the names of a page may not encode its marker, or the reverse.
        if (page.Objects.Count > 0 && page.Objects[^1].Key is var last && Array.Exists(KeyReading.All(saysUrl: true), reading => reading.Of(marker) == last))
            page.NextMarker = last;
        return page;
    }

    static List<ListedObject> Joined(List<ListedObject>? first, List<ListedObject> then)
    {
        first?.AddRange(then);
        return first ?? then;
    }
}
