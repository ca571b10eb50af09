using Sluice.Engine;
using Sluice.Engine.Concurrency;
using Sluice.Engine.Memory;
using Sluice.S3;
using Sluice.S3.Checksums;
using Sluice.Transfer.Copies;
using Sluice.Transfer.Integrity;
using Sluice.Transfer.Items;
using Sluice.Transfer.Planning;
using Sluice.Trees;
using Sluice.Trees.Local;

namespace Sluice.Transfer.Downloads;

/// <summary>
/// An object to standard output, in order: parts are fetched in parallel into leased memory and written when their turn
/// comes. No part begins that is more than a window ahead of what was written, which bounds the memory: buffers that were written
/// are filled again. What is written
/// cannot be taken back: a checksum that disagrees at the end makes the outcome a failure. Objects of one part are
/// verified before their first byte is written. Where the store ignores ranges, or does not say how many bytes there are, one
/// request brings them all.
/// </summary>
#pragma warning disable CA1001 // Its end disposes of what it has: Close.
internal sealed class StreamDownload(TransferContext run, ObjectSource source, Location destination, Stream output, StreamTurn turn) : PartedTransfer(run)
#pragma warning restore CA1001
{
    // A dozen requests of 4 MiB: whoever reads a pipe is seldom faster, and the process stays below 100 MiB.
    const long WindowBytes = 48L << 20;
    const int MaxWindow = 64;

    readonly Lock _gate = new();
    // Guarded by _gate.
    readonly Dictionary<int, (BufferLease Lease, ObjectChecksum Checksum)> _ready = [];
    bool _writing;
    volatile bool _doubtful;

    volatile int _written;
    volatile bool _isOneStream;
    int _window = 1;
    ItemPlan _plan;
    OrderedChecksum? _sum;
    ObjectInfo? _info;
    ObjectChecksum? _whole;
    DownloadCheck _check = DownloadCheck.SizeOnly;
    Verification _verified = Verification.Size;
    long _moved = -1;

    /// <summary>Bytes that may be ahead of what was written: half of the memory, where it was given, for the other half is for what else runs.</summary>
    public static long WindowOf(TransferContext run) => run.Options.Memory is null ? Math.Min(WindowBytes, run.Memory.Limit / 2) : run.Memory.Limit / 2;

    /// <inheritdoc/>
    public override Location From => source.Location;

    /// <inheritdoc/>
    public override Location? To => destination;

    /// <inheritdoc/>
    protected override bool HasPart(int part) => part < PartCount && part < _written + _window;

    /// <inheritdoc/>
    protected override ItemFailure? Begin(Worker worker)
    {
        if (turn.Broken is { } broken)
            return broken;
        Size = source.Size < 0 ? null : source.Size;
        _plan = Planner.StreamingDownload(source.KnownSize, Run.Options.PartSize, Run.Memory.Limit);
        _isOneStream |= source.Size < 0 || (_plan.IsParted && source.Client.IgnoresRanges);
        if (_isOneStream)
            return PlanOneStream();
        // 1 What the store knows of it, when more than one request or more than one stored part makes it up.
        if ((_plan.IsParted || StoredParts.CountOf(source.ETag) > 1) && SourceAttributes.Head(this, source, Run, worker, out _info) is { } failure)
            return failure;
        // Several checksums that may contradict each other are computed in one stream.
        if (_info is { OtherChecksums.Count: > 0 })
            return PlanOneStream();
        // 2 A checksum of stored parts is computed along their borders; any other from the pieces' own.
        _sum?.Dispose();
        if (_info is not null && StoredPartSize.Suppose(this, source, _info, worker, long.MaxValue) is { } stored)
        {
            if (!_plan.IsParted)
                _plan = ItemPlan.Parted(PlanKind.StreamingPartCopy, source.Size, Planner.StreamedPieceSize);
            _sum = new OrderedChecksum(_info.Checksum!.Value, stored, source.Size);
            _check = new DownloadCheck(_info.Checksum!.Value.Algorithm, _info.Checksum, Verification.Checksum);
        }
        else
        {
            _sum = new OrderedChecksum();
            if (_info is not null)
                _check = DownloadCheck.For(_info, oneStream: false);
        }
        _window = (int)Math.Clamp(WindowOf(Run) / Math.Max(1, _plan.PartSize), 1, MaxWindow);
        PartCount = _plan.PartCount;
        return null;
    }

    /// <inheritdoc/>
    protected override ItemFailure? Move(int part, Worker worker)
    {
        if (_isOneStream)
            return MoveAll(worker);
        ByteRange range = _plan.Part(part);
        BufferLease lease = Run.Memory.Reserve((int)range.Length, (Download: this, part), static mine => mine.part == mine.Download._written, Run.Token);
        ItemFailure? failure;
        ObjectChecksum checksum;
        try
        {
            failure = Fetch(range, lease, worker, out checksum);
        }
        catch (OperationCanceledException)
        {
            lease.Dispose();
            throw;
        }
        // Nothing was written yet: parts of such a store come at the price of all that is before them.
        if (failure is null && _plan.IsParted && source.Client.IgnoresRanges && _written == 0)
            failure = ItemFailure.Corrupt("The store ignores ranges.");
        if (failure is not null)
        {
            lease.Dispose();
            return failure;
        }
        lock (_gate)
        {
            _ready.Add(part, (lease, checksum));
            if (_writing)
                return null;
            _writing = true;
        }
        return Write();
    }

    /// <inheritdoc/>
    protected override void Finish(Worker worker)
    {
        foreach ((BufferLease left, _) in _ready.Values)
            left.Dispose();
        _ready.Clear();
        if (Failure is { IsCorruption: true } && !_isOneStream && _plan.IsParted && source.Client.IgnoresRanges && _written == 0)
        {
            _isOneStream = true;
            BeginAnew();
            return;
        }
        ItemFailure? failure = Failure;
        if (!IsGivenUp && _plan.IsParted)
        {
            _whole = _sum!.Whole;
            _verified = _check.Expected is null && (_doubtful || _info is { IsOfGet: true }) ? Verification.Unverified : _check.Verification;
            if (_check.Expected is { } expected && _whole != expected)
            {
                if (expected.IsComposite && !StoredPartSize.Holds(this, source, _info!, worker, _sum.PartSize))
                    _verified = Verification.Size;
                else
                    failure = ItemFailure.Corrupt($"What was written is not what the store keeps: its {_check.Algorithm} is {_whole?.Base64}, the store's {expected.Base64}.");
            }
        }
        Close();
        if (failure is not null)
            EndFailed(failure);
        else if (IsGivenUp)
            EndPending();
        else
            EndDone(_moved >= 0 ? _moved : _plan.Size, _whole, _verified);
        turn.ReleaseAlone();
    }

    /// <inheritdoc/>
    internal override void Break(Exception defect)
    {
        base.Break(defect);
        if (!HasEnded)
            return;
        Close();
        turn.ReleaseAlone();
    }

    ItemFailure? PlanOneStream()
    {
        _isOneStream = true;
        _plan = ItemPlan.Single(PlanKind.StreamingCopy, source.KnownSize);
        PartCount = 1;
        return null;
    }

    // The reader of a pipe waits for its end. Standard output has more to come.
    void Close()
    {
        _sum?.Dispose();
        if (destination.FilePath is not null)
            output.Dispose();
    }

    // A pipe or device that has a name is opened anew for the next one.
    ItemFailure Broke(ItemFailure failure)
    {
        if (destination.FilePath is null)
            turn.Broken = failure;
        return failure;
    }

    ItemFailure? MoveAll(Worker worker)
    {
        using BufferLease lease = Run.Memory.Reserve(Run.ChunkSize, Run.Token);
        using BodyFetch body = new(this, worker, source.Client, source.Get with { IfMatch = source.ETag, CustomerKey = Run.Request.SourceCustomerKey });
        if (body.Open(source.Size >= 0 ? source.Size : null, described: source.Info) is { } refused)
            return refused;
        bool sizeWasTold = source.Size >= 0 || body.Length >= 0;
        DownloadCheck check = DownloadCheck.For(body.Info, oneStream: true);
        using BodyHasher hasher = worker.BodyHasher(Run, lease.Memory, check.Algorithm, body.Length, others: check.Others);
        try
        {
            for (int count; (count = body.Read(hasher.Next)) > 0; this.CountMoved(count))
            {
                if (IsGivenUp)
                    throw new OperationCanceledException();
                output.Write(hasher.Append(count));
            }
            output.Flush();
        }
        catch (Exception exception) when (LocalFailure.IsLocal(exception))
        {
            return Broke(ItemFailure.From(exception, path: null));
        }
        if (body.Failure is { } broken)
            return broken;
        (_moved, _whole) = (body.Length, hasher.Finish());
        ItemFailure? wrong = new FetchJudge(source.Client.ETagsOf(source.Bucket)).Judge(check, _whole, _moved, out Verification verified, canRepeat: false);
        _verified = DownloadCheck.Proved(verified, sizeWasTold);
        return wrong ?? hasher.Contradiction();
    }

    ItemFailure? Fetch(ByteRange range, BufferLease lease, Worker worker, out ObjectChecksum checksum)
    {
        if (!_plan.IsParted)
        {
            ItemFailure? unread = MemoryFetch.Fetch(this, worker, source, null, null, lease.Span, ChecksumAlgorithm.Crc64Nvme, out _, out checksum, out _verified);
            _whole = checksum;
            return unread;
        }
        // What is hashed along stored parts is hashed when it is written; here it only takes part in the sum of the pieces.
        ChecksumAlgorithm algorithm = _sum!.PartSize == 0 ? _check.Algorithm : ChecksumAlgorithm.Crc64Nvme;
        ItemFailure? failure = MemoryFetch.Fetch(this, worker, source, range, _info!, lease.Span, algorithm, out _, out checksum, out Verification read);
        _doubtful |= read == Verification.Unverified;
        return failure;
    }

    // One worker writes at a time; what others bring meanwhile it finds when it comes round.
    ItemFailure? Write()
    {
        while (true)
        {
            (BufferLease Lease, ObjectChecksum Checksum) next;
            lock (_gate)
            {
                if (!_ready.Remove(_written, out next))
                {
                    _writing = false;
                    return null;
                }
            }
            try
            {
                using (next.Lease)
                {
                    if (_plan.IsParted)
                        _sum!.Append(next.Lease.Span, next.Checksum);
                    output.Write(next.Lease.Span);
                }
                if (_written == PartCount - 1)
                    output.Flush();
            }
            catch (Exception exception) when (LocalFailure.IsLocal(exception))
            {
                return Broke(ItemFailure.From(exception, destination.FilePath));
            }
            _written++;
            Run.Wake(this);
        }
    }
}
