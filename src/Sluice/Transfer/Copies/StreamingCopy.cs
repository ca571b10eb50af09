using Sluice.Engine;
using Sluice.Engine.Concurrency;
using Sluice.Engine.Memory;
using Sluice.S3;
using Sluice.S3.Checksums;
using Sluice.Transfer.Attributes;
using Sluice.Transfer.Downloads;
using Sluice.Transfer.Items;
using Sluice.Transfer.Removing;
using Sluice.Trees;

namespace Sluice.Transfer.Copies;

/// <summary>A small object from one store to another: down into memory, verified, up again with what it had besides its bytes.</summary>
internal sealed class StreamingCopy(TransferContext run, ObjectSource source, ObjectTarget target) : SingleTransfer(run)
{
    Verification _read;

    /// <inheritdoc/>
    internal override long Held => source.Size;

    /// <inheritdoc/>
    public override Location From => source.Location;

    /// <inheritdoc/>
    public override Location? To => target.Location;

    /// <inheritdoc/>
    protected override ObjectTarget? Written => _read == Verification.Unverified ? null : target;

    /// <inheritdoc/>
    protected override ItemFailure? RemoveSource() => ObjectRemoval.Remove(Run, this, source, target);

    /// <inheritdoc/>
    protected override void Move(Worker worker)
    {
        if (Copy(worker) is { } failure)
            EndFailed(failure);
    }

    ItemFailure? Copy(Worker worker)
    {
        // 1 Memory first: what waits must not hold a socket.
        using BufferLease lease = Run.Memory.Reserve((int)source.Size, Run.Token);
        // 2 Down, and verified before anything is written anywhere.
        if (MemoryFetch.Fetch(this, worker, source, null, null, lease.Span, Run.Checksum, out ObjectInfo? info, out ObjectChecksum computed, out _read) is { } unread)
            return unread;
        // An ETag that is no MD5, and no checksum.
        if (_read == Verification.Size && Run.Request.RemovesSources && SecondLook.Judge(this, Run, source, info!.ETag, source.Size, computed, out _read) is { } other)
            return other;
        if (SourceAttributes.Copy(this, source, target, Run, worker, info, storeCopies: false, out CopyAttributes attributes) is { } untagged)
            return untagged;
        // 3 Up, by the source's kind of checksum where there is one.
        if (CopiedObject.Put(this, Run, worker, target, attributes, info, new MemoryBody(lease.Memory), computed, out Verification written) is { } unsent)
            return unsent;
        EndDone(source.Size, computed, Weaker(_read, written));
        return null;
    }

    /// <summary>A copy is proved no better than its weaker side.</summary>
    internal static Verification Weaker(Verification a, Verification b) => (Verification)Math.Min((int)a, (int)b);
}
