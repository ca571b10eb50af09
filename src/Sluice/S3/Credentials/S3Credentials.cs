namespace Sluice.S3.Credentials;

/// <summary>An access key and its secret. Reference-equal while nothing was renewed, so that derived keys can be cached by it.</summary>
public sealed class S3Credentials(string accessKeyId, string secretKey, string? sessionToken)
{
    /// <summary>Access key id.</summary>
    public string AccessKeyId { get; } = accessKeyId;

    /// <summary>Session token of temporary credentials; null for permanent ones.</summary>
    public string? SessionToken { get; } = sessionToken;

    /// <summary>When they end; null for never, and for temporary ones of which nobody said.</summary>
    public DateTimeOffset? Expiration { get; init; }

    internal string SecretKey { get; } = secretKey;

    /// <summary>The key id only, never the secret.</summary>
    public override string ToString() => AccessKeyId;
}
