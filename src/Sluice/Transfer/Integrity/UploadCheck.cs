using Sluice.S3;
using Sluice.S3.Checksums;

namespace Sluice.Transfer.Integrity;

/// <summary>Compares what was sent with what the store says it has.</summary>
internal static class UploadCheck
{
    /// <summary>An object whose store says that it keeps other bytes is sent this often in all.</summary>
    public const int MaxSends = 3;

    /// <summary>
    /// What the store's answer to a write proves; a failure when it disagrees. <paramref name="md5"/> is asked for only
    /// when the store keeps no checksum and its ETag may be an MD5.
    /// </summary>
    /// <param name="store">The store.</param>
    /// <param name="bucket">Its bucket: what its ETags have shown decides what this one proves.</param>
    /// <param name="result">The store's answer.</param>
    /// <param name="sent">Checksum of the bytes sent; of the whole, or of the parts' checksums.</param>
    /// <param name="bytes">Bytes sent.</param>
    /// <param name="attributes">What was asked for: an ETag is no MD5 with KMS or customer keys.</param>
    /// <param name="md5">Computes the MD5 of what was sent; null when that is too dear.</param>
    public static (Verification Verified, ItemFailure? Failure) Judge(S3Client store, string bucket, PutResult result, ObjectChecksum? sent, long bytes, ObjectAttributes attributes, Func<ObjectChecksum>? md5)
    {
        if (sent is { } ours && result.Stored is { } theirs && ours.Algorithm == theirs.Algorithm)
        {
            // How many parts it is of is not always written behind it.
            if (ours.Base64 == theirs.Base64)
                return (Verification.Checksum, null);
            if (ours.IsComposite == theirs.IsComposite)
                return (Verification.None, ItemFailure.Corrupt($"The {ours.Algorithm} sent is {ours.Base64}, the store keeps {theirs.Base64}."));
        }
        // A store that names neither says nothing of what it has.
        if (result.ETag is not { Length: > 0 } && result.Stored is null)
            return (Verification.Unverified, null);
        if (ETagMd5.OfWritten(result.ETag, result.IsEncryptedByKey, attributes.Sse, bytes) is not { } etag)
            return (Verification.Size, null);
        ObjectChecksum? computed = sent is { Algorithm: ChecksumAlgorithm.Md5 } ? sent : etag.IsComposite ? null : md5?.Invoke();
        if (computed is not { } mine || mine.IsComposite != etag.IsComposite)
            return (Verification.Size, null);
        return store.ETagsOf(bucket).Judge(etag, mine, bytes) switch
        {
            ETagAnswer.Agrees => (Verification.Md5, null),
            ETagAnswer.Unproved => (Verification.Unverified, null),
            _ => (Verification.None, ItemFailure.Corrupt($"The MD5 of what was sent is {mine.Base64}, the ETag that the store gave it says {etag.Base64}, and others of its ETags agreed.")),
        };
    }

    /// <summary>A failure when the store's answer says that it has other bytes of a part than were sent; null when it agrees or nothing is proved.</summary>
    public static ItemFailure? JudgePart(S3Client store, string bucket, UploadedPart part, long bytes, ObjectAttributes attributes) =>
        part.Checksum is { Algorithm: ChecksumAlgorithm.Md5 } sent && ETagMd5.OfWritten(part.ETag, part.IsEncryptedByKey, attributes.Sse, bytes) is { IsComposite: false } etag
        && store.ETagsOf(bucket).Judge(etag, sent, bytes) == ETagAnswer.Disagrees
            ? ItemFailure.Corrupt($"The MD5 of part {part.PartNumber} as it was sent is {sent.Base64}, the ETag that the store gave it says {etag.Base64}, and others of its ETags agreed.")
            : null;

    /// <summary>The checksum of a body that can be read again.</summary>
    public static ObjectChecksum ChecksumOf(RequestBody body, Span<byte> buffer, ChecksumHasher hasher)
    {
        for (long at = 0; body.Read(at, buffer) is > 0 and int count; at += count)
            hasher.Append(buffer[..count]);
        return hasher.Finish();
    }
}
