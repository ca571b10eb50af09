using Sluice.Engine;
using Sluice.S3;
using Sluice.S3.Checksums;
using Sluice.Transfer.Items;

namespace Sluice.Transfer.Integrity;

/// <summary>Judges the bytes of one object, which are fetched again while they are wrong.</summary>
/// <param name="tags">What the ETags of its bucket have shown.</param>
internal sealed class FetchJudge(ETagRecord tags)
{
    ObjectChecksum? _before;
    bool _wasAsked;

    /// <summary>What a HEAD told of the object after bytes had come that were wrong or not proved: the next fetch is compared with it. Null while none was asked.</summary>
    public ObjectInfo? Described { get; private set; }

    /// <summary>Before another fetch: asks what the store knows of an object that its answers tell no checksum of. Once.</summary>
    /// <param name="item">The item, whose request this is.</param>
    /// <param name="worker">Who asks.</param>
    /// <param name="source">The object.</param>
    /// <param name="answered">What its bytes came with; null when they did not come.</param>
    public void Ask(ItemTransfer item, Worker worker, ObjectSource source, ObjectInfo? answered)
    {
        if (_wasAsked || answered is null or { Checksum: not null } or { OtherChecksums.Count: > 0 })
            return;
        _wasAsked = true;
        if (item.Head(source.Client, source.Head with { CustomerKey = item.Run.Request.SourceCustomerKey }, worker).TryGet(out ObjectInfo? info, out _))
            Described = info;
    }

    /// <summary>What the bytes prove; a failure when they are other bytes than the store keeps, or may be.</summary>
    /// <param name="check">What they are compared with.</param>
    /// <param name="computed">Their checksum; null when none was computed.</param>
    /// <param name="bytes">Their number.</param>
    /// <param name="verified">What was proved.</param>
    /// <param name="canRepeat">They can be fetched again; false for bytes that have gone to a stream.</param>
    public ItemFailure? Judge(in DownloadCheck check, ObjectChecksum? computed, long bytes, out Verification verified, bool canRepeat = true)
    {
        verified = check.Verification;
        if (check.Expected is not { } expected)
            return null;
        if (computed is not { } sum)
            return ItemFailure.Corrupt($"The {check.Algorithm} of the bytes could not be computed, and the store keeps {expected.Base64}.");
        ETagAnswer answer = check.Verification == Verification.Md5 ? tags.Judge(expected, sum, bytes)
            : check.Agrees(sum) ? ETagAnswer.Agrees : ETagAnswer.Disagrees;
        if (answer == ETagAnswer.Agrees)
        {
            // A checksum has decided what the ETag could not: the next doubt is looked into as well.
            if (_wasAsked && check.Verification == Verification.Checksum)
                tags.Decided();
            return null;
        }
        // Twice the same bytes were not damaged on the way. What they were in the store, an ETag that nothing vouches for does not say.
        if (answer == ETagAnswer.Unproved && (_before == sum || !canRepeat || !tags.MayAgree))
        {
            verified = Verification.Unverified;
            return null;
        }
        _before = sum;
        return ItemFailure.Corrupt($"The {check.Algorithm} of the bytes is {sum.Base64}, the store keeps {expected.Base64}.");
    }
}
