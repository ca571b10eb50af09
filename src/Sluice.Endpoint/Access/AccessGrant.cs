namespace Sluice.Endpoint.Access;

/// <summary>One grant. The grantee is an account id or one of S3's three group URIs.</summary>
sealed record AccessGrant(string Grantee, Permission Permission)
{
    public const string AllUsers = "http://acs.amazonaws.com/groups/global/AllUsers";
    public const string AuthenticatedUsers = "http://acs.amazonaws.com/groups/global/AuthenticatedUsers";

    /// <summary>Writes access logs; no caller here is of it.</summary>
    public const string LogDelivery = "http://acs.amazonaws.com/groups/s3/LogDelivery";

    public static bool IsKnownGroup(string uri) => uri is AllUsers or AuthenticatedUsers or LogDelivery;

    public bool IsPublic => Grantee is AllUsers or AuthenticatedUsers;

    public bool IsGroup => Grantee.StartsWith("http://", StringComparison.Ordinal);
}
