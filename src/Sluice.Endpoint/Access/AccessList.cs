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

    /// <summary>The grants that are for accounts.</summary>
    public AccessList WithoutGroups() => this with { Grants = [.. Grants.Where(static g => !g.IsPublic)] };

    /// <summary>True when it lets everyone, or everyone with an account, do something.</summary>
    public bool IsPublic => Grants.Any(static g => g.IsPublic);

    static bool Reaches(AccessGrant grant, Caller caller) => grant.Grantee switch
    {
        AccessGrant.AllUsers => true,
        AccessGrant.AuthenticatedUsers => !caller.IsAnonymous,
        AccessGrant.LogDelivery => false,
        _ => !caller.IsAnonymous && grant.Grantee == caller.Id,
    };
}
