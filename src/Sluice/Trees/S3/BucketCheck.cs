using Sluice.Failures;
using Sluice.S3;
using Sluice.Transfer;

namespace Sluice.Trees.S3;

/// <summary>Asks once whether a bucket is there, when the first of its objects is not: the answer to a HEAD has no body that could tell.</summary>
internal sealed class BucketCheck(S3Client client, string bucket)
{
    readonly Lock _gate = new();
    bool _asked;
    S3Error? _problem;

    /// <summary>The error of a bucket that is not there; null when it is, or when the store does not say.</summary>
    public S3Error? Problem(CancellationToken cancellationToken)
    {
        lock (_gate)
        {
            if (!_asked)
                _problem = client.HeadBucket(bucket, cancellationToken).Error is { Kind: FailureKind.NoSuchBucket } missing ? missing : null;
            _asked = true;
            return _problem;
        }
    }
}
