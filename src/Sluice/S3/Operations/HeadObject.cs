namespace Sluice.S3;

/// <summary>Reads what a store knows of an object, without its bytes.</summary>
public sealed record HeadObjectRequest(string Bucket, ObjectKey Key)
{
    /// <summary>Of one stored part, from 1: its size is <see cref="ObjectInfo.ContentLength"/> and the object's part count comes with it.</summary>
    public int? PartNumber { get; init; }

    /// <summary>A version other than the latest.</summary>
    public string? VersionId { get; init; }

    /// <summary>Ask for the stored checksum. Default true.</summary>
    public bool ChecksumMode { get; init; } = true;

    /// <summary>Customer key of an SSE-C object.</summary>
    public SseCustomerKey? CustomerKey { get; init; }
}
