using Sluice.Failures;
using Sluice.S3.Operations;
using Sluice.S3.Wire;
using Sluice.S3.Xml;

namespace Sluice.S3;

public sealed partial class S3Client
{
    /// <summary>Rounds of a DeleteObjects whose keys failed in a way that passes.</summary>
    const int MaxDeleteRounds = 4;

    /// <summary>True once the store refused DeleteObjects, or answered it in a way that does not tell which keys are gone, and removed objects one by one: since then only that is done.</summary>
    public bool DeletesOneByOne => _traits.DeletesOneByOne;

    /// <summary>
    /// DeleteObjects. A key counts as removed only when the answer says so of exactly the bytes that were sent. Keys that it says
    /// nothing of, or that XML cannot carry, are removed one by one, and all of them where the store has no DeleteObjects;
    /// keys that the store was too busy for are asked for again.
    /// </summary>
    public S3Result<DeleteObjectsResult> DeleteObjects(DeleteObjectsRequest request, CancellationToken cancellationToken)
    {
        List<(ObjectIdentifier Object, S3Error Error)> failed = [];
        List<ObjectIdentifier> carried = [], alone = [];
        foreach (ObjectIdentifier named in request.Objects.Distinct())
            (!_traits.DeletesOneByOne && DeleteXml.CanCarry(named.Key) ? carried : alone).Add(named);
        int hidden = 0, nulls = 0;
        S3Error? refusal = null;
        for (int round = 1; carried.Count > 0; round++)
        {
            S3Result<List<DeleteXml.Entry>> result = Execute(BucketOperations.ComposeDeleteObjects(request.Bucket, carried), BucketOperations.ReadDeleted, cancellationToken);
            if (!result.TryGet(out List<DeleteXml.Entry>? said, out refusal))
            {
                if (!IsRefused(refusal))
                    return refusal;
                alone.AddRange(carried);
                break;
            }
            DeleteResponse answer = new(carried, said);
            alone.AddRange(answer.Unsaid);
            hidden += answer.Hidden;
            nulls += answer.NullMarkers;
            if (answer.Unsaid.Count == carried.Count)
                refusal = new S3Error(FailureKind.Protocol, RetryClass.Never, "The store's answer to DeleteObjects names none of the keys that were sent.");
            carried = [];
            S3Error? passing = null;
            foreach ((ObjectIdentifier named, S3Error reason) in answer.Failed)
                if (reason.Retry == RetryClass.AfterBackoff && round < MaxDeleteRounds)
                {
                    carried.Add(named);
                    passing = reason;
                }
                else
                    failed.Add((named, reason));
            if (passing is not null && !_retries.Pause(round, passing, cancellationToken))
                return NetworkFault.Canceled();
        }
        return DeleteAlone(request.Bucket, alone, new DeleteObjectsResult(failed) { Hidden = hidden, NullMarkers = nulls }, refusal, cancellationToken);
    }

    // The answer to a DELETE is about one key, whatever it says.
    S3Result<DeleteObjectsResult> DeleteAlone(string bucket, List<ObjectIdentifier> objects, DeleteObjectsResult carried, S3Error? refusal, CancellationToken cancellationToken)
    {
        List<(ObjectIdentifier Object, S3Error Error)> failed = [.. carried.Failed];
        int hidden = carried.Hidden, nulls = carried.NullMarkers;
        foreach (ObjectIdentifier named in objects)
        {
            S3Result<DeletedObject> result = Delete(new DeleteObjectRequest(bucket, named.Key) { VersionId = named.VersionId }, cancellationToken);
            S3Error? error = result.Error;
            if (error is null && result.Value.IsMarker && named.VersionId is null)
                _ = result.Value.IsNull ? nulls++ : hidden++;
            if (error is { Kind: FailureKind.Canceled })
                return error;
            if (refusal is not null)
            {
                // What refuses this too has another reason, and the first answer told it.
                if (error is not null && IsRefused(error))
                    return refusal;
                if (error is null)
                {
                    _traits.DeletesOneByOne = true;
                    refusal = null;
                }
            }
            if (error is not null)
                failed.Add((named, error));
        }
        return new DeleteObjectsResult(failed) { Hidden = hidden, NullMarkers = nulls };
    }

    // As stores without DeleteObjects do: 400, 405, 411, 501, a bare 404, 200 with nothing or something else.
    static bool IsRefused(S3Error error) => error.Kind is FailureKind.NotSupported or FailureKind.BadRequest or FailureKind.Protocol or FailureKind.Corrupt
        || error is { Kind: FailureKind.NoSuchBucket, Code: "" };
}
