using Sluice.Locations;
using Sluice.S3;
using Sluice.S3.Checksums;
using Sluice.Transfer.Integrity;
using Sluice.Transfer.Memory;
using Sluice.Transfer.Scheduling;
using Sluice.Transfer.Sinks;

namespace Sluice.Transfer.Parts;

/// <summary>A small object to a file: one GET, no HEAD, for its answer says all that is needed.</summary>
internal sealed class SingleDownload(RunContext run, ObjectSource source, DownloadSink sink, string destination) : SingleTransfer(run)
{
    /// <summary>An object whose bytes disagree with its checksum is fetched this often in all.</summary>
    public const int MaxFetches = 3;

    /// <inheritdoc/>
    public override Location From => source.Location;

    /// <inheritdoc/>
    public override Location? To => new LocalLocation(destination);

    /// <inheritdoc/>
    protected override ItemFailure? RemoveSource() => ObjectRemoval.Remove(Run, this, source);

    /// <inheritdoc/>
    protected override void Move(PartWorker worker)
    {
        using (sink)
        {
            ObjectChecksum? before = null;
            for (int fetch = 1; ; fetch++)
            {
                ItemFailure? failure = Fetch(worker, out ObjectInfo? info, out DownloadCheck check, out ObjectChecksum? computed, out long moved);
                if (failure is null && computed is { } sum && !check.Agrees(sum))
                {
                    // Twice the same bytes, and not what the ETag says: then this store's ETag is no MD5.
                    if (check.Verification == Verification.Md5 && before == sum)
                    {
                        source.Client.LearnETag(isMd5: false);
                        check = DownloadCheck.SizeOnly;
                    }
                    else
                        failure = ItemFailure.Corrupt($"The {check.Algorithm} of the bytes is {sum.Base64}, the store keeps {check.Expected?.Base64}.");
                    before = sum;
                }
                failure ??= sink.Publish(info!.LastModified ?? source.LastModified, info.Attributes);
                if (failure is null)
                {
                    EndDone(moved, computed, check.Proves(sizeWasTold: source.Size >= 0 || info!.ContentLength >= 0));
                    return;
                }
                if (!failure.IsCorruption || fetch == MaxFetches)
                {
                    EndFailed(failure);
                    return;
                }
                Run.Ledger.CountRefetch();
            }
        }
    }

    ItemFailure? Fetch(PartWorker worker, out ObjectInfo? info, out DownloadCheck check, out ObjectChecksum? computed, out long moved)
    {
        moved = 0;
        info = null;
        check = default;
        computed = default;
        // 1 Memory first: a part that waits must not hold a socket.
        using BufferLease lease = Run.Memory.Reserve(Run.ChunkSize, Run.Token);
        // 2 The headers. The ETag of the listing pins the object: another one is Changed.
        using BodyFetch body = new(this, worker, source.Client, new GetObjectRequest(source.Bucket, source.Key)
        {
            IfMatch = source.ETag,
            CustomerKey = Run.SourceCustomerKey,
        });
        if (body.Open(source.KnownSize) is { } refused)
            return refused;
        info = body.Info;
        if (source.ETag is null && body.Length >= 0 && OtherLength(body) is { } other)
            return other;
        check = Run.Validates ? DownloadCheck.For(info, oneStream: true, source.Client) : DownloadCheck.None;
        // 3 The file, only now: a refused request leaves nothing behind.
        if (sink.Open(Math.Max(0, body.Length)) is { } closed)
            return closed;
        // 4 Receive, hash while the bytes are in the cache, write at their place.
        using BodyHasher hasher = worker.BodyHasher(lease.Memory, check.Algorithm, body.Length);
        long at = 0;
        for (int count; (count = body.Read(hasher.Next)) > 0; at += count)
        {
            ReadOnlySpan<byte> bytes = hasher.Append(count);
            try
            {
                Run.Write(sink, at, bytes);
            }
            catch (Exception exception) when (LocalFailure.IsLocal(exception))
            {
                return sink.Explain(exception);
            }
            Run.CountMoved(count);
        }
        computed = hasher.Finish();
        moved = body.Length;
        // What ends short without having told its length may have been cut off: worth another fetch.
        return body.Failure ?? (OtherLength(body) is not { } wrong ? null : info.ContentLength < 0 ? ItemFailure.Corrupt(wrong.Message) : wrong);
    }

    ItemFailure? OtherLength(BodyFetch body) => source.Size < 0 || body.Length == source.Size ? null
        : ItemFailure.Changed($"The object had {source.Size:N0} bytes when it was listed and has {body.Length:N0} now.");
}
