namespace Sluice.S3;

/// <summary>Server-side encryption asked for on a write.</summary>
public sealed record SseOptions
{
    /// <summary><c>AES256</c>, <c>aws:kms</c> or <c>aws:kms:dsse</c>; null leaves it to the bucket's default.</summary>
    public string? Mode { get; init; }

    /// <summary>KMS key id or ARN, for the KMS modes.</summary>
    public string? KmsKeyId { get; init; }

    /// <summary>Encryption context of the KMS modes, as base64 of JSON; no store tells it again. Null for none.</summary>
    public string? KmsContext { get; init; }

    /// <summary>Whether the KMS modes use a bucket key; null leaves it to the bucket.</summary>
    public bool? BucketKey { get; init; }

    /// <summary>Customer key (SSE-C) of 32 bytes; null for none. Sent only to the store, never printed or stored.</summary>
    public SseCustomerKey? CustomerKey { get; init; }

    /// <summary>Customer key of the source of a server-side copy.</summary>
    public SseCustomerKey? CopySourceCustomerKey { get; init; }
}
