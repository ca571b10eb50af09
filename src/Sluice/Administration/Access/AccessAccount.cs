using System.Text.Json.Nodes;
using Sluice.Administration.Documents;
using Sluice.S3;
using Sluice.S3.Xml;

namespace Sluice.Administration.Access;

/// <summary>Whose credentials ask.</summary>
/// <param name="Id">Canonical id of their account; null when it is not told.</param>
/// <param name="IsOwner">Their account owns the bucket, so that its own rules (IAM) let its users in; null when that cannot be told.</param>
internal sealed record AccessAccount(string? Id, bool? IsOwner)
{
    /// <summary>Anybody without credentials, and any signed-in user: no account, or any.</summary>
    public static AccessAccount Stranger { get; } = new(null, false);

    /// <summary>By the account's own list of buckets (S3 API reference, ListBuckets: Owner), and the owner that the bucket's ACL names.</summary>
    public static AccessAccount Find(S3Client client, string bucket, JsonObject? bucketAcl, CancellationToken cancellationToken)
    {
        if (!client.ListOwnBuckets(cancellationToken).TryGet(out BucketsXml.Page? own, out _))
            return new AccessAccount(null, null);
        if (own.Buckets.Exists(one => one.Name == bucket))
            return new AccessAccount(own.OwnerId, true);
        // That a bucket is not listed tells nothing alone: stores list those that their user may see.
        return new AccessAccount(own.OwnerId, own.OwnerId is { } id && bucketAcl.Fields("Owner").Text("ID") is { Length: > 0 } owner ? id == owner : null);
    }
}
