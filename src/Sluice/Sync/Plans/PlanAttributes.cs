using Sluice.S3;
using Sluice.Transfer;

namespace Sluice.Sync.Plans;

/// <summary>What written objects get besides their bytes, as a plan keeps it. Encryption is not in it: keys are secrets, and belong to the command that carries the plan out.</summary>
internal sealed record PlanAttributes
{
    /// <inheritdoc cref="ObjectAttributes.ContentType"/>
    public string? ContentType { get; init; }

    /// <inheritdoc cref="ObjectAttributes.ContentEncoding"/>
    public string? ContentEncoding { get; init; }

    /// <inheritdoc cref="ObjectAttributes.ContentDisposition"/>
    public string? ContentDisposition { get; init; }

    /// <inheritdoc cref="ObjectAttributes.ContentLanguage"/>
    public string? ContentLanguage { get; init; }

    /// <inheritdoc cref="ObjectAttributes.CacheControl"/>
    public string? CacheControl { get; init; }

    /// <inheritdoc cref="ObjectAttributes.Expires"/>
    public string? Expires { get; init; }

    /// <inheritdoc cref="ObjectAttributes.WebsiteRedirect"/>
    public string? WebsiteRedirect { get; init; }

    /// <inheritdoc cref="ObjectAttributes.Grants"/>
    public ObjectGrants? Grants { get; init; }

    /// <inheritdoc cref="ObjectAttributes.Lock"/>
    public ObjectLock? Lock { get; init; }

    /// <summary>What copies take along, by the names of <see cref="CarriedAttributes"/>; null for the default.</summary>
    public string? Carried { get; init; }

    /// <inheritdoc cref="SyncRequest.TagsRequired"/>
    public bool TagsRequired { get; init; }

    /// <inheritdoc cref="ObjectAttributes.StorageClass"/>
    public string? StorageClass { get; init; }

    /// <inheritdoc cref="ObjectAttributes.Acl"/>
    public string? Acl { get; init; }

    /// <inheritdoc cref="ObjectAttributes.Metadata"/>
    public IReadOnlyList<KeyValuePair<string, string>> Metadata { get; init; } = [];

    /// <inheritdoc cref="ObjectAttributes.Tags"/>
    public IReadOnlyList<KeyValuePair<string, string>> Tags { get; init; } = [];

    /// <summary>True when the plan was made with encryption options, which must be given again.</summary>
    public bool Encrypted { get; init; }

    /// <summary>Keeps attributes.</summary>
    public static PlanAttributes From(ObjectAttributes given) => new()
    {
        ContentType = given.ContentType,
        ContentEncoding = given.ContentEncoding,
        ContentDisposition = given.ContentDisposition,
        ContentLanguage = given.ContentLanguage,
        CacheControl = given.CacheControl,
        Expires = given.Expires,
        WebsiteRedirect = given.WebsiteRedirect,
        Grants = given.Grants,
        Lock = given.Lock,
        StorageClass = given.StorageClass,
        Acl = given.Acl,
        Metadata = given.Metadata,
        Tags = given.Tags,
        Encrypted = given.Sse is not null,
    };

    /// <summary>The attributes again, with this encryption.</summary>
    public ObjectAttributes With(SseOptions? sse) => new()
    {
        ContentType = ContentType,
        ContentEncoding = ContentEncoding,
        ContentDisposition = ContentDisposition,
        ContentLanguage = ContentLanguage,
        CacheControl = CacheControl,
        Expires = Expires,
        WebsiteRedirect = WebsiteRedirect,
        Grants = Grants,
        Lock = Lock,
        StorageClass = StorageClass,
        Acl = Acl,
        Metadata = Metadata,
        Tags = Tags,
        Sse = sse,
    };
}
