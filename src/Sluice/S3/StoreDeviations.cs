namespace Sluice.S3;

/// <summary>
/// In what a store was seen to deviate from S3, as far as it changes what is asked of it. Found by <c>sluice probe</c> and kept in the settings; nothing else sets it, so that
/// <see cref="None"/> says only that nothing is known.
/// </summary>
[Flags]
public enum StoreDeviations
{
    /// <summary>None is known.</summary>
    None = 0,

    /// <summary>If-None-Match of a PUT is ignored or refused: what is there is overwritten. Jobs with leases, and whoever writes only what is not there, cannot rely on it.</summary>
    CreateConditions = 1,

    /// <summary>If-Match of a PUT is ignored, refused, or compared with something else. Jobs with leases cannot rely on it.</summary>
    ReplaceConditions = 2,

    /// <summary>If-None-Match or If-Match of a CompleteMultipartUpload is ignored or refused: whoever writes large objects only where none is cannot rely on it.</summary>
    CompleteConditions = 4,

    /// <summary>x-amz-copy-source-if-match is ignored: sources of copies are looked at before and after.</summary>
    CopyConditions = 8,

    /// <summary>If-Match of a DELETE is ignored: a HEAD right before compares.</summary>
    DeleteConditions = 16,

    /// <summary>ETags have the form of MD5s and are none: they prove nothing.</summary>
    OpaqueETags = 32,

    /// <summary>Checksums of uploads are kept and not compared with the bytes: what the store tells of them proves nothing. Content-MD5 is sent, and the ETag compared.</summary>
    UncheckedChecksums = 64,

    /// <summary>Listings are out of order, or start-after is ignored: they are made page after page.</summary>
    UnorderedListings = 128,

    /// <summary>DeleteObjects does not do what it says: objects are removed one by one.</summary>
    BatchDeletions = 256,

    /// <summary>Ranges are answered with other bytes: each object comes in one request.</summary>
    Ranges = 512,

    /// <summary>If-None-Match of a CopyObject is ignored or refused: whoever copies only to where nothing is cannot rely on it.</summary>
    CopyCreateConditions = 1024,
}
