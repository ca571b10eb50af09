using Sluice.Engine;
using Sluice.Engine.Concurrency;
using Sluice.Engine.Memory;
using Sluice.Failures;
using Sluice.S3;
using Sluice.S3.Checksums;
using Sluice.Transfer.Copies;
using Sluice.Transfer.Integrity;
using Sluice.Transfer.Items;
using Sluice.Transfer.Journal;
using Sluice.Transfer.Planning;
using Sluice.Transfer.Removing;
using Sluice.Transfer.Sinks;
using Sluice.Trees;
using Sluice.Trees.Local;

namespace Sluice.Transfer.Downloads;

/// <summary>
/// A large object to a file: HEAD for its checksum, then ranges (or the parts that the store holds, when it keeps a
/// checksum of each) in parallel, each written at its own place; verified as a whole before the rename. Where the listing told which
/// CRC of the whole the store keeps, HEAD goes beside the ranges.
/// </summary>
internal sealed class RangedDownload(TransferContext run, ObjectSource source, DownloadSink sink, Location destination) : PartedTransfer(run)
{
    readonly ResumedDownload _file = new(run, sink);
    LookBeside? _look;
    ObjectInfo? _info;
    ItemPlan _plan;
    DownloadCheck _check;
    PartChecksums? _parts;
    readonly FetchJudge _judge = new(source.Client.ETagsOf(source.Bucket));
    volatile bool _storeKnowsNoParts, _storeKnowsNoRanges, _doubtful;
    int _partsThatAgree;
    int _fetches, _replans;

    /// <inheritdoc/>
    public override Location From => source.Location;

    /// <inheritdoc/>
    public override Location? To => destination;

    /// <inheritdoc/>
    protected override DateTimeOffset? WrittenModified => sink.PublishedModified;

    /// <inheritdoc/>
    protected override ItemFailure? RemoveSource() => ObjectRemoval.Remove(Run, this, source);

    /// <inheritdoc/>
    protected override ItemFailure? Begin(Worker worker)
    {
        // 1 What the store knows of the object, unless that was asked already, or can be asked meanwhile.
        _look ??= new LookBeside(this, Run, source);
        if (_look.Before(worker, out ItemFailure? unknown) is not { } info)
            return unknown;
        _info = info;
        (_partsThatAgree, Size) = (0, info.TotalLength);
        // 2 The plan. A store that ignores part numbers gets ranges, and the checksum of parts cannot be compared.
        ObjectChecksum? stored = _storeKnowsNoParts || !Run.Request.Validates ? null : info.Checksum;
        bool md5Wanted = Run.Request.Validates && Run.Options.Checksum == ChecksumAlgorithm.Md5 && ETagMd5.Of(info) is { IsComposite: false };
        _plan = (source.Client.IgnoresRanges || Run.Request.Validates && info.OtherChecksums.Count > 0) && stored is not { IsComposite: true } ? ItemPlan.Single(PlanKind.SingleGet, info.TotalLength) : Planner.Download(info.TotalLength, info.ETag, stored, Run.Options.PartSize, md5Wanted);
        _check = !Run.Request.Validates ? DownloadCheck.None
            : _plan.Kind == PlanKind.StoredPartsGet
            ? new DownloadCheck(stored!.Value.Algorithm, stored, Verification.Checksum)
            : DownloadCheck.For(info with { Checksum = stored }, oneStream: _plan.Kind == PlanKind.SingleGet);
        _parts = new PartChecksums(_plan.PartCount);
        // 3 The file, or what an earlier run left of it.
        ItemFailure? closed = _file.Open(this, ItemIdentity.StampOf(source, info.ETag), _plan, _check.Algorithm);
        PartCount = _file.IsPublished ? 0 : _plan.PartCount;
        return closed ?? (_look.IsAside && _file.IsPublished ? _look.Beside(worker) : null);
    }

    /// <inheritdoc/>
    protected override bool HasPart(int part) => MoreParts(part);

    // Behind the ranges HEAD, where it was not asked before them.
    /// <inheritdoc/>
    protected override bool MoreParts(int next) => next < PartCount + (_look is { IsAside: true } && !_file.IsPublished ? 1 : 0);

