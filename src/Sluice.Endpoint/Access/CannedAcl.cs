using Sluice.Endpoint.Http;

namespace Sluice.Endpoint.Access;

/// <summary>S3's canned ACLs, expanded to grants when they are set (S3 User Guide, "Canned ACL").</summary>
static class CannedAcl
{
    /// <summary>The list a canned name stands for. Throws <see cref="RefusalException"/> (InvalidArgument) for an unknown one.</summary>
    /// <param name="name">Canned name; null for private.</param>
    /// <param name="ownerId">Who owns the bucket or object.</param>
    /// <param name="bucketOwnerId">Who owns the bucket it lies in; null for a bucket itself.</param>
    public static AccessList Expand(string? name, string ownerId, string? bucketOwnerId)
    {
        AccessGrant owner = new(ownerId, Permission.FullControl);
        AccessGrant[] grants = name switch
        {
            null or "private" => [owner],
            "public-read" => [owner, new(AccessGrant.AllUsers, Permission.Read)],
            "public-read-write" => [owner, new(AccessGrant.AllUsers, Permission.Read), new(AccessGrant.AllUsers, Permission.Write)],
            "authenticated-read" => [owner, new(AccessGrant.AuthenticatedUsers, Permission.Read)],
            "bucket-owner-read" => bucketOwnerId is null || bucketOwnerId == ownerId ? [owner] : [owner, new(bucketOwnerId, Permission.Read)],
            "bucket-owner-full-control" => bucketOwnerId is null || bucketOwnerId == ownerId ? [owner] : [owner, new(bucketOwnerId, Permission.FullControl)],
            "log-delivery-write" => [owner, new(AccessGrant.LogDelivery, Permission.Write), new(AccessGrant.LogDelivery, Permission.ReadAcp)],
            _ => throw new RefusalException(Refusal.InvalidArgument("The canned ACL is not one of private, public-read, public-read-write, authenticated-read, bucket-owner-read, bucket-owner-full-control")),
        };
        return new AccessList(ownerId, grants);
    }
}
