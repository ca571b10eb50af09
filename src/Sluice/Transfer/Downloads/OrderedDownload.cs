using Sluice.Engine;
using Sluice.Engine.Memory;
using Sluice.S3;
using Sluice.S3.Checksums;
using Sluice.Transfer.Integrity;
using Sluice.Transfer.Items;
using Sluice.Trees;
using Sluice.Trees.Local;

namespace Sluice.Transfer.Downloads;

/// <summary>
/// A small object to standard output, behind those that were made before it: fetched beside them, verified before its first byte is written, and written, or named as failed, when
/// its turn comes.
/// </summary>
/// <param name="run">The run.</param>
/// <param name="source">The object, of one stored part and <see cref="MostBytes"/> at most.</param>
/// <param name="destination">Standard output.</param>
/// <param name="output">Standard output, open.</param>
/// <param name="turn">Whose turn it is.</param>
/// <param name="place">Its own place there.</param>
internal sealed class OrderedDownload(TransferContext run, ObjectSource source, Location destination, Stream output, StreamTurn turn, long place) : SingleTransfer(run)
{
    /// <summary>Larger ones are fetched in pieces.</summary>
    public const long MostBytes = Planning.Planner.StreamedPieceSize;

    int _released;

    /// <inheritdoc/>
    public override Location From => source.Location;

    /// <inheritdoc/>
    public override Location? To => destination;

    /// <inheritdoc/>
    internal override void RunStep(int step, Worker worker)
    {
        try
        {
            base.RunStep(step, worker);
        }
        finally
        {
            Release();
        }
    }

    /// <inheritdoc/>
    internal override void Stop()
    {
        bool begins = HasStep;
        base.Stop();
        if (begins)
            Release();
    }

    /// <inheritdoc/>
    protected override void Move(Worker worker)
    {
        if (turn.Broken is { } broken)
        {
            EndFailed(broken);
            return;
        }
        // Whom the others wait for does not wait for their memory.
        using BufferLease lease = Run.Memory.Reserve((int)source.Size, (turn, place), static mine => mine.turn.IsNext(mine.place), Run.Token);
        ItemFailure? failure = MemoryFetch.Fetch(this, worker, source, null, null, lease.Span, ChecksumAlgorithm.Crc64Nvme, out _, out ObjectChecksum checksum, out Verification verified);
        if (!turn.Await(place, Run.Token))
        {
            EndPending();
            return;
        }
        failure ??= turn.Broken ?? (turn.Broken = Write(lease.Span));
        if (failure is null)
            EndDone(source.Size, checksum, verified);
        else
            EndFailed(failure);
    }

    ItemFailure? Write(ReadOnlySpan<byte> bytes)
    {
        try
        {
            output.Write(bytes);
            output.Flush();
            return null;
        }
        catch (Exception exception) when (LocalFailure.IsLocal(exception))
        {
            return ItemFailure.From(exception, path: null);
        }
    }

    void Release()
    {
        if (Interlocked.Exchange(ref _released, 1) == 0)
            turn.Release(place, source.Size);
    }
}
