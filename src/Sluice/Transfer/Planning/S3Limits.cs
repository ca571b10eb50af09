namespace Sluice.Transfer.Planning;

/// <summary>What S3 allows (S3 User Guide, "Amazon S3 multipart upload limits"; API reference of PutObject and CopyObject).</summary>
internal static class S3Limits
{
    /// <summary>Smallest part but for the last: 5 MiB.</summary>
    public const long MinPartSize = 5L << 20;

    /// <summary>Largest part: 5 GiB.</summary>
    public const long MaxPartSize = 5L << 30;

    /// <summary>Most parts of one object.</summary>
    public const int MaxParts = 10_000;

    /// <summary>Largest object: 10,000 parts of 5 GiB, 48.8 TiB. A store with a lower limit refuses by itself.</summary>
    public const long MaxObjectSize = MaxParts * MaxPartSize;

    /// <summary>Largest object that one CopyObject copies: 5 GiB.</summary>
    public const long MaxCopySize = 5L << 30;

    /// <summary>Most keys of one DeleteObjects request.</summary>
    public const int MaxDeleteKeys = 1000;
}
