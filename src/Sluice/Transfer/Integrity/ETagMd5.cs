using Sluice.S3;
using Sluice.S3.Checksums;

namespace Sluice.Transfer.Integrity;

/// <summary>Reads an ETag as the MD5, of the whole or of parts, that it may be. What it proves is said by <see cref="ETagRecord"/>.</summary>
internal static class ETagMd5
{
    static readonly string Zeros = Convert.ToBase64String(new byte[16]);
    static readonly ObjectChecksum OfNothing = ChecksumHasher.Compute(ChecksumAlgorithm.Md5, []);

    /// <summary>The MD5; null for an ETag of another form, and for those that some stores give to whatever they have no MD5 of.</summary>
    public static ObjectChecksum? Of(string? etag, long size) =>
        etag is not null && ChecksumHeaders.TryParseETag(etag, out ObjectChecksum md5) && md5.Base64 != Zeros && (size == 0 || md5.Base64 != OfNothing.Base64) ? md5 : null;

    /// <summary>As above; null also for objects that a key of KMS or of the customer encrypts (API reference, "Object": ETag).</summary>
    public static ObjectChecksum? Of(ObjectInfo info) => info.IsEncryptedByKey ? null : Of(info.ETag, info.TotalLength);

    /// <summary>As above, of what was written.</summary>
    /// <param name="etag">The answer's ETag.</param>
    /// <param name="isEncryptedByKey">What the answer says of encryption.</param>
    /// <param name="asked">The encryption that was asked for.</param>
    /// <param name="size">Bytes written.</param>
    public static ObjectChecksum? OfWritten(string? etag, bool isEncryptedByKey, SseOptions? asked, long size) =>
        isEncryptedByKey || asked is not null && (asked.CustomerKey is not null || asked.Mode is { } mode && mode.StartsWith("aws:kms", StringComparison.Ordinal)) ? null : Of(etag, size);
}
