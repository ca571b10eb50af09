using Sluice.Engine;
using Sluice.Engine.Concurrency;
using Sluice.Engine.Memory;
using Sluice.S3;
using Sluice.S3.Checksums;
using Sluice.Transfer.Copies;
using Sluice.Transfer.Integrity;
using Sluice.Transfer.Items;
using Sluice.Transfer.Removing;
using Sluice.Transfer.Sinks;
using Sluice.Trees;
using Sluice.Trees.Local;

namespace Sluice.Transfer.Downloads;

/// <summary>A small object to a file: one GET, no HEAD, for its answer says all that is needed.</summary>
internal sealed class SingleDownload(TransferContext run, ObjectSource source, DownloadSink sink, Location destination) : SingleTransfer(run)
{
    /// <summary>An object whose bytes disagree with its checksum is fetched this often in all.</summary>
    public const int MaxFetches = 3;

    /// <inheritdoc/>
    public override Location From => source.Location;

    /// <inheritdoc/>
    public override Location? To => destination;

    /// <inheritdoc/>
    protected override DateTimeOffset? WrittenModified => sink.PublishedModified;

    /// <inheritdoc/>
    protected override ItemFailure? RemoveSource() => ObjectRemoval.Remove(Run, this, source);

    /// <inheritdoc/>
    protected override void Move(Worker worker)
    {
        using (sink)
        {
            FetchJudge judge = new(source.Client.ETagsOf(source.Bucket));
            for (int fetch = 1; ; fetch++)
            {
                ItemFailure? failure = Fetch(worker, judge.Described ?? source.Info, out ObjectInfo? info, out DownloadCheck check, out ObjectChecksum? computed, out long moved);
                Verification verified = default;
                failure ??= judge.Judge(check, computed, moved, out verified);
                verified = DownloadCheck.Proved(verified, sizeWasTold: source.Size >= 0 || info?.ContentLength >= 0);
                // An ETag that is no MD5, and no checksum.
                if (failure is null && verified == Verification.Size && Run.Request is { RemovesSources: true, Validates: true })
                    failure = SecondLook.Judge(this, Run, source, info!.ETag, moved, computed, out verified);
                failure ??= ItemFailure.From(sink.Publish(info!.LastModified ?? source.LastModified, info.Attributes));
                if (failure is null)
                {
                    EndDone(moved, computed, verified);
                    return;
                }
                if (!failure.IsCorruption || fetch == MaxFetches)
                {
                    EndFailed(failure);
                    return;
                }
                judge.Ask(this, worker, source, info);
                Run.Ledger.CountRefetch();
            }
        }
    }

    ItemFailure? Fetch(Worker worker, ObjectInfo? described, out ObjectInfo? info, out DownloadCheck check, out ObjectChecksum? computed, out long moved)
    {
        moved = 0;
        info = null;
        check = default;
        computed = default;
        // 1 Memory first: a part that waits must not hold a socket.
        using BufferLease lease = Run.Memory.Reserve(Run.ChunkSize, Run.Token);
        // 2 The headers. The ETag of the listing pins the object: another one is Changed.
        using BodyFetch body = new(this, worker, source.Client, source.Get with
        {
            IfMatch = source.ETag,
            CustomerKey = Run.Request.SourceCustomerKey,
        });
        if (body.Open(source.Size >= 0 ? source.Size : null, described: described) is { } refused)
            return refused;
        info = body.Info;
        check = Run.Request.Validates ? DownloadCheck.For(info, oneStream: true) : DownloadCheck.None;
        // 3 The file, only now: a refused request leaves nothing behind.
        if (sink.Open(Math.Max(0, body.Length)) is { } closed)
            return ItemFailure.From(closed);
        // 4 Receive, hash while the bytes are in the cache, write at their place.
        using BodyHasher hasher = worker.BodyHasher(Run, lease.Memory, check.Algorithm, body.Length, others: check.Others);
        long at = 0;
        sink.Expect(0, body.Length);
        for (int count; (count = body.Read(hasher.Next)) > 0; at += count)
        {
            ReadOnlySpan<byte> bytes = hasher.Append(count);
            try
            {
                Run.Write(sink, at, bytes);
            }
            catch (Exception exception) when (LocalFailure.IsLocal(exception))
            {
                return ItemFailure.From(sink.Explain(exception));
            }
            Run.CountMoved(count);
        }
        computed = hasher.Finish();
        moved = body.Length;
        return body.Failure ?? hasher.Contradiction();
    }
}
