using System.Text.Json.Serialization;

namespace Sluice.Endpoint.Storage;

/// <summary>What a writer says about an object besides its bytes.</summary>
sealed record ObjectDescription
{
    public const string DefaultContentType = "binary/octet-stream";

    public static ObjectDescription Default { get; } = new();

    public string ContentType { get; init; } = DefaultContentType;

    public string? ContentEncoding { get; init; }

    public string? ContentDisposition { get; init; }

    public string? ContentLanguage { get; init; }

    public string? CacheControl { get; init; }

    public string? Expires { get; init; }

    public string? WebsiteRedirect { get; init; }

    /// <summary>Null for STANDARD, which S3 does not echo.</summary>
    public string? StorageClass { get; init; }

    /// <summary>In a class whose objects must be restored before they can be read.</summary>
    [JsonIgnore]
    public bool IsArchived => StorageClass is "GLACIER" or "DEEP_ARCHIVE";

    /// <summary>Lower-case names without <c>x-amz-meta-</c>.</summary>
    public IReadOnlyList<KeyValuePair<string, string>> Metadata { get; init; } = [];

    public IReadOnlyList<KeyValuePair<string, string>> Tags { get; init; } = [];

    /// <summary>AES256 or aws:kms, echoed; null: S3's default, AES256.</summary>
    public string? Encryption { get; init; }

    public string? KmsKeyId { get; init; }

    public bool BucketKey { get; init; }

    /// <summary>Base64 MD5 of the customer's key (SSE-C). Reads must bring the same key; the bytes are not encrypted here.</summary>
    public string? CustomerKeyMd5 { get; init; }
}
