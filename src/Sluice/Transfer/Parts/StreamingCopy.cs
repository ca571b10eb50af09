using Sluice.Locations;
using Sluice.S3;
using Sluice.S3.Checksums;
using Sluice.Transfer.Attributes;
using Sluice.Transfer.Integrity;
using Sluice.Transfer.Memory;
using Sluice.Transfer.Scheduling;

namespace Sluice.Transfer.Parts;

/// <summary>A small object from one store to another: down into memory, verified, up again with what it had besides its bytes.</summary>
internal sealed class StreamingCopy(RunContext run, ObjectSource source, ObjectTarget target) : SingleTransfer(run)
{
    Verification _read;

    /// <inheritdoc/>
    public override Location From => source.Location;

    /// <inheritdoc/>
    public override Location? To => target.Location;

    /// <inheritdoc/>
    protected override ObjectTarget? Written => _read == Verification.Unverified ? null : target;

    /// <inheritdoc/>
    protected override ItemFailure? RemoveSource() => ObjectRemoval.Remove(Run, this, source, target);

    /// <inheritdoc/>
    protected override void Move(PartWorker worker)
    {
        if (Copy(worker) is { } failure)
            EndFailed(failure);
    }

    ItemFailure? Copy(PartWorker worker)
    {
        // 1 Memory first: what waits must not hold a socket.
        using BufferLease lease = Run.Memory.Reserve((int)source.Size, Run.Token);
        // 2 Down, and verified before anything is written anywhere.
        if (MemoryFetch.Fetch(this, worker, source, null, null, lease.Span, Run.Checksum, out ObjectInfo? info, out ObjectChecksum computed, out _read) is { } unread)
            return unread;
        if (SourceAttributes.Copy(this, source, target, Run, worker, info, storeCopies: false, out CopyAttributes attributes) is { } untagged)
            return untagged;
        // 3 Up, by the source's kind of checksum where there is one.
        PutObjectRequest put = new(target.Bucket, target.Key, new MemoryBody(lease.Memory))
        {
            Attributes = attributes.Now,
            Checksum = computed.Algorithm == ChecksumAlgorithm.Md5 ? Run.Checksum : computed.Algorithm,
        };
        int interrupts = 0, sends = 1;
        while (true)
        {
            if (target.Client.PutObject(put, worker.BeginRequest(0)).TryGet(out PutResult? result, out S3Error? error))
            {
                CountAttempts();
                RequestId = result.RequestId;
                ETag = result.ETag;
                attributes.Made(result, info, put.Checksum);
                (Verification written, ItemFailure? wrong) = UploadCheck.Judge(target.Client, target.Bucket, result, result.Sent, source.Size, attributes.Now,
                    () => computed.Algorithm == ChecksumAlgorithm.Md5 ? computed : UploadCheck.ChecksumOf(put.Body, stackalloc byte[16 << 10], worker.Hasher(ChecksumAlgorithm.Md5)));
                if (wrong is { IsCorruption: true } && sends++ < UploadCheck.MaxSends)
                {
                    Run.Ledger.CountRefetch();
                    continue;
                }
                if (wrong is not null)
                    return wrong;
                EndDone(source.Size, computed, Weaker(_read, written));
                return null;
            }
            if (WasInterrupted(error, ref interrupts))
                continue;
            if (!attributes.TryLess(error))
                return ItemFailure.Of(error);
            put = put with { Attributes = attributes.Now };
        }
    }

    /// <summary>A copy is proved no better than its weaker side.</summary>
    internal static Verification Weaker(Verification a, Verification b) => (Verification)Math.Min((int)a, (int)b);
}
