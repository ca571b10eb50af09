using Sluice.Engine;
using Sluice.Engine.Concurrency;
using Sluice.Engine.Memory;
using Sluice.S3;
using Sluice.S3.Checksums;
using Sluice.Transfer.Attributes;
using Sluice.Transfer.Downloads;
using Sluice.Transfer.Integrity;
using Sluice.Transfer.Items;
using Sluice.Transfer.Journal;
using Sluice.Transfer.Planning;
using Sluice.Transfer.Removing;
using Sluice.Transfer.Uploads;
using Sluice.Trees;

namespace Sluice.Transfer.Copies;

/// <summary>A large object from one store to another in parts, each passed on while it comes, or through leased memory where that cannot be; the parts' checksums must add up to the source's before the copy gets a name.</summary>
internal sealed class StreamingPartCopy(TransferContext run, ObjectSource source, ObjectTarget target) : PartedTransfer(run)
{
    ItemPlan _plan;
    PartChecksums? _read;
    ObjectInfo? _info;
    MultipartWriter? _writer;
    PartRelay? _relay;
    CopyAttributes? _attributes;
    ObjectChecksum? _stored;
    volatile bool _doubtful;
    bool _isOneStream;
    Verification _readAs;
    int _fetches;

    /// <inheritdoc/>
    public override Location From => source.Location;

    /// <inheritdoc/>
    public override Location? To => target.Location;

    /// <inheritdoc/>
    protected override ObjectTarget? Written => _readAs == Verification.Unverified ? null : target;

    /// <inheritdoc/>
    protected override bool IsOrderProved => _writer is { IsOrderProved: true };

    /// <inheritdoc/>
    protected override ItemFailure? RemoveSource() => ObjectRemoval.Remove(Run, this, source, target);

    /// <inheritdoc/>
    protected override ItemFailure? Begin(Worker worker)
    {
        if (SourceAttributes.Head(this, source, Run, worker, out _info) is { } unread)
            return unread;
        if (SourceAttributes.Copy(this, source, target, Run, worker, _info, storeCopies: false, out _attributes) is { } untagged)
            return untagged;
        ObjectInfo info = _info!;
        // Several checksums may contradict each other, and not all of them combine.
        if (_isOneStream |= source.Client.IgnoresRanges || info.OtherChecksums.Count > 0)
        {
            PartCount = 0;
            return null;
        }
        PartLimits limits = Limits(target.Client);
        _plan = Planner.StreamingCopy(source.Size, Run.Options.PartSize, Run.Memory.Limit, limits);
        if (_plan.Kind == PlanKind.Refuse)
            return Planner.TooLarge(From, limits);
        _stored = null;
        // A checksum of parts is compared along the borders of those parts, when they fit in memory.
        if (StoredPartSize.Suppose(this, source, info, worker, Math.Min(Run.Memory.Limit / 4, 1L << 30)) is >= S3Limits.MinPartSize and long stored
            && stored >= limits.MinSize && stored <= limits.MaxSize && info.Checksum!.Value.PartCount <= limits.MaxParts)
        {
            _plan = ItemPlan.Parted(PlanKind.StreamingPartCopy, source.Size, stored);
            _stored = info.Checksum;
        }
        else if (info.Checksum is { IsComposite: false } whole && CrcCombine.IsPossible(whole.Algorithm))
        {
            _stored = whole;
        }
        _writer = new MultipartWriter(Run, this, target, _stored?.Algorithm ?? Run.Checksum, limits);
        // A composite checksum is compared along its own parts only.
        ItemFailure? failure = _writer.Begin(worker, _attributes.Now, ItemIdentity.StampOf(source, info.ETag), ref _plan, _attributes, _stored is { IsComposite: true } ? 0 : Math.Min(Run.Memory.Limit / 4, 1L << 30));
        _read = new PartChecksums(_plan.PartCount);
        (Size, PartCount) = (source.Size, _plan.PartCount);
        PartAtRisk = _plan.PartSize;
        _relay = PartRelay.IsPossible(_writer.Checksum, target.Client) && _writer.Checksum == Read ? new PartRelay(this, Run, source, info, target, _writer) : null;
        CountHeld();
        return failure;
    }

