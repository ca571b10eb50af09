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

/// <summary>
/// An object through this machine by one GET, in one stream: because nobody knows its size, its store answers no ranges, or it has
/// several checksums that may contradict each other. Its bytes are compared before the copy gets a name.
/// </summary>
internal sealed class StreamingWholeCopy(TransferContext run, ObjectSource source, ObjectTarget target) : SingleTransfer(run)
{
    // 10,000 of them hold 625 GiB.
    const long MostPartSize = 64 << 20;

    Verification _read;
    ObjectInfo? _answered;
    bool _isOrdered;

    /// <inheritdoc/>
    public override Location From => source.Location;

    /// <inheritdoc/>
    public override Location? To => target.Location;

    /// <inheritdoc/>
    internal override bool IsLarge => true;

    /// <inheritdoc/>
    protected override ObjectTarget? Written => _read == Verification.Unverified ? null : target;

    /// <inheritdoc/>
    protected override bool IsOrderProved => _isOrdered;

    /// <inheritdoc/>
    protected override ItemFailure? RemoveSource() => ObjectRemoval.Remove(Run, this, source, target);

    /// <inheritdoc/>
    protected override void Move(Worker worker)
    {
        FetchJudge judge = new(source.Client.ETagsOf(source.Bucket));
        for (int fetch = 1; ; fetch++)
        {
            ItemFailure? failure = Copy(worker, judge, canRepeat: fetch < SingleDownload.MaxFetches);
            if (failure is { IsCorruption: true } && fetch < SingleDownload.MaxFetches)
            {
                judge.Ask(this, worker, source, _answered);
                Run.Ledger.CountRefetch();
                continue;
            }
            if (failure is not null)
                EndFailed(failure);
            return;
        }
    }

    ItemFailure? Copy(Worker worker, FetchJudge judge, bool canRepeat)
    {
        PartLimits limits = target.Client.PartLimits;
        long wanted = Run.Options.PartSize ?? Math.Min(MostPartSize, Run.Memory.Limit / 4);
        long partSize = Math.Min(Math.Max(wanted, Math.Max(limits.MinSize, S3Limits.MinPartSize)), Math.Min(limits.MaxSize, 1L << 30));
        // 1 Memory first: what waits must not hold a socket.
        using BufferLease lease = Run.Memory.Reserve((int)partSize, Run.Token);
        using BodyFetch body = new(this, worker, source.Client, source.Get with { IfMatch = source.ETag, CustomerKey = Run.Request.SourceCustomerKey });
        if (body.Open(source.Size >= 0 ? source.Size : null, described: judge.Described ?? source.Info) is { } refused)
            return refused;
        _answered = body.Info;
        bool sizeWasTold = source.Size >= 0 || body.Length >= 0;
        if (SourceAttributes.Copy(this, source, target, Run, worker, body.Info, storeCopies: false, out CopyAttributes attributes) is { } untagged)
            return untagged;
        DownloadCheck check = DownloadCheck.For(body.Info, oneStream: true);
        using ChecksumHasher main = new(check.Algorithm);
        using BodyHasher hasher = new(Memory<byte>.Empty, main, null, others: check.Others);
        MultipartWriter writer = new(Run, this, target, Run.Checksum, limits);
        long length = 0;
        ItemFailure? failure = null;
        try
        {
            // 2 As much as fits, then up with it. The last piece is not full.
            for (int number = 1; failure is null; number++)
            {
                MemoryBody piece = new(lease.Memory[..Fill(body, hasher, lease.Span)]);
                length += piece.Length;
                bool isLast = piece.Length < lease.Length;
                // 3 Compared before anything gets a name.
                failure = body.Failure ?? (isLast ? Judge(judge, check, hasher, body.Info, length, sizeWasTold, canRepeat) : null);
                if (failure is not null)
                    break;
                if (isLast && number == 1)
                    return Put(worker, attributes, body.Info, piece);
                ItemPlan unknown = default;
                failure = number == 1 ? writer.Begin(worker, attributes.Now, ItemIdentity.StampOfStream(), ref unknown, attributes)
                    : number > limits.MaxParts ? Planner.TooLarge(From, limits) : null;
                if (piece.Length > 0)
                    failure ??= writer.Send(number, piece, worker);
                if (isLast)
                    break;
            }
        }
        catch (OperationCanceledException)
        {
            writer.Abort(failure: null);
            throw;
        }
        return End(worker, writer, attributes, body.Info, length, failure);
    }

    int Fill(BodyFetch body, BodyHasher hasher, Span<byte> into)
    {
        int at = 0;
        // In runs, so that each is hashed while it is in the cache.
        for (int count; at < into.Length && (count = body.Read(into.Slice(at, Math.Min(Run.ChunkSize, into.Length - at)))) > 0; at += count)
        {
            hasher.Append(into.Slice(at, count));
            Run.CountMoved(count);
        }
        return at;
    }

    ItemFailure? Judge(FetchJudge judge, in DownloadCheck check, BodyHasher hasher, ObjectInfo info, long length, bool sizeWasTold, bool canRepeat)
    {
        ObjectChecksum? computed = hasher.Finish();
        if ((judge.Judge(check, computed, length, out _read, canRepeat) ?? hasher.Contradiction()) is { } wrong)
            return wrong;
        _read = DownloadCheck.Proved(_read, sizeWasTold);
        return _read == Verification.Size && Run.Request.RemovesSources ? SecondLook.Judge(this, Run, source, info.ETag, length, computed, out _read) : null;
    }

    ItemFailure? Put(Worker worker, CopyAttributes attributes, ObjectInfo info, MemoryBody body)
    {
        _isOrdered = true;
        ObjectChecksum sum = UploadCheck.ChecksumOf(body, stackalloc byte[16 << 10], worker.Hasher(info.Checksum is { IsComposite: false } kept ? kept.Algorithm : Run.Checksum));
        if (CopiedObject.Put(this, Run, worker, target, attributes, info, body, sum, out Verification written) is { } unsent)
            return unsent;
        EndDone(body.Length, sum, StreamingCopy.Weaker(_read, written));
        return null;
    }

    ItemFailure? End(Worker worker, MultipartWriter writer, CopyAttributes attributes, ObjectInfo info, long length, ItemFailure? failure)
    {
        ObjectChecksum? whole = writer.Whole();
        Verification written = default;
        PutResult? result = null;
        failure ??= writer.Complete(worker, length, whole, out result);
        if (failure is null)
        {
            RequestId = result!.RequestId;
            ETag = result.ETag;
            _isOrdered = writer.IsOrderProved;
            attributes.Made(result, info, writer.Checksum);
            attributes.CheckTags(worker);
            (written, failure) = writer.Judge(result, whole, length);
        }
        if (writer.Abort(failure) is { } ended)
            return ended;
        EndDone(length, whole, StreamingCopy.Weaker(_read, written));
        return null;
    }
}
