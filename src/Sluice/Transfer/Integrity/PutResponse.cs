using Sluice.Engine;
using Sluice.Engine.Concurrency;
using Sluice.Failures;
using Sluice.S3;
using Sluice.S3.Checksums;
using Sluice.Transfer.Items;

namespace Sluice.Transfer.Integrity;

/// <summary>
/// What a store's answer to PutObject proves. Where it has neither a checksum nor an ETag that can be an MD5, the object is looked at (HEAD), for its size; where it says nothing at
/// all of the bytes (neither an ETag nor a checksum, or the ETag of no bytes), the first ones of a run and then one of many are (<see cref="InPlace.LookBack"/>). A move asks for more, by itself (<see cref="Copies.CopyProof"/>).
/// </summary>
internal static class PutResponse
{
    // The MD5 of no bytes (RFC 1321, A.5).
    const string EmptyMd5 = "d41d8cd98f00b204e9800998ecf8427e";

    /// <summary>A failure when the store has other bytes than were sent, or has no such object.</summary>
    /// <param name="item">The item, whose requests these are.</param>
    /// <param name="worker">Who asks.</param>
    /// <param name="target">What was written.</param>
    /// <param name="attributes">What was asked for: an ETag is no MD5 with KMS or customer keys.</param>
    /// <param name="result">The answer.</param>
    /// <param name="bytes">Bytes sent.</param>
    /// <param name="md5">Computes the MD5 of what was sent; null when that is too dear.</param>
    /// <param name="verified">What is proved.</param>
    public static ItemFailure? Judge(ItemTransfer item, Worker worker, ObjectTarget target, ObjectAttributes attributes, PutResult result, long bytes, Func<ObjectChecksum>? md5, out Verification verified)
    {
        (verified, ItemFailure? failure) = UploadCheck.Judge(target.Client, target.Bucket, result, result.Sent, bytes, attributes, md5);
        if (failure is not null || verified is not (Verification.Unverified or Verification.Size) || item.Run.Request.RemovesSources)
            return failure;
        if (verified == Verification.Unverified && (SaysSomething(result, bytes) || !item.Run.Writes.Next()))
            return null;
        // No answer to a write tells a size: that it is the one that was sent has to be asked for.
        bool isSized = verified == Verification.Size;
        verified = Verification.Unverified;
        HeadObjectRequest head = new(target.Bucket, target.Key) { CustomerKey = attributes.Sse?.CustomerKey };
        if (!item.Head(target.Client, head, worker).TryGet(out ObjectInfo? info, out S3Error? error))
            return error.Kind == FailureKind.NotFound ? ItemFailure.NotWritten("The store says that it has taken the object, and none is there.", error.RequestId, error.Status) : null;
        if (info.TotalLength >= 0 && info.TotalLength != bytes)
            return ItemFailure.NotWritten($"The object has {info.TotalLength:N0} bytes, and {bytes:N0} were sent.", info.RequestId);
        if (!EntityTag.AreSame(result.ETag, info.ETag) && WrittenAge.IsBefore(info, item))
            return ItemFailure.NotWritten("The store says that it has taken the object, and has what was there before.", info.RequestId);
        if (isSized && info.TotalLength == bytes && EntityTag.AreSame(result.ETag, info.ETag))
            verified = Verification.Size;
        PutResult seen = result with { ETag = info.ETag ?? result.ETag, Stored = info.Checksum ?? result.Stored, IsEncryptedByKey = result.IsEncryptedByKey || info.IsEncryptedByKey };
        (Verification shown, ItemFailure? wrong) = UploadCheck.Judge(target.Client, target.Bucket, seen, result.Sent, bytes, attributes, md5);
        if (wrong is null && shown is Verification.Checksum or Verification.Md5)
            verified = shown;
        // One of another ETag may have been written by somebody else meanwhile.
        return EntityTag.AreSame(result.ETag, info.ETag) ? wrong : null;
    }

    // Any other ETag may be one of a store's own making: it is of an object that the store has.
    static bool SaysSomething(PutResult result, long bytes) =>
        result.Stored is not null || result.ETag is { Length: > 0 } etag && !(bytes > 0 && EntityTag.Normal(etag)?.Contains(EmptyMd5, StringComparison.Ordinal) == true);
}