    /// <inheritdoc/>
    protected override ItemFailure? Move(int part, Worker worker)
    {
        if (part == _plan.PartCount)
            return _look!.Beside(worker);
        if (_file.TryKeep(part, worker, out JournalPart kept))
        {
            _parts!.Set(part, kept.Checksum, kept.Length);
            TakeOver(kept.Length);
            return null;
        }
        for (int fetch = 1; ; fetch++)
        {
            ItemFailure? failure = Fetch(part, worker, goesOn: fetch == 1);
            if (failure is not { IsCorruption: true } || fetch == SingleDownload.MaxFetches || _storeKnowsNoParts || _storeKnowsNoRanges)
                return failure;
            Run.Ledger.CountRefetch();
        }
    }

    /// <inheritdoc/>
    protected override void Finish(Worker worker)
    {
        if (Failure is { IsCorruption: true } && (_look is { KeepsOther: true } || (_storeKnowsNoParts || _storeKnowsNoRanges) && _plan.PartCount > 1) && _replans < 2)
        {
            _replans++;
            BeginAnew();
            return;
        }
        if (IsGivenUp)
        {
            if (IsLeftForLater(Failure))
                sink.Leave();
            else
                Journal?.End();
            sink.Dispose();
            if (Failure is { } failure)
                EndFailed(failure);
            else
                EndPending();
            return;
        }
        if (_file.IsPublished)
        {
            EndDone(_info!.TotalLength, checksum: null, _check.Verification);
            return;
        }
        if (_look!.IsAside)
            _check = DownloadCheck.For(_info = _look.Told, oneStream: _plan.Kind == PlanKind.SingleGet);
        // 1 The whole, from its parts: nothing is read again.
        ObjectChecksum? computed = _plan.PartCount == 1 ? _parts!.Only : _parts!.As(_check.Expected ?? new ObjectChecksum(_check.Algorithm, ""));
        Verification verified = default;
        ItemFailure? wrong = _parts.Length != _info!.TotalLength
            ? ItemFailure.Corrupt($"The parts have {_parts.Length:N0} bytes, the object has {_info.TotalLength:N0}.")
            : _judge.Judge(_check, computed, _info.TotalLength, out verified);
        if (wrong is null && verified == Verification.Size)
            wrong = ProofOfFile(worker, computed, out verified);
        // 2 Wrong bytes are fetched again and never published. Parts that the store's own checksums vouch for would come the same.
        bool isFinal = _plan.PartCount > 1 && _partsThatAgree == _plan.PartCount;
        if (wrong is not null && !isFinal && ++_fetches < SingleDownload.MaxFetches)
        {
            Run.Ledger.CountRefetch(PartCount);
            BeginAnew();
            return;
        }
        wrong ??= ItemFailure.From(sink.Publish(_info.LastModified ?? source.LastModified, _info.Attributes));
        sink.Dispose();
        if (wrong is not null)
        {
            Journal?.End();
            EndFailed(wrong);
        }
        else
            EndDone(_info.TotalLength, computed, verified);
    }

    ItemFailure? ProofOfFile(Worker worker, ObjectChecksum? computed, out Verification verified)
    {
        // A bucket that refuses HEAD may keep more than it tells.
        verified = _doubtful || _info!.IsOfGet ? Verification.Unverified : Verification.Size;
        return Run.Request.RemovesSources && Run.Request.Validates && !_doubtful ? FileProof.Judge(this, Run, source, sink, _info!, _judge, worker, computed, ref verified) : null;
    }

