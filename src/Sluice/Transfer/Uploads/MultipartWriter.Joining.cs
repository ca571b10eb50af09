using Sluice.Engine;
using Sluice.Failures;
using Sluice.S3;
using Sluice.S3.Checksums;
using Sluice.S3.Operations;
using Sluice.Transfer.Integrity;

namespace Sluice.Transfer.Uploads;

internal sealed partial class MultipartWriter
{
    /// <summary>True when what the store told of the object contradicts what was sent, or is contradicted by its own answer, without showing that either is wrong.</summary>
    public bool IsDoubtful { get; private set; }

    /// <summary>True when a checksum, or the ETag that the parts' own ETags make, shows that the parts were joined in their order.</summary>
    public bool IsOrderProved { get; private set; }

    /// <summary>What the store's answer, and its object where that was looked at, prove of the bytes sent.</summary>
    public (Verification Verified, ItemFailure? Failure) Judge(PutResult result, ObjectChecksum? whole, long bytes)
    {
        (Verification verified, ItemFailure? failure) = UploadCheck.Judge(target.Client, target.Bucket, result, whole, bytes, _attributes, md5: null);
        return (IsDoubtful && verified == Verification.Size ? Verification.Unverified : verified, failure);
    }

    /// <summary>
    /// Compares the answer with what was sent: bucket and key, then the checksum, and the ETag that the parts' ETags make. Without the checksum the
    /// object is looked at, once (HEAD): no answer tells its size.
    /// </summary>
    ItemFailure? Joined(CompleteMultipartUploadRequest complete, ObjectChecksum? whole, Worker worker, ref PutResult result)
    {
        ObjectChecksum? tag = complete.Parts.Any(static part => part.IsEncryptedByKey) ? null : WrittenObject.Expected.ETagOf(complete.Parts);
        // The ETag shows the order of the parts, and not that they have the bytes that were sent; a move looks at its copy by itself.
        if (!result.NamesAnother && IsOf(result, whole, tag) && (IsWhole(result, whole) || run.Request.RemovesSources))
            return null;
        HeadObjectRequest head = new(complete.Bucket, complete.Key) { CustomerKey = complete.CustomerKey };
        if (!item.Head(target.Client, head, worker).TryGet(out ObjectInfo? info, out S3Error? error))
        {
            if (error.Kind == FailureKind.NotFound)
                return ItemFailure.NotWritten("The store says that it has joined the parts, and no object is there.", error.RequestId, error.Status);
            IsDoubtful = true;
            return result.NamesAnother ? Another(result, $"and its own could not be looked at: {error.Message}") : null;
        }
        if (info.TotalLength >= 0 && complete.ObjectSize is { } size && info.TotalLength != size)
            return ItemFailure.NotWritten($"The object has {info.TotalLength:N0} bytes, and {size:N0} were sent.", info.RequestId);
        bool isAnswered = EntityTag.AreSame(info.ETag, result.ETag);
        result = result with { ETag = info.ETag ?? result.ETag, Stored = info.Checksum ?? result.Stored, IsEncryptedByKey = result.IsEncryptedByKey || info.IsEncryptedByKey };
        if (IsOf(result, whole, tag))
            return null;
        if (result.NamesAnother)
            return Another(result, "and its own cannot be told from another one");
        // Made otherwise than S3 makes it, or of other parts; or the object was replaced meanwhile.
        bool disagrees = tag is { } ours && ETagMd5.OfWritten(result.ETag, result.IsEncryptedByKey, _attributes.Sse, info.TotalLength) is { IsComposite: true } theirs
            && target.Client.ETagsOf(target.Bucket).Judge(theirs, ours, info.TotalLength) != ETagAnswer.Agrees;
        IsDoubtful = disagrees || !isAnswered || info.TotalLength < 0;
        return null;
    }

    bool IsOf(PutResult result, ObjectChecksum? whole, ObjectChecksum? tag)
    {
        IsOrderProved = IsWhole(result, whole) || tag is { } ours && ETagMd5.OfWritten(result.ETag, result.IsEncryptedByKey, _attributes.Sse, 1) is { IsComposite: true } theirs
            && theirs == ours && target.Client.ETagsOf(target.Bucket).Judge(theirs, ours, 1) == ETagAnswer.Agrees;
        return IsOrderProved;
    }

    static bool IsWhole(PutResult result, ObjectChecksum? whole) =>
        whole is { } sum && result.Stored is { } stored && stored.Algorithm == sum.Algorithm && stored.Base64 == sum.Base64;

    static ItemFailure Another(PutResult result, string why) =>
        ItemFailure.NotWritten($"The store answered that it has joined the parts to another object, {why}.", result.RequestId);
}
