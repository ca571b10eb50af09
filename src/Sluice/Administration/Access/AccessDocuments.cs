using System.Text.Json.Nodes;
using Sluice.Administration.Documents;
using Sluice.Failures;
using Sluice.S3;

namespace Sluice.Administration.Access;

/// <summary>What decides about access, as far as it could be read.</summary>
internal sealed record AccessDocuments
{
    static readonly string[] Names = ["ownership", "public-access-block", "policy", "request-payment"];

    const string OfBucket = "the bucket's ACL", OfObject = "the object's ACL";

    public required BucketTarget Target { get; init; }

    public ObjectKey Key { get; init; }

    public JsonObject? Policy { get; init; }

    public JsonObject? BucketAcl { get; init; }

    public JsonObject? ObjectAcl { get; init; }

    /// <summary>Canonical id of the object's owner; null when it is not told.</summary>
    public string? ObjectOwner { get; init; }

    /// <summary>ACLs do not count.</summary>
    public bool AclsAreDisabled { get; init; }

    public bool IgnoresPublicAcls { get; init; }

    public bool RestrictsPublicBuckets { get; init; }

    public bool RequesterPays { get; init; }

    /// <summary>Requests say that whoever asks pays.</summary>
    public bool OffersToPay { get; init; }

    /// <summary>The object is encrypted with a key of its owner's own (SSE-C).</summary>
    public bool NeedsCustomerKey { get; init; }

    /// <summary>What could not be read: nothing is known of it, and it may decide.</summary>
    public IReadOnlyList<string> Unread { get; init; } = [];

    /// <summary>Reads all that these credentials may read.</summary>
    /// <param name="client">The store, as the owner.</param>
    /// <param name="bucket">The bucket.</param>
    /// <param name="key">The object; empty for none.</param>
    /// <param name="versionId">One version; null for the latest.</param>
    /// <param name="cancellationToken">Ends it.</param>
    public static AccessDocuments Read(S3Client client, string bucket, ObjectKey key, string? versionId, CancellationToken cancellationToken)
    {
        Dictionary<string, JsonObject?> read = [];
        List<string> unread = [];
        foreach (string name in Names)
        {
            S3Result<BucketDocument> result = BucketSetting.Find(name)!.Read(client, bucket, cancellationToken);
            // A store that does not know a document does not follow one either.
            if (result.Error is { Kind: not FailureKind.NotSupported } error)
                unread.Add($"{name} ({Reason(error)})");
            read[name] = result.Error is null ? result.Value.Content : null;
        }
        JsonObject? Acl(string name, ObjectKey of, string? version)
        {
            S3Result<JsonObject> result = AccessControl.Read(client, bucket, of, version, cancellationToken);
            // What is not there has no list that could decide.
            if (result.Error is { Kind: not (FailureKind.NotSupported or FailureKind.NotFound) } error)
                unread.Add($"{name} ({Reason(error)})");
            return result.Error is null ? result.Value : null;
        }
        JsonObject? ofObject = key.IsEmpty ? null : Acl(OfObject, key, versionId);
        return new AccessDocuments
        {
            Target = BucketTarget.Of(client.Options, bucket),
            Key = key,
            Policy = read["policy"],
            AclsAreDisabled = read["ownership"].Members("Rules").FirstOrDefault().Text("ObjectOwnership") == "BucketOwnerEnforced",
            IgnoresPublicAcls = read["public-access-block"].Text("IgnorePublicAcls") == "true",
            RestrictsPublicBuckets = read["public-access-block"].Text("RestrictPublicBuckets") == "true",
            RequesterPays = read["request-payment"].Text("Payer") == "Requester",
            OffersToPay = client.Options.RequesterPays,
            BucketAcl = Acl(OfBucket, default, null),
            ObjectAcl = ofObject,
            ObjectOwner = OwnerIn(ofObject) ?? (key.IsEmpty || versionId is not null ? null : client.FindOwner(bucket, key, cancellationToken)),
            Unread = unread,
        };
    }

    /// <summary>What could not be read of that which decides about an operation.</summary>
    public string UnreadFor(AccessOperation operation) => string.Join(", ", Unread.Where(name => !name.StartsWith(operation == AccessOperation.Read ? OfBucket : OfObject, StringComparison.Ordinal)));

    /// <summary>The documents with another object's ACL.</summary>
    public AccessDocuments With(JsonObject? acl) => this with { ObjectAcl = acl, ObjectOwner = OwnerIn(acl) };

    static string? OwnerIn(JsonObject? acl) => acl.Fields("Owner").Text("ID") is { Length: > 0 } id ? id : null;

    static string Reason(S3Error error) => error.Kind == FailureKind.Denied ? "denied" : error.Code.Length > 0 ? error.Code : "failed";
}
