using System.Text;
using System.Text.Json.Nodes;
using Sluice.Administration.Checks;
using Sluice.Administration.Documents;
using Sluice.Failures;
using Sluice.S3;
using Sluice.S3.Xml;

namespace Sluice.Administration.Access;

/// <summary>The access control list of a bucket or an object, as JSON in the form of aws-cli: <c>Owner</c> and <c>Grants</c>.</summary>
public static class AccessControl
{
    /// <summary>The group of everybody, with or without an account.</summary>
    public const string Everybody = GranteeCheck.Everybody;

    /// <summary>The group of everybody with an account of the store, whosever it is.</summary>
    public const string SignedIn = GranteeCheck.SignedIn;

    const int MostGrants = 100;

    /// <summary>Reads it.</summary>
    /// <param name="client">The store.</param>
    /// <param name="bucket">The bucket.</param>
    /// <param name="key">The object; empty for the bucket itself.</param>
    /// <param name="versionId">One version; null for the latest.</param>
    /// <param name="cancellationToken">Ends it.</param>
    public static S3Result<JsonObject> Read(S3Client client, string bucket, ObjectKey key, string? versionId, CancellationToken cancellationToken)
    {
        if (!client.GetAcl(bucket, key, versionId, cancellationToken).TryGet(out byte[]? text, out S3Error? error))
            return error;
        return AccessXml.Parse(text) is not null && DocumentReader.Read(text, DocumentSchemas.AccessControl, []) is { } acl ? acl : new S3Error(FailureKind.Protocol, RetryClass.Never, "the store answered with something else than an access control list");
    }

    /// <summary>Writes it in place of the one before. It must have no <see cref="Problems"/>.</summary>
    public static S3Result<bool> Write(S3Client client, string bucket, ObjectKey key, string? versionId, JsonObject acl, CancellationToken cancellationToken) =>
        client.PutAcl(bucket, key, versionId, Text(acl), cancellationToken);

    /// <summary>The list as S3's XML. It must have no <see cref="Problems"/>.</summary>
    public static byte[] Text(JsonObject acl) => DocumentWriter.Write(acl, DocumentSchemas.AccessControl);

    /// <summary>What is wrong with a list, one sentence each, fit for a terminal.</summary>
    public static IReadOnlyList<string> Problems(JsonObject acl)
    {
        List<string> problems = [.. SchemaCheck.Problems(acl, DocumentSchemas.AccessControl)];
        if (problems.Count > 0)
            return problems;
        // S3 User Guide, "Access control list (ACL) overview": up to 100 grants.
        if (acl.Members("Grants").Count() > MostGrants)
            problems.Add($"a list has {MostGrants} grants at most, and this one {acl.Members("Grants").Count()}");
        foreach (JsonNode grant in acl.Members("Grants"))
            if (grant.Fields("Grantee") is { } grantee && GranteeCheck.Problem(grantee) is { } problem)
                problems.Add(problem);
        return problems;
    }

    /// <summary>Why the URI of a group is none that S3 knows; null when it is one, or another store's.</summary>
    public static string? GroupProblem(string uri) => GranteeCheck.OfGroup(uri);

    /// <summary>Each grant as who has it and what it is, in words for groups.</summary>
    public static IEnumerable<(string Grantee, string Permission)> Grants(JsonObject acl) => acl.Members("Grants").Select(grant => (Named(grant.Fields("Grantee"), acl), grant.Text("Permission") ?? ""));

    /// <summary>Whether a list lets strangers do something, such as "lets anybody read"; null when it does not.</summary>
    public static string? Opens(JsonObject acl)
    {
        foreach ((string permission, string may) in ((string, string)[])[("WRITE_ACP", "do everything"), ("WRITE", "write"), ("READ", "read"), ("READ_ACP", "read the ACL")])
            foreach ((string group, string who) in ((string, string)[])[(Everybody, "anybody"), (SignedIn, "any signed-in user")])
                if (Grants(acl, group, permission))
                    return $"lets {who} {may}";
        return null;
    }

    /// <summary>Whether a group has a permission, or all of them.</summary>
    internal static bool Grants(JsonObject acl, string group, string permission) =>
        acl.Members("Grants").Any(grant => grant.Fields("Grantee").Text("URI") == group && grant.Text("Permission") is { } has && (has == permission || has == "FULL_CONTROL"));

    /// <summary>Whether an account has a permission, or all of them, by its canonical id.</summary>
    internal static bool GrantsAccount(JsonObject acl, string id, string permission) =>
        acl.Members("Grants").Any(grant => grant.Fields("Grantee").Text("ID") == id && grant.Text("Permission") is { } has && (has == permission || has == "FULL_CONTROL"));

    /// <summary>
    /// The policy that does what an access control list cannot where the bucket's ownership has disabled them (S3 User Guide, "Controlling ownership of objects and disabling ACLs");
    /// null where no policy does: all signed-in users are no principal.
    /// </summary>
    public static JsonObject? PolicyInPlaceOf(AclHeaders acl, BucketTarget target, ObjectKey key)
    {
        string bucket = $"arn:{target.Partition}:s3:::{target.Bucket}", objects = $"{bucket}/{(key.IsEmpty ? "*" : Encoding.UTF8.GetString(key.Bytes))}";
        List<JsonNode> statements = [];
        if (acl.Canned is "public-read" or "public-read-write")
            statements.Add(Allow("*", key.IsEmpty ? "s3:ListBucket" : "s3:GetObject", key.IsEmpty ? bucket : objects));
        if (acl.Canned == "public-read-write" && key.IsEmpty)
            statements.Add(Allow("*", "s3:PutObject", objects));
        foreach ((string? grantees, string action, string resource) in ((string?, string, string)[])
            [(acl.Read, key.IsEmpty ? "s3:ListBucket" : "s3:GetObject", key.IsEmpty ? bucket : objects), (acl.Write, "s3:PutObject", objects), (acl.FullControl, key.IsEmpty ? "s3:ListBucket" : "s3:GetObject", key.IsEmpty ? bucket : objects)])
            foreach (string grantee in grantees?.Split(", ") ?? [])
                if (grantee.Split('=', 2) is [var type, var quoted] && quoted.Trim('"') is var value && (type == "id" || value == Everybody))
                    statements.Add(Allow(type == "id" ? new JsonObject { ["CanonicalUser"] = value } : "*", action, resource));
        return statements.Count == 0 ? null : new JsonObject { ["Version"] = "2012-10-17", ["Statement"] = new JsonArray([.. statements]) };
    }

    static JsonObject Allow(JsonNode principal, string action, string resource) => new() { ["Effect"] = "Allow", ["Principal"] = principal, ["Action"] = action, ["Resource"] = resource };

    static string Named(JsonObject? grantee, JsonObject acl)
    {
        string? id = grantee.Text("ID");
        string name = grantee.Text("URI") switch
        {
            Everybody => "anybody",
            SignedIn => "any signed-in user",
            { } uri => uri,
            null => id is not null && id == acl.Fields("Owner").Text("ID") ? "owner" : grantee.Text("DisplayName") ?? id ?? grantee.Text("EmailAddress") ?? "unknown",
        };
        return DisplayText.Of(name);
    }
}
