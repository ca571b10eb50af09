using Sluice.Engine;
using Sluice.Engine.Memory;
using Sluice.S3;
using Sluice.Transfer.Planning;
using Sluice.Trees.Local;

namespace Sluice.Transfer.Uploads;

/// <summary>
/// Reads a stream in order into leased memory, on a thread of its own so that a run can be cancelled while nothing
/// comes. It stays a few pieces ahead of whoever takes them and holds no more than half of the memory, two pieces
/// excepted: the rest is for what else runs.
/// </summary>
internal sealed class InputReader(TransferContext run, Stream input, PartLimits limits, Action wake)
{
    /// <summary>Pieces that are read and not taken: enough that no worker waits for a read, few enough to cost little.</summary>
    public const int Ahead = 4;

    // It takes two to find out whether the input ends within the first.
    const int LeastHeld = 2;

    readonly object _gate = new();

    // Guarded by _gate.
    readonly Queue<(BufferLease Lease, int Length)> _ready = new();
    int _pieces;
    int _held;
    long _heldBytes;
    long _length;
    BufferLease? _reading;
    bool _ended;
    bool _abandoned;
    ItemFailure? _failure;

    /// <summary>Bytes read so far.</summary>
    public long Length
    {
        get
        {
            lock (_gate)
                return _length;
        }
    }

    /// <summary>Why reading ended early; null when it did not.</summary>
    public ItemFailure? Failure
    {
        get
        {
            lock (_gate)
                return _failure;
        }
    }

    /// <summary>Begins to read.</summary>
    public void Start() => new Thread(Loop, 256 << 10) { IsBackground = true, Name = "sluice-input" }.Start();

    /// <summary>Waits until it shows whether all of the input is in one piece; true when it is.</summary>
    public bool IsOnePiece()
    {
        lock (_gate)
        {
            while (!_ended && _pieces < LeastHeld)
            {
                run.Token.ThrowIfCancellationRequested();
                Monitor.Wait(_gate, 100);
            }
            return _ended && _pieces <= 1;
        }
    }

    /// <summary>True when a piece of this number, from 0, has been read.</summary>
    public bool Has(int piece)
    {
        lock (_gate)
            return piece < _pieces;
    }

    /// <summary>True when this piece has been read, or still may be.</summary>
    public bool MayHave(int piece)
    {
        lock (_gate)
            return piece < _pieces || !_ended;
    }

    /// <summary>The next piece and its number, from 1; a null lease when there is none.</summary>
    public (BufferLease? Lease, int Length, int Number) Take()
    {
        lock (_gate)
        {
            if (!_ready.TryDequeue(out (BufferLease Lease, int Length) next))
                return default;
            Monitor.PulseAll(_gate);
            return (next.Lease, next.Length, _pieces - _ready.Count);
        }
    }

    /// <summary>Gives a piece's memory back.</summary>
    public void Return(BufferLease? lease)
    {
        if (lease is null)
            return;
        lock (_gate)
            ReturnLocked(lease);
    }

    /// <summary>Drops what was read and not taken, and reads no more.</summary>
    public void Abandon()
    {
        lock (_gate)
        {
            _abandoned = true;
            // A read that does not come back cannot be stopped: its memory must not keep the run from ending.
            _reading?.Forget();
            while (_ready.TryDequeue(out (BufferLease Lease, int Length) left))
                ReturnLocked(left.Lease);
        }
    }

    void Loop()
    {
        try
        {
            for (int number = 1; number <= limits.MaxParts; number++)
            {
                int size = (int)Planner.StreamPartSize(number, run.Options.PartSize, run.Memory.Limit, limits);
                if (!WaitForRoom(size) || !ReadPiece(size))
                    return;
            }
            End(new ItemFailure(OutcomeKind.Failed, "TooLarge", $"Standard input is longer than {limits.MaxParts:N0} parts can hold; give a larger part size or more memory."));
        }
        catch (OperationCanceledException)
        {
            End(null);
        }
        catch (Exception exception) when (LocalFailure.IsLocal(exception))
        {
            End(ItemFailure.From(exception, path: null));
        }
    }

    bool WaitForRoom(int size)
    {
        lock (_gate)
        {
            while (!_abandoned && (_ready.Count >= Ahead || _held >= LeastHeld && _heldBytes + size > run.Memory.Limit / 2))
            {
                run.Token.ThrowIfCancellationRequested();
                Monitor.Wait(_gate, 100);
            }
            _ended |= _abandoned;
            return !_abandoned;
        }
    }

    // False at the end of the input.
    bool ReadPiece(int size)
    {
        BufferLease lease = run.Memory.Reserve(size, this, static reader => reader is { _held: > 0, _pieces: < LeastHeld }, run.Token);
        Span<byte> piece = lease.Span;
        lock (_gate)
        {
            _reading = lease;
            if (_abandoned)
                lease.Forget();
        }
        int length = 0;
        // Stays false when the read throws: whoever sees the end must see the failure too.
        bool last = false;
        try
        {
            length = input.ReadAtLeast(piece, size, throwOnEndOfStream: false);
            last = length < size;
        }
        finally
        {
            lock (_gate)
            {
                _reading = null;
                _held++;
                _heldBytes += size;
                if (_abandoned || length == 0)
                    ReturnLocked(lease);
                else
                {
                    _ready.Enqueue((lease, length));
                    _pieces++;
                }
                _length += length;
                _ended |= last || _abandoned;
                Monitor.PulseAll(_gate);
            }
        }
        wake();
        return !last && !run.Token.IsCancellationRequested;
    }

    void ReturnLocked(BufferLease lease)
    {
        _held--;
        _heldBytes -= lease.Length;
        lease.Dispose();
        Monitor.PulseAll(_gate);
    }

    void End(ItemFailure? failure)
    {
        lock (_gate)
        {
            _failure = failure;
            _ended = true;
            Monitor.PulseAll(_gate);
        }
        wake();
    }
}
