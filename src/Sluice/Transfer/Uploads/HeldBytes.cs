using Sluice.Engine.Memory;
using Sluice.S3;
using Sluice.Transfer.Items;
using Sluice.Trees;
using Sluice.Trees.Local;

namespace Sluice.Transfer.Uploads;

/// <summary>
/// A run of bytes of a source that lies on another machine, in leased memory: it is digested and sent, sometimes again, and crosses the network to here once.
/// Where it is more than a quarter of all memory it is read from the source each time.
/// </summary>
internal sealed class HeldBytes : IDisposable
{
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

    /// <inheritdoc/>
    public void Dispose() => _lease?.Dispose();
}
