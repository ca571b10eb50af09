namespace Sluice.Endpoint.Access;

/// <summary>What a grant allows (S3 User Guide, "Access control list overview").</summary>
enum Permission
{
    Read,
    Write,
    ReadAcp,
    WriteAcp,
    FullControl,
}

/// <summary>One grant. The grantee is an account id or one of the two group URIs.</summary>
sealed record AccessGrant(string Grantee, Permission Permission)
{
    public const string AllUsers = "http://acs.amazonaws.com/groups/global/AllUsers";
    public const string AuthenticatedUsers = "http://acs.amazonaws.com/groups/global/AuthenticatedUsers";

    public bool IsGroup => Grantee.StartsWith("http://", StringComparison.Ordinal);
}

/// <summary>Owner and grants of a bucket or object.</summary>
sealed record AccessList(string OwnerId, IReadOnlyList<AccessGrant> Grants)
{
    /// <summary>True when <paramref name="caller"/> holds <paramref name="permission"/>. Owners may always read and write the list itself.</summary>
    public bool Allows(Caller caller, Permission permission)
    {
        if (!caller.IsAnonymous && caller.Id == OwnerId && permission is Permission.ReadAcp or Permission.WriteAcp)
            return true;
        foreach (AccessGrant grant in Grants)
        {
            if ((grant.Permission == permission || grant.Permission == Permission.FullControl) && Reaches(grant, caller))
                return true;
        }
        return false;
    }

    static bool Reaches(AccessGrant grant, Caller caller) => grant.Grantee switch
    {
        AccessGrant.AllUsers => true,
        AccessGrant.AuthenticatedUsers => !caller.IsAnonymous,
        _ => !caller.IsAnonymous && grant.Grantee == caller.Id,
    };
}
