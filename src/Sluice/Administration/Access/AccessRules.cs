using System.Text.Json.Nodes;
using Sluice.Administration.Checks;
using Sluice.Administration.Documents;

namespace Sluice.Administration.Access;

/// <summary>
/// What the documents say of a stranger (S3 User Guide, "How Amazon S3 authorizes a request", "The meaning of 'public'"): a denial outweighs all, then what the policy or
/// an ACL allows, as far as ownership and the public access block let it count. Of the owner's own users documents of the bucket say only what they deny.
/// </summary>
internal static class AccessRules
{
    public static (AccessAnswer Answer, string Why) Decide(AccessDocuments documents, AccessCaller caller, AccessOperation operation, string key)
    {
        string action = operation switch { AccessOperation.List => "s3:ListBucket", AccessOperation.Read => "s3:GetObject", _ => "s3:PutObject" };
        CheckedStatement[] about = [.. PolicyCheck.Statements(documents.Policy).Where(statement => statement.Names(action) && statement.Covers(documents.Target.Bucket, operation == AccessOperation.List ? null : key))];
        if (Array.Find(about, statement => statement.IsDeny && statement.Condition is not { Count: > 0 } && (statement.IsOfEveryone || statement.ExceptsPrincipals && caller != AccessCaller.You)) is { } denial)
            return (AccessAnswer.No, $"the policy denies it: {denial.Name}");
        if (caller == AccessCaller.You)
            return Array.Exists(about, static statement => statement.IsDeny) ? (AccessAnswer.Unknown, "the policy denies it to some, or on a condition")
                : (AccessAnswer.Unknown, "what the owner's own users may, the account says (IAM), not the bucket");
        if (documents.RequesterPays && caller == AccessCaller.Anybody)
            return (AccessAnswer.No, "request-payment Requester: unsigned requests cannot pay");
        if (Array.Exists(about, static statement => statement.IsDeny))
            return (AccessAnswer.Unknown, "the policy denies it to some, or on a condition");
        CheckedStatement? open = Array.Find(about, static statement => statement.IsAllow && statement.IsOfEveryone && statement.Condition is not { Count: > 0 });
        if (open is not null && !documents.RestrictsPublicBuckets)
            return Allowed(documents, operation, $"the policy allows it to everybody: {open.Name}");
        (AccessAnswer Answer, string Why) acl = ByAcl(documents, caller, operation);
        if (acl.Answer == AccessAnswer.Yes)
            return Allowed(documents, operation, acl.Why);
        if (open is not null && caller != AccessCaller.Anybody && !documents.Target.IsAws)
            return (AccessAnswer.Unknown, $"the policy allows it ({open.Name}), and stores differ in whom public-access-block (RestrictPublicBuckets) keeps out");
        if (open is not null)
            return (AccessAnswer.No, $"public-access-block (RestrictPublicBuckets): the policy would allow it ({open.Name})");
        if (acl.Answer == AccessAnswer.No && acl.Why.Length > 0)
            return acl;
        CheckedStatement? maybe = Array.Find(about, statement => statement.IsAllow && (statement.IsOfEveryone || caller != AccessCaller.Anybody));
        if (maybe is not null)
            return (AccessAnswer.Unknown, maybe.Condition is { Count: > 0 } ? $"the policy allows it on a condition: {maybe.Name}" : $"the policy names who may: {maybe.Name}");
        return documents.UnreadFor(operation) is { Length: > 0 } unread ? (AccessAnswer.Unknown, $"nothing that could be read allows it; not read: {unread}")
            : acl.Answer == AccessAnswer.Unknown ? acl
            : (AccessAnswer.No, "nothing allows it: neither the policy nor an ACL");
    }

    static (AccessAnswer, string) Allowed(AccessDocuments documents, AccessOperation operation, string why) =>
        (AccessAnswer.Yes, $"{why}{(documents.RequesterPays ? "; with x-amz-request-payer (request-payment Requester)" : "")}{(documents.NeedsCustomerKey && operation == AccessOperation.Read ? "; with the key of its owner (SSE-C)" : "")}");

    static (AccessAnswer Answer, string Why) ByAcl(AccessDocuments documents, AccessCaller caller, AccessOperation operation)
    {
        JsonObject? acl = operation == AccessOperation.Read ? documents.ObjectAcl : documents.BucketAcl;
        string whose = operation == AccessOperation.Read ? "the object's ACL" : "the bucket's ACL", permission = operation == AccessOperation.Write ? "WRITE" : "READ";
        if (acl is null)
            return (AccessAnswer.No, "");
        string? group = AccessControl.Grants(acl, AccessControl.Everybody, permission) ? "everybody"
            : caller != AccessCaller.Anybody && AccessControl.Grants(acl, AccessControl.SignedIn, permission) ? "every signed-in user" : null;
        if (group is not null && documents.AclsAreDisabled)
            return (AccessAnswer.No, $"ownership BucketOwnerEnforced: {whose} grants {permission} to {group}, and does not count");
        if (group is not null && documents.IgnoresPublicAcls)
            return (AccessAnswer.No, $"public-access-block (IgnorePublicAcls): {whose} grants {permission} to {group}, and does not count");
        if (group is not null)
            return (AccessAnswer.Yes, $"{whose} grants {permission} to {group}");
        string? owner = acl.Fields("Owner").Text("ID");
        return caller != AccessCaller.Anybody && !documents.AclsAreDisabled && acl.Members("Grants").Any(grant => grant.Fields("Grantee").Text("ID") is { } id && id != owner)
            ? (AccessAnswer.Unknown, $"{whose} names accounts") : (AccessAnswer.No, "");
    }
}
