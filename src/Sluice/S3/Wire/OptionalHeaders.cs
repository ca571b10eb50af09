using Sluice.S3.Requests;

namespace Sluice.S3.Wire;

/// <summary>Headers that a store may refuse although it can do without them.</summary>
[Flags]
internal enum OptionalHeaders
{
    /// <summary>None.</summary>
    None = 0,
    /// <summary>x-amz-checksum headers of a write; Content-MD5 stands in for them.</summary>
    Checksums = 1,
    /// <summary>x-amz-checksum-mode of a read; the ETag stands in for the checksum.</summary>
    ChecksumMode = 2,
}
