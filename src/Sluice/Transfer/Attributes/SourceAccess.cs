using Sluice.S3;

namespace Sluice.Transfer.Attributes;

/// <summary>An access control list as the headers of a write can say it: by a canned name where one means the same, else as grants.</summary>
internal static class SourceAccess
{
    // S3 User Guide, "Access control list overview", "Amazon S3 predefined groups" and "Canned ACL".
    const string Everybody = "http://acs.amazonaws.com/groups/global/AllUsers";
    const string Authenticated = "http://acs.amazonaws.com/groups/global/AuthenticatedUsers";

    /// <summary>The attributes with this list; false when only a part of it could be said.</summary>
    /// <param name="attributes">Without an ACL.</param>
    /// <param name="access">The source's list.</param>
    /// <param name="sameStore">Whether the destination knows the accounts of the source.</param>
    public static (ObjectAttributes Attributes, bool Complete) Add(ObjectAttributes attributes, ObjectAccess access, bool sameStore)
    {
        ObjectGrant[] others = [.. access.Grants.Where(grant => grant.IsGroup || grant.Grantee != access.OwnerId)];
        if (others.Length == 0)
            return (attributes, true);
        bool complete = true;
        if (!sameStore)
        {
            int before = others.Length;
            others = [.. others.Where(static grant => grant.IsGroup)];
            complete = before == others.Length;
        }
        string? canned = others switch
        {
            [{ Grantee: Everybody, Permission: "READ" }] => "public-read",
            [{ Grantee: Everybody, Permission: "READ" or "WRITE" } a, { Grantee: Everybody, Permission: "READ" or "WRITE" } b] when a.Permission != b.Permission => "public-read-write",
            [{ Grantee: Authenticated, Permission: "READ" }] => "authenticated-read",
            _ => null,
        };
        if (canned is not null)
            return (attributes with { Acl = canned }, complete);
        if (!sameStore || others.Length == 0)
            return (attributes, false);
        ObjectGrants grants = new()
        {
            Read = Holders(access, "READ"),
            ReadAcp = Holders(access, "READ_ACP"),
            WriteAcp = Holders(access, "WRITE_ACP"),
            FullControl = Holders(access, "FULL_CONTROL"),
        };
        return (attributes with { Grants = grants }, complete);
    }

    static string? Holders(ObjectAccess access, string permission)
    {
        string holders = string.Join(", ", access.Grants.Where(grant => grant.Permission == permission && grant.Grantee.Length > 0 && !grant.Grantee.Contains('"', StringComparison.Ordinal))
            .Select(static grant => grant.IsGroup ? $"uri=\"{grant.Grantee}\"" : $"id=\"{grant.Grantee}\""));
        return holders.Length > 0 ? holders : null;
    }
}
