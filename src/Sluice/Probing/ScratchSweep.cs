using Sluice.Failures;
using Sluice.S3;

namespace Sluice.Probing;

/// <summary>
/// Removes everything below a prefix of a probe: versions, delete markers and unfinished uploads too, both what the store lists and what is known to have been made, because the listing of a
/// store that lies may lie. Nothing outside the prefix is ever removed.
/// </summary>
/// <param name="client">The store.</param>
/// <param name="bucket">Bucket.</param>
/// <param name="versioning">Whether it keeps versions; null when that cannot be known.</param>
internal sealed class ScratchSweep(S3Client client, string bucket, VersioningStatus? versioning)
{
    /// <summary>What a probe can make, many times over: a listing that goes on beyond it is not of one.</summary>
    const int MostNames = 20_000;

    const int MostTold = 10;

    readonly List<string> _left = [];

    /// <summary>Removes it; what is left, one sentence each.</summary>
    /// <param name="prefix">The prefix.</param>
    /// <param name="written">Keys that were written.</param>
    /// <param name="uploads">Uploads that were begun, by their ids.</param>
    /// <param name="cancellationToken">Ends it.</param>
    public IReadOnlyList<string> Remove(ObjectKey prefix, IEnumerable<ObjectKey> written, IEnumerable<KeyValuePair<string, ObjectKey>> uploads, CancellationToken cancellationToken)
    {
        Dictionary<string, ObjectKey> begun = new(uploads, StringComparer.Ordinal);
        bool listsUploads = AddUploads(prefix, begun, cancellationToken);
        foreach ((string id, ObjectKey key) in begun)
            if (client.AbortMultipartUpload(new AbortMultipartUploadRequest(bucket, key, id), cancellationToken).Error is { Kind: not FailureKind.NotFound } refused && listsUploads)
                Tell($"an unfinished upload of {key}", refused.Message);
        HashSet<ObjectKey> keys = [.. written.Where(key => key.StartsWith(prefix))];
        bool hasVersions = RemoveVersions(prefix, keys, cancellationToken);
        foreach (ObjectKey key in keys)
        {
            // A removal without a version makes a marker where versions are kept: those that were listed are gone, and only what is there still is removed.
            if (hasVersions && client.HeadObject(new HeadObjectRequest(bucket, key) { ChecksumMode = false }, cancellationToken).Error is { Kind: FailureKind.NotFound })
                continue;
            if (client.DeleteObject(new DeleteObjectRequest(bucket, key), cancellationToken).Error is { } refused)
                Tell(key.ToString(), refused.Message);
        }
        Look(prefix, keys, hasVersions, cancellationToken);
        return _left;
    }

    bool AddUploads(ObjectKey prefix, Dictionary<string, ObjectKey> begun, CancellationToken cancellationToken)
    {
        ListMultipartUploadsRequest request = new(bucket) { Prefix = prefix };
        for (int page = 0; page < 100; page++)
        {
            if (!client.ListMultipartUploads(request, cancellationToken).TryGet(out ListMultipartUploadsPage? found, out _))
                return false;
            foreach (MultipartUploadEntry upload in found.Uploads)
                if (upload.Key.StartsWith(prefix))
                    begun.TryAdd(upload.UploadId, upload.Key);
            if (!found.IsTruncated)
                return true;
            request = request with { KeyMarker = found.NextKeyMarker, UploadIdMarker = found.NextUploadIdMarker };
        }
        return true;
    }

    // True where versions could be listed, and so were removed one by one.
    bool RemoveVersions(ObjectKey prefix, HashSet<ObjectKey> keys, CancellationToken cancellationToken)
    {
        List<ListedObject> versions = [];
        bool lists = List(client.ListObjectVersions, prefix, versions, cancellationToken) is null;
        if (!lists)
            _ = List(client.ListObjects, prefix, versions, cancellationToken);
        // Without versioning there is one version of each, which some stores do not remove by its id.
        bool hasVersions = lists && (versioning is VersioningStatus.Enabled or VersioningStatus.Suspended || versions.Exists(static found => found.Version is { Id: not ObjectVersion.Null } or { IsDeleteMarker: true }));
        foreach (ListedObject found in versions)
            if (hasVersions && found.Version is { } version)
            {
                if (client.DeleteObject(new DeleteObjectRequest(bucket, found.Key) { VersionId = version.Id }, cancellationToken).Error is { } refused)
                    Tell($"a version of {found.Key}", refused.Message);
            }
            else
            {
                keys.Add(found.Key);
            }
        return hasVersions;
    }

    // What is there still though its removal was called done.
    void Look(ObjectKey prefix, HashSet<ObjectKey> keys, bool hasVersions, CancellationToken cancellationToken)
    {
        List<ListedObject> listed = [];
        S3Error? error = List(hasVersions ? client.ListObjectVersions : client.ListObjects, prefix, listed, cancellationToken);
        foreach (ObjectKey key in listed.Select(static one => one.Key).Distinct())
            if (hasVersions || client.HeadObject(new HeadObjectRequest(bucket, key) { ChecksumMode = false }, cancellationToken).Error is not { Kind: FailureKind.NotFound })
                Tell(key.ToString(), "it is there after it was removed");
        if (error is null)
            return;
        // Not listed is not gone: what was written is asked for.
        foreach (ObjectKey key in keys)
            if (client.HeadObject(new HeadObjectRequest(bucket, key) { ChecksumMode = false }, cancellationToken) is { Error: null })
                Tell(key.ToString(), "it is there after it was removed");
        if (hasVersions)
            _left.Add($"Whether versions are left below s3://{DisplayText.Of(bucket)}/{prefix} is not known: {error.Message}");
    }

    S3Error? List(Func<ListObjectsRequest, CancellationToken, S3Result<ListObjectsPage>> list, ObjectKey prefix, List<ListedObject> found, CancellationToken cancellationToken)
    {
        ListObjectsRequest request = new(bucket) { Prefix = prefix };
        while (true)
        {
            if (!list(request, cancellationToken).TryGet(out ListObjectsPage? page, out S3Error? error))
                return error;
            // A store may answer with names that nobody asked for.
            found.AddRange(page.Objects.Where(one => one.Key.StartsWith(prefix)));
            if (page.NextToken is null || found.Count > MostNames)
                return null;
            request = request with { ContinuationToken = page.NextToken };
        }
    }

    void Tell(string what, string why)
    {
        if (_left.Count < MostTold)
            _left.Add($"Could not remove {what}: {why}");
        else if (_left.Count == MostTold)
            _left.Add("More could not be removed.");
    }
}
