using Sluice.Failures;
using Sluice.S3;
using Sluice.Trees;

namespace Sluice.Cli.Jobs;

/// <summary>Whether a place of a job's command is in a bucket that does not exist: each item would fail, and none is to blame.</summary>
static class MissingBucket
{
    /// <summary>Asks; what the store says of a bucket that is not there. Null for one that is, for a file, for a name that each item fills in, and where the store does not tell.</summary>
    // Whoever may not ask finds out by its first request.
    public static S3Error? Of(Location? place, S3ClientFactory clients, CancellationToken cancellationToken) =>
        place?.InStore is { } at && !at.Bucket.Contains('{', StringComparison.Ordinal) && clients.For(at.Profile).HeadBucket(at.Bucket, cancellationToken).Error is { Kind: FailureKind.NoSuchBucket } missing ? missing : null;
}
