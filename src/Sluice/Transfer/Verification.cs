namespace Sluice.Transfer;

/// <summary>What the bytes of a finished item were compared with.</summary>
public enum Verification
{
    /// <summary>Nothing: not done, or a dry run.</summary>
    None,
    /// <summary>
    /// Nothing that proves anything: an ETag in the form of an MD5 disagrees with the bytes, and no ETag of that bucket has
    /// agreed yet; the store contradicted itself about which object it is; or it told neither a checksum nor a size before the bytes came.
    /// </summary>
    Unverified,
    /// <summary>Size and unchanged ETag only: the store keeps no checksum that can be computed while ranges arrive.</summary>
    Size,
    /// <summary>The MD5 in the ETag.</summary>
    Md5,
    /// <summary>A checksum that the store keeps and returned.</summary>
    Checksum,
    /// <summary>The store made the copy itself, and its answer (ETag or checksum) agrees.</summary>
    ServerSide,
}
