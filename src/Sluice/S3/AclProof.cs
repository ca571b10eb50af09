using Sluice.S3.Xml;

namespace Sluice.S3;

/// <summary>Whether a list that a store tells contradicts the one that it says it has set. What cannot be compared contradicts nothing.</summary>
internal static class AclProof
{
    // S3 User Guide, "Access control list overview": the predefined groups.
    const string Anybody = "http://acs.amazonaws.com/groups/global/AllUsers", SignedIn = "http://acs.amazonaws.com/groups/global/AuthenticatedUsers";

    /// <summary>True when it does, for a list that headers gave.</summary>
    public static bool IsContradicted(AclHeaders sent, ObjectAccess told) => sent.Canned switch
    {
        // S3 User Guide, "Canned ACL".
        "private" => told.Grants.Any(grant => grant.IsGroup || told.OwnerId.Length > 0 && grant.Grantee != told.OwnerId),
        "public-read" => !Has(told, Anybody, "READ") || Has(told, Anybody, "WRITE"),
        "public-read-write" => !Has(told, Anybody, "READ") || !Has(told, Anybody, "WRITE"),
        "authenticated-read" => !Has(told, SignedIn, "READ") || Has(told, Anybody, "READ"),
        not null => false,
        null => Granted(sent) is { } wanted && AreOther(wanted, told),
    };

    /// <summary>True when it does, for a list that a document gave.</summary>
    public static bool IsContradicted(ReadOnlySpan<byte> sent, ObjectAccess told) => AccessXml.Parse(sent) is { } wanted && wanted.Grants.All(static grant => grant.Grantee.Length > 0) && AreOther(wanted.Grants, told);

    static bool Has(ObjectAccess told, string group, string permission) => told.Grants.Any(grant => grant.IsGroup && grant.Grantee == group && (grant.Permission == permission || grant.Permission == "FULL_CONTROL"));

    static bool AreOther(IReadOnlyCollection<ObjectGrant> wanted, ObjectAccess told) => !new HashSet<ObjectGrant>(wanted).SetEquals(told.Grants);

    // Null where an address of mail stands for an account, whose id the store alone knows.
    static List<ObjectGrant>? Granted(AclHeaders sent)
    {
        List<ObjectGrant> grants = [];
        foreach ((string? header, string permission) in ((string?, string)[])[(sent.Read, "READ"), (sent.Write, "WRITE"), (sent.ReadAcp, "READ_ACP"), (sent.WriteAcp, "WRITE_ACP"), (sent.FullControl, "FULL_CONTROL")])
            foreach (string grantee in (header ?? "").Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries))
            {
                int equals = grantee.IndexOf('=', StringComparison.Ordinal);
                string kind = equals < 0 ? "" : grantee[..equals].Trim(), name = equals < 0 ? "" : grantee[(equals + 1)..].Trim().Trim('"');
                if (kind is not ("id" or "uri") || name.Length == 0)
                    return null;
                grants.Add(new ObjectGrant(name, kind == "uri", permission));
            }
        return grants;
    }
}
