namespace Sluice.Endpoint.Access;

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
