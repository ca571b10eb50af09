using Sluice.Engine;
using Sluice.Engine.Concurrency;
using Sluice.Failures;
using Sluice.S3;
using Sluice.S3.Checksums;
using Sluice.Transfer.Attributes;
using Sluice.Transfer.Downloads;
using Sluice.Transfer.Integrity;
using Sluice.Transfer.Items;
using Sluice.Transfer.Uploads;
using Sluice.Trees;

namespace Sluice.Transfer.Copies;

/// <summary>
/// Joins the parts that several programs have copied, and looks at the object. What is there already because another one has joined them is found again. The upload
/// is not given up here: another one may be joining it.
/// </summary>
internal sealed class SplitJoin(TransferContext run, ObjectSource source, ObjectTarget target, SplitStep step, SplitUpload upload, bool isThroughHere) : SingleTransfer(run)
{
    // Parts that come late have another ETag where they are encrypted: the store is asked for all of them again.
    const int MostRounds = 4;

    // A part has another ETag than was told, and the store lists no checksum that says it is the same.
    bool _isTakenOnTrust;

    /// <inheritdoc/>
    public override Location From => source.Location;

    /// <inheritdoc/>
    public override Location? To => target.Location;

    /// <inheritdoc/>
    protected override void Move(Worker worker)
    {
        step.Aborts(target, upload.Id);
        Run.Ledger.Spared(source.KnownSize);
        ObjectChecksum? whole = null;
        Verification verified = default;
        ItemFailure? failure = step.Parts is { } parts ? Join(parts, worker, out whole, out verified) : step.Refused ?? new ItemFailure(OutcomeKind.Failed, "PartFailed", "Not every part of it could be copied.");
        if (failure is null)
            EndDone(upload.Size, whole, verified);
        else if (IsGivenUp)
            EndPending();
        else
            EndFailed(failure);
    }

    ItemFailure? Join(SplitParts copied, Worker worker, out ObjectChecksum? whole, out Verification verified)
    {
        (whole, verified) = (null, default);
        // 1 The source, which must still be what was copied, and what it has besides its bytes.
        if (SplitCopy.Head(this, source, upload, Run, worker, wantsProof: true, out ObjectInfo? info) is { } changed)
            return changed;
        if (SourceAttributes.Copy(this, source, target, Run, worker, info, storeCopies: false, out CopyAttributes attributes) is { } untagged)
            return untagged;
        attributes.Drop(upload.Refused);
        UploadedPart[] parts = [.. copied.Parts.Select(part => part.Of(upload))];
        if (parts.Length != upload.Plan.PartCount)
            return new ItemFailure(OutcomeKind.Failed, "PartLost", $"{parts.Length:N0} parts were copied, and there are {upload.Plan.PartCount:N0}.");
        // 2 Their bytes, as the source's checksum has them.
        if (Compare(parts, info!, worker, out Verification read) is { } wrong)
            return wrong;
        if (copied.IsDoubtful)
            read = Verification.Unverified;
        // 3 The object, of what the store has by now.
        MultipartWriter writer;
        PutResult? result;
        for (int round = 1; ; round++)
        {
            if (Find(parts, worker, out bool isGone) is { } lost)
                return lost;
            // What was joined before is this very object, and none that was there already.
            writer = new MultipartWriter(Run, this, isGone ? target with { Condition = null } : target, upload.Checksum, target.Client.PartLimits);
            writer.TakeOver(upload, parts, attributes.Now);
            whole = writer.Whole();
            ItemFailure? failure = writer.Complete(worker, upload.Size, whole, out result);
            if (failure is null)
                break;
            if (failure.Code != "InvalidPart" || round == MostRounds)
                return failure;
        }
        if (_isTakenOnTrust)
            read = Verification.Unverified;
        // 4 A look at it.
        (RequestId, ETag) = (result!.RequestId, result.ETag);
        attributes.Made(result, info, writer.Checksum);
        attributes.CheckTags(worker);
        if (CopyProof.Unseen(Run, this, target, upload.Size, ETag) is { } why)
            return ItemFailure.NotWritten($"The parts were joined, and {why}.", RequestId);
        if (!isThroughHere)
        {
            verified = writer.IsDoubtful || _isTakenOnTrust ? Verification.Unverified : Verification.ServerSide;
            return null;
        }
        (verified, ItemFailure? damaged) = writer.Judge(result, whole, upload.Size);
        verified = StreamingCopy.Weaker(verified, read);
        return damaged;
    }

