namespace Sluice.Endpoint.Access;

/// <summary>One grant. The grantee is an account id or one of the two group URIs.</summary>
sealed record AccessGrant(string Grantee, Permission Permission)
{
    public const string AllUsers = "http://acs.amazonaws.com/groups/global/AllUsers";
    public const string AuthenticatedUsers = "http://acs.amazonaws.com/groups/global/AuthenticatedUsers";

    public bool IsGroup => Grantee.StartsWith("http://", StringComparison.Ordinal);
}
