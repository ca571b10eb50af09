using Sluice.Engine.Memory;
using Sluice.S3;
using Sluice.Transfer.Items;
using Sluice.Trees;
using Sluice.Trees.Local;

namespace Sluice.Transfer.Uploads;

/// <summary>
/// Bytes of a source in leased memory, which are digested and sent, sometimes again, and read once: those of another machine, unless they are more than a quarter of
/// all memory, and small files as a whole. Others are read from the source each time.
/// </summary>
internal sealed class HeldBytes : IDisposable
{
    /// <summary>Bytes of a file that is held as a whole: as many as travel in one piece with the head of their request.</summary>
    public const int MostOfFile = 64 << 10;

    // What one array holds comfortably.
    const long Most = 1L << 30;

    readonly BufferLease? _lease;

    HeldBytes(BufferLease? lease, RequestBody body) => (_lease, Body) = (lease, body);

    /// <summary>The bytes, as the body of a request.</summary>
    public RequestBody Body { get; }

    /// <summary>True where a run of this many bytes is held.</summary>
    public static bool Holds(TransferContext run, UploadSource source, long length) => source.IsFar && length > 0 && length <= Math.Min(run.Memory.Limit / 4, Most);

    /// <summary>The bytes of a source, held where that spares a second reading; why they cannot be read, or null. For who asks to dispose.</summary>
    /// <param name="item">Whose they are.</param>
    /// <param name="source">The source.</param>
    /// <param name="offset">Where they begin.</param>
    /// <param name="length">How many they are.</param>
    /// <param name="leased">Bytes to lease, at least as many: runs of one size are lent again and again.</param>
    /// <param name="held">The bytes.</param>
    public static ItemFailure? Read(ItemTransfer item, UploadSource source, long offset, long length, long leased, out HeldBytes? held)
    {
        TransferContext run = item.Run;
        held = null;
        if (!Holds(run, source, leased))
        {
            held = new HeldBytes(null, length == 0 ? RequestBody.Empty : source.Body(offset, length));
            return null;
        }
        BufferLease lease = run.Memory.Reserve((int)leased, run.Token);
        try
        {
            Memory<byte> bytes = lease.Memory[..(int)length];
            for (int at = 0, count; at < bytes.Length; at += count)
            {
                if (item.IsGivenUp)
                    throw new OperationCanceledException();
                count = source.Read(offset + at, bytes.Span.Slice(at, Math.Min(run.ChunkSize, bytes.Length - at)));
                if (count == 0)
                    return ItemFailure.Changed($"{item.From}: It became shorter while it was read.");
            }
            held = new HeldBytes(lease, new MemoryBody(bytes));
            return null;
        }
        catch (Exception exception) when (LocalFailure.IsLocal(exception))
        {
            return ItemFailure.From(exception, path: null);
        }
        finally
        {
            if (held is null)
                lease.Dispose();
        }
    }

    /// <summary>All bytes of a small file that was opened to be read whole (<see cref="Tree.OpenWhole"/>); why they cannot be read, or null.</summary>
    /// <param name="item">Whose they are.</param>
    /// <param name="source">The file, of <see cref="MostOfFile"/> bytes at most.</param>
    /// <param name="held">The bytes.</param>
    public static ItemFailure? ReadWhole(ItemTransfer item, UploadSource source, out HeldBytes? held)
    {
        held = null;
        int length = (int)source.Length, at = 0;
        BufferLease lease = item.Run.Memory.Reserve(length + 1, item.Run.Token);
        try
        {
            // One more is asked for: what comes short of that has come to its end.
            int count;
            do
                at += count = source.Read(at, lease.Span[at..]);
            while (count > 0 && at < length);
            if (at < length)
                return SourceChange.Explain(source, ItemFailure.Changed($"{item.From}: It became shorter while it was read."), item.Run);
            if (at > length && !source.HasGrown)
                return ItemFailure.From(source.Excess).OrSkipped(item.Run.Request.Skips);
            // What was written to while it was read is not sent at all.
            if (!source.LooksSame && !source.HasGrown)
                return ItemFailure.From(source.Change()) ?? ItemFailure.Changed($"{item.From}: The file was written to while it was read.");
            held = new HeldBytes(lease, length == 0 ? RequestBody.Empty : new MemoryBody(lease.Memory[..length]));
            return null;
        }
        catch (Exception exception) when (LocalFailure.IsLocal(exception))
        {
            return SourceChange.Explain(source, ItemFailure.From(exception, path: null), item.Run);
        }
        finally
        {
            if (held is null)
                lease.Dispose();
        }
    }

    /// <inheritdoc/>
    public void Dispose() => _lease?.Dispose();
}