    ItemFailure? Compare(UploadedPart[] parts, ObjectInfo info, Worker worker, out Verification read)
    {
        read = Verification.Size;
        if (info.Checksum is not { } stored || stored.Algorithm != upload.Checksum || stored.IsComposite != upload.IsAsStored)
            return null;
        PartChecksums sums = new(parts.Length);
        for (int part = 0; part < parts.Length; part++)
            sums.Set(part, parts[part].Checksum, parts[part].Length);
        if (sums.As(stored) is not { } copied)
            return null;
        if (copied == stored)
        {
            read = Verification.Checksum;
            return null;
        }
        return stored.IsComposite && !StoredPartSize.Holds(this, source, info, worker, upload.PartSize) ? null
            : ItemFailure.Corrupt($"The {stored.Algorithm} of the copied parts is {copied.Base64}, the source has {stored.Base64}.");
    }

    // A part that a worker sent again, or that came late, is the same part: its range and its source are those of the upload.
    ItemFailure? Find(UploadedPart[] parts, Worker worker, out bool isGone)
    {
        isGone = false;
        ListPartsRequest request = new(target.Bucket, target.Key, upload.Id);
        Dictionary<int, UploadedPart> there = [];
        while (true)
        {
            if (!Send(worker, request, target.Client.ListParts).TryGet(out ListPartsPage? page, out S3Error? error))
            {
                // One that is gone may have been joined: whoever joins it again is told. Where parts are not listed, those that were told of count.
                isGone = error.Kind == FailureKind.NotFound;
                return error.Kind is FailureKind.NotFound or FailureKind.Protocol or FailureKind.NotSupported ? null : ItemFailure.From(error);
            }
            foreach (UploadedPart part in page.Parts)
                there[part.PartNumber] = part;
            if (!page.IsTruncated)
                break;
            request = request with { PartNumberMarker = page.NextPartNumberMarker };
        }
        for (int at = 0; at < parts.Length; at++)
        {
            UploadedPart ours = parts[at];
            if (!there.TryGetValue(ours.PartNumber, out UploadedPart? stored))
                return new ItemFailure(OutcomeKind.Failed, "PartLost", $"The store does not have part {ours.PartNumber:N0} any more.");
            if (stored.Length >= 0 && stored.Length != ours.Length || stored.Checksum is { } theirs && ours.Checksum is { } sum && theirs.Algorithm == sum.Algorithm && theirs.Base64 != sum.Base64)
                return ItemFailure.Corrupt($"Part {ours.PartNumber:N0} is not what was copied.");
            if (EntityTag.AreSame(stored.ETag, ours.ETag))
                continue;
            if (AreOtherBytes(stored, ours))
                return ItemFailure.Corrupt($"Part {ours.PartNumber:N0} is not what was copied: its ETag is another MD5.");
            _isTakenOnTrust |= stored.Checksum?.Algorithm != ours.Checksum?.Algorithm || ours.Checksum is null;
            parts[at] = ours with { ETag = stored.ETag };
        }
        return null;
    }

    // The form of a tag proves nothing: those of KMS have it, too. Where tags of this bucket were seen to be MD5s, another one is of other bytes.
    bool AreOtherBytes(UploadedPart stored, UploadedPart ours)
    {
        return target.Client.ETagsOf(target.Bucket).HasAgreed && Md5Of(stored.ETag) is { IsComposite: false } theirs && Md5Of(ours.ETag) is { IsComposite: false } told && theirs != told;

        // A listing of parts does not say how they are encrypted.
        ObjectChecksum? Md5Of(string etag) => ETagMd5.OfWritten(etag, ours.IsEncryptedByKey, target.Attributes.Sse, ours.Length);
    }
}
