using Sluice.Endpoint.Access;
using Sluice.Endpoint.Http;

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

    static string Grantee(string text)
    {
        int equals = text.IndexOf('=', StringComparison.Ordinal);
        string value = text[(equals + 1)..].Trim('"');
        return (equals < 0 ? "" : text[..equals].Trim()) switch
        {
            "id" => value,
            "uri" when value is AccessGrant.AllUsers or AccessGrant.AuthenticatedUsers => value,
            _ => throw new RefusalException(Refusal.InvalidArgument("A grantee must be id=\"...\" or uri=\"...\" of a known group")),
        };
    }
}
