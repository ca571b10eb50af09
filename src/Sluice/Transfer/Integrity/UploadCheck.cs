using System.Security.Cryptography;
using Sluice.S3;
using Sluice.S3.Checksums;

namespace Sluice.Transfer.Integrity;

/// <summary>Compares what was sent with what the store says it has.</summary>
internal static class UploadCheck
{
    /// <summary>
    /// What the store's answer to a write proves; a failure when it disagrees. <paramref name="md5"/> is asked for only
    /// when the store keeps no checksum and its ETag may be an MD5.
    /// </summary>
    /// <param name="store">Remembers whether its ETags are MD5s: where the first compared one was none, nothing is read for it again.</param>
    /// <param name="result">The store's answer.</param>
    /// <param name="sent">Checksum of the bytes sent; of the whole, or of the parts' checksums.</param>
    /// <param name="attributes">What was asked for: an ETag is no MD5 with KMS or customer keys.</param>
    /// <param name="md5">Computes the MD5 of what was sent; null when that is too dear.</param>
    public static (Verification Verified, ItemFailure? Failure) Judge(S3Client store, PutResult result, ObjectChecksum? sent, ObjectAttributes attributes, Func<ObjectChecksum>? md5)
    {
        if (sent is { } ours && result.Stored is { } theirs && ours.Algorithm == theirs.Algorithm && ours.IsComposite == theirs.IsComposite)
        {
            return ours == theirs
                ? (Verification.Checksum, null)
                : (Verification.None, ItemFailure.Corrupt($"The {ours.Algorithm} sent is {ours.Base64}, the store keeps {theirs.Base64}."));
        }
        ObjectInfo answer = new() { ContentLength = 0, TotalLength = 0, ETag = result.ETag, Attributes = attributes };
        if (store.ETagsAreMd5 == false || DownloadCheck.Md5Of(answer) is not { } etag)
            return (Verification.Size, null);
        ObjectChecksum? computed = sent is { Algorithm: ChecksumAlgorithm.Md5 } ? sent : md5?.Invoke();
        if (computed is null)
            return (Verification.Size, null);
        store.LearnETag(computed == etag);
        // Disagreement proves nothing: a store may encrypt by itself, and its ETag is then no MD5 of these bytes.
        return (computed == etag ? Verification.Md5 : Verification.Size, null);
    }

    /// <summary>The checksum of a body that can be read again.</summary>
    public static ObjectChecksum ChecksumOf(RequestBody body, Span<byte> buffer, ChecksumHasher hasher)
    {
        for (long at = 0; body.Read(at, buffer) is > 0 and int count; at += count)
            hasher.Append(buffer[..count]);
        return hasher.Finish();
    }
}
