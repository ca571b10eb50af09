using Microsoft.Win32.SafeHandles;
using Sluice.Engine;
using Sluice.Engine.Memory;
using Sluice.Failures;
using Sluice.S3;
using Sluice.S3.Checksums;
using Sluice.Transfer.Integrity;
using Sluice.Transfer.Items;
using Sluice.Trees;
using Sluice.Trees.Local;

namespace Sluice.Transfer.Copies;

/// <summary>
/// An item of one tree to another, neither of them in a store: read and written in order, a buffer at a time. A move reads back what was written before
/// it removes the source.
/// </summary>
internal sealed class PumpedCopy(TransferContext run, Tree tree, TreeEntry entry, DownloadSink sink, Location destination) : SingleTransfer(run)
{
    UploadSource? _source;

    /// <inheritdoc/>
    public override Location From => tree.At(entry);

    /// <inheritdoc/>
    public override Location? To => destination;

    /// <inheritdoc/>
    protected override void Drop()
    {
        sink.Dispose();
        base.Drop();
    }

    /// <inheritdoc/>
    internal override void Stop()
    {
        if (HasStep)
            sink.Dispose();
        base.Stop();
    }

    /// <inheritdoc/>
    protected override ItemFailure? RemoveSource() => ItemFailure.From(tree.Remove(entry, _source!));

    /// <inheritdoc/>
    protected override void Move(Worker worker)
    {
        using DownloadSink written = sink;
        if (tree.Open(entry, out _source) is { } unreadable)
        {
            EndFailed(ItemFailure.From(unreadable).OrSkipped(Run.Request.Skips));
            return;
        }
        using UploadSource source = _source!;
        using BufferLease lease = Run.Memory.Reserve(Run.ChunkSize, Run.Token);
        ObjectChecksum sent = default;
        // 1 The bytes, which must be those of one version of the source.
        ItemFailure? failure = ItemFailure.From(sink.Open(source.Length)) ?? Pump(source, lease.Span, worker, out sent) ?? ItemFailure.From(source.Change());
        // 2 What was written, where the source is to go.
        if (failure is null && Run.Request.RemovesSources)
            failure = ReadBack(source.Length, sent, lease.Span, worker);
        // 3 Its name.
        failure ??= ItemFailure.From(sink.Publish(entry.Modified, ObjectAttributes.None));
        Run.CountPumpedItem();
        if (failure is not null)
            EndFailed(failure);
        else
            EndDone(source.Length, sent, Run.Request.RemovesSources ? Verification.Checksum : Verification.Size);
    }

    ItemFailure? Pump(UploadSource source, Span<byte> buffer, Worker worker, out ObjectChecksum sent)
    {
        sent = default;
        ChecksumHasher hasher = worker.Hasher(ChecksumAlgorithm.Crc64Nvme);
        try
        {
            for (long at = 0; at < source.Length;)
            {
                if (IsGivenUp)
                    throw new OperationCanceledException();
                int count = source.Read(at, buffer[..(int)Math.Min(buffer.Length, source.Length - at)]);
                if (count == 0)
                    return ItemFailure.Changed($"{From}: It became shorter while it was read.");
                hasher.Append(buffer[..count]);
                Run.Write(sink, at, buffer[..count]);
                Run.CountPumped(count);
                at += count;
            }
        }
        catch (Exception exception) when (LocalFailure.IsLocal(exception))
        {
            return ItemFailure.From(sink.Explain(exception));
        }
        sent = hasher.Finish();
        return null;
    }

    ItemFailure? ReadBack(long length, ObjectChecksum sent, Span<byte> buffer, Worker worker)
    {
        ChecksumHasher hasher = worker.Hasher(ChecksumAlgorithm.Crc64Nvme);
        try
        {
            using SafeFileHandle? reader = sink.OpenWritten();
            for (long at = 0; at < length;)
            {
                Span<byte> next = buffer[..(int)Math.Min(buffer.Length, length - at)];
                int count = reader is null ? sink.Read(at, next) : RandomAccess.Read(reader, next, at);
                if (count == 0)
                    return new ItemFailure(OutcomeKind.Failed, Tree.NotRemoved, $"{From}: What was written to {To} cannot be read back, so the source stays.");
                hasher.Append(buffer[..count]);
                at += count;
            }
        }
        catch (Exception exception) when (LocalFailure.IsLocal(exception))
        {
            return ItemFailure.From(sink.Explain(exception));
        }
        return hasher.Finish() == sent ? null : ItemFailure.Corrupt($"{To}: What was written is not what was read.");
    }
}
