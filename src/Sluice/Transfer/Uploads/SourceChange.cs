using System.Buffers;
using Sluice.Engine;
using Sluice.S3;
using Sluice.S3.Checksums;
using Sluice.Transfer.Integrity;
using Sluice.Transfer.Planning;
using Sluice.Trees;
using Sluice.Trees.Local;

namespace Sluice.Transfer.Uploads;

/// <summary>Whether a source still is what was sent of it. One that has only grown is, where that is allowed and what was there at the start is read again and has the checksum that was sent; so is one of which only the time of the last change is another.</summary>
internal static class SourceChange
{
    const int Piece = 64 << 10;

    /// <summary>How it changed; null when what was sent is what is there.</summary>
    /// <param name="file">The source.</param>
    /// <param name="plan">The parts that it was sent in.</param>
    /// <param name="sent">The checksum that was sent; null when there was none.</param>
    /// <param name="run">The run.</param>
    /// <param name="worker">Who reads.</param>
    public static ItemFailure? Of(UploadSource file, ItemPlan plan, ObjectChecksum? sent, TransferContext run, Worker worker)
    {
        if (ItemFailure.From(file.Change()) is not { } change)
            return null;
        bool looksSame = file.LooksSame;
        if (!looksSame && !file.HasGrown)
            return change;
        if (!looksSame && !run.Request.AppendOk)
            return change with { Message = $"{change.Message} To upload what was there at the start: --append-ok." };
        if (file.Length == 0)
            return null;
        if (sent is not { } expected)
            return change with { Message = $"{change.Message} What was there at the start was sent without a checksum and cannot be compared." };
        try
        {
            return Read(file, plan, expected, worker) == expected ? null : change with { Message = $"{change.Message} What was there at the start is not there any more." };
        }
        catch (Exception exception) when (LocalFailure.IsLocal(exception))
        {
            return ItemFailure.From(exception, path: null);
        }
    }

    /// <summary>
    /// How a small file whose bytes were held while they were sent has other ones now, though neither its size nor its times say so: those of a page that is written through a mapping
    /// (mmap(2)) change once, when it is first written to. Null for the same bytes, and for what was not held or is far away.
    /// </summary>
    public static ItemFailure? OfHeld(UploadSource file, RequestBody body)
    {
        if (file.IsFar || file.Opened.Kind != FileKind.File || file.Length > HeldBytes.MostOfFile || !body.TryGetMemory(out ReadOnlyMemory<byte> held) || held.IsEmpty)
            return null;
        byte[] buffer = ArrayPool<byte>.Shared.Rent(held.Length);
        try
        {
            int at = 0;
            for (int count; at < held.Length && (count = file.Read(at, buffer.AsSpan(at, held.Length - at))) > 0;)
                at += count;
            return held.Span.SequenceEqual(buffer.AsSpan(0, at)) ? null : ItemFailure.Changed($"{file.Location}: The file was written to while it was read, which its times do not tell.");
        }
        catch (Exception exception) when (LocalFailure.IsLocal(exception))
        {
            return ItemFailure.From(exception, path: null);
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(buffer);
        }
    }

    /// <summary>Why a request failed: because its source changed under it, or for its own reason.</summary>
    public static ItemFailure Explain(UploadSource file, ItemFailure failure, TransferContext run) =>
        !failure.IsCorruption && (file.LooksSame || run.Request.AppendOk && file.HasGrown) ? failure : ItemFailure.From(file.Change()) ?? failure;

    static ObjectChecksum? Read(UploadSource file, ItemPlan plan, ObjectChecksum sent, Worker worker)
    {
        // Not of the run's memory: who may hold some of it does not wait for more.
        byte[] buffer = ArrayPool<byte>.Shared.Rent(Piece);
        try
        {
            return Read(file, plan, sent, buffer, worker);
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(buffer);
        }
    }

    static ObjectChecksum? Read(UploadSource file, ItemPlan plan, ObjectChecksum sent, Span<byte> buffer, Worker worker)
    {
        if (!sent.IsComposite)
            return UploadCheck.ChecksumOf(file.Body(0, file.Length), buffer, worker.Hasher(sent.Algorithm));
        PartChecksums parts = new(plan.PartCount);
        for (int part = 0; part < plan.PartCount; part++)
        {
            ByteRange range = plan.Part(part);
            parts.Set(part, UploadCheck.ChecksumOf(file.Body(range.Offset, range.Length), buffer, worker.Hasher(sent.Algorithm)), range.Length);
        }
        return parts.Compose(sent.Algorithm);
    }
}
