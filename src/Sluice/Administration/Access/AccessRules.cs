using System.Text.Json.Nodes;
using Sluice.Administration.Checks;
using Sluice.Administration.Documents;

namespace Sluice.Administration.Access;

/// <summary>
/// What the documents say of a caller (S3 User Guide, "How Amazon S3 authorizes a request", "The meaning of 'public'"): a denial outweighs all, then what the policy or
/// an ACL allows, as far as ownership and the public access block let it count. Of the owner's own users documents of the bucket say only what they deny.
/// </summary>
internal static class AccessRules
{
    /// <summary>Looks for all that speaks for and against.</summary>
    /// <param name="documents">What could be read.</param>
    /// <param name="caller">Who asks.</param>
    /// <param name="account">Of which account they are.</param>
    /// <param name="operation">What they ask.</param>
    /// <param name="key">The object; empty for the bucket.</param>
    public static AccessGrounds Weigh(AccessDocuments documents, AccessCaller caller, AccessAccount account, AccessOperation operation, string key)
    {
        string action = operation switch { AccessOperation.List => "s3:ListBucket", AccessOperation.Read => "s3:GetObject", _ => "s3:PutObject" };
        string bucket = documents.Target.Bucket;
        StatementReach Reach(CheckedStatement statement) => operation == AccessOperation.List || key.Length > 0
            ? statement.Covers(bucket, operation == AccessOperation.List ? null : key) ? StatementReach.All : StatementReach.None : statement.Reach(bucket);
        CheckedStatement[] about = [.. PolicyCheck.Statements(documents.Policy).Where(statement => statement.Names(action) && !statement.IsNeverMet(documents.Target) && (IsOf(statement, caller) || caller != AccessCaller.Anybody))];
        CheckedStatement[] whole = [.. about.Where(statement => Reach(statement) == StatementReach.All)], parts = [.. about.Where(statement => Reach(statement) == StatementReach.Part)];
        CheckedStatement? Plain(bool denies, bool isOfCaller) => Array.Find(whole, statement => (denies ? statement.IsDeny : statement.IsAllow) && !statement.IsConditional && IsOf(statement, caller) == isOfCaller);
        CheckedStatement? Conditional(bool denies) => Array.Find(whole, statement => (denies ? statement.IsDeny : statement.IsAllow) && statement.IsConditional);

        CheckedStatement? denial = Plain(denies: true, isOfCaller: true), open = Plain(denies: false, isOfCaller: true), named = Plain(denies: false, isOfCaller: false);
        // The owner's own users are not kept out (S3 User Guide, "Blocking public access", RestrictPublicBuckets).
        bool isRestricted = documents.RestrictsPublicBuckets && account.IsOwner != true;
        CheckedStatement? part = isRestricted ? null : Array.Find(parts, statement => statement.IsAllow && IsCertain(statement)) ?? Array.Find(parts, static statement => statement.IsAllow);
        bool IsCertain(CheckedStatement statement) => !statement.IsConditional && IsOf(statement, caller);
        (string? allowed, string? withheld, string? names) = ByAcl(documents, caller, account, operation);
        bool differs = isRestricted && caller != AccessCaller.Anybody && !documents.Target.IsAws;
        return new AccessGrounds
        {
            Denial = denial is not null ? $"the policy denies it: {denial.Name}" : documents.RequesterPays && caller == AccessCaller.Anybody ? "request-payment Requester: unsigned requests cannot pay" : null,
            NamedDenial = Plain(denies: true, isOfCaller: false) is { } some ? $"the policy denies it to some: {some.Name}" : null,
            ConditionalDenial = Conditional(denies: true) is { } unless ? $"the policy denies it on a condition: {unless.NameAndCondition}" : null,
            Unpaid = documents is { RequesterPays: true, OffersToPay: false } && account.IsOwner != true ? "the request was denied, and did not offer to pay: request-payment Requester (--request-payer)" : null,
            PartDenial = Array.Find(parts, static statement => statement.IsDeny) is { } closed ? $"the policy denies it{On(closed)}: {closed.NameAndPlaces}" : null,
            Allowance = open is not null && !isRestricted ? Allowed(documents, operation, $"the policy allows it to everybody: {open.Name}") : allowed is not null ? Allowed(documents, operation, allowed) : null,
            NamedAllowance = named is not null ? $"the policy names who may: {named.Name}" : names,
            ConditionalAllowance = Conditional(denies: false) is { } met ? $"the policy allows it on a condition: {met.NameAndCondition}" : null,
            PartAllowance = part is not null ? $"in part: the policy allows it{(IsOf(part, caller) ? " to everybody" : " to some")}{On(part)}: {part.NameAndPlaces}" : null,
            IsPartCertain = part is not null && IsCertain(part),
            Undecided = open is not null && differs ? $"the policy allows it ({open.Name}), and stores differ in whom public-access-block (RestrictPublicBuckets) keeps out" : null,
            Withheld = open is not null && isRestricted && !differs ? $"public-access-block (RestrictPublicBuckets): the policy would allow it ({open.Name})" : withheld,
            LeftOut = LeftOut(documents, account, operation),
            Unread = documents.UnreadFor(operation),
            IsOwner = account.IsOwner,
            IsOfMany = key.Length == 0,
        };
    }

