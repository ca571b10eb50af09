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

    // What is held is proved before there is a file. It is hashed at once: longer bodies are hashed together.
    const int MostHeld = MultiBufferMd5.ShortestBody - 1;

    /// <inheritdoc/>
    public override Location From => source.Location;

    /// <inheritdoc/>
    public override Location? To => destination;

    /// <inheritdoc/>
    protected override DateTimeOffset? WrittenModified => sink.PublishedModified;

    /// <inheritdoc/>
    protected override ItemFailure? RemoveSource() => ObjectRemoval.Remove(Run, this, source);

    /// <inheritdoc/>
    protected override FileStatus? WrittenStatus => sink.PublishedStatus;

    /// <inheritdoc/>
    protected override void Move(Worker worker)
    {
        using (sink)
        {
            // 1 Memory first: a part that waits must not hold a socket.
            using BufferLease lease = Run.Memory.Reserve(Run.ChunkSize, Run.Token);
            FetchJudge judge = new(source.Client.ETagsOf(source.Bucket));
            for (int fetch = 1; ; fetch++)
            {
                ItemFailure? failure = Fetch(worker, lease.Memory, judge.Described ?? source.Info, out Fetched fetched);
                Verification verified = default;
                failure ??= judge.Judge(fetched.Check, fetched.Computed, fetched.Moved, out verified);
                verified = DownloadCheck.Proved(verified, sizeWasTold: source.Size >= 0 || fetched.Info?.ContentLength >= 0);
                // An ETag that is no MD5, and no checksum.
                if (failure is null && verified == Verification.Size && Run.Request is { RemovesSources: true, Validates: true })
                    failure = SecondLook.Judge(this, Run, source, fetched.Info!.ETag, fetched.Moved, fetched.Computed, out verified);
                if (failure is null && fetched.IsHeld)
                    failure = ItemFailure.From(sink.Open(fetched.Moved)) ?? Write(0, lease.Memory.Span[..(int)fetched.Moved]);
                failure ??= ItemFailure.From(sink.Publish(fetched.Info!.LastModified ?? source.LastModified, fetched.Info.Attributes));
                if (failure is null)
                {
                    EndDone(fetched.Moved, fetched.Computed, verified);
                    return;
                }
                if (!failure.IsCorruption || fetch == MaxFetches)
                {
                    EndFailed(failure);
                    return;
                }
                judge.Ask(this, worker, source, fetched.Info);
                Run.Ledger.CountRefetch();
            }
        }
    }

    ItemFailure? Fetch(Worker worker, Memory<byte> buffer, ObjectInfo? described, out Fetched fetched)
    {
        fetched = default;
        // 2 The headers. The ETag of the listing pins the object: another one is Changed.
        using BodyFetch body = new(this, worker, source.Client, source.Get with
        {
            IfMatch = source.ETag,
            CustomerKey = Run.Request.SourceCustomerKey,
        });
        if (body.Open(source.Size >= 0 ? source.Size : null, described: described) is { } refused)
            return refused;
        DownloadCheck check = Run.Request.Validates ? DownloadCheck.For(body.Info, oneStream: true) : DownloadCheck.None;
        fetched = new Fetched { Info = body.Info, Check = check, IsHeld = body.Length >= 0 && body.Length <= Math.Min(MostHeld, buffer.Length) };
        // 3 The file, only now: a refused request leaves nothing behind. Of what is held, not before it is proved.
        if (!fetched.IsHeld && sink.Open(Math.Max(0, body.Length)) is { } closed)
            return ItemFailure.From(closed);
        // 4 Receive, hash while the bytes are in the cache, write at their place.
        using BodyHasher hasher = worker.BodyHasher(Run, buffer, check.Algorithm, body.Length, others: check.Others);
        long at = 0;
        if (!fetched.IsHeld)
            sink.Expect(0, body.Length);
        for (int count; (count = body.Read(fetched.IsHeld ? buffer.Span[(int)at..(int)body.Length] : hasher.Next)) > 0; at += count)
        {
            if (fetched.IsHeld)
                hasher.Append(buffer.Span.Slice((int)at, count));
            else if (Write(at, hasher.Append(count)) is { } unwritten)
                return unwritten;
            Run.CountMoved(count);
        }
        fetched = fetched with { Computed = hasher.Finish(), Moved = body.Length };
        return body.Failure ?? hasher.Contradiction();
    }

    ItemFailure? Write(long offset, ReadOnlySpan<byte> bytes)
    {
        try
        {
            Run.Write(sink, offset, bytes);
            return null;
        }
        catch (Exception exception) when (LocalFailure.IsLocal(exception))
        {
            return ItemFailure.From(sink.Explain(exception));
        }
    }

    /// <summary>What one fetch has brought.</summary>
    readonly record struct Fetched(ObjectInfo? Info, DownloadCheck Check, ObjectChecksum? Computed, long Moved)
    {
        /// <summary>All bytes are at the beginning of the buffer, and none in the file.</summary>
        public bool IsHeld { get; init; }
    }
}
