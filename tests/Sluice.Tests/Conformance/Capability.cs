namespace Sluice.Tests.Conformance;

/// <summary>What S3 does and not every store can. The name completes "this store ...".</summary>
public enum Capability
{
    /// <summary>refuses a wrong access key or secret, a wrong presigned URL, and anonymous listings.</summary>
    VerifiesSignatures,
    /// <summary>refuses a body that is not the one whose digest was sent.</summary>
    VerifiesBodies,
    /// <summary>keeps CRC-64/NVME checksums and returns them.</summary>
    KeepsCrc64Nvme,
    /// <summary>keeps CRC-32C checksums and returns them.</summary>
    KeepsCrc32C,
    /// <summary>keeps CRC-32 checksums and returns them.</summary>
    KeepsCrc32,
    /// <summary>keeps SHA-1 checksums and returns them.</summary>
    KeepsSha1,
    /// <summary>keeps SHA-256 checksums and returns them.</summary>
    KeepsSha256,
    /// <summary>combines the CRC-64/NVME of parts to that of the object.</summary>
    CombinesCrc64Nvme,
    /// <summary>combines the CRC-32C of parts to that of the object.</summary>
    CombinesCrc32C,
    /// <summary>combines the CRC-32 of parts to that of the object.</summary>
    CombinesCrc32,
    /// <summary>returns a single part of an object (partNumber).</summary>
    ReadsParts,
    /// <summary>overwrites on condition of an ETag (PUT If-Match).</summary>
    WritesIfMatch,
    /// <summary>completes an upload on condition that there is no such object.</summary>
    CompletesIfAbsent,
    /// <summary>copies on condition of the source's ETag.</summary>
    CopiesIfMatch,
    /// <summary>refuses part numbers over 10,000.</summary>
    LimitsPartNumbers,
    /// <summary>keeps the tags that a multipart upload was begun with.</summary>
    KeepsTagsOfUploads,
    /// <summary>copies parts of objects whose keys hold a percent sign.</summary>
    CopiesPartsOfPercentKeys,
    /// <summary>answers NoSuchUpload when the parts of an upload that is not there are listed.</summary>
    NamesMissingUploads,
    /// <summary>answers NoSuchUpload when an upload that is not there is completed.</summary>
    CompletesOnlyKnownUploads,
    /// <summary>refuses parts that CompleteMultipartUpload names out of order.</summary>
    ChecksPartOrder,
    /// <summary>answers NoSuchUpload to a part of an upload that is not there.</summary>
    KnowsMissingUploads,
    /// <summary>lists parts from a part number on (part-number-marker).</summary>
    PagesParts,
    /// <summary>takes keys with a line feed in them.</summary>
    TakesLineFeeds,
    /// <summary>says in a HEAD how large a single part is (partNumber).</summary>
    HeadsParts,
    /// <summary>compares the checksum of the whole object in CompleteMultipartUpload.</summary>
    ComparesWholeChecksums,
    /// <summary>refuses keys over 1,024 bytes with KeyTooLongError.</summary>
    LimitsKeys,
}
