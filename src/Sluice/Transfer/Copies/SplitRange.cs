using Sluice.Engine;
using Sluice.Engine.Concurrency;
using Sluice.Engine.Memory;
using Sluice.S3;
using Sluice.S3.Checksums;
using Sluice.Transfer.Downloads;
using Sluice.Transfer.Items;
using Sluice.Transfer.Uploads;
using Sluice.Trees;

namespace Sluice.Transfer.Copies;

/// <summary>Copies a range of an object as parts of an upload that another program has begun. The upload is never given up here: others have parts of it in hand.</summary>
internal sealed class SplitRange(TransferContext run, ObjectSource source, ObjectTarget target, SplitStep step, SplitUpload upload, int range, bool isThroughHere) : PartedTransfer(run)
{
    readonly int _first = upload.PartsOf(range).First;
    StoreParts? _store;
    MultipartWriter? _writer;
    ObjectInfo? _info;
    volatile bool _isThroughHere = isThroughHere;
    volatile bool _isDoubtful;

    /// <inheritdoc/>
    public override Location From => source.Location;

    /// <inheritdoc/>
    public override Location? To => target.Location;

    /// <inheritdoc/>
    protected override ItemFailure? Begin(Worker worker)
    {
        if (SplitCopy.Head(this, source, upload, Run, worker, wantsProof: false, out _info) is { } changed)
            return changed;
        _writer = new MultipartWriter(Run, this, target, upload.Checksum, target.Client.PartLimits);
        _writer.TakeOver(upload, [], target.Attributes);
        _store = new StoreParts(this, source, target, _info!);
        (Size, PartCount) = (upload.BytesOf(range), upload.PartsOf(range).Count);
        if (_isThroughHere)
            PartAtRisk = PartHeld = upload.PartSize;
        Run.Ledger.Spared(upload.Size - upload.BytesOf(range));
        return upload.PartSize > Run.Memory.Limit && _isThroughHere ? new ItemFailure(OutcomeKind.Failed, "TooLarge", $"A part of {upload.PartSize:N0} bytes does not fit in the memory allowed.") : null;
    }

    /// <inheritdoc/>
    protected override ItemFailure? Move(int part, Worker worker)
    {
        ByteRange bytes = upload.Plan.Part(_first + part);
        if (!_isThroughHere)
        {
            ItemFailure? refused = _store!.Copy(_writer!, _first + part + 1, bytes, worker);
            if (refused is null || !_store.CannotCopy)
                return refused;
            // The same parts of the same upload, the other way.
            _isThroughHere = true;
        }
        using BufferLease lease = Run.Memory.Reserve((int)upload.PartSize, Run.Token);
        Memory<byte> into = lease.Memory[..(int)bytes.Length];
        ChecksumAlgorithm algorithm = upload.Checksum is ChecksumAlgorithm.None or ChecksumAlgorithm.Md5 ? ChecksumAlgorithm.Crc64Nvme : upload.Checksum;
        if (MemoryFetch.Fetch(this, worker, source, bytes, _info!, into.Span, algorithm, out _, out _, out Verification read) is { } unread)
            return unread;
        _isDoubtful |= read == Verification.Unverified;
        return _writer!.Send(_first + part + 1, new MemoryBody(into), worker);
    }

    /// <inheritdoc/>
    protected override void Finish(Worker worker)
    {
        ItemFailure? failure = Failure ?? (!IsGivenUp && _store!.Looks ? _store.Changed(worker) : null);
        if (failure is not null)
            EndFailed(failure);
        else if (IsGivenUp)
            EndPending();
        else
        {
            step.Copied = new SplitParts([.. _writer!.Parts.Select(SplitPart.From)], _isDoubtful);
            EndDone(upload.BytesOf(range), null, Verification.ServerSide);
        }
    }
}
