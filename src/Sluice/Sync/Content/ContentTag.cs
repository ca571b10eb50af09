using Sluice.S3.Checksums;

namespace Sluice.Sync.Content;

/// <summary>Reads an ETag as the MD5, of the whole or of parts, that it may be.</summary>
internal static class ContentTag
{
    static readonly string Zeros = Convert.ToBase64String(new byte[16]);
    static readonly ObjectChecksum OfNothing = ChecksumHasher.Of(ChecksumAlgorithm.Md5, []);

    /// <summary>The MD5; null for an ETag of another form, and for those that some stores give to whatever they have no MD5 of.</summary>
    public static ObjectChecksum? Of(string? etag, long size) =>
        etag is not null && ChecksumHeaders.TryParseETag(etag, out ObjectChecksum md5) && md5.Base64 != Zeros && (size == 0 || md5.Base64 != OfNothing.Base64) ? md5 : null;
}
