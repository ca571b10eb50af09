using System.Xml.Linq;
using Sluice.Endpoint.Policies;
using Sluice.Endpoint.Storage;
using Sluice.Endpoint.Xml;

namespace Sluice.Endpoint.Configurations;

/// <summary>What a bucket's documents say, in the form that requests need.</summary>
sealed record BucketSettings
{
    /// <summary>Of a bucket without documents, which costs a request nothing.</summary>
    public static BucketSettings None { get; } = new();

    public BucketPolicy? Policy { get; init; }

    public IReadOnlyList<CorsRule> Cors { get; init; } = [];

    public PublicAccessBlock PublicAccess { get; init; } = PublicAccessBlock.None;

    /// <summary>BucketOwnerEnforced, BucketOwnerPreferred or ObjectWriter; null when it was never set, which is as ObjectWriter here.</summary>
    public string? Ownership { get; init; }

    public DefaultEncryption? Encryption { get; init; }

    /// <summary>Whoever is not the owner must say that they pay.</summary>
    public bool RequesterPays { get; init; }

    /// <summary>Made with Object Lock, or enabled later.</summary>
    public bool HasObjectLock { get; init; }

    public DefaultRetention? Retention { get; init; }

    public IReadOnlyList<LifecycleRule> Lifecycle { get; init; } = [];

    /// <summary>ACLs have no say: everything in the bucket is its owner's.</summary>
    public bool AclsAreDisabled => Ownership == OwnershipDocument.Enforced;

    public static BucketSettings Read(StoredBucket bucket)
    {
        if (bucket.Documents is not { Count: > 0 } documents)
            return None;
        XElement? Document(string name) => documents.TryGetValue(name, out string? text) ? DocumentXml.Read(text) : null;
        XElement? objectLock = Document("object-lock");
        return new BucketSettings
        {
            Policy = documents.TryGetValue("policy", out string? policy) ? BucketPolicy.Parse(policy, bucket.Name) : null,
            Cors = Document("cors") is { } cors ? CorsRule.ReadAll(cors) : [],
            PublicAccess = Document("publicAccessBlock") is { } block ? PublicAccessBlock.Read(block) : PublicAccessBlock.None,
            Ownership = Document("ownershipControls") is { } ownership ? OwnershipDocument.Read(ownership) : null,
            Encryption = Document("encryption") is { } encryption ? DefaultEncryption.Read(encryption) : null,
            // The other payer is the default, which is not kept.
            RequesterPays = documents.ContainsKey("requestPayment"),
            HasObjectLock = objectLock is not null,
            Retention = objectLock is null ? null : DefaultRetention.Read(objectLock),
            Lifecycle = Document("lifecycle") is { } lifecycle ? LifecycleRule.ReadAll(lifecycle) : [],
        };
    }
}
