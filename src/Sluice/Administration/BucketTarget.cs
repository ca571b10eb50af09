using Sluice.S3;
using Sluice.S3.Endpoints;

namespace Sluice.Administration;

/// <summary>The bucket that a document is for, as far as the document must fit it.</summary>
/// <param name="Bucket">Its name.</param>
/// <param name="Partition">The partition of its ARNs: <c>aws</c>, <c>aws-cn</c>, <c>aws-us-gov</c>.</param>
/// <param name="IsAws">It is AWS's: accounts have twelve digits.</param>
/// <param name="IsEncrypted">It is reached over TLS.</param>
public sealed record BucketTarget(string Bucket, string Partition, bool IsAws, bool IsEncrypted)
{
    /// <summary>A bucket as a client reaches it. Stores other than AWS use the partition <c>aws</c>.</summary>
    public static BucketTarget Of(S3ClientOptions options, string bucket) => options.Endpoint is { } endpoint
        ? new(bucket, "aws", false, endpoint.Scheme == Uri.UriSchemeHttps)
        : new(bucket, AwsPartition.From(options.Region).Name, true, true);
}