    /// <inheritdoc/>
    protected override ItemFailure? Move(int part, Worker worker)
    {
        ByteRange range = _plan.Part(part);
        // A part without a checksum cannot be compared with the source's: it is read again.
        if (_writer!.TryKeep(part + 1, out UploadedPart kept) && (kept.Checksum is not null || _stored is null))
        {
            _read!.Set(part, kept.Checksum, range.Length);
            return null;
        }
        // While it comes; or, where that did not do, when its turn comes again.
        if (_relay?.Takes(part, range.Length) == true)
        {
            bool isPassed = _relay.TryPass(part, range, worker, out ObjectChecksum sum, out bool doubtful);
            CountHeld();
            if (!isPassed)
                return GivenBack;
            _doubtful |= doubtful;
            _read!.Set(part, sum, range.Length);
            return null;
        }
        // The last one, which is shorter, takes what another one gave back.
        using BufferLease lease = Run.Memory.Reserve((int)_plan.PartSize, Run.Token);
        Memory<byte> bytes = lease.Memory[..(int)range.Length];
        if (MemoryFetch.Fetch(this, worker, source, range, _info!, bytes.Span, Read, out _, out ObjectChecksum computed, out Verification read) is { } unread)
            return unread;
        _doubtful |= read == Verification.Unverified;
        _read!.Set(part, computed, range.Length);
        ItemFailure? failure = _writer.Send(part + 1, new MemoryBody(bytes), worker);
        if (failure is null)
            _relay?.Arrived(part);
        CountHeld();
        return failure;
    }

    // What is compared with the source's; where that has none, what the outcome names.
    ChecksumAlgorithm Read => _stored?.Algorithm ?? ChecksumAlgorithm.Crc64Nvme;

    void CountHeld() => PartHeld = _relay is { HoldsNone: true } ? 0 : _plan.PartSize;

    /// <inheritdoc/>
    protected override void Finish(Worker worker)
    {
        ItemFailure? failure = Failure;
        ObjectChecksum? whole = null;
        Verification verified = default;
        if (_isOneStream && !IsGivenUp)
        {
            EndPending();
            Run.Add(StreamedCopy.Make(Run, new ItemPlan(PlanKind.StreamingWholeCopy, source.Size, 0, 0), source, target, Fingerprint, earlier: null, WhenDone));
            return;
        }
        if (!IsGivenUp)
        {
            failure = CompareRead(worker);
            // What came damaged was passed on: everything moves again, into an upload of its own.
            if (failure is not null && ++_fetches < SingleDownload.MaxFetches)
            {
                _writer!.Abort(failure);
                BeginAnew();
                return;
            }
            whole = _writer!.Whole();
            failure ??= _writer.Complete(worker, _plan.Size, whole, out PutResult? result) ?? Judge(worker, result!, whole, out verified);
        }
        if (IsToBePlannedAnew(failure))
        {
            _writer!.Abort(failure);
            BeginAnew();
            return;
        }
        failure = _writer is null ? failure : _writer.Abort(failure);
        if (failure is not null)
            EndFailed(failure);
        else if (IsGivenUp)
            EndPending();
        else
            EndDone(_plan.Size, whole, verified);
    }

    ItemFailure? CompareRead(Worker worker)
    {
        _readAs = Verification.Checksum;
        if (_stored is not { } stored)
            return ReadAgain();
        ObjectChecksum? read = _read!.As(stored);
        if (read == stored)
            return null;
        if (stored.IsComposite && !StoredPartSize.Holds(this, source, _info!, worker, _plan.PartSize))
            return ReadAgain();
        return ItemFailure.Corrupt($"The {stored.Algorithm} of the bytes is {read?.Base64}, the source has {stored.Base64}.");
    }

    // Only its size could be compared: enough for a copy, and not for a move.
    ItemFailure? ReadAgain()
    {
        _readAs = _doubtful || _info!.IsOfGet ? Verification.Unverified : Verification.Size;
        return !Run.Request.RemovesSources || _doubtful ? null
            : SecondLook.Judge(this, Run, source, _info!.ETag, _plan.Size, _read!.Combine(_stored?.Algorithm ?? ChecksumAlgorithm.Crc64Nvme), out _readAs);
    }

    ItemFailure? Judge(Worker worker, PutResult result, ObjectChecksum? whole, out Verification verified)
    {
        RequestId = result.RequestId;
        ETag = result.ETag;
        _attributes!.Made(result, _info, _writer!.Checksum);
        _attributes.CheckTags(worker);
        (verified, ItemFailure? failure) = _writer.Judge(result, whole, _plan.Size);
        verified = StreamingCopy.Weaker(verified, _readAs);
        return failure;
    }
}
