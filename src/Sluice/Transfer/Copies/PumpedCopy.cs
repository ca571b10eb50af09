using Microsoft.Win32.SafeHandles;
using Sluice.Engine;
using Sluice.Engine.Memory;
using Sluice.Failures;
using Sluice.S3;
using Sluice.S3.Checksums;
using Sluice.Transfer.Downloads;
using Sluice.Transfer.Integrity;
using Sluice.Transfer.Items;
using Sluice.Transfer.Journal;
using Sluice.Transfer.Planning;
using Sluice.Transfer.Preserving;
using Sluice.Trees;
using Sluice.Trees.Local;

namespace Sluice.Transfer.Copies;

/// <summary>
/// An item of one tree to another, neither of them in a store: read and written in order, a buffer at a time. A large one goes on where an earlier run
/// ended. A move reads back what was written before it removes the source.
/// </summary>
internal sealed class PumpedCopy(TransferContext run, Tree tree, TreeEntry entry, DownloadSink sink, Location destination) : SingleTransfer(run)
{
    // What a kill costs at most, but for what is on its way.
    const long PartSize = 8 << 20;

    readonly ResumedDownload _file = new(run, sink);
    UploadSource? _source;

    /// <summary>What the copy keeps besides bytes and time.</summary>
    internal Preserve Preserve { get; init; }

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
    protected override DateTimeOffset? WrittenModified => sink.PublishedModified;

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
        ItemFailure? failure;
        ObjectChecksum? sent = null;
        try
        {
            // 1 The bytes, which must be those of one version of the source.
            failure = Pump(source, worker, out sent) ?? ItemFailure.From(source.Change());
            // 2 What was written, where the source is to go.
            if (failure is null && Run.Request.RemovesSources && !_file.IsPublished)
                failure = ReadBack(source.Length, sent, worker);
        }
        catch (OperationCanceledException) when (Journal is { CanResume: true })
        {
            sink.Leave();
            throw;
        }
        // 3 Its name.
        if (failure is null && !_file.IsPublished)
            failure = ItemFailure.From(sink.Publish(entry.Modified, FileMetadata.Add(ObjectAttributes.None, entry, Preserve)));
        Run.CountPumpedItem();
        if (failure is null)
        {
            EndDone(source.Length, sent, Run.Request.RemovesSources || _file.IsPublished ? Verification.Checksum : Verification.Size);
            return;
        }
        if (IsLeftForLater(failure))
            sink.Leave();
        else
            Journal?.End();
        EndFailed(failure);
    }

    ItemFailure? Pump(UploadSource source, Worker worker, out ObjectChecksum? sent)
    {
        sent = null;
        // 1 The file, or what an earlier run left of it: parts count that are read back as they were.
        ItemPlan plan = source.Length > PartSize ? ItemPlan.Parted(PlanKind.RangedGet, source.Length, PartSize) : ItemPlan.Single(PlanKind.SingleGet, source.Length);
        ItemFailure? closed = plan.IsParted ? _file.Open(this, ItemIdentity.StampOf(Run.Paths, tree, entry, source), plan, ChecksumAlgorithm.Crc64Nvme) : ItemFailure.From(sink.Open(source.Length));
        if (closed is not null || _file.IsPublished)
            return closed;
        PartChecksums parts = new(plan.PartCount);
        int first = 0;
        for (; first < plan.PartCount && _file.TryKeep(first, worker, out JournalPart kept); first++)
        {
            parts.Set(first, kept.Checksum, kept.Length);
            TakeOver(kept.Length);
        }
        // 2 All of it by the host that has both; of a move the bytes are seen here, for they are compared.
        if (first == 0 && !Run.Request.RemovesSources && sink.TryCopy(source, Copied, out Failure? refused))
            return ItemFailure.From(refused);
        // 3 The rest, in order.
        using BufferLease lease = Run.Memory.Reserve(Run.ChunkSize, Run.Token);
        Queue<JournalPart> underWay = new();
        try
        {
            for (int number = first; number < plan.PartCount; number++)
            {
                ByteRange part = plan.Part(number);
                if (Pump(source, part, lease.Span, worker, out ObjectChecksum checksum) is { } failure)
                    return failure;
                parts.Set(number, checksum, part.Length);
                if (Journal is not { } journal)
                    continue;
                underWay.Enqueue(new JournalPart(number, part.Offset, part.Length, checksum, ""));
                while (underWay.TryPeek(out JournalPart? oldest) && sink.Arrived >= oldest.Offset + oldest.Length)
                    journal.Finished(underWay.Dequeue());
            }
        }
        catch (Exception exception) when (LocalFailure.IsLocal(exception))
        {
            return ItemFailure.From(sink.Explain(exception));
        }
        sent = parts.Combine(ChecksumAlgorithm.Crc64Nvme);
        return null;
    }

    void Copied(long bytes)
    {
        if (IsGivenUp)
            throw new OperationCanceledException();
        Run.CountPumped(bytes);
    }

    ItemFailure? Pump(UploadSource source, ByteRange part, Span<byte> buffer, Worker worker, out ObjectChecksum checksum)
    {
        checksum = default;
        ChecksumHasher hasher = worker.Hasher(ChecksumAlgorithm.Crc64Nvme);
        for (long at = part.Offset, end = part.Offset + part.Length; at < end;)
        {
            if (IsGivenUp)
                throw new OperationCanceledException();
            int most = (int)Math.Min(buffer.Length, end - at);
            Span<byte> room = sink.Room(at, most), next = room.IsEmpty ? buffer[..most] : room;
            int count = source.Read(at, next);
            if (count == 0)
                return ItemFailure.Changed($"{From}: It became shorter while it was read.");
            hasher.Append(next[..count]);
            if (room.IsEmpty)
                Run.Write(sink, at, next[..count]);
            else
                sink.Filled(count);
            Run.CountPumped(count);
            at += count;
        }
        checksum = hasher.Finish();
        return null;
    }

    ItemFailure? ReadBack(long length, ObjectChecksum? sent, Worker worker)
    {
        using BufferLease lease = Run.Memory.Reserve(Run.ChunkSize, Run.Token);
        Span<byte> buffer = lease.Span;
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
