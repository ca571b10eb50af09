using Sluice.Failures;
using Sluice.S3;
using Sluice.Trees.Listing;

namespace Sluice.Jobs.Leftovers;

/// <summary>The multipart uploads of a store.</summary>
/// <param name="client">The store.</param>
internal sealed class StoreUploads(S3Client client) : UploadPlace
{
    /// <inheritdoc/>
    public override IEnumerable<(ObjectKey Key, string Id, TimeSpan? Age)> List(string bucket, ObjectKey prefix, CancellationToken cancellationToken)
    {
        UploadLister uploads = new(client, new ListMultipartUploadsRequest(bucket) { Prefix = prefix }, cancellationToken);
        while (uploads.TryNext(out MultipartUploadEntry upload))
            yield return (upload.Key, upload.UploadId, AgeOf(upload.Initiated));
        if (uploads.Error is { } error)
            throw error.ToException();
    }

    // A store tells its time in whole seconds: what was begun just now has begun by now.
    TimeSpan? AgeOf(DateTimeOffset? begun) => client.Options.Clock.GetUtcNow() + client.ClockAhead - begun is { } age ? (age < TimeSpan.Zero ? TimeSpan.Zero : age) : null;

    /// <inheritdoc/>
    public override bool TryMeasure(string bucket, ObjectKey key, string id, CancellationToken cancellationToken, out (int Parts, long Bytes)? parts)
    {
        parts = null;
        if (!client.ListParts(new ListPartsRequest(bucket, key, id), cancellationToken).TryGet(out ListPartsPage? page, out S3Error? error))
            return error.Kind is FailureKind.NotFound ? false : throw error.ToException();
        if (!page.IsTruncated)
            parts = (page.Parts.Count, page.Parts.Sum(static part => part.Length));
        return true;
    }

    /// <inheritdoc/>
    public override Failure? Abort(string bucket, ObjectKey key, string id, CancellationToken cancellationToken) =>
        client.AbortMultipartUploadFully(new AbortMultipartUploadRequest(bucket, key, id), cancellationToken);
}