    ItemFailure? Fetch(int part, Worker worker, bool goesOn)
    {
        bool byNumber = _plan.Kind == PlanKind.StoredPartsGet;
        ByteRange? range = byNumber || _plan.PartCount == 1 ? null : _plan.Part(part);
        // 1 Memory first: a part that waits must not hold a socket.
        using BufferLease lease = Run.Memory.Reserve(Run.ChunkSize, Run.Token);
        if (goesOn && _file.TryBegun(part, out BegunRange begun))
        {
            using BodyHasher hasher = worker.BodyHasher(Run, lease.Memory, _check.Algorithm, begun.Length, tells: true, _check.Others);
            if (_file.TryReplay(begun.Begun, hasher))
                return GoOn(part, worker, begun, hasher);
        }
        // 2 The request, pinned to the ETag that the HEAD saw.
        using BodyFetch body = new(this, worker, source.Client, source.Get with
        {
            Range = range,
            PartNumber = byNumber ? part + 1 : null,
            IfMatch = _info!.ETag,
            ObjectSize = _plan.Size,
            CustomerKey = Run.Request.SourceCustomerKey,
        });
        ItemFailure? refused = body.Open(range?.Length ?? (byNumber ? null : _plan.Size), _info);
        if (refused is null && range is not null && source.Client.IgnoresRanges)
        {
            _storeKnowsNoRanges = true;
            return ItemFailure.Corrupt("The store ignores ranges.");
        }
        // A store that ignores part numbers, or that has other parts than its checksum is of.
        if (byNumber && _plan.PartCount > 1 && (refused is null ? body.Info.Range is null : refused.Status is 400 or 416 or 501))
        {
            _storeKnowsNoParts = true;
            return ItemFailure.Corrupt("The store ignores part numbers.");
        }
        if (refused is not null)
            return refused;
        _doubtful |= body.IsDoubtful;
        // 3 Receive, hash while the bytes are in the cache, write at their place: parts finish in any order.
        using BodyHasher hash = worker.BodyHasher(Run, lease.Memory, _check.Algorithm, body.Length, tells: Journal is not null, _check.Others);
        if (Receive(part, body, hash, body.Start, body.Length, done: 0) is { } failure)
            return failure;
        // 4 A part that the store keeps a checksum of is verified by itself: only it is fetched again.
        ObjectChecksum? computed = hash.Finish();
        if (hash.Contradiction() is { } contradiction)
            return contradiction;
        _parts!.Set(part, computed, body.Length);
        if (byNumber && body.Info.Checksum is { IsComposite: false } own && own.Algorithm == computed?.Algorithm)
        {
            if (own != computed)
                return ItemFailure.Corrupt($"The {own.Algorithm} of part {part + 1} is {computed?.Base64}, the store keeps {own.Base64}.");
            Interlocked.Increment(ref _partsThatAgree);
        }
        // 5 The journal last: a crash before this line repeats the part and cannot skip it.
        Journal?.Finished(new JournalPart(part, body.Start, body.Length, computed, ""));
        return null;
    }

    // The rest of a range that an earlier run began; its first bytes were read again. A checksum that the store keeps of the
    // part does not come with the rest of it: it is compared when all parts are there.
    ItemFailure? GoOn(int part, Worker worker, BegunRange range, BodyHasher hasher)
    {
        JournalPart begun = range.Begun;
        TakeOver(begun.Length);
        ByteRange rest = new(begun.Offset + begun.Length, range.Length - begun.Length);
        using BodyFetch body = new(this, worker, source.Client, source.Get with
        {
            Range = rest,
            IfMatch = _info!.ETag,
            ObjectSize = _plan.Size,
            CustomerKey = Run.Request.SourceCustomerKey,
        });
        if (body.Open(rest.Length) is { } refused)
            return refused;
        _doubtful |= body.IsDoubtful;
        if (Receive(part, body, hasher, begun.Offset, range.Length, begun.Length) is { } failure)
            return failure;
        ObjectChecksum? computed = hasher.Finish();
        if (hasher.Contradiction() is { } contradiction)
            return contradiction;
        _parts!.Set(part, computed, range.Length);
        Journal?.Finished(new JournalPart(part, begun.Offset, range.Length, computed, ""));
        return null;
    }

    // Hashed while the bytes are in the cache, written at their place; the journal hears how far it came.
    ItemFailure? Receive(int part, BodyFetch body, BodyHasher hasher, long start, long length, long done)
    {
        RangeProgress progress = new(Journal, Run.Options.Clock, part, start, length, done);
        long at = start + done;
        sink.Expect(at, length - done);
        for (int count; (count = Read(body, hasher, ref progress, at - start)) > 0; at += count)
        {
            try
            {
                Run.Write(sink, at, hasher.Append(count));
            }
            catch (Exception exception) when (LocalFailure.IsLocal(exception))
            {
                return ItemFailure.From(sink.Explain(exception));
            }
            this.CountMoved(count);
            progress.Reached(at + count - start, hasher);
        }
        if (body.Failure is not null)
            progress.Stopped(at - start, hasher);
        return body.Failure;
    }

    int Read(BodyFetch body, BodyHasher hasher, ref RangeProgress progress, long reached)
    {
        try
        {
            int count = body.Read(hasher.Next);
            return IsGivenUp ? throw new OperationCanceledException() : count;
        }
        catch (OperationCanceledException)
        {
            progress.Stopped(reached, hasher);
            throw;
        }
    }
}