    static string On(CheckedStatement statement) => statement.IsConditional ? " on a condition" : "";

    // NotPrincipal names whom a denial spares; of one's own name in it nothing is known.
    static bool IsOf(CheckedStatement statement, AccessCaller caller) => statement.IsOfEveryone || statement.IsDeny && statement.ExceptsPrincipals && caller is AccessCaller.Anybody or AccessCaller.SignedIn;

    static string Allowed(AccessDocuments documents, AccessOperation operation, string why) =>
        $"{why}{(documents.RequesterPays ? "; with x-amz-request-payer (request-payment Requester)" : "")}{(documents.NeedsCustomerKey && operation == AccessOperation.Read ? "; with the key of its owner (SSE-C)" : "")}";

    static (string? Allowed, string? Withheld, string? Names) ByAcl(AccessDocuments documents, AccessCaller caller, AccessAccount account, AccessOperation operation)
    {
        string whose = operation == AccessOperation.Read ? "the object's ACL" : "the bucket's ACL", permission = operation == AccessOperation.Write ? "WRITE" : "READ";
        if ((operation == AccessOperation.Read ? documents.ObjectAcl : documents.BucketAcl) is not { } acl)
            return default;
        string? group = AccessControl.Grants(acl, AccessControl.Everybody, permission) ? "everybody"
            : caller != AccessCaller.Anybody && AccessControl.Grants(acl, AccessControl.SignedIn, permission) ? "every signed-in user" : null;
        string? withheld = group is null ? null
            : documents.AclsAreDisabled ? $"ownership BucketOwnerEnforced: {whose} grants {permission} to {group}, and does not count"
            : documents.IgnoresPublicAcls ? $"public-access-block (IgnorePublicAcls): {whose} grants {permission} to {group}, and does not count" : null;
        if (group is not null && withheld is null)
            return ($"{whose} grants {permission} to {group}", null, null);
        if (caller == AccessCaller.Anybody || documents.AclsAreDisabled)
            return (null, withheld, null);
        if (account is { Id: { } id, IsOwner: false })
            return AccessControl.GrantsAccount(acl, id, permission) ? ($"{whose} grants {permission} to their account", null, null) : (null, withheld, null);
        string? owner = acl.Fields("Owner").Text("ID");
        return (null, withheld, account.Id is null && acl.Members("Grants").Any(grant => grant.Fields("Grantee").Text("ID") is { } other && other != owner) ? $"{whose} names accounts" : null);
    }

    // The owner of an object may change its list, and has nothing else that is not in it (S3 User Guide, "Access control list overview").
    static string? LeftOut(AccessDocuments documents, AccessAccount account, AccessOperation operation)
    {
        if (operation != AccessOperation.Read || documents.AclsAreDisabled || account.Id is not { } id || documents.ObjectOwner is not { } owner || owner != id && account.IsOwner != true)
            return null;
        bool has = documents.ObjectAcl is { } acl ? AccessControl.GrantsAccount(acl, id, "READ") || !documents.IgnoresPublicAcls && (AccessControl.Grants(acl, AccessControl.Everybody, "READ") || AccessControl.Grants(acl, AccessControl.SignedIn, "READ")) : owner == id;
        return has ? null : $"the object{(owner == id ? "'s ACL" : " is another account's, whose ACL")} grants them nothing to read it with; its owner can change it (sluice acl set)";
    }
}
