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

    const int WriteStep = 1;

    // Written before it is parked and read after it was called: the turn's lock lies between.
    BufferLease? _lease;
    ObjectChecksum _checksum;
    Verification _verified;
    ItemFailure? _failure;
    bool _isParked;

    // Guarded by the scheduler's lock.
    bool _isStopped, _isWriting;

    volatile bool _isCalled;
    int _released;

    /// <inheritdoc/>
    public override Location From => source.Location;

    /// <inheritdoc/>
    public override Location? To => destination;

    /// <inheritdoc/>
    internal override bool HasStep => base.HasStep || _isCalled && !_isWriting;

    /// <inheritdoc/>
    internal override int TakeStep()
    {
        if (base.HasStep)
            return base.TakeStep();
        _isWriting = true;
        return WriteStep;
    }

    /// <inheritdoc/>
    internal override void RunStep(int step, Worker worker)
    {
        bool stays = false;
        try
        {
            if (step == WriteStep)
                WriteAndEnd();
            else
            {
                base.RunStep(step, worker);
                stays = _isParked;
            }
        }
        finally
        {
            // The next one is called only while the run goes on: stopped, all end where they are.
            if (!stays && GiveBack() is { } next)
                next();
        }
    }

    /// <inheritdoc/>
    internal override void StepReturned()
    {
        if (_isStopped)
            EndStopped();
    }

    /// <inheritdoc/>
    internal override void Stop()
    {
        _isStopped = true;
        if (base.HasStep)
            GiveBack();
        base.Stop();
        EndStopped();
    }

    /// <inheritdoc/>
    protected override void Move(Worker worker)
    {
        // Who found it so has told why the output takes no more.
        if (turn.Broken is not null)
        {
            EndPending();
            return;
        }
        // Whom the others wait for does not wait for their memory.
        _lease = Run.Memory.Reserve((int)source.Size, (turn, place), static mine => mine.turn.IsNext(mine.place), Run.Token);
        _failure = MemoryFetch.Fetch(this, worker, source, null, null, _lease.Span, ChecksumAlgorithm.Crc64Nvme, out _, out _checksum, out _verified);
        // From here on another thread may write it, and end it.
        if (turn.Park(place, Call))
            _isParked = true;
        else
            WriteAndEnd();
    }

    void Call()
    {
        _isCalled = true;
        Run.Wake(this, takesIt: true);
    }

    // Of a run that is stopped, what has nothing in flight ends here: nobody calls it any more.
    void EndStopped()
    {
        if (HasEnded || InFlight > 0 || !_isParked || _isWriting)
            return;
        _isWriting = true;
        EndPending();
        GiveBack();
    }

    void WriteAndEnd()
    {
        if (Run.Token.IsCancellationRequested || turn.Broken is not null)
        {
            EndPending();
            return;
        }
        ItemFailure? failure = _failure ?? (turn.Broken = Write(_lease!.Span));
        if (failure is null)
            EndDone(source.Size, _checksum, _verified);
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

    Action? GiveBack()
    {
        if (Interlocked.Exchange(ref _released, 1) != 0)
            return null;
        _lease?.Dispose();
        return turn.Release(place, source.Size);
    }
}
