using Sluice.Engine;
using Sluice.Failures;
using Sluice.S3;
using Sluice.S3.Checksums;
using Sluice.Transfer.Attributes;
using Sluice.Transfer.Items;

namespace Sluice.Transfer.Integrity;

/// <summary>
/// What a store's answer to CopyObject proves. One ETag or one checksum of source and copy is enough; where the two cannot be
/// compared the copy is looked at (HEAD), and where they differ the source too.
/// </summary>
/// <param name="run">The run.</param>
/// <param name="item">The copy, whose requests these are.</param>
/// <param name="source">What was copied.</param>
/// <param name="target">Where to.</param>
internal sealed class CopyResponse(TransferContext run, ItemTransfer item, ObjectSource source, ObjectTarget target)
{
    /// <summary>True when the copy was looked at and has the source's length.</summary>
    public bool WasSeen { get; private set; }

    /// <summary>A failure when the copy is another object than the source, or is not there.</summary>
    /// <param name="result">The answer.</param>
    /// <param name="info">What is known of the source; null when it was not asked.</param>
    /// <param name="isInPlace">The object was copied onto itself.</param>
    /// <param name="worker">Who asks.</param>
    /// <param name="verified">What is proved.</param>
    public ItemFailure? Judge(PutResult result, ObjectInfo? info, bool isInPlace, Worker worker, out Verification verified)
    {
        verified = Verification.ServerSide;
        if (EntityTag.AreSame(source.ETag, result.ETag))
            return null;
        if (Compare(info?.Checksum, result.Stored) is { } same)
            return same ? null : Differs();
        // 1 The copy itself.
        HeadObjectRequest head = new(target.Bucket, target.Key) { CustomerKey = target.Attributes.Sse?.CustomerKey };
        if (!item.Head(target.Client, head, worker).TryGet(out ObjectInfo? copy, out S3Error? error))
        {
            verified = Verification.Unverified;
            return error.Kind == FailureKind.NotFound ? ItemFailure.NotWritten("The store says that it has made the copy, and no object is there.", error.RequestId) : null;
        }
        if (copy.TotalLength >= 0 && source.Size >= 0 && copy.TotalLength != source.Size)
            return ItemFailure.NotWritten($"The copy has {copy.TotalLength:N0} bytes, and its source {source.Size:N0}.", copy.RequestId);
        WasSeen = copy.TotalLength >= 0;
        if (EntityTag.AreSame(source.ETag, copy.ETag) || isInPlace)
            return null;
        if (!EntityTag.AreSame(result.ETag, copy.ETag))
        {
            // Replaced meanwhile, or another one than the answer was about: one that is older than the copy is what was there before.
            verified = Verification.Unverified;
            return WrittenAge.IsBefore(copy, item) ? ItemFailure.NotWritten("The store says that it has made the copy, and has what was there before.", copy.RequestId) : null;
        }
        if (Compare(info?.Checksum, copy.Checksum) is { } alike)
            return alike ? null : Differs();
        // 2 The source: two MD5s differ, unless a key encrypts it; or its ETag is of parts, and only its checksum is comparable.
        bool areMd5s = IsMd5(source.ETag, source.Size, isEncrypted: info?.IsEncryptedByKey ?? false)
            && IsMd5(copy.ETag, copy.TotalLength, copy.IsEncryptedByKey || target.Attributes.Sse is { Mode: { } mode } && CopyAttributes.IsKms(mode));
        bool hasChecksum = (copy.Checksum ?? result.Stored) is { IsComposite: false };
        if (!areMd5s && !(hasChecksum && info is null))
            return null;
        if (info is null && !item.Head(source.Client, source.Head with { CustomerKey = run.Request.SourceCustomerKey }, worker).TryGet(out info, out _))
            verified = areMd5s ? Verification.Unverified : verified;
        else if ((Compare(info.Checksum, copy.Checksum) ?? Compare(info.Checksum, result.Stored)) is { } equal)
            return equal ? null : Differs();
        else if (areMd5s && !info.IsEncryptedByKey)
            verified = Verification.Unverified;
        return null;
    }

    // Null when they cannot be compared.
    static bool? Compare(ObjectChecksum? ours, ObjectChecksum? theirs) =>
        ours is { IsComposite: false } a && theirs is { IsComposite: false } b && a.Algorithm == b.Algorithm ? a == b : null;

    static bool IsMd5(string? etag, long size, bool isEncrypted) => !isEncrypted && ETagMd5.Of(etag, size) is { IsComposite: false };

    static ItemFailure Differs() => ItemFailure.Corrupt("The copy that the store made has another checksum than its source.");
}
