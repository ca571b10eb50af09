using Sluice.Failures;
using Sluice.S3.Operations;
using Sluice.S3.Wire;

namespace Sluice.S3;

public sealed partial class S3Client
{
    /// <summary>
    /// CreateMultipartUpload: the upload id. When an answer was lost on the way there may be an upload more, which nobody knows:
    /// one of this key without parts that was begun since the first attempt is aborted.
    /// </summary>
    public S3Result<string> CreateMultipartUpload(CreateMultipartUploadRequest request, CancellationToken cancellationToken)
    {
        WireRequest wire = MultipartOperations.Compose(request);
        long start = Options.Clock.GetTimestamp();
        S3Result<string> created = Execute(wire, MultipartOperations.ReadCreate, cancellationToken);
        if (wire.IsAnswerLost && created.Error is null)
            AbortTwins(request, created.Value, Options.Clock.GetElapsedTime(start), cancellationToken);
        return created;
    }

    /// <summary>UploadPart: the part, with the checksum computed from the bytes sent. A store that does not name its ETag is asked for it (ListParts).</summary>
    public S3Result<UploadedPart> UploadPart(UploadPartRequest request, CancellationToken cancellationToken)
    {
        WireRequest wire = MultipartOperations.Compose(request);
        S3Result<UploadedPart> result = Execute(wire, (wire, request.PartNumber), MultipartOperations.ReadPart, cancellationToken);
        return result is { Error: null, Value.ETag.Length: 0 } ? Tagged(request.Bucket, request.Key, request.UploadId, result.Value, cancellationToken) : result;
    }

    /// <summary>
    /// False for a store that takes no bodies in chunks with their checksum behind them, as far as is known: parts are held until they are sent then. Such a
    /// store has refused one that it took in one piece, or did not tell the checksum of it.
    /// </summary>
    internal bool TakesStreams => !ChecksumsRefused && !_traits.WithoutStreams;

    /// <summary>Notes that it takes none.</summary>
    internal void LearnWithoutStreams() => _traits.WithoutStreams = true;

    /// <summary>Waits as before another attempt at a request that failed so, which somebody else will make; false when it is not wanted any more.</summary>
    internal bool Rest(S3Error error, CancellationToken cancellationToken) => _retries.Pause(1, error, cancellationToken);

    /// <summary>UploadPartCopy. As for <see cref="UploadPart"/>, a store that does not name the part's ETag is asked for it.</summary>
    public S3Result<UploadedPart> UploadPartCopy(UploadPartCopyRequest request, CancellationToken cancellationToken)
    {
        S3Result<UploadedPart> result = Execute(MultipartOperations.Compose(request), request, MultipartOperations.ReadPartCopy, cancellationToken);
        return result is { Error: null, Value.ETag.Length: 0 } ? Tagged(request.Bucket, request.Key, request.UploadId, result.Value, cancellationToken) : result;
    }

    /// <summary>
    /// CompleteMultipartUpload. A store that refuses what only newer ones know (checksums, the size) is asked once more without,
    /// and never again with it. When an answer was lost, the object that is there now decides; where it cannot, the error says so.
    /// </summary>
    public S3Result<PutResult> CompleteMultipartUpload(CompleteMultipartUploadRequest request, CancellationToken cancellationToken)
    {
        bool plain = ChecksumsRefused || _traits.CompletesPlainOnly, refused = false;
        for (int attempt = 1; ; attempt++)
        {
            WireRequest wire = MultipartOperations.Compose(request, plain);
            S3Result<PutResult> result = Execute(wire, MultipartOperations.ReadComplete, cancellationToken);
            if (result.Error is not { } error)
            {
                _traits.CompletesPlainOnly |= refused;
                return result;
            }
            if (!plain && MultipartOperations.MayWantPlain(error))
            {
                plain = refused = true;
                continue;
            }
            if (error.Kind == FailureKind.Canceled || !wire.IsAnswerLost && !request.MayHaveArrived && error.Kind != FailureKind.NotFound)
                return error;
            WrittenObject found = Find(new WrittenObject.Expected(request), error, cancellationToken);
            if (found.Fate == WriteFate.Done)
                return found.ToResult(sent: null);
            if (IsWorthRepeating(error, found.Fate, attempt, cancellationToken))
                continue;
            return found.Explain(error);
        }
    }

    /// <summary>What the store allows of parts, as far as its answers have shown.</summary>
    internal PartLimits PartLimits => _traits.Parts;

