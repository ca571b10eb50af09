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

    /// <summary>Where HEAD is refused, look at all that a GET of the whole says, its checksum too, at the cost of a connection. Default: ask for the first byte.</summary>
    internal bool WantsProof { get; init; }

    /// <summary>Customer key of an SSE-C object.</summary>
    public SseCustomerKey? CustomerKey { get; init; }
}
