using Sluice.Endpoint.Access;
using Sluice.Endpoint.Configurations;
using Sluice.Endpoint.Http;
using Sluice.Endpoint.Storage;

namespace Sluice.Endpoint.Operations;

/// <summary>Reads x-amz-acl and the x-amz-grant-* headers of a write.</summary>
static class AccessHeaders
{
    static readonly (string Header, Permission Permission)[] Grants =
    [
        ("x-amz-grant-read", Permission.Read), ("x-amz-grant-write", Permission.Write), ("x-amz-grant-read-acp", Permission.ReadAcp),
        ("x-amz-grant-write-acp", Permission.WriteAcp), ("x-amz-grant-full-control", Permission.FullControl),
    ];

    /// <summary>True when the request brings an ACL in headers.</summary>
    public static bool Present(S3Request request) => request.Header("x-amz-acl") is not null || Array.Exists(Grants, g => request.Header(g.Header) is not null);

    /// <summary>The list the headers ask for; private without any. Throws <see cref="RefusalException"/> for unknown grantees.</summary>
    public static AccessList Read(S3Request request, string ownerId, string? bucketOwnerId)
    {
        AccessList access = ReadAny(request, ownerId, bucketOwnerId);
        foreach (AccessGrant grant in access.Grants)
        {
            if (!grant.IsGroup && grant.Grantee != ownerId && grant.Grantee != bucketOwnerId && !request.Endpoint.IsAccount(grant.Grantee))
                throw new RefusalException(Refusal.InvalidArgument("Invalid id"));
        }
        return access;
    }

    /// <summary>
    /// The list of a new object, as the bucket's ownership and its public access block have it. Throws <see cref="RefusalException"/> (AccessDenied) for one of a caller who may
    /// write and not give it (S3 API Reference, PutObject, "Permissions").
    /// </summary>
    public static AccessList ReadOfObject(S3Request request, Bucket bucket)
    {
        if (Present(request) && !request.MayAlso("s3:PutObjectAcl", bucket))
            throw new RefusalException(Refusal.AccessDenied());
        BucketSettings settings = bucket.Settings;
        string owner = request.Caller.Id, bucketOwner = bucket.Access.OwnerId;
        if (ReferenceEquals(settings, BucketSettings.None))
            return Read(request, owner, bucketOwner);
        RequireAcls(request, bucket);
        string? canned = request.Header("x-amz-acl");
        if (settings.AclsAreDisabled || settings.Ownership == OwnershipDocument.Preferred && canned == "bucket-owner-full-control")
            owner = bucketOwner;
        return RequireNotBlocked(Read(request, owner, bucketOwner), bucket);
    }

    /// <summary>Throws <see cref="RefusalException"/> (AccessControlListNotSupported) when ACLs are disabled and the request brings one.</summary>
    public static void RequireAcls(S3Request request, Bucket bucket)
    {
        if (bucket.Settings.AclsAreDisabled && Present(request) && request.Header("x-amz-acl") != "bucket-owner-full-control")
            throw new RefusalException(AclsDisabled);
    }

    /// <summary>Throws <see cref="RefusalException"/> (AccessDenied) for a public list where the bucket blocks them.</summary>
    public static AccessList RequireNotBlocked(AccessList access, Bucket bucket) =>
        access.IsPublic && bucket.Settings.PublicAccess.BlockPublicAcls ? throw new RefusalException(Refusal.AccessDenied()) : access;

    public static Refusal AclsDisabled { get; } = new("AccessControlListNotSupported", 400, "The bucket does not allow ACLs");

    static AccessList ReadAny(S3Request request, string ownerId, string? bucketOwnerId)
    {
        List<AccessGrant> grants = [];
        foreach ((string header, Permission permission) in Grants)
        {
            if (request.Header(header) is not { } grantees)
                continue;
            foreach (string grantee in grantees.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries))
                grants.Add(new AccessGrant(Grantee(grantee), permission));
        }
        string? canned = request.Header("x-amz-acl");
        if (grants.Count == 0)
            return CannedAcl.Expand(canned, ownerId, bucketOwnerId);
        return canned is null
            ? new AccessList(ownerId, grants)
            : throw new RefusalException(Refusal.InvalidRequest("Specifying both Canned ACLs and Header Grants is not allowed"));
    }

    /// <summary>No account here has an address.</summary>
    public static Refusal UnknownAddress { get; } = new("UnresolvableGrantByEmailAddress", 400, "The e-mail address you provided does not match any account on record.");

    static string Grantee(string text)
    {
        int equals = text.IndexOf('=', StringComparison.Ordinal);
        string value = text[(equals + 1)..].Trim('"');
        return (equals < 0 ? "" : text[..equals].Trim()) switch
        {
            "id" => value,
            "emailAddress" => throw new RefusalException(UnknownAddress),
            "uri" when AccessGrant.IsKnownGroup(value) => value,
            _ => throw new RefusalException(Refusal.InvalidArgument("A grantee must be id=\"...\" or uri=\"...\" of a known group")),
        };
    }
}