    /// <summary>Notes what an answer showed.</summary>
    internal void Learn(PartLimits limits) => _traits.Parts = _traits.Parts.And(limits);

    /// <summary>AbortMultipartUpload.</summary>
    public S3Result<bool> AbortMultipartUpload(AbortMultipartUploadRequest request, CancellationToken cancellationToken)
    {
        S3Result<bool> result = Execute(MultipartOperations.Compose(request), BucketOperations.ReadDone, cancellationToken);
        // An attempt before that lost its answer has done it.
        return result.Error is { Kind: FailureKind.NotFound, Attempts: > 1 } ? true : result;
    }

    /// <summary>
    /// AbortMultipartUpload, and a look (ListParts) whether it is gone: parts that arrive meanwhile may stay, and it is to be aborted again then (S3 API reference,
    /// AbortMultipartUpload). Null when nothing is left of it, also when it was gone before; a look that fails tells nothing. Code <c>StillThere</c> when the store
    /// has it after two answers that it has not.
    /// </summary>
    /// <param name="request">The upload.</param>
    /// <param name="cancellationToken">Ends it.</param>
    public S3Error? AbortMultipartUploadFully(AbortMultipartUploadRequest request, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(request);
        for (int attempts = 0; attempts < 2; attempts++)
        {
            if (AbortMultipartUpload(request, cancellationToken).Error is { } error)
                return error.Kind == FailureKind.NotFound ? null : error;
            if (ListParts(new ListPartsRequest(request.Bucket, request.Key, request.UploadId), cancellationToken).Error is not null)
                return null;
        }
        return new S3Error(FailureKind.Conflict, RetryClass.Never, "The store said that it was given up, and has it still.") { Code = "StillThere", Bucket = request.Bucket };
    }

    /// <summary>ListParts.</summary>
    public S3Result<ListPartsPage> ListParts(ListPartsRequest request, CancellationToken cancellationToken) =>
        Execute(MultipartOperations.Compose(request), request, MultipartOperations.ReadParts, cancellationToken);

    /// <summary>ListMultipartUploads.</summary>
    public S3Result<ListMultipartUploadsPage> ListMultipartUploads(ListMultipartUploadsRequest request, CancellationToken cancellationToken) =>
        Execute(MultipartOperations.Compose(request), MultipartOperations.ReadUploads, cancellationToken);

    /// <summary>The part with the ETag that ListParts names; an error when that names none of its size.</summary>
    S3Result<UploadedPart> Tagged(string bucket, ObjectKey key, string uploadId, UploadedPart part, CancellationToken cancellationToken)
    {
        ListPartsRequest list = new(bucket, key, uploadId) { PartNumberMarker = part.PartNumber - 1 };
        if (!ListParts(list, cancellationToken).TryGet(out ListPartsPage? page, out S3Error? error) && error.Kind is FailureKind.Canceled or FailureKind.Network)
            return error;
        foreach (UploadedPart listed in page?.Parts ?? [])
            if (listed.PartNumber == part.PartNumber && listed.Length == part.Length && listed.ETag.Length > 0)
                return part with { ETag = listed.ETag };
        return new S3Error(FailureKind.Protocol, RetryClass.Never, "the store took a part without naming its ETag, and does not list it either");
    }

    void AbortTwins(CreateMultipartUploadRequest request, string id, TimeSpan since, CancellationToken cancellationToken)
    {
        // What the store itself says of the times of both needs no common clock; a second for stores that round.
        ListMultipartUploadsRequest list = new(request.Bucket) { Prefix = request.Key };
        if (!ListMultipartUploads(list, cancellationToken).TryGet(out ListMultipartUploadsPage? page, out _) || page.Uploads.FirstOrDefault(upload => upload.UploadId == id)?.Initiated is not { } own)
            return;
        foreach (MultipartUploadEntry upload in page.Uploads)
            if (upload.Key == request.Key && upload.UploadId != id && upload.Initiated is { } other && other <= own && own - other <= since + TimeSpan.FromSeconds(1)
                && ListParts(new ListPartsRequest(request.Bucket, request.Key, upload.UploadId), cancellationToken) is { Error: null, Value.Parts.Count: 0 })
                _ = AbortMultipartUpload(new AbortMultipartUploadRequest(request.Bucket, request.Key, upload.UploadId), cancellationToken);
    }
}
