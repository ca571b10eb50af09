using Sluice.S3.Http;
using Sluice.S3.Operations;
using Sluice.S3.Xml;

namespace Sluice.S3;

public sealed partial class S3Client
{
    /// <summary>Rounds of a DeleteObjects whose keys failed in a way that passes.</summary>
    const int MaxDeleteRounds = 4;

    /// <summary>
    /// DeleteObjects. Keys that XML cannot carry are removed one by one; keys that the store was too busy for are asked for
    /// again, alone.
    /// </summary>
    public S3Result<DeleteObjectsResult> DeleteObjects(DeleteObjectsRequest request, CancellationToken cancellationToken)
    {
        List<(ObjectKey Key, S3Error Error)> failed = [];
        List<ObjectKey> carried = new(request.Keys.Count);
        foreach (ObjectKey key in request.Keys)
            if (DeleteXml.CanCarry(key))
                carried.Add(key);
            else if (DeleteObject(new DeleteObjectRequest(request.Bucket, key), cancellationToken).Error is { } error)
                failed.Add((key, error));

        for (int round = 1; carried.Count > 0; round++)
        {
            S3Result<DeleteXml.Failure[]> result =
                Execute(BucketOperations.ComposeDeleteObjects(request.Bucket, carried), BucketOperations.ReadDeleted, cancellationToken);
            if (!result.TryGet(out DeleteXml.Failure[]? failures, out S3Error? error))
                return error;
            carried = [];
            S3Error? passing = null;
            foreach (DeleteXml.Failure failure in failures)
            {
                S3Error reason = ErrorClassifier.OfKey(failure.Code, failure.Message);
                if (reason.Kind == S3ErrorKind.NotFound)
                    continue;
                if (reason.Retry == RetryClass.AfterBackoff && round < MaxDeleteRounds)
                {
                    carried.Add(failure.Key);
                    passing = reason;
                }
                else
                    failed.Add((failure.Key, reason));
            }
            if (passing is not null && !_retries.Pause(round, passing, cancellationToken))
                return NetworkFault.Canceled();
        }
        return new DeleteObjectsResult(failed);
    }
}
