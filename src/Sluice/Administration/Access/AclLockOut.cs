using System.Text.Json.Nodes;
using Sluice.Administration.Documents;
using Sluice.S3;

namespace Sluice.Administration.Access;

/// <summary>Whether a new access control list takes from whoever sets it what they read or list with: the owner has nothing that is not granted, but for the right to change the list.</summary>
/// <param name="Sentence">What it does, such as "leaves you nothing to read it with"; fit for a terminal, without a full stop.</param>
/// <param name="AccountId">Canonical id of the account that sets it, as far as the store tells it; null when it does not.</param>
public sealed record AclLockOut(string Sentence, string? AccountId)
{
    static readonly string[] ForAccounts = ["public-read", "public-read-write", "authenticated-read"];

    /// <summary>Looks at who asks, who the owner is, and whom the list names. Null when it leaves them enough, or when that cannot be told of a canned list.</summary>
    /// <param name="client">The store, with the credentials that set it.</param>
    /// <param name="bucket">The bucket.</param>
    /// <param name="key">The object; empty for the bucket.</param>
    /// <param name="versionId">One version; null for the latest.</param>
    /// <param name="list">A canned list or grants; null where <paramref name="document"/> has the list.</param>
    /// <param name="document">The list as <see cref="AccessControl.Read"/> gives it; null for <paramref name="list"/>.</param>
    /// <param name="areMany">The key is a prefix, and the list is for the objects below it.</param>
    /// <param name="cancellationToken">Ends it.</param>
    public static AclLockOut? Find(S3Client client, string bucket, ObjectKey key, string? versionId, AclHeaders? list, JsonObject? document, bool areMany, CancellationToken cancellationToken)
    {
        if (list?.Canned is { } name && (areMany || ForAccounts.Contains(name)))
            return null;
        S3Result<JsonObject> now = AccessControl.Read(client, bucket, areMany ? default : key, areMany ? null : versionId, cancellationToken);
        string? owner = now.Error is null ? now.Value.Fields("Owner").Text("ID") : null;
        AccessAccount account = AccessAccount.Find(client, bucket, null, cancellationToken);
        string? id = account.Id ?? owner;
        bool leavesSome = list?.Canned is { } canned ? owner is null || owner == id || canned.StartsWith("bucket-owner", StringComparison.Ordinal) && account.IsOwner == true
            : list is not null ? Names(list.Read, id) || Names(list.FullControl, id)
            : AccessControl.Grants(document!, AccessControl.Everybody, "READ") || AccessControl.Grants(document!, AccessControl.SignedIn, "READ") || id is not null && AccessControl.GrantsAccount(document!, id, "READ");
        return leavesSome ? null : new AclLockOut($"leaves you nothing to {(areMany ? "read them" : key.IsEmpty ? "list it" : "read it")} with", id);
    }

    static bool Names(string? grantees, string? id) => grantees is not null
        && (grantees.Contains(AccessControl.Everybody, StringComparison.Ordinal) || grantees.Contains(AccessControl.SignedIn, StringComparison.Ordinal) || id is not null && grantees.Contains($"id=\"{id}\"", StringComparison.Ordinal));
}
