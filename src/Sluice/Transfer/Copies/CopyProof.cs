using Sluice.Engine;
using Sluice.Failures;
using Sluice.S3;
using Sluice.S3.Checksums;
using Sluice.Transfer.Items;
using Sluice.Transfer.Removing;
using Sluice.Trees;

namespace Sluice.Transfer.Copies;

/// <summary>
/// The one rule of what must be known of a copy before a move removes its source. A checksum or an MD5 that agreed is enough, and
/// of those in a store some are looked at, for a store may answer with what it was sent and keep nothing. Where only the size was compared, or nothing was proved,
/// the copy is read back and must be the bytes that were sent; where it was sent in parts of which no checksum of the whole is at hand, its store must say, in a HEAD, that it has that size; what a store gave that nothing vouches for stays where it is.
/// </summary>
internal static class CopyProof
{
    /// <summary>Why the source must stay; null when it may go.</summary>
    /// <param name="run">The run.</param>
    /// <param name="item">The item, whose requests these are.</param>
    /// <param name="copy">The object that was written; null when the copy is a file, or its answer is proof already.</param>
    /// <param name="bytes">Its length.</param>
    /// <param name="sent">Checksum of the bytes sent; null when none was computed.</param>
    /// <param name="isOrderProved">False for parts of which nothing shows that they were joined in their order.</param>
    /// <param name="verified">What was proved so far; more afterwards, where the copy was read back.</param>
    public static ItemFailure? Missing(TransferContext run, ItemTransfer item, ObjectTarget? copy, long bytes, ObjectChecksum? sent, bool isOrderProved, ref Verification verified)
    {
        // A size says nothing of bytes, nor of parts that may have been joined in another order. What cannot be compared whole is looked at.
        bool isRead = verified is Verification.Unverified || verified is Verification.Size && (!isOrderProved || copy is not null && sent is { IsComposite: false });
        if (verified is Verification.Checksum or Verification.Md5)
            return copy is not null && run.Writes.Next() ? Look(run, item, copy, bytes) : null;
        if (!isRead)
            return copy is null ? null : Look(run, item, copy, bytes);
        if (copy is null)
            return Kept(item, "its ETag disagrees with its bytes, and no ETag of its bucket has agreed with any yet");
        // What its store does not even tell as large as it is need not be read.
        if (verified is Verification.Size && Look(run, item, copy, bytes) is { } unseen)
            return unseen;
        verified = Verification.Checksum;
        return ReadBack(run, item, copy, bytes, sent);
    }

    /// <summary>Why an object that was to be written cannot be said to be; null when it can.</summary>
    /// <param name="run">The run.</param>
    /// <param name="item">The item, whose request this is.</param>
    /// <param name="copy">The object; null where it was looked at already.</param>
    /// <param name="bytes">Its length.</param>
    /// <param name="verified">What was proved.</param>
    public static ItemFailure? Unwritten(TransferContext run, ItemTransfer item, ObjectTarget? copy, long bytes, Verification verified) =>
        (verified is Verification.Unverified ? "nothing that the store tells of it proves that it is what was to be written"
            : copy is not null && run.Writes.Next() ? Unseen(run, item, copy, bytes, item.ETag) : null) is { } why
            ? ItemFailure.NotWritten($"The store says that it has written the object, and {why}.", item.RequestId) : null;

    static ItemFailure? Look(TransferContext run, ItemTransfer item, ObjectTarget copy, long bytes) =>
        Unseen(run, item, copy, bytes, item.ETag) is { } why ? Kept(item, why) : null;

    /// <summary>Why a copy cannot be said to be there, as its store's HEAD tells; null when it is.</summary>
    /// <param name="run">The run.</param>
    /// <param name="item">The item, whose request this is.</param>
    /// <param name="copy">The copy.</param>
    /// <param name="bytes">Its length.</param>
    /// <param name="etag">The ETag that it was given; null when that is unknown.</param>
    public static string? Unseen(TransferContext run, ItemTransfer item, ObjectTarget copy, long bytes, string? etag)
    {
        HeadObjectRequest head = new(copy.Bucket, copy.Key) { ChecksumMode = false, CustomerKey = copy.Attributes.Sse?.CustomerKey };
        S3Result<ObjectInfo> result = copy.Client.HeadObject(head, run.Token);
        item.CountAttempts(result.Error?.Attempts ?? 1);
        return !result.TryGet(out ObjectInfo? info, out S3Error? error) ? $"the store could not be asked for its copy: {error.Message}"
            : info.TotalLength < 0 ? "the store does not tell how long its copy is"
            : etag is { Length: > 0 } && info.ETag is { Length: > 0 } there && !EntityTag.AreSame(etag, there) ? "the object of that name has another ETag than the copy was given"
            : info.TotalLength != bytes ? $"the copy has {info.TotalLength:N0} bytes instead of {bytes:N0}"
            : null;
    }

    static ItemFailure? ReadBack(TransferContext run, ItemTransfer item, ObjectTarget copy, long bytes, ObjectChecksum? sent)
    {
        if (sent is not { IsComposite: false } expected)
            return Kept(item, "nothing that the store told of the copy agrees with what was sent, and it cannot be compared with what was read");
        GetObjectRequest get = new(copy.Bucket, copy.Key) { CustomerKey = copy.Attributes.Sse?.CustomerKey };
        S3Result<bool> read = copy.Client.HasBytes(get, [(bytes, expected)], etag: null, run.Token);
        item.CountAttempts(read.Error?.Attempts ?? 1);
        return !read.TryGet(out bool same, out S3Error? error) ? Kept(item, $"the copy could not be read back: {error.Message}")
            : same ? null : Kept(item, "the copy, read back, is not what was sent");
    }

    static ItemFailure Kept(ItemTransfer item, string why) =>
        new(OutcomeKind.Failed, Tree.NotRemoved, $"The copy is not proved, and {item.From} was not removed: {why}.") { RequestId = item.RequestId };
}
