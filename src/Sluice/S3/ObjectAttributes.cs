namespace Sluice.S3;

/// <summary>What a write gives an object besides its bytes.</summary>
public sealed record ObjectAttributes
{
    /// <summary>Nothing beyond the store's defaults.</summary>
    public static ObjectAttributes None { get; } = new();

    /// <summary>MIME type; null leaves it to the store.</summary>
    public string? ContentType { get; init; }

    /// <summary>Content-Encoding of the object.</summary>
    public string? ContentEncoding { get; init; }

    /// <summary>Content-Disposition.</summary>
    public string? ContentDisposition { get; init; }

    /// <summary>Content-Language.</summary>
    public string? ContentLanguage { get; init; }

    /// <summary>Cache-Control.</summary>
    public string? CacheControl { get; init; }

    /// <summary>Expires, as text: stores keep what they were given, also what is no date (S3 API reference, HeadObject, "Expires").</summary>
    public string? Expires { get; init; }

    /// <summary>Storage class, such as <c>STANDARD_IA</c>; null for the standard one.</summary>
    public string? StorageClass { get; init; }

    /// <summary>Where a website endpoint sends readers of the object: a key of the same bucket that begins with a slash, or a URL (x-amz-website-redirect-location).</summary>
    public string? WebsiteRedirect { get; init; }

    /// <summary>Canned ACL, such as <c>public-read</c>. Never read from an object: no header tells it.</summary>
    public string? Acl { get; init; }

    /// <summary>Grants of single permissions, instead of a canned ACL; null for none.</summary>
    public ObjectGrants? Grants { get; init; }

    /// <summary>Retention and legal hold; null for neither.</summary>
    public ObjectLock? Lock { get; init; }

    /// <summary>User metadata, without the <c>x-amz-meta-</c> in front; 2 KB at most in all. Values that are no UTF-8 go through unchanged.</summary>
    public IReadOnlyList<KeyValuePair<string, string>> Metadata { get; init; } = [];

    /// <summary>Object tags; 10 at most.</summary>
    public IReadOnlyList<KeyValuePair<string, string>> Tags { get; init; } = [];

    /// <summary>Server-side encryption.</summary>
    public SseOptions? Sse { get; init; }

    /// <summary>True when there is anything in it. Lists are compared by what they hold: an empty one says nothing.</summary>
    internal bool SaysAnything => Metadata.Count > 0 || Tags.Count > 0 || this with { Metadata = None.Metadata, Tags = None.Tags } != None;
}
