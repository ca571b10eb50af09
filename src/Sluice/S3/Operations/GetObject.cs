namespace Sluice.S3;

/// <summary>Reads an object or a range of it.</summary>
public sealed record GetObjectRequest(string Bucket, ObjectKey Key)
{
    /// <summary>Bytes wanted; null for all.</summary>
    public ByteRange? Range { get; init; }

    /// <summary>A stored part, from 1, instead of a range: its checksum comes with it.</summary>
    public int? PartNumber { get; init; }

    /// <summary>Only if the object still has this ETag (quoted, as the store sent it).</summary>
    public string? IfMatch { get; init; }

    /// <summary>Only if the object has another ETag.</summary>
    public string? IfNoneMatch { get; init; }

    /// <summary>A version other than the latest.</summary>
    public string? VersionId { get; init; }

    /// <summary>Ask for the stored checksum (x-amz-checksum-mode: ENABLED). Default true.</summary>
    public bool ChecksumMode { get; init; } = true;

    /// <summary>Bytes that the object has, as far as the caller knows: a store that has nothing in a range inside of it does not know ranges; null when not known.</summary>
    internal long? ObjectSize { get; init; }

    /// <summary>Customer key of an SSE-C object.</summary>
    public SseCustomerKey? CustomerKey { get; init; }
}
