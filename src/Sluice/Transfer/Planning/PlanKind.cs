namespace Sluice.Transfer.Planning;

/// <summary>The ways an item can move.</summary>
internal enum PlanKind
{
    /// <summary>Larger than any object may be.</summary>
    Refuse,
    /// <summary>One PutObject.</summary>
    SinglePut,
    /// <summary>CreateMultipartUpload, UploadPart for each part, CompleteMultipartUpload.</summary>
    MultipartPut,
    /// <summary>One GetObject.</summary>
    SingleGet,
    /// <summary>A GetObject with a range for each part.</summary>
    RangedGet,
    /// <summary>A GetObject with a part number for each part that the store holds: each brings its own checksum.</summary>
    StoredPartsGet,
    /// <summary>One CopyObject inside the store.</summary>
    ServerSideCopy,
    /// <summary>A multipart upload whose parts the store copies itself.</summary>
    PartCopy,
    /// <summary>Down from one store and up to another through memory, in one piece.</summary>
    StreamingCopy,
    /// <summary>The same in parts.</summary>
    StreamingPartCopy,
    /// <summary>The same by one GET, in one stream.</summary>
    StreamingWholeCopy,
}
